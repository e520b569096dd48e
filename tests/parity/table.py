"""The tables in docs/parity.md, from the rows."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.parity import puttygen_rows, ssh_keygen_rows
from tests.parity.rows import Row, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

PROGRAMS = {"puttygen": puttygen_rows.ROWS, "ssh-keygen": ssh_keygen_rows.ROWS}
"""By program: one row for each of its options."""


def tables() -> dict[str, str]:
    """By program: a line that counts, and the table."""
    return {program: f"{_counts(rows)}\n\n{_table(program, rows)}" for program, rows in PROGRAMS.items()}


def _counts(rows: Sequence[Row]) -> str:
    count = Counter(row.verdict for row in rows)
    return f"{len(rows)} rows: " + ", ".join(f"{count[verdict]} {verdict}" for verdict in Verdict) + "."


def _table(program: str, rows: Sequence[Row]) -> str:
    lines = [f"| {program} | what for | keywright | verdict | how, or why not | proof |", "|---" * 6 + "|"]
    for row in rows:
        cells = (
            "<br>".join(_option(option) for option in row.options),
            row.does,
            "<br>".join(f"`{command.removeprefix('keywright ')}`" for command in row.ours),
            f"**{row.verdict}**" if row.verdict is Verdict.BETTER else str(row.verdict),
            row.why,
            "<br>".join(map(_proof, row.tests)),
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


def _option(words: str) -> str:
    return f"`{words}`" if words.startswith("-") else words


def _proof(test: str) -> str:
    file, _, name = test.partition("::")
    return f"[{name.removeprefix('test_').replace('_', ' ')}](../{file})"
