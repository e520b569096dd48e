"""No test sees the machine it runs on: not its home, its agent, its clipboard, nor its settings."""

from __future__ import annotations

import gc
import itertools
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

import hypothesis
import pytest

from tests.helpers import samples
from tui.keyops.files import cleanup as undo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOREIGN = ("SSH_", "XDG_", "TMUX", "TEXTUAL", "GNUPG", "GPG_", "KEYWRIGHT", "PUTTY")
_ALSO = frozenset({
    "STY", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS",
    "LINES", "TERM_PROGRAM", "LANG", "LANGUAGE", "PYTHONDONTWRITEBYTECODE", "OPENSSL_CONF",
})  # fmt: skip
_HEARD = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT)
_numbers = itertools.count(1)


FEW: Final = 2
"""So many cases of a parametrized test are tried with ``--quick``."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """``make check`` is quick, and ``make test`` tries a share of what is many."""
    parser.addoption(
        "--quick", action="store_true", help=f"only the first {FEW} cases of each test that is not long"
    )
    parser.addoption(
        "--share",
        action="store_true",
        help=f"a share of the cases of a test that has more than {samples.MANY}",
    )


@pytest.hookimpl(trylast=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Leave out the other cases, before anything is made of them."""
    calls = metafunc._calls
    if metafunc.config.getoption("--quick"):
        del calls[FEW:]
    elif metafunc.config.getoption("--share") and not metafunc.definition.get_closest_marker("every"):
        calls[:] = samples.share(metafunc.definition.nodeid, calls)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is long where it is to be quick, and what is for CI where a share is enough."""
    is_share = config.getoption("--share") and not samples.WHOLE
    if mark := "long" if config.getoption("--quick") else "whole" if is_share else "":
        items[:] = [item for item in items if item.get_closest_marker(mark) is None]


def pytest_configure() -> None:
    """Sixteen thousand tests stay to the end: looking for garbage among them took a fifth of the time."""
    gc.disable()
    # Its clock counts what else the machine has to do, and a release failed for that.
    hypothesis.settings.register_profile("no deadline", deadline=None)
    hypothesis.settings.load_profile("no deadline")


def pytest_collection_finish() -> None:
    """From here on garbage is collected, less often than in a program, and not among the tests."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(10_000, 20, 10)
    if "textual" in sys.modules:
        from tests.helpers import quick_textual

        quick_textual.settle()


@pytest.fixture(scope="session", autouse=True)
def ears() -> Iterator[None]:
    """Children hear the signals that ``nohup`` and ``&`` have a program ignore, and the tests send.

    A child inherits that a signal is ignored, and not what handles it: so one that is ignored is handled
    here, by nothing, and the tests themselves go on when their terminal goes away.
    """
    deaf = [number for number in _HEARD if signal.getsignal(number) is signal.SIG_IGN]
    for number in deaf:
        signal.signal(number, lambda *_: None)
    yield
    for number in deaf:
        signal.signal(number, signal.SIG_IGN)


@pytest.fixture(autouse=True)
def fence(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home folder and a plain environment; returns the home."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN) or name.startswith("LC_") or name in _ALSO:
            monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / f"home-{next(_numbers)}"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local" / "share"))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / ".local" / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / ".cache"))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    yield home
    undo._duties.clear()  # of an app that a test left open: not to be done in the midst of another test
