"""The parts of a file with several keys in it, of whatever formats: ``cat rsa.pem id_ed25519 > both``.

A part is an armoured block, a PPK file, or the key lines between them. Each is read by itself, so that one
that cannot be read does not hide its neighbours. An EC PARAMETERS block belongs to the key behind it. What
stands between the parts is passed over.

Which key of such a file a program uses is a question of its own. Of private keys ssh and ssh-keygen take the
one in OpenSSH format where the file begins with it; else the first in PEM or PKCS#8 that can be read,
wherever it stands; and no other. Measured with OpenSSH 9.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from .. import limits
from ..encoding import pem
from ..patterns import compiled
from ..records import dataclass
from . import _key_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .contract import KeyEntry

PARAMETERS: Final = "EC PARAMETERS"
_EC: Final = "EC PRIVATE KEY"
_LABELS: Final = frozenset(
    {
        "OPENSSH PRIVATE KEY",
        "RSA PRIVATE KEY",
        _EC,
        "DSA PRIVATE KEY",
        "PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "SSH2 PUBLIC KEY",
        "SSH2 ENCRYPTED PRIVATE KEY",
        "SSH SIGNATURE",
    }
)
"""Blocks in which one of our formats can stand."""

_PPK: Final = compiled(rb"^PuTTY-User-Key-File-[0-9]++:", re.MULTILINE)
_PPK_END: Final = compiled(rb"^Private-(?:MAC|Hash):[^\n]*+\n?", re.MULTILINE)
_AROUND: Final = _key_lines.BLANKS + b"\r\n"
_KEY_LINE: Final = compiled(rb"^" + _key_lines.TYPE + rb"[ \t]++AAAA", re.MULTILINE)
_KEY_BODY: Final = compiled(rb"[ \t]AAAA")
_OF_SSH: Final = frozenset({"pem", "pkcs8"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a file, as a stretch of its text with LF as the only line end."""

    label: str
    """Of its block; empty for a PPK file, and for key lines."""
    start: int
    end: int
    of_lines: bool = False
    """Whether it is a stretch of key lines, each of which ends at LF alone."""

    @property
    def is_ours(self) -> bool:
        """Whether one of our formats may be in it."""
        return not self.label or self.label in _LABELS


def split(text: bytes, lines: bytes | None = None) -> tuple[Part, ...]:
    """The parts of a file with more than one; nothing where there is one, or none of ours.

    Args:
        text: with LF as its only line end.
        lines: the same, in which each lone CR stands as it is: a key line ends at LF alone. See
            ``with_cr``. The text itself when None.

    Raises:
        LimitError: there are more than any file has.
    """
    if b"PuTTY-User-Key-File-" not in text and (b"BEGIN " not in text or pem.whole(text) is not None):
        return ()
    parts = list(_with_parameters(_all(text, text if lines is None else lines)))
    if len(parts) < 2 or not any(part.is_ours for part in parts):
        return ()
    limits.check("blocks in one file", len(parts), limits.MAX_BLOCKS_IN_FILE)
    return tuple(parts)


def with_cr(data: bytes) -> bytes:
    """A file with CRLF as LF, and a lone CR as it is: each byte stands where it does in ``pem.with_lf``."""
    return data.replace(b"\r\n", b"\n")


def holds_key(text: bytes) -> bool:
    """Whether a PPK file or a key line stands in a text without blocks. Never raises."""
    return next(_between(text, text, 0, len(text)), None) is not None


def _all(text: bytes, lines: bytes) -> Iterator[Part]:
    at = 0
    for span in pem.spans(text):
        yield from _between(text, lines, at, span.start)
        at = _end_of(span, text, lines)
        if span.stop is None or at == span.after or text[span.inside : at].strip():  # no frame around a PPK
            yield Part(span.label, span.start, at)
        yield from _between(text, lines, at, span.after)
        at = span.after
    yield from _between(text, lines, at, len(text))


def _end_of(span: pem.Span, text: bytes, lines: bytes) -> int:
    """Where a block ends: one that was cut does not hide what begins in it."""
    other = _PPK.search(text, span.inside, span.after)
    end = other.start() if other else span.after
    if span.stop is None:
        line = _KEY_LINE.search(lines, span.inside, end)
        end = line.start() if line else end
    return end


def _with_parameters(parts: Iterator[Part]) -> Iterator[Part]:
    """The same, with each EC PARAMETERS block as a piece of the EC key behind it."""
    held: Part | None = None
    for part in parts:
        if held is not None and part.label == _EC:
            yield Part(_EC, held.start, part.end)
            held = None
            continue
        if held is not None:
            yield held
        held = part if part.label == PARAMETERS else None
        if held is None:
            yield part
    if held is not None:
        yield held


def _between(text: bytes, lines: bytes, start: int, stop: int) -> Iterator[Part]:
    """PPK files and key lines in what stands between two blocks."""
    heads = [match.start() for match in _PPK.finditer(text, start, stop)]
    at = start
    for head, following in zip(heads, [*heads[1:], stop], strict=False):
        yield from _lines(lines, at, head)
        end = _PPK_END.search(text, head, following)
        at = end.end() if end else following
        yield Part("", head, at)
    yield from _lines(lines, at, stop)


def _lines(text: bytes, start: int, stop: int) -> Iterator[Part]:
    """The stretch from the first key line to the last. What does not begin a line is no line."""
    if start and text[start - 1 : start] != b"\n":
        start = text.find(b"\n", start, stop) + 1 or stop
    if _KEY_BODY.search(text, start, stop) is None:
        return
    first = last = -1
    at = start
    for line in _key_lines.split(text[start:stop]):
        if _KEY_BODY.search(line) and _key_lines.is_key_line(line.strip(_AROUND)):
            first = at if first < 0 else first
            last = at + len(line)
        at += len(line)
    if first >= 0:
        yield Part("", first, last, of_lines=True)


def used_by_ssh(entries: Sequence[KeyEntry]) -> int | None:
    """Which key of a file ssh takes for the private one; None when it takes none, or that is not known.

    Args:
        entries: of the file, in its order.
    """
    private = [at for at, entry in enumerate(entries) if entry.is_private]
    if private and entries[private[0]].format == "openssh" and not _begin(entries[private[0]]):
        return private[0]
    return next((at for at in private if entries[at].format in _OF_SSH), None)


def _begin(entry: KeyEntry) -> int:
    return entry.span[0] if entry.span else 0


def chosen(entries: Sequence[KeyEntry]) -> int:
    """The key that is meant when none is named: that of ssh, else the first private one, else the first."""
    ours = used_by_ssh(entries)
    if ours is not None:
        return ours
    private = next((at for at, entry in enumerate(entries) if entry.is_private), None)
    if private is not None:
        return private
    return next((at for at, entry in enumerate(entries) if entry.public is not None), 0)


def about_choice(entries: Sequence[KeyEntry]) -> str:
    """What to say where one key of several is used; empty when there is no doubt which one it is."""
    index = chosen(entries)
    entry = entries[index]
    rest = [one for at, one in enumerate(entries) if at != index and one.format and _differs(one, entry)]
    unread = entry.is_private and entry.span is not None and used_by_ssh(entries) != index
    if not (rest or unread):
        return ""
    from ..keys.algorithms import label_of

    what = f"number {index + 1}{f' ({label_of(entry.public)})' if entry.public else ''}"
    who = ", as by ssh" if used_by_ssh(entries) == index else "; ssh finds no private key in it"
    if not entry.is_private:
        who = "; no private key is in it"
    which = "keys" if entry.line and entry.span is None else "keys or other blocks"
    return f"holds {len(entries)} {which}: {what} is used{who}"


def _differs(one: KeyEntry, chosen_one: KeyEntry) -> bool:
    """Whether it is another key, as far as can be seen."""
    return one.public is None or (one.public, one.options) != (chosen_one.public, chosen_one.options)
