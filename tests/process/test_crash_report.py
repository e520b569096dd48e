from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from tui import __version__
from tui.process import crash_report

SECRET = "correct horse battery"


def failing() -> BaseException:
    passphrase = SECRET
    try:
        raise ValueError(passphrase)  # noqa: TRY301
    except ValueError as error:
        return error


def test_a_report_tells_where_and_never_what() -> None:
    report = "\n".join(crash_report.report(failing()))
    assert "keywright stopped: ValueError" in report
    assert "tests/process/test_crash_report.py:18 failing" in report
    assert SECRET not in report
    assert "raise ValueError" not in report


def test_a_failed_worker_is_reported_as_what_failed_in_it() -> None:
    assert crash_report.report(WorkerFailed(failing()))[0] == "keywright stopped: ValueError"


@pytest.mark.parametrize(
    ("filename", "told"),
    [
        ("/home/kai/acme-bank/plugin.py", "plugin.py"),
        ("/home/kai/.venv/lib/python3.11/site-packages/textual/app.py", "site-packages/textual/app.py"),
        (asyncio.__file__, "asyncio/__init__.py"),
        ("<string>", "<string>"),
    ],
)
def test_no_name_of_a_user_or_of_their_folders_is_in_a_report(filename: str, told: str) -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        exec(compile("1/0", filename, "exec"))  # noqa: S102 - a frame of that file
    report = "\n".join(crash_report.report(caught.value))
    assert f"  {told}:1 <module>" in report
    for name in ("kai", "acme", str(Path.home())):
        assert name not in report
    assert f"keywright {__version__}, Python 3." in report


def test_causes_are_told_once_each() -> None:
    first, second = KeyError(SECRET), OSError(SECRET)
    first.__context__, second.__cause__ = second, first
    report = crash_report.report(first)
    assert [line for line in report if not line.startswith(" ")][:2] == [
        "keywright stopped: KeyError",
        "after OSError",
    ]
    assert SECRET not in "\n".join(report)


def test_an_exception_that_draws_itself_is_not_asked_to() -> None:
    class Talkative(Exception):  # noqa: N818
        def __rich__(self) -> str:
            return SECRET

        def __str__(self) -> str:
            return SECRET

        __repr__ = __str__

    assert SECRET not in "\n".join(crash_report.report(Talkative()))


def test_a_name_made_of_controls_stays_harmless() -> None:
    kind = type("Bad\x1b[2J", (Exception,), {})
    assert "\x1b" not in "".join(crash_report.report(kind()))
