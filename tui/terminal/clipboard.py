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
(asked for)  none: the key is shown, to be selected or printed      all of it is seen
===========  =====================================================  ==================

Never pyperclip over SSH: it would fill the clipboard of the wrong machine, and say that all is well.
Nor inside tmux or screen, which may have been left and taken up again from another machine.
In a child, because it has no time limit, and because what it starts may write on our terminal.
"""

from __future__ import annotations

import asyncio
import base64
import enum
import hashlib
import os
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ..process import child_main, children

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SECONDS: Final = 3.0
"""How long any program we ask may take."""

SCREEN_PIECE: Final = 200
"""Bytes of a DCS string that GNU screen surely passes on."""

_PRIVATE: Final = re.compile(
    r"^\W*BEGIN [A-Z0-9 ]*PRIVATE KEY|^\s*PuTTY-User-Key-File|^\s*b3BlbnNzaC1rZXktdjE", re.MULTILINE
)

_COPY: Final = child_main.command("copy")
_PASTE: Final = child_main.command("paste")

_WHAT: Final = "\x00"
"""Stands in a sentence for what was copied, and its size."""
_DROPPED: Final = "the tmux or screen around this session drops it unless set-clipboard is on there"
INSTEAD: Final = "p, then b (bare page) or P (print)"
"""The two ways that cannot fail, as they are reached from any screen that copies."""
INSTEAD_HERE: Final = "b (bare page) or P (print)"
"""The same on the page that has them."""


class CopyWay(enum.Enum):
    """A way to a clipboard."""

    TMUX = "tmux"
    OSC52 = "osc52"
    SCREEN = "screen"
    DESKTOP = "desktop"
    SHOW = "show"
    """No clipboard at all: the key is shown on its page, to be selected there or printed."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of a copy."""

    way: CopyWay
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
    digest: str = field(default="", repr=False)
    """SHA-256, in hex, of a text that can be read back: tells whether something else was copied since."""
    is_sure: bool = False
    """Nothing of it is left to chance: no other way needs to be offered."""

    def told(self, instead: str) -> str:
        """The sentence, and where it is not sure what to do when nothing can be pasted.

        Args:
            instead: ``INSTEAD`` or ``INSTEAD_HERE``.
        """
        if self.is_sure:
            return self.sentence
        when = "Paste empty?" if self.sent else "Instead:"
        return f"{self.sentence}. {when} {instead}"


def choose(environ: Mapping[str, str]) -> CopyWay:
    """The way that fits where this process runs.

    Args:
        environ: its environment. Over SSH and in a multiplexer nothing local is asked; a display there
            is a forwarded or a stale one.
    """
    if environ.get("TMUX"):
        return CopyWay.TMUX
    return _without_tmux(environ)


def _without_tmux(environ: Mapping[str, str]) -> CopyWay:
    if environ.get("STY"):
        return CopyWay.SCREEN
    if environ.get("SSH_TTY") or environ.get("SSH_CONNECTION"):
        return CopyWay.OSC52
    return CopyWay.DESKTOP


def _through_terminal(environ: Mapping[str, str]) -> CopyWay:
    return CopyWay.SCREEN if environ.get("STY") else CopyWay.OSC52


async def copy_public(
    text: str,
    *,
    way: CopyWay,
    write: Callable[[str], None],
    what: str = "",
    environ: Mapping[str, str] | None = None,
) -> Copied:
    """Put the public half of a key, or something else that is public, on the user's clipboard.

    Where a way fails the next one is gone, down to OSC 52. Nothing waits longer than ``SECONDS`` for
    each program it asks.

    Args:
        text: what to copy, exactly.
        way: from ``choose``; but for ``SHOW``, which copies nothing.
        write: takes a control sequence to the terminal, in order with what is drawn.
        what: what it is, for the sentence: ``id_rsa.pub, RSA 4096``.
        environ: of the programs that are asked; this process's own when None.

    Raises:
        ValueError: the text is a private key.
    """
    if _PRIVATE.search(text):
        raise ValueError("a private key is not copied as a public one")
    data = text.encode("utf-8", "surrogateescape")
    return await _copy(data, what, way, write, os.environ if environ is None else environ)


async def _copy(
    data: bytes, what: str, way: CopyWay, write: Callable[[str], None], environ: Mapping[str, str]
) -> Copied:
    told = f"{what}, {len(data)} bytes" if what else f"{len(data)} bytes"
    copied = await _by_some_way(data, way, write, environ)
    return replace(copied, sentence=copied.sentence.replace(_WHAT, told, 1))


async def _by_some_way(
    data: bytes, way: CopyWay, write: Callable[[str], None], environ: Mapping[str, str]
) -> Copied:
    if way is CopyWay.SHOW:
        return _by_showing(data)
    if way is CopyWay.TMUX:
        copied = await _by_tmux(data, environ)
        if copied:
            return copied
        way = _without_tmux(environ)
    if way is CopyWay.DESKTOP:
        copied = await _by_desktop(data, environ)
        if copied:
            return copied
        way = _through_terminal(environ)
    return _by_terminal(data, way, write, is_nested=_is_multiplexer(environ.get("TERM", "")))


def _is_multiplexer(term: str) -> bool:
    """Whether the terminal of this name is tmux or screen itself, on the machine the user sits at."""
    return term.startswith(("tmux", "screen"))


async def _by_tmux(data: bytes, environ: Mapping[str, str]) -> Copied | None:
    passed_on = await _run(["tmux", "load-buffer", "-w", "-"], data, environ) is not None
    # Before 3.2 there is no -w; then the buffer alone is still worth having.
    if not passed_on and await _run(["tmux", "load-buffer", "-"], data, environ) is None:
        return None
    if await _run(["tmux", "show-buffer"], b"", environ) != data:
        return None
    around = await _run(["tmux", "display-message", "-p", "#{client_termname}"], b"", environ) or b""
    on = ", and sent on to your terminal" if passed_on else "; prefix ] pastes it"
    if passed_on and _is_multiplexer(around.decode("ascii", "ignore")):
        on = f", and sent on, but {_DROPPED}"
    sentence = f"Copied to the tmux buffer: {_WHAT}{on}"
    names = await _run(["tmux", "list-buffers", "-F", "#{buffer_name}"], b"", environ) or b""
    newest = names.partition(b"\n")[0].decode("ascii", "ignore")
    return Copied(
        CopyWay.TMUX, len(data), sentence, True, buffer=newest, digest=_digest(data), is_sure=not passed_on
    )


async def _by_desktop(data: bytes, environ: Mapping[str, str]) -> Copied | None:
    if await _run(_COPY, data, environ, answer=False) is None:
        return None
    # With a dead display pyperclip says nothing, and an empty clipboard comes back.
    if await _run(_PASTE, b"", environ) != data:
        return None
    sentence = f"Copied to the clipboard: {_WHAT}"
    return Copied(CopyWay.DESKTOP, len(data), sentence, True, digest=_digest(data), is_sure=True)


def _by_showing(data: bytes) -> Copied:
    sentence = f'Not copied, as clipboard is "show": {_WHAT}'
    return Copied(CopyWay.SHOW, len(data), sentence, checked=False, sent=False)


def _by_terminal(
    data: bytes, way: CopyWay, write: Callable[[str], None], *, is_nested: bool = False
) -> Copied:
    sequence = osc52(data)
    try:
        write(through_screen(sequence) if way is CopyWay.SCREEN else sequence)
    except (OSError, ValueError, RuntimeError, AssertionError):  # Textual asserts that it is drawing
        sentence = f"Not copied: the terminal did not accept {_WHAT}"
        return Copied(way, len(data), sentence, checked=False, sent=False)
    by = "OSC 52 through screen" if way is CopyWay.SCREEN else "OSC 52"
    known = f", but {_DROPPED}" if is_nested and way is CopyWay.OSC52 else ""
    sentence = f"Copied through your terminal ({by}): {_WHAT}{known}"
    return Copied(way, len(data), sentence, checked=False)


async def copy_private(
    text: str, *, way: CopyWay, write: Callable[[str], None], environ: Mapping[str, str] | None = None
) -> Copied:
    """Put a private half on the user's clipboard. Only after the user was asked and said yes.

    It is for the places that take a key by paste only. ``clear`` takes it away again, as far as that goes.

    Args:
        text: what to copy, exactly.
        way: from ``choose``.
        write: takes a control sequence to the terminal, in order with what is drawn.
        environ: of the programs that are asked; this process's own when None.
    """
    return await _copy(text.encode("utf-8"), "", way, write, os.environ if environ is None else environ)


def begun(text: str, way: CopyWay) -> Copied:
    """What is to be cleared when ``copy_private`` is cut off in the middle.

    Args:
        text: what it copies.
        way: the way it takes first.
    """
    data = text.encode("utf-8")
    return Copied(way, len(data), "", checked=False, digest=_digest(data))


LEASED: Final = {
    CopyWay.TMUX: "in the tmux buffer, which all your programs can read, and on your terminal's clipboard",
    CopyWay.OSC52: "on the clipboard of the machine your terminal runs on",
    CopyWay.SCREEN: "on the clipboard of the machine your terminal runs on",
    CopyWay.DESKTOP: "on the clipboard of your desktop, which every program there can read",
    CopyWay.SHOW: "nowhere",
}
"""Where a copy stays until something else is copied."""

_BLANK: Final = b" "


async def clear(
    copied: Copied, *, write: Callable[[str], None], environ: Mapping[str, str] | None = None
) -> Copied:
    """Take away what was copied, unless it is known that something else was copied since.

    What a clipboard manager has kept stays, and no program can know of it.

    Args:
        copied: what ``copy_private`` answered.
        write: takes a control sequence to the terminal, in order with what is drawn.
        environ: of the programs that are asked; this process's own when None.
    """
    environ = os.environ if environ is None else environ
    if copied.way is CopyWay.TMUX:
        return await _clear_tmux(copied, environ)
    if copied.way is CopyWay.DESKTOP:
        return await _clear_desktop(copied, environ)
    sent = copied
    # Some terminals take no empty text: they get a blank first.
    for data in (b" ", b""):
        sent = _by_terminal(data, copied.way, write)
    words = "Your terminal was asked to empty its clipboard; paste to see whether it did"
    return replace(sent, bytes=0, sentence=f"{words}. {_KEPT}" if sent.sent else _NOT_CLEARED)


async def _clear_tmux(copied: Copied, environ: Mapping[str, str]) -> Copied:
    named = ["-b", copied.buffer] if copied.buffer else []
    held = await _run(["tmux", "show-buffer", *named], b"", environ)
    if held is not None and _digest(held) != copied.digest:
        return Copied(CopyWay.TMUX, 0, _OVER, checked=True)
    newest = await _run(["tmux", "show-buffer"], b"", environ)
    over = False
    if held is None or newest == held:
        # Tmux cannot empty the terminal's clipboard, but puts a blank over it.
        blank = "keywright-blank"
        over = await _run(["tmux", "load-buffer", "-b", blank, "-w", "-"], b" ", environ) is not None
        await _run(["tmux", "delete-buffer", "-b", blank], b"", environ)
    if held is not None and await _run(["tmux", "delete-buffer", *named], b"", environ) is None:
        return Copied(CopyWay.TMUX, 0, _NOT_CLEARED, checked=False, sent=False)
    on = ", and a space was sent to your terminal's clipboard" if over else ""
    return Copied(CopyWay.TMUX, 0, f"The tmux buffer was deleted{on}. {_KEPT}", checked=True)


async def drop_buffer(copied: Copied, environ: Mapping[str, str] | None = None) -> None:
    """Delete the tmux buffer of a copy, if there is one that still holds it; no clipboard is touched.

    tmux keeps the older buffers behind the newest, where each of them can be chosen and pasted.

    Args:
        copied: what ``copy_private`` or ``begun`` answered.
        environ: of the programs that are asked; this process's own when None.
    """
    if copied.way is not CopyWay.TMUX:
        return
    environ = os.environ if environ is None else environ
    named = ["-b", copied.buffer] if copied.buffer else []
    held = await _run(["tmux", "show-buffer", *named], b"", environ)
    if held is not None and _digest(held) == copied.digest:
        await _run(["tmux", "delete-buffer", *named], b"", environ)


async def _clear_desktop(copied: Copied, environ: Mapping[str, str]) -> Copied:
    held = await _run(_PASTE, b"", environ)
    if held is not None and _digest(held) != copied.digest:
        return Copied(CopyWay.DESKTOP, 0, _OVER, checked=True)
    await _run(_COPY, b"", environ, answer=False)
    if await _run(_PASTE, b"", environ) == b"":
        return Copied(CopyWay.DESKTOP, 0, f"The clipboard is empty now. {_KEPT}", checked=True)
    return Copied(CopyWay.DESKTOP, 0, _NOT_CLEARED, checked=False, sent=False)


_NOT_CLEARED: Final = "Not cleared: copy something else to overwrite it"
_KEPT: Final = "A clipboard manager may have kept a copy"
_OVER: Final = f"Something else has been copied since, and is left alone. {_KEPT}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


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
    argv: Sequence[str], data: bytes, environ: Mapping[str, str], *, answer: bool = True
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
        started = await children.start(argv, stdin=pipe, stdout=pipe if answer else nowhere, environ=environ)
        async with children.running(started, patience=1.0) as process, asyncio.timeout(SECONDS):
            output, _ = await process.communicate(data)
    except (TimeoutError, OSError):
        return None
    return (output or b"") if started.returncode == 0 else None
