"""The only code that touches a clipboard, and what can honestly be said about it afterwards.

Which way is right depends on where the user sits, and most ways give no answer:

===========  =====================================================  ==================
inside       way                                                    what is known
===========  =====================================================  ==================
tmux         ``tmux load-buffer -w -``: sets a tmux buffer and,     the buffer is read
             whatever ``set-clipboard`` says, the user's terminal   back and compared
SSH          OSC 52: the terminal at the other end sets its         nothing
             clipboard, if it allows that
GNU screen   OSC 52 inside DCS strings of 200 bytes, which screen   nothing
             passes on; a longer one it drops
a desktop    pyperclip in a child process                           it is read back
===========  =====================================================  ==================

Never pyperclip over SSH: it would fill the clipboard of the wrong machine, and say that all is well.
In a child, because it has no time limit, and because what it starts may write on our terminal.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import enum
import os
import re
import signal
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SECONDS: Final = 3.0
"""How long any program we ask may take."""

SCREEN_PIECE: Final = 200
"""Bytes of a DCS string that GNU screen surely passes on."""

_PRIVATE: Final = re.compile(
    r"^\W*BEGIN [A-Z0-9 ]*PRIVATE KEY|^\s*PuTTY-User-Key-File|^\s*b3BlbnNzaC1rZXktdjE", re.MULTILINE
)

# Signals are blocked in our threads and a child inherits that; xclip lives on and must be killable.
_CHILD: Final = "import signal, sys, pyperclip; signal.pthread_sigmask(signal.SIG_SETMASK, ()); "
_COPY: Final = _CHILD + "pyperclip.copy(sys.stdin.buffer.read().decode())"
_PASTE: Final = _CHILD + "sys.stdout.buffer.write(pyperclip.paste().encode())"

_INSTEAD: Final = "If paste is empty, the page (p) can print it raw (r)"


class Way(enum.Enum):
    """A way to a clipboard."""

    TMUX = "tmux"
    OSC52 = "osc52"
    SCREEN = "screen"
    DESKTOP = "desktop"


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of a copy."""

    way: Way
    """The way that was gone in the end; not the chosen one if that failed."""
    bytes: int
    """Size of the text in UTF-8."""
    sentence: str
    """For the user, without a full stop."""
    checked: bool
    """The text was read back and is the same."""
    sent: bool = True
    """False when no way worked at all."""
    buffer: str = ""
    """The name of the tmux buffer."""


def choose(environ: Mapping[str, str]) -> Way:
    """The way that fits where this process runs.

    Args:
        environ: its environment. Over SSH without tmux nothing local is asked; a display there is a
            forwarded or a stale one.
    """
    if environ.get("TMUX"):
        return Way.TMUX
    return _without_tmux(environ)


def _without_tmux(environ: Mapping[str, str]) -> Way:
    if environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"):
        return _through_terminal(environ)
    return Way.DESKTOP


def _through_terminal(environ: Mapping[str, str]) -> Way:
    return Way.SCREEN if environ.get("STY") else Way.OSC52


async def copy_public(
    text: str, *, way: Way, write: Callable[[str], None], environ: Mapping[str, str] | None = None
) -> Copied:
    """Put the public half of a key, or something else that is public, on the user's clipboard.

    Where a way fails the next one is gone, down to OSC 52. Nothing waits longer than ``SECONDS`` for
    each program it asks.

    Args:
        text: what to copy, exactly.
        way: from ``choose``.
        write: takes a control sequence to the terminal, in order with what is drawn.
        environ: of the programs that are asked; this process's own when None.

    Raises:
        ValueError: the text is a private key.
    """
    if _PRIVATE.search(text):
        raise ValueError("a private key is not copied as a public one")
    data = text.encode("utf-8", "surrogateescape")
    return await _copy(data, way, write, os.environ if environ is None else environ)


async def _copy(data: bytes, way: Way, write: Callable[[str], None], environ: Mapping[str, str]) -> Copied:
    if way is Way.TMUX:
        copied = await _by_tmux(data, environ)
        if copied:
            return copied
        way = _without_tmux(environ)
    if way is Way.DESKTOP:
        copied = await _by_desktop(data, environ)
        if copied:
            return copied
        way = _through_terminal(environ)
    return _by_terminal(data, way, write)


async def _by_tmux(data: bytes, environ: Mapping[str, str]) -> Copied | None:
    passed_on = await _run(["tmux", "load-buffer", "-w", "-"], data, environ) is not None
    # Before 3.2 there is no -w; then the buffer alone is still worth having.
    if not passed_on and await _run(["tmux", "load-buffer", "-"], data, environ) is None:
        return None
    if await _run(["tmux", "show-buffer"], b"", environ) != data:
        return None
    on = (
        f"passed on to your terminal, which cannot be checked. {_INSTEAD}" if passed_on else "paste: prefix ]"
    )
    sentence = f"In the tmux buffer (checked), {len(data)} bytes; {on}"
    names = await _run(["tmux", "list-buffers", "-F", "#{buffer_name}"], b"", environ) or b""
    newest = names.partition(b"\n")[0].decode("ascii", "ignore")
    return Copied(Way.TMUX, len(data), sentence, checked=True, buffer=newest)


async def _by_desktop(data: bytes, environ: Mapping[str, str]) -> Copied | None:
    # -P: a pyperclip.py in the current folder must not be run.
    if await _run([sys.executable, "-P", "-c", _COPY], data, environ, answer=False) is None:
        return None
    # With a dead display pyperclip says nothing, and an empty clipboard comes back.
    if await _run([sys.executable, "-P", "-c", _PASTE], b"", environ) != data:
        return None
    return Copied(
        Way.DESKTOP, len(data), f"Copied to the clipboard (checked), {len(data)} bytes", checked=True
    )


def _by_terminal(data: bytes, way: Way, write: Callable[[str], None]) -> Copied:
    sequence = osc52(data)
    try:
        write(through_screen(sequence) if way is Way.SCREEN else sequence)
    except (OSError, ValueError, RuntimeError, AssertionError):  # Textual asserts that it is drawing
        sentence = "Not copied: the terminal took nothing. Press r to print the key instead"
        return Copied(way, len(data), sentence, checked=False, sent=False)
    by = "OSC 52 through screen" if way is Way.SCREEN else "OSC 52"
    sentence = (
        f"Sent to your terminal's clipboard ({by}), {len(data)} bytes; "
        f"whether it took it cannot be known. {_INSTEAD}"
    )
    return Copied(way, len(data), sentence, checked=False)


async def copy_private(
    text: str, *, way: Way, write: Callable[[str], None], environ: Mapping[str, str] | None = None
) -> Copied:
    """Put a private half on the user's clipboard. Only after the user was asked and said yes.

    It is for the places that take a key by paste only. ``clear`` takes it away again, as far as that goes.

    Args:
        text: what to copy, exactly.
        way: from ``choose``.
        write: takes a control sequence to the terminal, in order with what is drawn.
        environ: of the programs that are asked; this process's own when None.
    """
    copied = await _copy(text.encode("utf-8"), way, write, os.environ if environ is None else environ)
    return replace(copied, sentence=copied.sentence.removesuffix(_INSTEAD).rstrip(". "))


LINGERS: Final = {
    Way.TMUX: "in the tmux buffer, which every program of yours can read, and on your terminal's clipboard",
    Way.OSC52: "on the clipboard of the machine your terminal runs on",
    Way.SCREEN: "on the clipboard of the machine your terminal runs on",
    Way.DESKTOP: "on the clipboard of your desktop, which every program there can read",
}
"""Where a copy stays until something else is copied."""

_BLANK: Final = b" "


async def clear(
    copied: Copied, *, write: Callable[[str], None], environ: Mapping[str, str] | None = None
) -> Copied:
    """Take away what was copied. What a clipboard manager has kept stays, and no program can know of it.

    Args:
        copied: what ``copy_private`` answered.
        write: takes a control sequence to the terminal, in order with what is drawn.
        environ: of the programs that are asked; this process's own when None.
    """
    environ = os.environ if environ is None else environ
    if copied.way is Way.TMUX:
        return await _clear_tmux(copied, environ)
    if copied.way is Way.DESKTOP:
        return await _clear_desktop(environ)
    sent = copied
    # Some terminals take no empty text: they get a blank first.
    for data in (b" ", b""):
        sent = _by_terminal(data, copied.way, write)
    words = "Your terminal was asked to empty its clipboard; whether it did cannot be known: paste, and see"
    return replace(sent, bytes=0, sentence=f"{words}. {_KEPT}" if sent.sent else _NOT_CLEARED)


async def _clear_tmux(copied: Copied, environ: Mapping[str, str]) -> Copied:
    blank = "keywright-blank"
    # Tmux cannot empty the terminal's clipboard, but puts a blank over it.
    over = await _run(["tmux", "load-buffer", "-b", blank, "-w", "-"], b" ", environ) is not None
    await _run(["tmux", "delete-buffer", "-b", blank], b"", environ)
    named = ["-b", copied.buffer] if copied.buffer else []
    if await _run(["tmux", "delete-buffer", *named], b"", environ) is None:
        return Copied(Way.TMUX, 0, _NOT_CLEARED, checked=False, sent=False)
    on = "; a blank was sent to your terminal's clipboard, which cannot be checked" if over else ""
    return Copied(Way.TMUX, 0, f"The tmux buffer is deleted{on}. {_KEPT}", checked=True)


async def _clear_desktop(environ: Mapping[str, str]) -> Copied:
    await _run([sys.executable, "-P", "-c", _COPY], b"", environ, answer=False)
    if await _run([sys.executable, "-P", "-c", _PASTE], b"", environ) == b"":
        return Copied(Way.DESKTOP, 0, f"The clipboard is empty (checked). {_KEPT}", checked=True)
    return Copied(Way.DESKTOP, 0, _NOT_CLEARED, checked=False, sent=False)


_NOT_CLEARED: Final = "Not cleared: copy something else, so that it is gone"
_KEPT: Final = "A clipboard manager may have kept a copy"


def osc52(data: bytes) -> str:
    """The sequence that asks a terminal to set its clipboard.

    Args:
        data: the text, in UTF-8.
    """
    return f"\x1b]52;c;{base64.b64encode(data).decode()}\x07"


def through_screen(sequence: str) -> str:
    """A sequence in pieces that GNU screen passes on to its terminal, where they are whole again.

    Args:
        sequence: ASCII, without the string terminator ``ESC backslash``.
    """
    pieces = (sequence[at : at + SCREEN_PIECE] for at in range(0, len(sequence), SCREEN_PIECE))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


async def _run(
    argv: list[str], data: bytes, environ: Mapping[str, str], *, answer: bool = True
) -> bytes | None:
    """What a program answers to ``data`` on its standard input; None if it fails or takes too long.

    Args:
        argv: no text to copy in it.
        data: its whole input.
        environ: its environment.
        answer: whether to read its output. What xclip leaves running would keep a pipe open.
    """
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=pipe, stdout=pipe if answer else nowhere, stderr=nowhere, env=dict(environ)
        )
    except OSError:
        return None
    try:
        async with asyncio.timeout(SECONDS):
            output, _ = await process.communicate(data)
    except (TimeoutError, OSError):
        return None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                # Not process.kill(): that may reap the child itself, and asyncio then complains on stderr.
                os.kill(process.pid, signal.SIGKILL)
            await asyncio.shield(process.wait())
    return (output or b"") if process.returncode == 0 else None
