"""Textual, quicker for hundreds of apps in one process; what they do and show is the same.

A test of a screen spent half of its time waiting until the app is idle, and a tenth parsing the style sheets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import _wait, screen
from textual.css.stylesheet import Stylesheet

if TYPE_CHECKING:
    from textual.css.model import RuleSet

_parse_rules = Stylesheet._parse_rules
_parsed: dict[object, list[RuleSet]] = {}


def settle() -> None:
    """Draw and look whether it is idle twice as often, and parse what was parsed for another app no more."""
    vars(_wait).update(SLEEP_GRANULARITY=0.01, SLEEP_IDLE=0.0005)
    vars(screen).update(UPDATE_PERIOD=1 / 120)
    Stylesheet._parse_rules = _parsed_once  # type: ignore[method-assign]


def _parsed_once(self: Stylesheet, *source: object, **where: object) -> list[RuleSet]:
    key = (source, tuple(where.items()), tuple(self._variables.items()))
    if key not in _parsed:
        _parsed[key] = _parse_rules(self, *source, **where)  # type: ignore[arg-type]
    return _parsed[key]
