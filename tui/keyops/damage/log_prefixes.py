"""What logs and chats print before each line: the time, who said it, which program printed it.

Known are irssi, WeeChat, Slack, Discord, WhatsApp, Telegram and Matrix; syslog, journald, docker compose,
kubectl, containerd, GitHub Actions, GitLab, Jenkins and terraform.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from .base import Reading, lines
from .text import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

MONTHS: Final = rb"Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_BLANK: Final = rb"(?:[ \t]|\xc2\xa0|\xe2\x80\xaf)"
_DATE: Final = (
    rb"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}|(?:"
    + MONTHS
    + rb") {1,2}[0-9]{1,2})"
)
_CLOCK: Final = (
    rb"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,9})?(?:" + _BLANK + rb"?[AaPp]\.?[Mm]\.?)?"
    rb"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_TIME: Final = rb"[\[(]?(?:" + _DATE + rb"(?:T|,?" + _BLANK + rb"))?" + _CLOCK + rb"[\])]?(?: -)?"
_WORD: Final = rb"[A-Za-z0-9_@+~&%!.^-]"
_SPEAKER: Final = (
    rb"<" + _WORD + rb"[^<>\n]{0,40}>"
    rb"|\[[^\[\]\n]{1,80}\]"
    rb"|" + _WORD + rb"{1,60}" + _BLANK + rb"{0,40}\|"
    rb"|(?:"
    + _WORD
    + rb"{1,60}"
    + _BLANK
    + rb"){0,3}"
    + _WORD
    + rb"{1,60}(?:\[[^\]\n]{1,40}\]|\([^)\n]{1,40}\))?:"
    rb"|(?:stdout|stderr) [FP]|[0-9]{2}[OE]"
    rb"|(?:DEBUG|INFO|NOTICE|WARN|WARNING|ERROR)\b"
)
_TIMED: Final = (
    _TIME + rb"(?:" + _BLANK + rb"{1,4}(?:" + _SPEAKER + rb"))*+|" + _TIME + rb"(?:" + _SPEAKER + rb")"
)
_UNTIMED: Final = (
    rb"<[@+~&%]?[A-Za-z][A-Za-z0-9_-]{1,30}>|\[(?=[^\]\n]*[/ ])[^\[\]\n]{1,80}\]|"
    + _WORD
    + rb"{1,60} {0,40}\|"
)
"""Without a time, only what is no host, option or principal."""
_NAMED: Final = rb"[^\n:,\[\]<>=\"]{1,60}, \[" + _DATE + rb",? " + _CLOCK + rb"\]:"
"""Telegram."""
_PREFIX: Final = (
    rb"(?:" + _NAMED + rb"|" + _TIMED + rb"|(?:" + _UNTIMED + rb")(?:" + _BLANK + rb"{1,4}" + _TIME + rb")?)"
)
_ALONE: Final = compiled(_PREFIX)
_ROW: Final = compiled(_PREFIX + _BLANK + rb"*+(?P<rest>[^\n]*+)")
_KEY: Final = compiled(TYPE + rb"[ \t]++AAAA|AAAA[A-Za-z0-9+/]{20}")
_TAGS: Final = compiled(rb"</|<(?:a|b|br|code|div|i|li|p|pre|span|string|td|tt)>")


def is_prefix(words: bytes) -> bool:
    """Whether what stands before a key is what a log or a chat prints there."""
    return _ALONE.fullmatch(words) is not None and not _TAGS.search(words)


def undo(data: bytes) -> Iterator[Reading]:
    """Key lines without what stands before them, and without the lines of the log that have no key."""
    rows, freed, dropped = [], 0, 0
    for row in data.split(b"\n"):
        match = None if _TAGS.search(row) else _ROW.fullmatch(row)
        if match is None:
            rows.append(row)
        elif _KEY.search(match["rest"]):
            rows.append(match["rest"])
            freed += 1
        else:
            dropped += 1
    if freed:
        yield Reading(
            b"\n".join(rows),
            f"A time or a name is before {'each' if freed > 1 else 'the'} key line, as in logs and chats",
            f"remove it from {lines(freed)}" + (f", and {lines(dropped)} without a key" if dropped else ""),
        )
