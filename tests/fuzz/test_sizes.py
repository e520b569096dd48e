"""The table of sizes is whole, and what it times at full size is counted here at small ones."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Self

import pytest

from tests.fuzz import sizes
from tests.fuzz.hostile import GENERATORS
from tests.helpers.samples import one_in
from tui import cli
from tui.keyops import weaknesses

if TYPE_CHECKING:
    from pathlib import Path

SMALL = 6_000
"""Bytes: enough for several of whatever a file is made of."""
MOST = 2.6
"""So much more may twice the file take, and a little that is the same for every file."""
SAME = 3_000
COUNTED = ("public",)


def test_every_verb_is_hurt_by_some_file_and_every_file_names_verbs_there_are() -> None:
    named = {verb for one in GENERATORS.values() for verb in one.verbs}
    assert named == set(sizes.VERBS)
    assert {word for verb in sizes.VERBS.values() for word in verb[:1]} <= {*cli.VERBS, *cli.ALIASES}


def test_no_file_is_larger_than_was_asked_and_most_fill_it() -> None:
    made = {name: len(one.make(40_000)) for name, one in GENERATORS.items()}
    assert [name for name, size in made.items() if size > 40_000] == []
    assert sum(size > 30_000 for size in made.values()) > len(made) * 3 // 4


def test_what_breaks_the_promise_is_told_and_exits_with_1(monkeypatch, capsys) -> None:
    monkeypatch.setattr(sizes, "costs", lambda name: [sizes.Cost(name, "inspect", 2.5, 10, stumbled=False)])
    monkeypatch.setattr(sizes, "ProcessPoolExecutor", _Here)
    assert sizes.main(["deep DER"]) == 1
    told = capsys.readouterr().out
    assert "over: inspect: 2.50 s, 10 MiB" in told
    assert "1 over 2 s or 200 MiB" in told
    monkeypatch.setattr(sizes, "costs", lambda name: [sizes.Cost(name, "inspect", 1.9, 200, stumbled=False)])
    assert sizes.main(["deep DER"]) == 0


class _Here:
    """A pool that works in this process."""

    def __init__(self, _cores: int) -> None:
        self.map = map

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


def test_a_verb_is_measured_with_what_it_holds() -> None:
    def work() -> int:
        return len(bytearray(64 << 20)) and 0

    seconds, mib, stumbled = sizes.measured(work)
    assert 32 < mib < 128
    assert seconds < 20
    assert not stumbled
    assert sizes.measured(lambda: 1 // 0)[2]


@pytest.mark.parametrize("name", one_in(4, list(GENERATORS)[::6]))  # make fuzz measures all
def test_twice_the_file_is_twice_the_work(name: str, tmp_path: Path, capfd) -> None:
    """Counted in calls, of Python and of C: the same on every machine."""
    for verb in COUNTED:
        if verb not in GENERATORS[name].verbs:
            continue
        argv = [part.format(file=tmp_path / "file", out=tmp_path / "out") for part in sizes.VERBS[verb]]
        _calls(name, 900, argv, tmp_path)  # imports what it needs
        once, twice = (_calls(name, size, argv, tmp_path) for size in (SMALL, 2 * SMALL))
        if twice > MOST * once + SAME:  # another way of looking may begin in between: larger files tell
            once, twice = (_calls(name, size, argv, tmp_path) for size in (4 * SMALL, 8 * SMALL))
        assert twice <= MOST * once + SAME, (verb, once, twice)
    capfd.readouterr()


def _calls(name: str, size: int, argv: list[str], folder: Path) -> int:
    (folder / "file").write_bytes(GENERATORS[name].make(size))
    (folder / "file").chmod(0o600)
    (folder / "out").unlink(missing_ok=True)
    weaknesses.findings.cache_clear()
    weaknesses._look.cache_clear()
    count = 0

    def called(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        cli.main(argv)
    finally:
        sys.setprofile(before)
    return count
