"""From when until when a certificate is valid: the grammar of ``ssh-keygen -V``, and the same in words.

::

    validity  =  start ":" end  |  end              an end alone: from now on
    start     =  "always"  | date | moment
    end       =  "forever" | date | moment
    date      =  YYYYMMDD [HHMM [SS]] ["Z" | "UTC"]  local time without Z
    moment    =  ("+" | "-") interval | "0x" hex     from now; seconds since 1970
    interval  =  (number ["s"|"m"|"h"|"d"|"w"])+     seconds without a letter, 2^31-1 seconds at most

Source: ssh-keygen(1), sshd_config(5) TIME FORMATS, and what ssh-keygen 9.2 takes. An interval alone begins
a minute ago, at the full minute, for servers whose clocks are a little behind. Three things differ on
purpose: a date alone is taken as an end, as the manual page says and the program does not; a day that no
month has is refused, where ssh-keygen counts on into the next month; and a local date in summer is taken in
summer time, where ssh-keygen 9.2 is an hour late.
"""

from __future__ import annotations

import calendar
import re
import time
from typing import TYPE_CHECKING, Final

from ..errors import CertificateError
from ..keys.certificate import FOREVER
from ..moments import length_words, moment_words
from ..patterns import compiled
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_LONGEST: Final = 2**31 - 1
"""Seconds: what ssh-keygen can count."""
_PART: Final = compiled(r"([0-9]{1,10})([smhdw]?)", re.IGNORECASE)
_DATE: Final = compiled(
    r"([0-9]{4})([0-9]{2})([0-9]{2})(?:([0-9]{2})([0-9]{2})([0-9]{2})?)?(Z|UTC)?", re.IGNORECASE
)
_HEX: Final = compiled(r"0x([0-9a-f]{1,16})", re.IGNORECASE)
_HINT: Final = (
    "Write +52w for a year, +8h for eight hours, 20261201 to end that day, START:END, or always:forever"
)


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when, in seconds since 1970."""

    after: int
    before: int
    """FOREVER when it never ends."""

    @property
    def words(self) -> str:
        """``from 2026-11-22 22:06 UTC to 2026-11-23 06:07 UTC, 8 hours``; ``forever``."""
        start = f"from {moment_words(self.after)}" if self.after else ""
        if self.before == FOREVER:
            return f"{start} forever".lstrip()
        end = f"to {moment_words(self.before)}" if start else f"until {moment_words(self.before)}"
        return f"{start} {end}, {length_words(self.before - self.after)}" if start else end

    @property
    def short_words(self) -> str:
        """The same with what matters most in front: ``8 hours, from 2026-11-22 22:06 UTC to ...``."""
        start, comma, length = self.words.rpartition(", ")
        return f"{length}, {start}" if comma else self.words


def interval(text: str) -> int:
    """The seconds of an interval: ``52w1d``, ``1h30m``, ``90``.

    Raises:
        CertificateError: it is none, or longer than 2^31-1 seconds, which are 68 years.
    """
    parts = [*_PART.finditer(text)]
    if not text or "".join(part[0] for part in parts) != text:
        raise CertificateError(
            f"{text or 'An empty value'} is not a length of time", "Write 90m, 8h, 30d or 52w1d"
        )
    total = sum(int(number) * _UNITS[unit.lower()] for number, unit in (part.groups() for part in parts))
    if total > _LONGEST:
        raise CertificateError(
            f"{text} is longer than 68 years", "Write 3550w or less; the end may be forever"
        )
    return total


def parse(text: str, now: int | None = None) -> Validity:
    """Read a validity.

    Args:
        text: as after ``ssh-keygen -V``.
        now: seconds since 1970, of the clock when not given.

    Raises:
        CertificateError: it is none; or it would end before it begins.
    """
    now = int(time.time()) if now is None else now
    text = text.strip()
    start, colon, end = text.partition(":")
    if not text or (colon and not (start and end)):
        raise CertificateError(
            "The validity period is empty" if not text else f"{text} has no start or no end", _HINT
        )
    if colon:
        found = Validity(_moment(start, now, "always", 0), _moment(end, now, "forever", FOREVER))
    else:
        found = Validity((now - 59) // 60 * 60, _moment(start, now, "forever", FOREVER))
    if found.before <= found.after:
        raise CertificateError(f"{text} ends before it begins", _HINT)
    return found


def expiry(text: str, now: int | None = None) -> str:
    """The ``expiry-time`` of an authorized_keys line: ``+30d`` counts from now, all else is given back.

    Raises:
        CertificateError: what follows the plus is no length of time.
    """
    if not text.startswith("+"):
        return text
    moment = (int(time.time()) if now is None else now) + interval(text[1:])
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(moment))


def date(text: str) -> int:
    """Read a date: YYYYMMDD[HHMM[SS]][Z], and nothing else.

    Returns:
        Seconds since 1970.

    Raises:
        CertificateError: it is none.
    """
    found = _DATE.fullmatch(text)
    if found is None:
        raise CertificateError(f"{text} is not a date", "Write YYYYMMDD or YYYYMMDDHHMM, with a Z in UTC")
    return _date(text, found)


def _moment(text: str, now: int, word: str, meaning: int) -> int:
    if text == word:
        return meaning
    if text[0] in "+-":
        seconds = interval(text[1:])
        if text[0] == "-" and seconds > now:
            raise CertificateError(f"{text} is before 1970", _HINT)
        return now + seconds if text[0] == "+" else now - seconds
    if found := _HEX.fullmatch(text):
        return int(found[1], 16)
    if found := _DATE.fullmatch(text):
        return _date(text, found)
    raise CertificateError(f"{text} is neither a date nor a length of time", _HINT)


def _date(text: str, found: re.Match[str]) -> int:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    known = 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1]
    if not known or year < 1970 or hour > 23 or minute > 59 or second > 60:
        raise CertificateError(f"There is no such date or time: {text}", "Write YYYYMMDD or YYYYMMDDHHMM")
    fields = (year, month, day, hour, minute, second, 0, 0, -1)
    seconds: Callable[[tuple[int, ...]], float] = calendar.timegm if found[7] else time.mktime  # type: ignore[assignment]
    try:
        made = int(seconds(fields))
    except OverflowError:
        made = -1
    if made < 0:
        raise CertificateError(f"{text} is before 1970", _HINT)
    return made
