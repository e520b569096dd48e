"""The lines of the list are made when they are asked for, and are those that would be made of all rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.project import run_python
from tui.keyops.files.listing import Entry
from tui.keyops.inspection.key_files import KeyFiles, Section
from tui.widgets import key_lines
from tui.widgets.key_lines import FILES, Lines, ListLine
from tui.widgets.narrow_signs import SIGNS

PLACE = Path("/k")


def entry(name: str) -> Entry:
    return Entry(PLACE / name, name)


KEYS = [KeyFiles(Section.KEYS, entry(name), (entry(f"{name}.pub"), entry(f"{name}.ppk"))) for name in "abc"]
OTHERS = [
    KeyFiles(Section.FILES, Entry(PLACE.parent, "..", is_folder=True, label="..")),
    KeyFiles(Section.FILES, entry("notes")),
]
BACKUPS = KeyFiles(
    Section.BACKUPS, Entry(PLACE, "backups", label="backups"), (entry("a.old"), entry("b.old"))
)


def all_lines(rows: list[KeyFiles], opened: set[Path]) -> list[ListLine]:
    """As ``Lines`` is described, row by row."""
    made: list[ListLine] = []
    for at, row in enumerate(rows):
        if row.section is not Section.KEYS and at and rows[at - 1].section is Section.KEYS:
            made.append(ListLine(heading=FILES))
        made.append(ListLine(row))
        if row.entry.path in opened:
            made += [ListLine(row, part) for part in row.files if row.parts]
    return made


@pytest.mark.parametrize("opened", [(), ("a",), ("c",), ("a", "b", "c"), ("b", "")])
@pytest.mark.parametrize(
    "rows", [[], KEYS, OTHERS, [*KEYS, *OTHERS], [*KEYS, *OTHERS, BACKUPS], [BACKUPS], [*KEYS, BACKUPS]]
)
def test_each_line_is_that_of_its_row(rows: list[KeyFiles], opened: tuple[str, ...]) -> None:
    paths = {PLACE / name for name in opened}
    lines, wanted = Lines(rows, paths), all_lines(rows, paths)
    assert [*lines] == wanted
    assert lines[1:4] == wanted[1:4]
    for row in rows:
        assert lines[lines.of_row(row)] == ListLine(row)
    for at, line in enumerate(wanted):
        if line.entry is not None:
            assert lines.of_file(line.entry.path, by_itself=line.part is not None) == at
    assert lines.of_file(PLACE / "gone") is None


def test_a_line_is_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[object, ...]] = []

    def noted(*parts: KeyFiles | Entry, heading: str = "") -> ListLine:
        made.append((*parts, heading))
        return ListLine(heading=heading)

    monkeypatch.setattr(key_lines, "ListLine", noted)
    lines = Lines([*KEYS * 100, *OTHERS])
    assert len(lines) == 303
    lines.of_file(OTHERS[1].entry.path)
    assert len(made) == 1  # the heading
    lines[200:202]
    assert len(made) == 3


def test_our_signs_are_one_cell_wide_and_need_no_table_of_unicode() -> None:
    told = run_python(
        "import sys\nfrom rich import cells\nfrom tui.widgets import wrapping\n"
        f"print(*map(wrapping.cell_len, {SIGNS!r}))\n"
        "print(*[name for name in sys.modules if 'rich._unicode_data.unicode' in name])\n"
        f"print(*map(cells.get_character_cell_size, {SIGNS!r}))"
    ).splitlines()
    ones = " ".join("1" * len(SIGNS))
    assert told == [ones, "", ones]
