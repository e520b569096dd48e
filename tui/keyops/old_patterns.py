"""``re.compile`` for a Python before 3.11.5, by the inside that its ``re`` has; ``patterns`` says why."""

from __future__ import annotations

import re
from typing import Any

_parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001
_compiler: Any = re._compiler  # type: ignore[attr-defined]  # noqa: SLF001
_names: Any = re._constants  # type: ignore[attr-defined]  # noqa: SLF001


def compile_old(source: str | bytes, flags: int = 0) -> re.Pattern[Any]:
    """``re.compile``, with ``(?>(...)*)`` for ``(...)*+``.

    Args:
        source: the pattern.
        flags: those of ``re``.
    """
    parsed = _parser.parse(source, flags)
    _rewrite(parsed)
    made: re.Pattern[Any] = _compiler.compile(parsed, flags)
    return made


def _rewrite(parsed: Any) -> None:  # noqa: ANN401
    """Change a parsed pattern, and all patterns in it."""
    for at, (name, rest) in enumerate(parsed.data):
        _inside(rest)
        if name is _names.POSSESSIVE_REPEAT and not _compiler._simple(rest[2]):  # noqa: SLF001
            repeated = _parser.SubPattern(parsed.state, [(_names.MAX_REPEAT, rest)])
            parsed.data[at] = (_names.ATOMIC_GROUP, repeated)


def _inside(rest: Any) -> None:  # noqa: ANN401
    if isinstance(rest, _parser.SubPattern):
        _rewrite(rest)
    elif isinstance(rest, (tuple, list)):
        for one in rest:
            _inside(one)
