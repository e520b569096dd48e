r"""Undoing what was put around every line: numbers, list marks, quotes, borders, colours, commands.

What stands before the BEGIN and END line stands before all the lines between them. Digits in it may be any
digits, and blanks any blanks; so may what stands behind them. Of key lines, only what can be no options, no
host and no principal is removed.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from ..formats import allowed_signers
from ..formats._option_names import VALUED, any_of
from ..patterns import compiled
from ..records import dataclass
from . import log_prefixes
from .base import EVERYWHERE, DamageKind, Reading, lines
from .text import TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BEGIN: Final = compiled(
    rb"-----BEGIN [A-Z0-9 ]{1,40}-----|---- BEGIN [A-Z0-9 ]{1,40} ----"
    rb"|PuTTY-User-Key-File-[123]: [a-z0-9@.-]{1,50}"
)
_END: Final = compiled(
    rb"-----END [A-Z0-9 ]{1,40}-----|---- END [A-Z0-9 ]{1,40} ----|Private-(?:MAC|Hash): [0-9a-f]{40,64}"
)
_LONGEST: Final = 120
"""Characters before or behind a line that are put there on every line."""
_MOST_BLOCKS: Final = 50
_MOST_OTHERS: Final = 200
_PIECE: Final = compiled(rb"[A-Za-z0-9+/]{24}")
"""What may be of a key: a line with it is never left out."""
_PARTS: Final = compiled(
    rb"(?P<months>\b(?:" + log_prefixes.MONTHS + rb")\b)|(?P<noon>\b[AP]M\b|\b[ap]m\b)"
    rb"|(?P<hexadecimal>\b(?=[0-9a-f]*[0-9])[0-9a-f]{7,40}\b)"
    rb"|(?P<digits>[0-9]++)|(?P<blanks>[ \t]++)|(?P<other>[^0-9 \t]+?(?=\b|[0-9 \t]|\Z))"
)
_OF_PART: Final = {
    "months": rb"(?:" + log_prefixes.MONTHS + rb")",
    "noon": rb"[APap][Mm]",
    "hexadecimal": rb"[0-9a-f]{7,40}",
    "digits": rb"[0-9]++",
    "blanks": rb"[ \t]*+",
}
"""What may stand in the other lines where a part of that kind is in one."""

_NAMES: Final = (
    (rb"\x1b\[", "Terminal colours", "as left by script and tools that print in colour"),
    (rb"\xe2[\x94\x95]|^ *\|.*\| *$", "Box borders", "as terminal programs and tables draw them"),
    (rb"echo|printf|cat|>>", "A shell command", "as in a script that writes the file line by line"),
    (
        rb"\\n.*[\"'] *[+.\\]?",
        "String quoting of source code",
        "as programs store multi-line text",
    ),
    (rb"^ *- ", "A list dash", "as in YAML"),
    (
        rb"^[A-Za-z_][A-Za-z0-9_.-]*: *\0?$",
        "A name and a colon",
        "as in YAML, logs and chats",
    ),
    (
        rb"^[ \"']*[A-Za-z_][A-Za-z0-9_.-]*[\"']?[ \t]*[:=](?:[ \t\"'`\0]*$| ?[\"'`])",
        "A setting name",
        "as in .env files, JSON and YAML",
    ),
    (rb"^[^A-Za-z]*[\"'`]", "List quotes and commas", "as in JSON and in source code"),
    (rb"^[^A-Za-z]*[0-9]", "A number", "as written by cat -n, nl, grep -n and editors"),
    (rb"^ *[+-]", "A diff marker", "as shown by diff and git"),
    (rb"^ *>", "A quote marker", "as written by mail programs and Markdown"),
    (rb"\$$", "A $ at the end", "as shown by cat -A"),
    (rb"\\$", "A backslash at the end", "as shells and Dockerfiles continue lines"),
    (rb"^ *(?:#|//|;|\*|--)", "A comment marker", "as in source code and settings"),
    (rb"", "Other text", "as added by programs that print lines"),
)
"""By what stands before and after a line: what it is, and who does it."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """What stands before and after the lines of a block."""

    before: bytes
    behind: bytes

    @property
    def _name(self) -> tuple[str, str]:
        if log_prefixes.is_prefix(self.before.strip()) and not self.behind.strip():
            return "A time or a name", "as in logs and chats"
        looks = self.before + (b"" if self.before.endswith(b" ") else b"\0") + self.behind
        return next(
            (what, who)
            for pattern, what, who in _NAMES
            if re.search(pattern, looks.rstrip() if self.behind.strip() else looks)
        )

    def reading(self, data: bytes, count: int, others: int = 0) -> Reading:
        what, who = self._name
        of_lines = "each of its lines" if count > 1 else "its line"
        side = "before" if self.before.strip() else "after"
        where = (
            f"before and after {of_lines}"
            if self.before.strip() and self.behind.strip()
            else f"{side} {of_lines}"
        )
        return Reading(
            data,
            f"{what} {where}, {who}",
            f"remove {'them' if what.endswith('s') else 'it'} from {lines(count)}"
            + (f", and {lines(others)} without it" if others else ""),
        )


def _undo_frames(data: bytes) -> Iterator[Reading]:
    for of_end, exact, others in (
        (True, True, 0),
        (True, False, 0),
        (False, False, 0),
        (True, False, _MOST_OTHERS),
    ):
        parts: list[bytes] = []
        at = count = left = 0
        frame: _Frame | None = None
        for begin, end in _blocks(data):
            freed = _freed(data, begin, end, of_end=of_end, exact=exact, others=others)
            if freed is None:
                continue
            rows, frame, without = freed
            left += without
            parts += [data[at : _line_start(data, begin.start())], b"\n".join(rows), b"\n"]
            at, count = _line_stop(data, end.end()) + 1, count + len(rows)
        if frame is not None:
            yield frame.reading(b"".join((*parts, data[at:])), count, left)


def _blocks(data: bytes) -> Iterator[tuple[re.Match[bytes], re.Match[bytes]]]:
    """BEGIN and END of each block, on lines of their own."""
    at = 0
    for _ in range(_MOST_BLOCKS):
        begin = _BEGIN.search(data, at)
        end = _END.search(data, begin.end()) if begin else None
        if begin is None or end is None:
            return
        yield begin, end
        at = end.end()


def _line_start(data: bytes, at: int) -> int:
    return data.rfind(b"\n", 0, at) + 1


def _line_stop(data: bytes, at: int) -> int:
    stop = data.find(b"\n", at)
    return len(data) if stop < 0 else stop


def _freed(
    data: bytes, begin: re.Match[bytes], end: re.Match[bytes], *, of_end: bool, exact: bool, others: int
) -> tuple[list[bytes], _Frame, int] | None:
    """The lines of a block without what stands around each of them; None where that differs.

    So many ``others`` may be of something else and are left out; the last number counts them.
    """
    last = _line_start(data, end.start())
    if last <= begin.start():
        return None
    behind = data[begin.end() : _line_stop(data, begin.end())].rstrip()
    before = data[last : end.start()] if of_end else data[_line_start(data, begin.start()) : begin.start()]
    if len(before) > _LONGEST or len(behind) > _LONGEST or not (before.strip() or behind.strip()):
        return None
    left, right = re.compile(_pattern(before, exact=exact)), re.compile(_pattern(behind) + rb"[ \t]*+\Z")
    rest = data[end.end() : _line_stop(data, end.end())]
    if not left.fullmatch(data[last : end.start()]) or len(rest) > _LONGEST or b"BEGIN" in rest:
        return None
    rows, without = [begin[0]], 0
    for row in data[_line_stop(data, begin.end()) + 1 : max(last - 1, 0)].split(b"\n"):
        inner = _inner(row, left, right)
        if inner is not None:
            rows.append(inner)
            continue
        without += 1
        if without > others or _PIECE.search(row):
            return None
    return [*rows, end[0]], _Frame(before, behind), without


def _pattern(around: bytes, *, exact: bool = False) -> bytes:
    """What stands around one line, as a pattern for the others; ``exact`` with the very blanks."""
    return b"".join(
        re.escape(part[0]) if exact and part["blanks"] else _pattern_of(part)
        for part in _PARTS.finditer(around)
    )


def _pattern_of(part: re.Match[bytes]) -> bytes:
    return _OF_PART.get(part.lastgroup or "", re.escape(part[0]))


_QUOTE: Final = compiled(rb"[\"'`]\Z")


def _inner(row: bytes, left: re.Pattern[bytes], right: re.Pattern[bytes]) -> bytes | None:
    """A line without what stands around it; None where something else does."""
    start = left.match(row) or left.match(row + b" ")
    if start is None:
        return _unquoted_item(row, left) if row.strip() else b""
    rest = row[min(start.end(), len(row)) :]
    if right.pattern == rb"[ \t]*+\Z":
        return rest
    window = max(len(rest) - 2 * _LONGEST, 0)
    stop = right.search(rest, window)
    return None if stop is None and rest.strip() else rest[: stop.start()].rstrip(b" \t") if stop else b""


def _unquoted_item(row: bytes, left: re.Pattern[bytes]) -> bytes | None:
    """A line of a list in which only some items have quotes, as YAML writes it."""
    bare = _QUOTE.sub(b"", left.pattern)
    match = re.match(bare, row) if bare != left.pattern else None
    return row[match.end() :] if match else None


# Key lines

_NO_OPTION: Final = rb"(?!" + any_of(VALUED | allowed_signers.VALUED) + rb"=)"
_COLOUR: Final = rb"\x1b\[[0-9;?]{0,16}[A-Za-z]"
_BOX: Final = rb"\xe2[\x94\x95][\x80-\xbf]"
_NAME: Final = rb"[\"']?[A-Za-z_][A-Za-z0-9_. '-]{0,63}[\"']?[ \t]*+[:=]"
_SETTING: Final = _NO_OPTION + _NAME + rb"(?=[ \t\"'|>]|" + TYPE + rb")"
_NUMBER: Final = rb"[0-9]{1,7}+[.:)\]|]?+"
_BULLET: Final = rb"\xe2[\x80-\x97][\x80-\xbf]|" + _COLOUR
_BEFORE_KEY: Final = compiled(
    rb"(?P<before>[ \t]*+(?:(?:"
    + _NUMBER
    + rb"(?=[ \t]|"
    + TYPE
    + rb")|[-+*>|\"'`,(\[{$%/]++(?=[^a-z]|"
    + TYPE
    + rb")|"
    + _BULLET
    + rb"|(?:echo|printf)(?=[ \t])|-{1,2}[en](?=[ \t])|"
    + _SETTING
    + rb")[ \t]*+)++)"
    + rb"(?P<key>"
    + TYPE
    + rb"(?:[ \t]|\xc2?\xa0)*+AAAA[^\n]*+)"
)
_AFTER_KEY: Final = compiled(
    rb"[ \t]*+(?:\\n)?(?:[\"'`]|"
    + _BOX
    + rb"|\|\Z|"
    + _COLOUR
    + rb")[ \t]*+(?:>>?[^\n]*+|[])},;+.\\ \t]*+)\Z"
)
_RESIDUE: Final = compiled(
    rb"[ \t]*+(?:[\[\]{}(),;`~$\\-]++|```[a-z]{0,12}|" + _COLOUR + rb"|" + _NAME + rb"[ \t]*+[\[{|>-]*+"
    rb"|(?:" + _BOX + rb"|[+=-])++|(?:Key f|F)ingerprint: [^\n]{0,200}+)[ \t]*+"
)
"""A line of a list, of a box, of Markdown or of what dropbearkey prints in which no key is."""
_SIGNS: Final = rb"(?:[-+>|$%/;\"'`,(\[{]|" + _BULLET + rb")++"
"""Without ``*``, which is any host in known_hosts and any signer in allowed_signers."""
_ONLY_MARKS: Final = compiled(
    rb"(?:"
    + _NUMBER
    + rb"(?:"
    + _SIGNS
    + rb")?|"
    + _SIGNS
    + rb")(?:[ \t]++(?:"
    + _SIGNS
    + rb"|[0-9]{1,7}))*+"
    rb"|(?:" + _SIGNS + rb")?" + TYPE
)


_MARKUP: Final = compiled(rb"[^\"]*?(?:</?[A-Za-z][^<>\"]*+>|&(?:#[0-9]{1,6}|[a-z]{2,6});)")
"""Tags and entities of HTML, which no host, principal or option name has."""


_PROMPT: Final = compiled(
    rb"(?i)(?:enter (?:pem )?pass ?(?:phrase|word)[^\n:]{0,200}:|\[sudo\] password for \S{1,64}:"
    rb"|pass(?:phrase|word):)"
)
"""What programs ask in a terminal; redirected with their answer, it stands before that."""
_ASKED: Final = compiled(
    rb"(?m)^(?:" + _PROMPT.pattern.replace(b"(?i)", b"") + rb"[ \t\r]*+)++(?=" + TYPE + rb"[ \t])",
    re.IGNORECASE,
)


_RICH: Final = compiled(rb"\{?(?:\\[a-z]{1,32}(?:-?[0-9]{1,10})?+)++")
"""Control words of RTF, which stand before the first line of its text."""
_TORN: Final = compiled(rb"(?:\\\"|[^\"])*+\"(?:\\\"|[^\"])*+")
"""With one quote: what is left of an option whose value begins in the line before."""


_LONE: Final = compiled(rb"(?P<number>[0-9]{1,7}+)[.:)\]|]?+")
_COLON: Final = compiled(rb"[A-Za-z][A-Za-z0-9_.-]*+:")
"""No host, option or principal ends so."""


def decorations(found: Iterable[tuple[int, bytes]]) -> frozenset[bytes]:
    """Of what stands before the keys of a file, all that is no option, host or principal.

    Numbers, marks, times: the number that an address begins with is none. A number alone may be a host,
    unless the numbers of several lines count up, or it is the number of its line.

    Args:
        found: numbers of lines, from 1, and what stands before the key in each.
    """
    known: dict[bytes, int] = {}
    for at, words in found:
        known.setdefault(words, at)
    numbers = {words: int(match["number"]) for words in known if (match := _LONE.fullmatch(words))}
    count_up = len(numbers) > 1 and all(one < other for one, other in itertools.pairwise(numbers.values()))
    return frozenset(
        words
        for words, at in known.items()
        if (count_up or numbers[words] == at if words in numbers else _is_decoration(words))
    )


def _is_decoration(words: bytes) -> bool:
    whole = any(one.fullmatch(words) is not None for one in (_ONLY_MARKS, _PROMPT, _RICH, _TORN, _COLON))
    return whole or log_prefixes.is_prefix(words) or _MARKUP.match(words) is not None


def _undo_key_lines(data: bytes) -> Iterator[Reading]:
    if b"AAAA" not in data or b"BEGIN " in data:
        return
    yield from log_prefixes.undo(data)
    rows, freed, frame = [], 0, None
    old = data.rstrip(b"\n").split(b"\n")
    for row in old:
        match = _BEFORE_KEY.match(row)
        if match is not None:
            end = _AFTER_KEY.search(match["key"], max(len(match["key"]) - _LONGEST, 0))
            frame = _Frame(match["before"], end[0] if end else b"")
            rows.append(match["key"][: end.start()] if end else match["key"])
            freed += 1
        elif not row.strip() or not _RESIDUE.fullmatch(row):
            rows.append(row)
    count = len(old) - len(rows)
    if frame is not None or count:
        whole = b"\n".join(rows).strip(b"\n") + b"\n"
        if frame is None and b"```" not in data:
            yield Reading(
                whole, f"{lines(count)} of other text around its key lines", f"remove {lines(count)}"
            )
            return
        yield (frame or _Frame(b"", b"```")).reading(whole, max(freed, 1))


DECORATED: Final = DamageKind(
    "decorated-lines",
    "Something before or after every line",
    "numbers, list markers, quotes, borders, colours, comment markers or a command around each line",
    "removed",
    EVERYWHERE,
    undo=_undo_frames,
)


def _undo_prompts(data: bytes) -> Iterator[Reading]:
    if b"AAAA" in data and b"BEGIN " not in data and _ASKED.search(data):
        yield Reading(
            _ASKED.sub(b"", data),
            "A program's prompt is before the key, as in a file that its output was redirected to",
            "remove the prompt",
        )


PROMPTS: Final = DamageKind(
    "prompt",
    "A prompt before the key",
    "`Enter passphrase:` or the like before the key type",
    "removed",
    EVERYWHERE,
    undo=_undo_prompts,
)
DECORATED_KEYS: Final = DamageKind(
    "decorated-keys",
    "Something around a public key line",
    "numbers, list markers, quotes, a name and `=` or `:` before the key type",
    "removed",
    EVERYWHERE,
    undo=_undo_key_lines,
)
