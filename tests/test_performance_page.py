"""docs/performance.md: its table has the form that ``make bench-docs`` writes, and can be written anew."""

from __future__ import annotations

import re

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import comparing
from tests.helpers.project import ROOT

TEXT = comparing.PAGE.read_text("utf-8")


def measured() -> list[list[str]]:
    """The cells of the table, without its head."""
    block = re.search(r"<!-- measured -->\n(.*?)\n\n", TEXT, re.DOTALL)
    assert block is not None
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in block[1].splitlines()]
    assert tuple(rows[0]) == comparing.HEAD
    return rows[2:]


def test_each_row_has_its_ratio_and_says_where_the_aim_is_missed() -> None:
    rows = measured()
    assert len(rows) > 8
    for *_, ratio, aim in rows:
        number, _, missed = aim.partition(", ")
        assert missed == ("missed" if float(ratio) > float(number) else "")


@pytest.mark.parametrize(
    ("ratio", "shown", "said"),
    [
        (0.0603, "0.060", "0.06"),
        (0.0608, "0.061", "0.06, missed"),
        (1.304, "1.304", "1.3, missed"),
        (0.9, "0.900", "1"),
    ],
)
def test_an_aim_is_judged_by_the_ratio_that_is_printed(ratio: float, shown: str, said: str) -> None:
    assert comparing.judged(ratio, float(said.partition(",")[0])) == (shown, said)


def test_writing_it_changes_the_table_alone() -> None:
    new = comparing.written(TEXT, [("a", *["1 ms"] * 3, "b", "2 ms", "0.50", "1")], "A note.")
    assert new.split("<!-- measured -->")[0] == TEXT.split("<!-- measured -->")[0]
    assert new.split("<!-- end -->")[1] == TEXT.split("<!-- end -->")[1]
    assert "| a | 1 ms | 1 ms | 1 ms | b | 2 ms | 0.50 | 1 |\n\nA note.\n<!-- end -->" in new


def test_each_target_that_the_page_names_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`make ([a-z-]+)", TEXT)):
        assert f"\n{target}: " in makefile
    for subject in re.findall(r"ARGS=([a-z]+)", TEXT):
        assert subject in benchmarks.SUBJECTS
