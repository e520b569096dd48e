"""Generate for a service: what choosing one fills in, finds and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import snapshot
from tests.helpers.desk import generate
from tests.helpers.generate_form import field, listing, made, note, opened, ssh
from tests.helpers.samples import one_in
from tests.helpers.snapshot import text, until
from tui.app import KeywrightApp
from tui.keyops.findings import Severity
from tui.keyops.inspection.inspection import inspect
from tui.keyops.services import catalogue, own_folder, profile
from tui.keyops.services.checking import State, check
from tui.screens.generate.screen import GenerateScreen
from tui.screens.services.deploy import DeployScreen
from tui.terminal.clipboard import CopyWay
from tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["ssh"]


@pytest.fixture
def app(ssh: Path) -> KeywrightApp:
    return KeywrightApp(ssh, clipboard_way=CopyWay.OSC52)


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60)])
async def test_the_form_for_a_service_looks_as_approved(app: KeywrightApp, cols: int, rows: int) -> None:
    async with app.run_test(size=(cols, rows)) as pilot:
        screen = await opened(pilot)
        await pilot.press("j")
        await until(pilot, lambda: screen.form.family == "rsa" and "id_rsa" in field(pilot, "file").value)
        await until(pilot, lambda: "rarely" in text(app))
        snapshot.check(app, f"generate-for-{cols}x{rows}")


async def test_typing_finds_a_service_by_any_part_of_its_name(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press(*"jira since 4")
        await until(pilot, lambda: screen.form.service.chosen == "git-integration-for-jira-data-center")
        await until(pilot, lambda: "jira since 4: 1 found" in note(pilot, "for"))
        await pilot.press(*"xq")
        await until(pilot, lambda: "nothing is called" in note(pilot, "for"))
        await pilot.press(*["backspace"] * 14)
        await until(pilot, lambda: screen.form.service.chosen == "")
        assert (screen.form.family, screen.form.container.id) == ("ed25519", "openssh")


async def test_right_goes_through_what_was_found_and_through_all_without_a_search(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press(*"jira", "right")
        await until(pilot, lambda: screen.form.service.chosen == "git-integration-for-jira-data-center-3")
        await pilot.press("right", "right")
        await until(pilot, lambda: screen.form.service.chosen == "git-integration-for-jira-cloud")
        await pilot.press("tab", "shift+tab", "left", "left")
        await until(pilot, lambda: "jira" not in screen.form.service.chosen)
        await pilot.press("q")
        await pilot.pause()
        assert app.is_running, "letters are typed here and do not act"
        assert not [hint for hint in screen.query_one(KeyHints).hints if hint[0] == "q"]


async def test_every_service_can_be_chosen_and_its_recipe_is_one_that_it_takes(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        form = screen.form
        for name in one_in(9, catalogue().profiles):
            assert form.service.take(name)
            await pilot.pause()
            assert form.row("for").severity is Severity.INFO, (name, note(pilot, "for"))
            assert form.recipe is not None, name
            assert form.recipe.container == form.container.id, name
            assert form.recipe.bits == form.sizes.bits, name


async def test_a_key_made_for_a_service_is_accepted_and_says_what_comes_next(
    app: KeywrightApp,
    ssh: Path,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press(*"terraf", "f10")
        page = await made(pilot)
        assert "Next, for Terraform SSH connection" in text(app)
        assert "Checked: Terraform SSH connection accepts it" in text(app)
        assert page.made.service == "terraform"
        await pilot.press("W")
        await until(pilot, lambda: isinstance(app.screen, DeployScreen))
    (report,) = inspect((ssh / "id_ed25519").read_bytes())
    assert check(report, profile("terraform")).state is not State.REFUSES


async def test_a_passphrase_where_none_is_taken_is_refused_before_anything_is_made(
    app: KeywrightApp,
    ssh: Path,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        screen.form.service.take("terraform")
        field(pilot, "passphrase").value = field(pilot, "again").value = "kanarienvogel"
        await until(pilot, lambda: "leave it empty" in note(pilot, "passphrase"))
        await pilot.press("f10")
        await until(pilot, lambda: screen.focused is field(pilot, "passphrase"))
        assert listing(ssh) == []


async def test_changing_a_row_to_what_the_service_does_not_take_says_so(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        screen.take("git-integration-for-jira-cloud")
        await pilot.pause()
        assert not screen.is_unsaved, "the user entered nothing"
        field(pilot, "container").chosen = "openssh"
        assert screen.is_unsaved
        await until(pilot, lambda: "reads PEM" in note(pilot, "for"))
        field(pilot, "type").chosen = "ed25519"
        await until(pilot, lambda: "needs RSA" in note(pilot, "for"))


async def test_a_made_page_without_a_service_says_why_it_hands_nothing_over(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await generate(pilot)
        await made(pilot)
        await pilot.press("W")
        await until(pilot, lambda: "It was not made for a service" in text(app))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, GenerateScreen))


async def test_a_service_that_takes_nothing_made_here_says_so_and_nothing_is_made(
    app: KeywrightApp,
    ssh: Path,
) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "fido.toml").write_text(
        'id = "fido"\nlabel = "Fido only"\ngroup = "takes-public"\nhalf = "public"\nconfidence = "certain"\n'
        'checked = 2026-11-22\n[[types]]\nfamily = "sk"\n[[sources]]\naddress = "example.org"\n'
    )
    catalogue.__globals__["_catalogue"].cache_clear()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press(*"fido on", "f10")
        await until(pilot, lambda: "cannot make" in note(pilot, "for"))
        await pilot.pause(0.1)
        assert app.screen is screen
        assert listing(ssh) == []
