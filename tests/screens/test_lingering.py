"""A private half does not stay on the clipboard."""

from __future__ import annotations

from tests.screens.desk import keys_app, ready, shows
from tests.screens.snapshot import until
from tests.soak import canary
from tui import clipboard, endings
from tui.clipboard import Copied, Way
from tui.screens import lingering

COPIED = Copied(Way.OSC52, 100, "sent", checked=False)
EMPTIED = clipboard.osc52(b" ") + clipboard.osc52(b"")


async def test_it_is_taken_off_after_a_minute_on_whatever_screen(fence, monkeypatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(lingering, "SECONDS", 0.05)
    canary.plant(fence / ".ssh")
    app = keys_app(fence / ".ssh")
    monkeypatch.setattr(app, "write_sequence", sent.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.lingering.hold(COPIED)
        await until(pilot, lambda: app.lingering.copied is None)
        await shows(pilot, "was asked to empty its clipboard")
    assert "".join(sent) == EMPTIED
    written: list[str] = []
    monkeypatch.setattr(endings, "write_terminal", written.append)
    endings.clean_up()
    assert written == []


async def test_it_is_taken_off_when_the_program_ends_before(fence, monkeypatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(endings, "write_terminal", written.append)
    canary.plant(fence / ".ssh")
    app = keys_app(fence / ".ssh")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.lingering.hold(COPIED)
        await pilot.press("q")
    assert written == []
    import asyncio

    await asyncio.to_thread(endings.clean_up)  # as at the end, where no event loop runs
    assert "".join(written) == EMPTIED
