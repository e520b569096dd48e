"""A dump is read in one pass: its size so far is not counted anew for each line."""

from __future__ import annotations

from typing import Self

import pytest

from tui.keyops.damage import dumps

ROWS = 300


class Counted(bytes):
    """Bytes that count how often their length is asked for."""

    asked = 0

    def __len__(self) -> int:
        Counted.asked += 1
        return super().__len__()

    @classmethod
    def of(cls, _cell: bytes) -> Self:
        """What is made of a cell."""
        return cls(b"x")


def test_the_work_grows_with_the_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counted, "asked", 0)
    assert dumps._all([b" cell"] * ROWS, Counted.of) == b"x" * ROWS
    assert Counted.asked <= 2 * ROWS


@pytest.mark.parametrize(("cells", "found"), [([b" 101", b"*", b" 102"], b"AAB"), ([b"*", b" 101"], None)])
def test_a_star_stands_for_the_line_before_it(cells: list[bytes], found: bytes | None) -> None:
    assert dumps._all(cells, dumps._octal_bytes) == found


def test_more_than_any_key_file_is_no_dump() -> None:
    assert dumps._all([b" cell"] * 3, lambda _: bytes(dumps._LARGEST)) is None
