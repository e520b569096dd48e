"""The Generate screen: from the form to files, and all the ways not to."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from textual import events

from tests.helpers import snapshot
from tests.helpers.children import PATIENCE
from tests.helpers.desk import agree, generate
from tests.helpers.generate_form import field, listing, made, note, opened, ssh
from tests.helpers.samples import one_in
from tests.helpers.snapshot import text, until
from tui.app import KeywrightApp
from tui.keyops.errors import StorageError
from tui.keyops.files import storage
from tui.keyops.files.storage import read_key_file
from tui.keyops.files.xdg import state_folder
from tui.keyops.formats import FORMATS, PRIVATE_FORMATS
from tui.keyops.generation import estimates, generation
from tui.keyops.inspection.inspection import read
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.secret import Secret
from tui.process import jobs
from tui.screens.generate.screen import GenerateScreen
from tui.terminal.clipboard import CopyWay
from tui.widgets import progress as progress_module

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.screens.result.screen import ResultScreen

__all__ = ["ssh"]

PHRASE = "kanarienvogel 42"
TYPES = {
    row.family: (row.size_range[0] if row.size_range else row.sizes[0])
    for row in ALGORITHMS.values()
    if row.can_generate
}


@pytest.fixture
def app(ssh: Path) -> KeywrightApp:
    return KeywrightApp(ssh, clipboard_way=CopyWay.OSC52)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def children() -> set[int]:
    """The processes that this one has started and that have not ended."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


# Looks


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_form_looks_as_approved(app: KeywrightApp, cols: int, rows: int) -> None:
    async with app.run_test(size=(cols, rows)) as pilot:
        screen = await opened(pilot)
        field(pilot, "type").chosen = "rsa"
        field(pilot, "container").chosen = "pem"
        field(pilot, "passphrase").value = PHRASE
        field(pilot, "again").value = PHRASE[:-1] + "3"
        await until(pilot, lambda: "id_rsa" in field(pilot, "file").value and "rarely" in screen._said)
        snapshot.check(app, f"generate-{cols}x{rows}")


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60)])
async def test_the_progress_looks_as_approved(
    app: KeywrightApp, monkeypatch: pytest.MonkeyPatch, cols: int, rows: int
) -> None:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(progress_module, "time", SimpleNamespace(monotonic=lambda: clock.now))

    async def search(*_: object) -> None:
        await asyncio.sleep(60)

    monkeypatch.setattr(jobs, "race", search)
    async with app.run_test(size=(cols, rows)) as pilot:
        screen = await opened(pilot)
        field(pilot, "type").chosen = "rsa"
        await pilot.pause()
        field(pilot, "size").chosen = "8192"
        await pilot.pause()
        await generate(pilot)
        await until(pilot, lambda: screen.is_busy)
        clock.now += 3
        screen.progress._draw()
        await pilot.pause()
        snapshot.check(app, f"generating-{cols}x{rows}")
        await pilot.press("f2")  # the search goes on, and keys are not kept until it is over
        await until(pilot, lambda: app.current_mode == "keys")


async def test_all_of_the_form_can_be_reached_on_the_smallest_terminal(app: KeywrightApp) -> None:
    async with app.run_test(size=(60, 16)) as pilot:
        await opened(pilot)
        for label in ("Type", "Size", "Format", "Comment", "Passphrase", "Confirm", "File"):
            await pilot.press("tab")
            await pilot.pause()
            assert label in text(app)


# Making keys


async def test_f10_alone_makes_a_key_after_one_question(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        await generate(pilot)
        screen = await made(pilot)
        assert screen.made.headline == "id_ed25519 was made"
        assert mode(ssh / "id_ed25519") == 0o600
        assert mode(ssh / "id_ed25519.pub") == 0o644
        (entry,) = read(read_key_file(ssh / "id_ed25519"))
        assert entry.open().comment == b"kai@build01"


@pytest.mark.parametrize("family", one_in(2, TYPES))
async def test_every_container_with_room_for_a_type_is_offered_and_a_third_of_them_are_made(
    app: KeywrightApp, ssh: Path, family: str
) -> None:
    """The RSA keys locked, the others not; and the public file beside belongs to it."""
    passphrase = PHRASE if family == "rsa" else ""
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "type").chosen = family
        await pilot.pause()
        field(pilot, "size").chosen = str(TYPES[family])
        names = set()
        offered = [option.id for option in field(pilot, "container").options if not option.reason]
        assert offered == [row.id for row in PRIVATE_FORMATS if family in row.families]
        for container in offered[list(TYPES).index(family) % 3 :: 3]:  # another third with each type
            field(pilot, "type").chosen = family
            await pilot.pause()
            field(pilot, "size").chosen = str(TYPES[family])
            field(pilot, "container").chosen = container
            phrase = passphrase if FORMATS[container].protection else ""
            field(pilot, "passphrase").value = field(pilot, "again").value = phrase
            await pilot.pause()
            await pilot.press("f10")
            if not phrase:
                await agree(pilot)
            names |= check_files(await made(pilot), family, container, phrase)
            await pilot.press("n")
            await until(pilot, lambda: isinstance(pilot.app.screen, GenerateScreen))
        assert sorted(names) == listing(ssh)


def check_files(page: ResultScreen, family: str, container: str, passphrase: str) -> set[str]:
    private, public = (file.path for file in page.made.files)
    assert private.name.startswith(ALGORITHMS[family].default_name)
    assert private.suffix == (".ppk" if container.startswith("ppk") else "")
    assert [mode(private), mode(public)] == [0o600, 0o644]
    (entry,) = read(read_key_file(private))
    assert entry.format == container
    assert (entry.encryption is not None) is bool(passphrase)
    pair = entry.open(Secret(passphrase) if passphrase else None)
    (beside,) = read(read_key_file(public))
    assert beside.public == pair.public
    assert beside.comment == b"kai@build01"
    return {private.name, public.name}


async def test_no_passphrase_is_left_after_a_key_was_made(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        screen = await opened(pilot)
        field(pilot, "passphrase").value = PHRASE
        field(pilot, "again").value = PHRASE
        await pilot.press("f10")
        page = await made(pilot)
        assert field(pilot, "passphrase").value == ""
        assert field(pilot, "again").value == ""
        assert PHRASE not in repr(page.made)
        assert screen._spare is None


async def test_a_finished_search_refines_the_speed(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "type").chosen = "rsa"
        await pilot.pause()
        field(pilot, "size").chosen = "2048"
        await generate(pilot)
        await made(pilot)
        speed = estimates.load_speed(state_folder())
        assert speed is not None
        assert speed.samples == 13


async def test_an_unknown_speed_is_measured_when_rsa_is_chosen(
    app: KeywrightApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state_folder() / "pace.json").unlink()

    async def race(operation: object, *_: object) -> estimates.Speed:
        assert operation is estimates.measure
        await asyncio.sleep(0)
        return estimates.Speed(2.0, 12)

    monkeypatch.setattr(jobs, "race", race)
    async with app.run_test() as pilot:
        screen = await opened(pilot)
        assert screen.speeds.speed is None
        await pilot.press("tab", "r")
        await until(pilot, lambda: screen.speeds.speed is not None)
        assert estimates.load_speed(state_folder()) == estimates.Speed(2.0, 12)
        assert "rarely over" in text(app)


async def test_the_file_may_be_named_freely_and_its_folder_is_made(app: KeywrightApp, fence: Path) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "file").value = "~/keys/new/deploy"
        await until(pilot, lambda: "will be created" in note(pilot, "file"))
        await generate(pilot)
        await made(pilot)
        assert mode(fence / "keys" / "new" / "deploy") == 0o600
        assert mode(fence / "keys" / "new") == 0o700


# Not making them


async def test_escape_cancels_a_search_and_leaves_no_file_and_no_process(
    app: KeywrightApp, ssh: Path
) -> None:
    before = children()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        field(pilot, "type").chosen = "rsa"
        await pilot.pause()
        field(pilot, "size").chosen = "16384"
        await generate(pilot)
        await until(pilot, lambda: children() - before)
        await until(pilot, lambda: screen.is_busy)
        assert "searching for two primes on 2 cores" in text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not screen.form.disabled)
        assert children() - before == set()
        assert listing(ssh) == []
        assert "Cancelled; nothing was changed" in text(app)
        assert app.screen is screen
        assert screen.focused is field(pilot, "for")


async def gone(before: set[int]) -> None:
    """Wait until there are no more children than before."""
    for _ in range(round(PATIENCE / 0.01)):
        if not children() - before:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("a process was left")


async def test_leaving_the_program_during_a_search_leaves_no_process(app: KeywrightApp, ssh: Path) -> None:
    before = children()
    async with app.run_test() as pilot:
        screen = await opened(pilot)
        field(pilot, "type").chosen = "rsa"
        await pilot.pause()
        field(pilot, "size").chosen = "16384"
        await generate(pilot)
        await until(pilot, lambda: screen.is_busy and children() - before)
    await gone(before)
    assert listing(ssh) == []


async def test_an_existing_file_is_never_overwritten(app: KeywrightApp, ssh: Path) -> None:
    """Enter refuses and says why; one key takes the free name."""
    (ssh / "mine").write_text("precious")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        field(pilot, "file").value = "~/.ssh/mine"
        await until(pilot, lambda: "mine already exists" in note(pilot, "file"))
        await pilot.press("f10")
        await until(pilot, lambda: app.screen.focused is field(pilot, "file"))
        assert isinstance(app.screen, GenerateScreen)
        assert "Ctrl+N uses mine_2" in text(app)
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "available" in note(pilot, "file"))
        await generate(pilot)
        await made(pilot)
    assert (ssh / "mine").read_text() == "precious"
    assert listing(ssh) == ["mine", "mine_2", "mine_2.pub"]


async def test_a_public_file_in_the_way_is_not_overwritten_either(app: KeywrightApp, ssh: Path) -> None:
    (ssh / "id_ed25519.pub").write_text("precious")
    async with app.run_test() as pilot:
        await opened(pilot)
        assert field(pilot, "file").value == "~/.ssh/id_ed25519_2"
        await generate(pilot)
        await made(pilot)
    assert (ssh / "id_ed25519.pub").read_text() == "precious"


async def test_a_name_taken_meanwhile_gives_way_to_a_free_one(app: KeywrightApp, ssh: Path) -> None:
    """As long as the name was proposed and not typed."""
    async with app.run_test() as pilot:
        await opened(pilot)
        (ssh / "id_ed25519").write_text("precious")
        await generate(pilot)
        page = await made(pilot)
        assert page.made.files[0].path == ssh / "id_ed25519_2"
    assert (ssh / "id_ed25519").read_text() == "precious"


def full(files, **_: object) -> None:
    raise StorageError(files[0].path, "id_ed25519 could not be written: No space left on device")


async def refused_by_a_full_disk(pilot: Pilot) -> GenerateScreen:
    """Make a key while ``full`` stands for ``storage.save``; wait until the form is back."""
    screen = await opened(pilot)
    await pilot.press("f10")
    await agree(pilot)
    await until(pilot, lambda: "No space left" in text(pilot.app))
    await until(pilot, lambda: not screen.form.disabled)
    return screen


async def test_a_key_that_could_not_be_saved_is_kept_for_another_file(
    app: KeywrightApp, ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search may have taken minutes."""
    searches = []
    original, save = generation.generate, storage.save

    def generate(spec: generation.KeySpec):
        searches.append(spec)
        return original(spec)

    monkeypatch.setattr(generation, "generate", generate)
    monkeypatch.setattr(storage, "save", full)
    async with app.run_test(size=(80, 24)) as pilot:
        await refused_by_a_full_disk(pilot)
        assert listing(ssh) == []
        monkeypatch.setattr(storage, "save", save)
        await pilot.press("f10")
        await made(pilot)
    assert len(searches) == 1


async def test_a_key_that_could_not_be_saved_is_forgotten_when_everything_is_locked(
    app: KeywrightApp, ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "save", full)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await refused_by_a_full_disk(pilot)
        assert screen._spare is not None
        app.autolock.lock()
        assert screen._spare is None
    assert listing(ssh) == []


# Rows that depend on each other


async def test_a_container_without_room_is_dimmed_with_the_reason(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        field(pilot, "container").focus()
        await pilot.press("right")
        await pilot.pause()
        await pilot.pause()
        assert field(pilot, "container").chosen == "pkcs8"
        assert "Ed25519 has no PEM form" in text(app)


async def test_a_type_without_room_in_the_container_moves_the_container_and_says_so(
    app: KeywrightApp,
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        field(pilot, "type").chosen = "rsa"
        await pilot.pause()
        field(pilot, "container").chosen = "pem"
        await until(pilot, lambda: field(pilot, "file").value == "~/.ssh/id_rsa")
        field(pilot, "type").chosen = "ed25519"
        await until(pilot, lambda: field(pilot, "file").value == "~/.ssh/id_ed25519")
        assert field(pilot, "container").chosen == "openssh"
        assert note(pilot, "container").startswith("- moved: Ed25519 has no PEM form")


async def test_the_file_follows_type_and_container(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "container").chosen = "ppk3"
        await until(pilot, lambda: field(pilot, "file").value == "~/.ssh/id_ed25519.ppk")
        field(pilot, "type").chosen = "ecdsa"
        field(pilot, "container").chosen = "openssh"
        await until(pilot, lambda: field(pilot, "file").value == "~/.ssh/id_ecdsa")


async def test_a_file_name_of_ones_own_stays(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "file").value = "~/.ssh/mine"
        await pilot.pause()
        field(pilot, "type").chosen = "rsa"
        field(pilot, "container").chosen = "ppk3"
        await pilot.pause(0.2)
        assert field(pilot, "file").value == "~/.ssh/mine"


async def test_ed448_says_that_openssh_cannot_read_it(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        field(pilot, "type").chosen = "ed448"
        await pilot.pause()
        assert "OpenSSH" in note(pilot, "type") + note(pilot, "container")


async def test_a_wrong_size_is_said_at_once_and_enter_goes_there(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("tab", "r", "tab", *"2049")
        await pilot.pause()
        assert note(pilot, "size") == "! steps of 8: 2048 or 2056"
        assert "Choose a size first" in text(app)
        await pilot.press("tab", "f10")
        await until(pilot, lambda: screen.focused is field(pilot, "size"))
        assert listing(ssh) == []


async def test_a_comment_that_the_container_has_no_room_for_is_said_to_be_in_the_pub(
    app: KeywrightApp,
) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "container").chosen = "pkcs8"
        await pilot.pause()
        assert "in the .pub only" in note(pilot, "comment")


# Passphrases


async def test_a_difference_is_said_as_soon_as_it_can_be_known(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test() as pilot:
        screen = await opened(pilot)
        field(pilot, "passphrase").value = "abcdef"
        field(pilot, "again").focus()
        await pilot.press(*"abc")
        await pilot.pause()
        assert note(pilot, "again") == ""
        await pilot.press(*"deX")
        await pilot.pause()
        assert note(pilot, "again") == "! differs from the passphrase"
        await pilot.press("f10")
        await until(pilot, lambda: screen.focused is field(pilot, "again"))
        await pilot.press("backspace", "f")
        await pilot.pause()
        assert note(pilot, "again") == "same"
        assert listing(ssh) == []


async def test_leaving_the_second_field_half_typed_says_so(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "passphrase").value = "abcdef"
        field(pilot, "again").focus()
        await pilot.press("a", "tab")
        await pilot.pause()
        assert note(pilot, "again") == "! differs from the passphrase"


async def test_enter_after_the_passphrase_goes_to_the_second_field(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        screen = await opened(pilot)
        field(pilot, "passphrase").focus()
        await pilot.press("a", "enter")
        await pilot.pause()
        assert screen.focused is field(pilot, "again")


async def test_a_passphrase_shorter_than_the_container_takes_is_refused(app: KeywrightApp, ssh: Path) -> None:
    async with app.run_test() as pilot:
        screen = await opened(pilot)
        field(pilot, "type").chosen = "rsa"
        await pilot.pause()
        field(pilot, "container").chosen = "pem"
        field(pilot, "passphrase").value = "abcd"
        field(pilot, "again").value = "abcd"
        await pilot.pause()
        assert note(pilot, "passphrase") == "! PEM needs 5 characters or more"
        await pilot.press("f10")
        await until(pilot, lambda: screen.focused is field(pilot, "passphrase"))
        assert listing(ssh) == []


async def test_a_container_that_cannot_be_locked_refuses_a_passphrase(app: KeywrightApp, ssh: Path) -> None:
    """One is left: it protects nothing, and must not look as if it did."""
    unlockable = [row.id for row in PRIVATE_FORMATS if row.protection is None and "ed25519" in row.families]
    assert unlockable
    async with app.run_test() as pilot:
        screen = await opened(pilot)
        field(pilot, "container").chosen = unlockable[0]
        field(pilot, "passphrase").value = field(pilot, "again").value = PHRASE
        await pilot.pause()
        assert "cannot have one: leave it empty" in note(pilot, "passphrase")
        await pilot.press("f10")
        await until(pilot, lambda: screen.focused is field(pilot, "passphrase"))
        assert listing(ssh) == []


async def test_a_weak_container_says_that_it_protects_little(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "container").chosen = "ppk2"
        field(pilot, "passphrase").value = PHRASE
        await pilot.pause()
        assert "PPK 2 encryption is weak" in note(pilot, "passphrase")


async def test_a_pasted_passphrase_of_several_lines_is_refused(app: KeywrightApp) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "passphrase").focus()
        field(pilot, "passphrase").post_message(events.Paste("one\ntwo"))
        await pilot.pause()
        await pilot.pause()
        assert field(pilot, "passphrase").value == ""
        assert "several lines" in note(pilot, "passphrase")


async def test_the_passphrase_is_nowhere_to_be_seen(app: KeywrightApp) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        field(pilot, "passphrase").value = PHRASE
        field(pilot, "again").value = PHRASE
        await pilot.pause()
        assert PHRASE not in text(app)
        assert PHRASE not in repr(screen.form.request())
        assert PHRASE not in app.export_screenshot()


async def test_going_to_another_screen_leaves_no_passphrase_behind_and_the_help_does(
    app: KeywrightApp,
) -> None:
    async with app.run_test() as pilot:
        await opened(pilot)
        field(pilot, "passphrase").value = PHRASE
        await pilot.press("f1")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert field(pilot, "passphrase").value == PHRASE
        await pilot.press("f2")
        await agree(pilot)
        await until(pilot, lambda: field(pilot, "passphrase").value == "")


async def test_an_unavailable_free_name_says_why_when_asked_for(app: KeywrightApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert "This file name is available" in text(app)
