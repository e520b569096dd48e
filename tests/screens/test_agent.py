"""The agent: marks in the list, and the page that adds and removes keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, snapshot
from tests.helpers.agents import fake_agent, framed, listing, ssh_agent
from tests.helpers.desk import CORPUS, PHRASE, go_to, keys_app, ready, shows
from tests.helpers.peers import run
from tests.helpers.snapshot import arrived, lines, text, until
from tui.dialogs.agent_add import AgentAddDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.passphrase import PassphraseDialog
from tui.keyops.files.storage import read_key_file
from tui.keyops.files.xdg import state_folder
from tui.keyops.generation import estimates
from tui.keyops.inspection.inspection import read
from tui.screens.agent import AgentScreen
from tui.screens.public_key import PublicKeyScreen
from tui.widgets.key_lines import LOADED
from tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def ssh(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The keys, with a relative path for the agent's socket, so that pictures are the same everywhere."""
    desk.same_world(monkeypatch)
    estimates.save_speed(state_folder(), estimates.Speed(1.0, 12))
    monkeypatch.chdir(fence)
    monkeypatch.setenv("SSH_AUTH_SOCK", "agent.sock")
    return desk.fill(fence / ".ssh")


def held(*names: str) -> bytes:
    """The answer of an agent that holds these keys of the corpus."""
    entries = [read(read_key_file(CORPUS / name))[0] for name in names]
    return framed(
        listing([((one.certificate or one.public).blob, b"kai@build01") for one in entries if one.public])
    )


def loaded(pilot: Pilot) -> set[str]:
    """The keys in the list that are marked as loaded."""
    rows = [line[1:43] for line in lines(pilot.app)[2:8]]
    return {row.strip("> ").split()[0] for row in rows if LOADED in row}


async def opened(pilot: Pilot, name: str) -> AgentScreen:
    await ready(pilot)
    await go_to(pilot, name)
    await pilot.press("a")
    screen = await arrived(pilot, AgentScreen)
    await until(pilot, lambda: not screen.is_busy and (screen.count or screen.problem))
    return screen


def holds(screen: AgentScreen, count: int) -> bool:
    return len(screen.list.identities) == count


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60), (60, 20)])
async def test_the_page_looks_as_approved(ssh: Path, cols: int, rows: int) -> None:
    app = keys_app(ssh)
    answer = held("id_rsa-2048-locked.pub", "id_ed25519.pub", "id_ed25519-cert.pub")
    with fake_agent(ssh.parent / "agent.sock", answer):
        async with app.run_test(size=(cols, rows)) as pilot:
            await opened(pilot, "id_ed25519")
            await pilot.press("j")
            await shows(pilot, "it is the key of id_ed25519")
            snapshot.check(app, f"agent-{cols}x{rows}")


async def test_the_list_marks_what_is_loaded_and_forgets_it_again(ssh: Path) -> None:
    """Locked keys by the public half beside them; a key whose certificate is loaded is loaded."""
    app = keys_app(ssh)
    with fake_agent(ssh.parent / "agent.sock", held("id_rsa-2048-locked.pub", "id_ed25519-cert.pub")) as fake:
        async with app.run_test(size=(80, 24)) as pilot:
            await ready(pilot)
            await until(pilot, lambda: loaded(pilot) == {"id_rsa", "id_ed25519"})
            await go_to(pilot, "id_rsa")
            await shows(pilot, "+ it holds this key")
            fake.answer = held()
            await pilot.press("r")
            await until(pilot, lambda: not loaded(pilot))
            await until(pilot, lambda: "it holds this key" not in text(app))
            fake.answer = None  # it hangs: the list does not wait for it
            await pilot.press("r", "G", "k")
            await ready(pilot)
            assert loaded(pilot) == set()


async def test_p_shows_the_key_that_y_copies(ssh: Path) -> None:
    with fake_agent(ssh.parent / "agent.sock", held("id_ed25519.pub")):
        async with keys_app(ssh).run_test(size=(80, 24)) as pilot:
            await opened(pilot, "id_ed25519")
            await pilot.press("p")
            await until(pilot, lambda: isinstance(pilot.app.screen, PublicKeyScreen))
            assert "ssh-ed25519 AAAA" in text(pilot.app)


@pytest.mark.interop
async def test_a_locked_key_is_added_for_an_hour_and_removed_again(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = keys_app(ssh)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(ssh.parent / "real"))
    with ssh_agent(ssh.parent / "real"):
        async with app.run_test(size=(80, 24)) as pilot:
            screen = await opened(pilot, "id_rsa.pub")  # its private half is added
            await shows(pilot, "a adds id_rsa")
            await pilot.press("d")
            await shows(pilot, "The agent holds no keys")
            await pilot.press("a")
            await until(pilot, lambda: isinstance(app.screen, AgentAddDialog))
            await pilot.press(*"soon", "f10")
            await shows(pilot, "soon is not a length of time")
            app.screen.query_one(TextField).value = "1h"
            await pilot.press("f10")
            await until(pilot, lambda: isinstance(app.screen, PassphraseDialog))
            await pilot.press(*"wrong", "enter")
            await shows(pilot, "does not open the key")
            await pilot.press(*PHRASE, "enter")
            await shows(pilot, "id_rsa is loaded for 1 hour")
            shown = run("ssh-add", "-L").stdout.split()[1]
            assert shown == (ssh / "id_rsa.pub").read_bytes().split()[1]
            assert screen.list.identity.blob in screen.list.ours
            for answer, left in (("escape", 1), ("right", 0)):
                await pilot.press("d")
                await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
                await pilot.press(answer, *(["enter"] if answer == "right" else []))
                await until(pilot, lambda: app.screen is screen and not screen.is_busy)
                await until(pilot, partial(holds, screen, left))
            assert run("ssh-add", "-l", ok=False).stdout == b"The agent has no identities.\n"
            await pilot.press("escape")
            await ready(pilot)
            await until(pilot, lambda: not loaded(pilot))


async def test_without_an_agent_the_page_says_how_to_start_one(ssh: Path) -> None:
    app = keys_app(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, "config")
        await shows(pilot, 'eval "$(ssh-agent)"')
        for key in "adDy":
            await pilot.press(key)
            assert app.screen is screen
            assert "which does not exist" in text(app)


async def test_an_agent_that_hangs_is_left_with_escape(ssh: Path) -> None:
    app = keys_app(ssh)
    with fake_agent(ssh.parent / "agent.sock", None):
        async with app.run_test(size=(80, 24)) as pilot:
            await ready(pilot)
            await go_to(pilot, "id_ed25519")
            await pilot.press("a")
            screen = await arrived(pilot, AgentScreen)
            await until(pilot, lambda: screen.is_busy)
            await pilot.press("escape")
            await shows(pilot, "Cancelled")
            await pilot.press("escape")
            await until(pilot, lambda: not isinstance(app.screen, AgentScreen))
