"""A private half does not stay on the clipboard."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.clipboards import KEY, TMUX, programs
from tests.helpers.desk import keys_app, ready, shows
from tests.helpers.snapshot import until
from tests.soak import canary
from tui.process import shutdown
from tui.screens.services import clipboard_lease
from tui.terminal import clipboard
from tui.terminal.clipboard import Copied, CopyWay

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["programs"]

COPIED = Copied(CopyWay.OSC52, 100, "sent", checked=False)
EMPTIED = clipboard.osc52(b" ") + clipboard.osc52(b"")


async def test_it_is_taken_off_after_a_minute_on_whatever_screen(fence, monkeypatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(clipboard_lease, "SECONDS", 0.05)
    canary.plant(fence / ".ssh")
    app = keys_app(fence / ".ssh")
    monkeypatch.setattr(app, "write_sequence", sent.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.clipboard_lease.hold(COPIED)
        await until(pilot, lambda: app.clipboard_lease.copied is None)
        await shows(pilot, "was asked to empty its clipboard")
    assert "".join(sent) == EMPTIED
    written: list[str] = []
    monkeypatch.setattr(shutdown, "write_terminal", written.append)
    shutdown.clean_up()
    assert written == []


async def test_it_is_taken_off_when_the_program_ends_before(fence, monkeypatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(shutdown, "write_terminal", written.append)
    canary.plant(fence / ".ssh")
    app = keys_app(fence / ".ssh")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.clipboard_lease.hold(COPIED)
        await pilot.press("q")
    assert written == []
    await asyncio.to_thread(shutdown.clean_up)  # as at the end, where no event loop runs
    assert "".join(written) == EMPTIED


@pytest.fixture
def tmux(programs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tmux that keeps its buffers in a file; while ``fails`` or ``hangs`` lies beside, it shows none."""
    store = tmp_path / "buffers.json"
    beside = f"os.path.dirname({str(store)!r})"
    odd = (
        f"if sys.argv[1] == 'show-buffer' and os.path.exists({beside} + '/fails'):\n"
        f"    os.unlink({beside} + '/fails')\n    sys.exit(1)\n"
        f"if sys.argv[1] == 'show-buffer' and os.path.exists({beside} + '/hangs'):\n"
        "    import time\n    time.sleep(600)\n"
    )
    monkeypatch.setenv("PATH", programs("tmux", odd + TMUX.format(store=str(store)))["PATH"])
    return store


def held(store: Path) -> list[str]:
    """What the buffers hold, the newest first."""
    return [text for _, text in json.loads(store.read_text())] if store.exists() else []


async def test_of_two_copies_the_first_does_not_stay_in_an_older_buffer(fence, tmux: Path) -> None:
    canary.plant(fence / ".ssh")
    app = keys_app(fence / ".ssh")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        for text in (KEY, KEY, KEY.replace("AAAA", "BBBB")):
            assert (await app.clipboard_lease.copy(text, CopyWay.TMUX)).checked
            assert held(tmux) == [text]
        await app.clipboard_lease.clear()
        assert held(tmux) == []
        assert app.clipboard_lease.copied is None


async def test_a_copy_that_is_cut_off_is_taken_off_as_well(fence, tmux: Path) -> None:
    canary.plant(fence / ".ssh")
    app = keys_app(fence / ".ssh")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        (tmux.parent / "hangs").touch()
        copying = asyncio.create_task(app.clipboard_lease.copy(KEY, CopyWay.TMUX))
        await until(pilot, lambda: held(tmux) == [KEY])
        copying.cancel()
        with pytest.raises(asyncio.CancelledError):
            await copying
        assert app.clipboard_lease.copied is not None
        (tmux.parent / "hangs").unlink()
    await asyncio.to_thread(shutdown.clean_up)
    assert held(tmux) == []


async def test_a_buffer_that_could_not_be_checked_does_not_stay_when_another_way_is_gone(
    fence, tmux: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary.plant(fence / ".ssh")
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    app = keys_app(fence / ".ssh")
    sent: list[str] = []
    monkeypatch.setattr(app, "write_sequence", sent.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        (tmux.parent / "fails").touch()
        assert (await app.clipboard_lease.copy(KEY, CopyWay.TMUX)).way is CopyWay.OSC52
        assert held(tmux) == []
        assert sent == [clipboard.osc52(KEY.encode())]
        assert app.clipboard_lease.copied.way is CopyWay.OSC52
        await app.clipboard_lease.clear()


async def test_a_copy_that_failed_leaves_the_one_before_to_be_cleared(fence, monkeypatch) -> None:
    canary.plant(fence / ".ssh")
    app = keys_app(fence / ".ssh")
    sent: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        monkeypatch.setattr(app, "write_sequence", sent.append)
        first = await app.clipboard_lease.copy(KEY, CopyWay.OSC52)
        monkeypatch.setattr(app, "write_sequence", None)  # as a driver that is gone
        with pytest.raises(TypeError):
            await app.clipboard_lease.copy(KEY, CopyWay.OSC52)
        assert app.clipboard_lease.copied is not None

        def refuse(_: str) -> None:
            raise OSError(5, "no terminal")

        monkeypatch.setattr(app, "write_sequence", refuse)
        app.clipboard_lease.hold(first)
        assert not (await app.clipboard_lease.copy(KEY, CopyWay.OSC52)).sent
        assert app.clipboard_lease.copied == first
        monkeypatch.setattr(app, "write_sequence", sent.append)
        await app.clipboard_lease.clear()
    assert "".join(sent) == clipboard.osc52(KEY.encode()) + EMPTIED
