from __future__ import annotations

import signal
import threading

import pytest

from tests.helpers.children import PATIENCE
from tui.keyops.files import cleanup as undo
from tui.process import shutdown


@pytest.fixture(autouse=True)
def no_other_duties(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "_duties", {})


def test_duties_are_done_once_the_newest_first() -> None:
    done = []
    shutdown.at_end(lambda: done.append("first"))
    shutdown.at_end(lambda: done.append("second"))
    shutdown.clean_up()
    shutdown.clean_up()
    assert done == ["second", "first"]


def test_a_duty_taken_back_is_not_done() -> None:
    done = []
    take_back = shutdown.at_end(lambda: done.append("gone"))
    take_back()
    take_back()
    shutdown.clean_up()
    assert done == []


def test_a_failing_duty_does_not_keep_the_others_from_being_done() -> None:
    done = []

    def fail() -> None:
        raise OSError

    shutdown.at_end(lambda: done.append("kept"))
    shutdown.at_end(fail)
    shutdown.clean_up()
    assert done == ["kept"]


def test_a_duty_may_take_others_back() -> None:
    done = []
    take_back = shutdown.at_end(lambda: done.append("never"))
    shutdown.at_end(take_back)
    shutdown.clean_up()
    assert done == []


def test_a_watch_that_is_over_leaves_signals_and_threads_as_they_were() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    threads = set(threading.enumerate())
    with shutdown.Watch(lambda _: None):
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) >= shutdown.SIGNALS
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
    assert set(threading.enumerate()) <= threads


def test_a_signal_asks_the_app_to_close_with_its_status() -> None:
    asked = []
    heard = threading.Event()

    def ask(status: int) -> None:
        asked.append(status)
        heard.set()

    with shutdown.Watch(ask, deadline=60):
        waiting = next(thread for thread in threading.enumerate() if thread.name == "keywright-signals")
        signal.pthread_kill(waiting.ident, signal.SIGHUP)
        assert heard.wait(PATIENCE)
    assert asked == [128 + signal.SIGHUP]
