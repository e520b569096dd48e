"""Programs that are asked: an end to the wait, no shell, nothing heard."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

import pytest

from tui.keyops.errors import SshConfigError
from tui.process import programs

if TYPE_CHECKING:
    from pathlib import Path


def test_what_it_says_and_how_it_ended_is_told() -> None:
    code = "import sys; print(sys.stdin.read() + sys.argv[1]); sys.stderr.write('e'); sys.exit(3)"
    assert programs.run((sys.executable, "-c", code, "$(id) *")) == programs.Ran(3, b"$(id) *\n", b"e")


def test_one_that_is_not_there_is_an_error_with_a_next_step() -> None:
    with pytest.raises(SshConfigError, match="keywright-no-such-program is not installed here"):
        programs.run(("keywright-no-such-program",))


def test_one_that_does_not_end_is_ended(tmp_path: Path) -> None:
    code = f"import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(SshConfigError, match="did not answer within 2 s"):
        programs.run((sys.executable, "-c", code), 2)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), signal.SIG_DFL)


def test_more_than_fits_a_pipe_is_read_from_both() -> None:
    ran = programs.run(
        (sys.executable, "-c", "import sys; print('o' * 300000); sys.stderr.write('e' * 300000)")
    )
    assert (len(ran.out), len(ran.errors)) == (300001, 300000)


def test_one_that_says_too_much_is_ended_and_no_more_of_it_is_kept() -> None:
    """It would write for ever: only an end to it ends the test."""
    code = "import sys; sys.{}.write('x'); [sys.{}.write('x' * 65536) for _ in iter(int, 1)]"
    for output in ("stdout", "stderr"):
        with pytest.raises(SshConfigError, match="wrote more than 4 MiB, and was stopped"):
            programs.run((sys.executable, "-c", code.replace("{}", output)), 60)
