"""The progress of a search: honest figures, few bytes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.helpers.snapshot import text
from tui.terminal.base_app import SafeApp
from tui.widgets import progress as module
from tui.widgets.progress import Progress, SearchOutlook, bar, duration, marks

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ProgressApp(SafeApp):
    """A progress and nothing else."""

    def compose(self) -> ComposeResult:
        """Put the widgets on the screen."""
        yield Progress()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    fake = SimpleNamespace(now=100.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: fake.now))
    return fake


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.41, "0.5 s"),
        (0.5, "0.5 s"),
        (9.91, "10.0 s"),
        (10.2, "11 s"),
        (119, "119 s"),
        (130, "3 min"),
        (9000, "3 h"),
    ],
)
def test_times_are_rounded_up_so_that_under_stays_true(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_the_bar_is_never_full() -> None:
    assert bar(0) == ("", "░" * 30)
    assert bar(0.5) == ("█" * 15, "░" * 15)
    assert bar(0.999999) == ("█" * 29, "░")
    assert bar(1.0) == bar(0.999999)


def test_the_marks_stand_where_half_and_nine_in_ten_of_such_searches_are_over() -> None:
    line = marks(2.1, 3.8)
    assert line.index("↑ 2.1 s") == len(bar(0.5)[0])
    assert line.index("↑ 3.8 s") == len(bar(0.9)[0])


async def test_it_shows_the_share_of_such_searches_that_would_be_done(clock: SimpleNamespace) -> None:
    async with ProgressApp().run_test(size=(80, 10)) as pilot:
        progress = pilot.app.query_one(Progress)
        assert not progress.display
        progress.begin("RSA 8192", SearchOutlook(10.2, 35.0, lambda elapsed: elapsed / 100))
        clock.now += 50.9
        progress._draw()
        await pilot.pause()
        shown = text(pilot.app)
        assert "RSA 8192" in shown
        assert f"{'█' * 15}{'░' * 15}  50 s" in shown
        assert f"{'':15}↑ 11 s{'':6}↑ 35 s" in shown
        assert "usually about 11 s, rarely over 35 s" in shown
        assert progress.end() == pytest.approx(50.9)
        assert not progress.display


async def test_without_a_known_speed_there_is_a_clock_and_no_bar(clock: SimpleNamespace) -> None:
    async with ProgressApp().run_test(size=(80, 10)) as pilot:
        progress = pilot.app.query_one(Progress)
        progress.begin("RSA 8192", None)
        clock.now += 3
        progress._draw()
        await pilot.pause()
        assert not {"░", "↑"} & set(text(pilot.app))
        assert "3 s" in text(pilot.app)
        assert "not known yet" in text(pilot.app)
        progress.expect(SearchOutlook(1.0, 2.0, lambda _: 0.5))
        progress._draw()
        await pilot.pause()
        assert "████" in text(pilot.app)


async def test_nothing_is_drawn_while_nothing_changes(
    clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ProgressApp().run_test(size=(80, 10)) as pilot:
        progress = pilot.app.query_one(Progress)
        progress.begin("RSA 8192", SearchOutlook(10.2, 35.0, lambda elapsed: elapsed / 100))
        drawn: list[object] = []
        monkeypatch.setattr(progress._line, "update", drawn.append)
        for _ in range(5):
            clock.now += 0.1
            progress._draw()
        assert drawn == []
        clock.now += 0.6
        progress._draw()
        assert len(drawn) == 1
