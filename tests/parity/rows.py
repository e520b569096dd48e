"""A row of the parity table: an option of another program, ours for it, and the test that runs both."""

from __future__ import annotations

import enum
from dataclasses import dataclass

PUTTYGEN_TESTS = "tests/parity/test_puttygen.py"
KEYGEN_TESTS = "tests/parity/test_ssh_keygen.py"


class Verdict(enum.StrEnum):
    """How ours compares."""

    SAME = "same"
    BETTER = "better"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Row:
    """One option of PuTTYgen or ssh-keygen, or a few that are one."""

    options: tuple[str, ...]
    """As the other program spells them, with a value where values differ: ``-O private``."""
    does: str
    """What they are for, in a few words."""
    ours: tuple[str, ...]
    """Whole commands that our parsers take; none where it is left out."""
    verdict: Verdict
    why: str
    """How it is better, why it is left out, or what is the same; one sentence without a full stop."""
    tests: tuple[str, ...]
    """``file::function`` of what runs both; none where it is left out."""


def same(options: str, does: str, ours: str, why: str, *tests: str) -> Row:
    """A row that ours does as well; options and commands parted by ``|``."""
    return _row(options, does, ours, Verdict.SAME, why, tests)


def better(options: str, does: str, ours: str, why: str, *tests: str) -> Row:
    """A row that ours does better."""
    return _row(options, does, ours, Verdict.BETTER, why, tests)


def left_out(options: str, does: str, why: str) -> Row:
    """A row that ours does not do."""
    return _row(options, does, "", Verdict.LEFT_OUT, why, ())


def _row(options: str, does: str, ours: str, verdict: Verdict, why: str, tests: tuple[str, ...]) -> Row:
    return Row(_parts(options), does, _parts(ours), verdict, why, tests)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|") if part.strip())
