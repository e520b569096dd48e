"""``keywright`` and ``python -m tui``.

Textual takes a sixth of a second to import, and reads the environment while it is imported. So nothing
here, and nothing that ``tui.cli`` imports at its top, imports it: ``--help``, ``--version`` and the verbs
answer at once, and a screen is opened only after ``tui.process.preflight``.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys

_GARBAGE = 50_000
"""Objects that are made before the collector looks again; Python's own number is 700."""

_IN_CLEAR = frozenset({"--version", "version", "help", "list", "inspect", "check", "services", "completion"})
"""The verbs that read files and ask for nothing."""


def start() -> int:
    """Run keywright as a program of its own, in memory that nobody has opened; see ``main``.

    A short verb makes little garbage, and is over before it pays to look for it. At the end nothing is taken
    apart that the system takes back whole: of ``inspect FILE.pub`` the two save 9 ms of 66.
    """
    gc.set_threshold(_GARBAGE)
    if not _holds_no_secret(sys.argv[1:]):
        from .process import fresh_memory

        fresh_memory.go_on()
    status = main()
    threads = sys.modules.get("threading")
    if threads is None or threads.active_count() == 1:
        _end(status)
    return status


def _holds_no_secret(words: list[str]) -> bool:
    """Whether nothing comes into memory that not every program of this user can read in the files themselves.

    Such a verb need not go on in a child, which takes a tenth of its time: ``inspect FILE.pub`` 46 and 42 ms.
    """
    return words[:1] != [] and words[0] in _IN_CLEAR and not any(map(_may_ask, words))


def _may_ask(word: str) -> bool:
    """Whether an argument has a passphrase read, or standard input."""
    return word == "-" or word.startswith(("--passphrase", "--numbers", "--private-numbers"))


def _end(status: int) -> None:
    """End the process, after all that Python does at the end and somebody could notice."""
    atexit._run_exitfuncs()  # noqa: SLF001 - as Python itself calls them
    for stream in (sys.stdout, sys.stderr):
        try:  # noqa: SIM105 - nothing here imports contextlib, which takes as long as the rest
            stream.flush()
        except (OSError, ValueError, AttributeError):  # it is closed, or there is none
            pass
    os._exit(status)


def main() -> int:
    """Run keywright with the arguments of this process and return its exit status."""
    sys.excepthook = _excepthook
    try:
        status = _status(sys.argv[1:])
        if sys.stdout is not None:
            sys.stdout.flush()  # at exit Python could only complain
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.filename is not None:
            raise
        if isinstance(error, FileNotFoundError):  # only the system's own word for where we are
            return _told("the working folder is gone; go to another one")
        return _output_failed(error)
    return status


def _status(argv: list[str]) -> int:
    from . import cli

    try:
        return cli.main(argv)
    except SystemExit as left:  # argparse, after help or a wrong option
        return left.code if isinstance(left.code, int) else 0


def _output_failed(error: OSError) -> int:
    """Say that the disk is full; say nothing when the reader left, as ``head`` does."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return 1
    return _told(f"the output could not be written: {error.strerror}")


def _told(words: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"keywright: {words}\n")
    return 1


def _excepthook(kind: type[BaseException], error: BaseException, trace: object) -> None:  # noqa: ARG001
    """Say where it failed, without the text and the variables of the failure."""
    from .process import crash_report

    if sys.stderr is not None:
        sys.stderr.write("\n".join(crash_report.report(error)) + "\n")


if __name__ == "__main__":
    sys.exit(start())
