"""Works with: the verdicts on a key, and what Enter does about each."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, snapshot
from tests.helpers.desk import keys_app, shows
from tests.helpers.snapshot import arrived, text, until
from tests.helpers.works_with import choose, opened
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.fix import FixDialog
from tui.dialogs.passphrase import PassphraseDialog
from tui.keyops.files.xdg import state_folder
from tui.keyops.generation import estimates
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services import Catalogue, catalogue, own_folder, profile, subject, yours
from tui.keyops.services.checking import State, check
from tui.screens.convert.screen import ConvertScreen
from tui.screens.generate.screen import GenerateScreen
from tui.screens.public_key import PublicKeyScreen
from tui.screens.result.screen import ResultScreen
from tui.screens.services.deploy import DeployScreen
from tui.widgets.finder import Finder
from tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from pathlib import Path


SHOWN = (
    "argo-cd", "1password", "asyncssh", "bvnc", "filezilla", "git-integration-for-jira-cloud", "github", "go",
    "jenkins", "openssh-9.2", "putty-old", "snowflake-private",
)  # fmt: skip
JIRA = "Git Integration for Jira Cloud"


@pytest.fixture
def ssh(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    estimates.save_speed(state_folder(), estimates.Speed(1.0, 12))
    return desk.fill(fence / ".ssh")


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def written(folder: Path, mark: bytes) -> list[Path]:
    paths = (path for path in folder.glob("id_ed25519*") if path.is_file())
    return [path for path in paths if mark in path.read_bytes()]


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_page_looks_as_approved(
    ssh: Path, cols: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a dozen services, so that a new one does not change the picture."""
    few = {name: profile(name) for name in SHOWN}
    monkeypatch.setattr(subject, "catalogue", lambda: Catalogue(few, ()))
    app = keys_app(ssh)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot, "id_rsa")
        await choose(pilot, JIRA)
        snapshot.check(app, f"works-with-{cols}x{rows}")


async def test_every_service_has_a_row_and_a_refusal_says_why_and_what_would_be_seen(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "id_rsa")
        assert len(screen.list.verdicts) == len(catalogue().profiles)
        await choose(pilot, JIRA)
        facts = {label: words for label, words, _ in screen.facts.facts}
        assert facts["Because"] == "it needs PEM (PKCS#1, SEC1); this file is in OpenSSH format"
        assert facts["It shows"] == "The key format is invalid. Please check your private key."
        assert "help.gitkraken.com" in " ".join(words for _, words, _ in screen.facts.facts)
        assert facts["Checked"].startswith("2026-")


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (160, 45)])
async def test_every_name_stands_whole_before_what_is_wanted_and_then_how_sure_it_is(
    ssh: Path, cols: int, rows: int
) -> None:
    """Names that are cut alike would be one service to whoever reads them."""
    async with keys_app(ssh).run_test(size=(cols, rows)) as pilot:
        screen = await opened(pilot, "id_rsa")
        width = screen.list.size.width
        for verdict in screen.list.verdicts:
            made, at = verdict.profile, screen.list.find(verdict.profile.id)
            row = "".join(part.text for part in screen.list.draw_row(at, width, chosen=False))
            assert len(row) <= width
            name, _, rest = row[17:].partition(made.label)
            assert name == "", row
            sure = f"{made.confidence}, {made.checked:%Y-%m}"
            if verdict.reasons:
                reason = rest.removesuffix(sure).strip().removesuffix("…")
                assert verdict.reasons[0].words.removeprefix("it ").startswith(reason)
                assert len(reason) >= 9, row
            else:
                assert rest.rstrip().endswith(sure) or width - 17 - len(made.label) < 20
        beside = screen.facts.region.x > screen.list.region.right
        assert beside is (cols >= 120)
        assert "needs PEM" in text(pilot.app)


async def test_a_star_puts_a_service_first_everywhere_until_it_is_taken_away(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot, "id_rsa")
        assert screen.list.rows[0] == "Git hosts and integrations"
        await choose(pilot, "PuTTY before 0.75")
        assert ("*", "star", True) in screen.query_one(KeyHints).hints
        await pilot.press("asterisk")
        await shows(pilot, "PuTTY before 0.75 is starred")
        assert screen.list.rows[0] == yours.HEADING
        assert screen.list.verdicts[0].profile.id == "putty-old"
        assert screen.list.cursor == 1, "the cursor stays on it"
        assert ">*x refuses      PuTTY before 0.75" in text(app)
        await pilot.press("slash", *"putty")
        await until(pilot, lambda: len(screen.list.rows) == len(screen.list.verdicts))
        assert [row.profile.id for row in screen.list.verdicts[:1]] == ["putty-old"]
        await pilot.press("escape", "3")
        form = await arrived(pilot, ConvertScreen)
        finder = form.form.field("for", Finder)
        finder.need()
        assert [option.label for option in finder.options[1:3]] == [yours.HEADING, "PuTTY before 0.75"]
        finder.focus()
        await pilot.press("down")
        assert finder.chosen == "putty-old", "a heading is passed over"
        await pilot.press("up")
        assert finder.chosen == ""
        finder.typed = "git hosts"
        assert not finder.found, "a heading is not found"
        finder.typed = ""
        await pilot.press("f2")
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("g", "asterisk")
        await shows(pilot, "no longer starred")
        assert screen.list.rows[0] == "Git hosts and integrations"
        assert screen.list.verdict
        assert screen.list.verdict.profile.id == "putty-old"


async def test_what_a_key_was_deployed_for_stands_first_the_next_time(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_ed25519")
        await choose(pilot, "GitHub")
        await pilot.press("W")
        await arrived(pilot, DeployScreen)
        await until(pilot, lambda: yours.load(state_folder()).recent == ("github",))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        screen = await opened(pilot, "id_rsa")
        assert screen.list.rows[0] == yours.HEADING
        assert screen.list.verdicts[0].profile.id == "github"
        await pilot.press("j", "k", "k", "k")
        assert (screen.list.cursor, screen.list.top) == (1, 0), "no heading is chosen, the first is seen"


async def test_the_list_narrows_as_one_types_and_escape_shows_all_again(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_rsa")
        await pilot.press("slash", *"refu jira cloud")
        await until(pilot, lambda: [row.profile.label for row in screen.list.verdicts] == [JIRA])
        await pilot.press(*"xyz")
        await shows(pilot, "Nothing here is called refu jira cloudxyz")
        await pilot.press("escape")
        await until(pilot, lambda: len(screen.list.verdicts) == len(catalogue().profiles))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_y_copies_the_key_that_is_judged_and_says_why_where_it_cannot(ssh: Path) -> None:
    (ssh / "authorized_keys").write_bytes((ssh / "id_ed25519.pub").read_bytes() * 2)
    async with keys_app(ssh).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "id_rsa")
        await pilot.press("y")
        await shows(pilot, "id_rsa, RSA 2048")
        await pilot.press("p")
        await until(pilot, lambda: isinstance(pilot.app.screen, PublicKeyScreen))
        await pilot.press("escape", "escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await opened(pilot, "alone.p8")
        await pilot.press("y")
        await shows(pilot, "Unlock alone.p8 first: u asks")
        await pilot.press("escape")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 1)
        await opened(pilot, "authorized_keys")
        await pilot.press("p")
        await shows(pilot, "authorized_keys holds several keys")


async def test_enter_shows_the_plan_and_makes_the_key_that_is_accepted(ssh: Path) -> None:
    """The passphrase is asked for, again after a wrong one, and kept."""
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "id_rsa")
        await choose(pilot, JIRA)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FixDialog))
        for words in ("Writes id_rsa.pem in PEM", "convert it from OpenSSH", "Lost: comment", "Weaker:"):
            assert words in text(app)
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, PassphraseDialog))
        await pilot.press(*"wrong", "enter")
        await shows(pilot, "does not open")
        await pilot.press(*"correct", "space", *"horse", "enter")
        await until(pilot, lambda: isinstance(app.screen, ResultScreen))
        assert f"Next, for {JIRA}" in text(app)
        assert f"Checked: {JIRA} accepts it" in text(app)
        await pilot.press("W")
        await until(pilot, lambda: isinstance(app.screen, DeployScreen))
    made = ssh / "id_rsa.pem"
    (report,) = inspect(made.read_bytes(), Secret(desk.PHRASE))
    assert check(report, profile("git-integration-for-jira-cloud")).state is State.ACCEPTS
    assert report.encryption is not None
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert inspect((ssh / "id_rsa").read_bytes())[0].container == "openssh"


async def test_escape_at_the_plan_or_at_the_passphrase_writes_nothing(ssh: Path) -> None:
    app = keys_app(ssh)
    before = listing(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_rsa")
        await choose(pilot, JIRA)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FixDialog))
        await pilot.press("escape")
        await shows(pilot, "Nothing was written")
        for no in ("n", "enter"):  # what does nothing is marked at first
            await pilot.press("ctrl+r", "enter")
            await until(pilot, lambda: isinstance(app.screen, FixDialog))
            await pilot.press(no)
            await until(pilot, lambda: app.screen is screen and "Nothing was written" in text(app))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FixDialog))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(app.screen, PassphraseDialog))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is screen and "Nothing was written" in text(app))
    assert listing(ssh) == before


async def test_a_fix_that_removes_the_passphrase_says_so_and_is_not_the_default(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_rsa")
        await choose(pilot, "Argo CD")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FixDialog))
        assert "anyone who can read the file can use the key" in text(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is screen)
        await shows(pilot, "Nothing was written")


async def test_a_type_that_is_not_taken_leads_to_the_form_filled_in(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "id_ed25519")
        await choose(pilot, JIRA)
        assert "generate one" in text(app)
        await pilot.press("enter")
        form = (await arrived(pilot, GenerateScreen)).form
        await until(pilot, lambda: form.service.chosen == "git-integration-for-jira-cloud")
        assert (form.family, form.sizes.bits, form.container.id) == ("rsa", 4096, "pem")


async def test_where_the_public_key_goes_a_private_file_is_good_and_enter_hands_it_over(ssh: Path) -> None:
    """In the words of the verb, with the file beside and without it."""
    app = keys_app(ssh)
    before = listing(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "wrong")
        verdict = next(row for row in screen.verdicts if row.profile.id == "github")
        assert verdict.headline == "GitHub accepts it: paste its public key"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)
        screen = await opened(pilot, "id_ed25519")
        await choose(pilot, "GitHub")
        assert screen.facts.facts[0][1] == "GitHub accepts it: paste id_ed25519.pub"
        assert screen.list.verdict.state is State.ACCEPTS
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DeployScreen))
        await shows(pilot, "the authorized_keys line")
    assert listing(ssh) == before


async def test_what_a_lock_hides_cannot_be_told_until_u_unlocks(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "alone.p8")
        hidden = [row.profile.label for row in screen.list.verdicts if row.state is State.CANNOT_TELL]
        assert hidden
        await choose(pilot, hidden[0])
        await pilot.press("enter")
        await shows(pilot, "Unlock alone.p8 first")
        await pilot.press("u")
        await until(pilot, lambda: isinstance(app.screen, PassphraseDialog))
        await pilot.press(*"correct", "space", *"horse", "enter")
        await until(pilot, lambda: screen.subject.key.unlocked)
        assert not [row for row in screen.list.verdicts if row.state is State.CANNOT_TELL]


async def test_a_public_file_is_told_which_half_is_missing(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_rsa.pub")
        await choose(pilot, JIRA)
        assert screen.query_one(KeyHints).hints[0] == ("Enter", "make it work", False)
        await pilot.press("enter")
        await shows(pilot, "this file holds the public")


async def test_a_profile_of_ones_own_that_is_broken_is_named_and_stops_nothing(ssh: Path) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "mine.toml").write_text("id = [")
    catalogue.__globals__["_catalogue"].cache_clear()
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "id_rsa")
        await shows(pilot, "mine.toml is not TOML")


async def test_hostile_comments_and_names_are_shown_escaped(ssh: Path) -> None:
    name = "id_[bold]\x1b[2J\u202e"
    (ssh / name).write_bytes((ssh / "id_rsa").read_bytes())
    app = keys_app(ssh / name)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, name)
        assert "\x1b[2J" not in text(app)
        assert r"id_[bold]\x1b[2J\u202e" in text(app)
        await choose(pilot, JIRA)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FixDialog))
        assert r"Make id_[bold]\x1b[2J\u202e work with" in text(app)


async def test_the_footer_names_what_enter_does_and_the_help_lists_all(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "id_rsa")
        await choose(pilot, JIRA)
        hints = screen.query_one(KeyHints).hints
        assert hints[0] == ("Enter", "make it work", True)
        assert ("u", "unlock", True) in hints
        await pilot.press("f1")
        await shows(pilot, "W             deploy")
        await pilot.press(*"deploy")
        await shows(pilot, "Where each half goes, and in which form")


async def test_a_required_passphrase_is_asked_for_twice(ssh: Path) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "vault.toml").write_text(
        'id = "vault"\nlabel = "Vault"\ngroup = "takes-private"\nhalf = "private"\nconfidence = "certain"\n'
        'checked = 2026-11-22\npassphrase = "required"\n[[containers]]\nid = "pem"\n'
        '[[sources]]\naddress = "example.org"\n'
    )
    catalogue.__globals__["_catalogue"].cache_clear()
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "wrong")
        await choose(pilot, "Vault")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FixDialog))
        await pilot.press("enter", "enter", "y")
        await shows(pilot, "Type the passphrase first")
        await pilot.press(*"abcd", "enter", *"abcd", "enter", "y")
        await shows(pilot, "needs 5 characters or more: type a longer one")
        await pilot.press(*"ey", "enter", *"eX", "enter", "y")
        await shows(pilot, "The passphrases do not match")
        await pilot.press("backspace", "y", "enter", "y")
        await until(pilot, lambda: isinstance(app.screen, ResultScreen))
        assert not isinstance(app.screen, ConfirmDialog)
    made = ssh / "wrong.pem"
    assert inspect(made.read_bytes(), Secret("abcdey"))[0].unlocked


async def test_a_profile_that_takes_nothing_made_here_is_only_told(ssh: Path) -> None:
    """The plan of each row is made as the cursor comes to it: none may stop the program."""
    own_folder().mkdir(parents=True)
    (own_folder() / "fido.toml").write_text(
        'id = "fido"\nlabel = "Fido only"\ngroup = "takes-public"\nhalf = "public"\nconfidence = "certain"\n'
        'checked = 2026-11-22\n[[types]]\nfamily = "sk"\n[[sources]]\naddress = "example.org"\n'
    )
    catalogue.__globals__["_catalogue"].cache_clear()
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "id_ed25519")
        await choose(pilot, "Fido only")
        await pilot.press("enter")
        await shows(pilot, "cannot become what Fido only accepts")
