"""What CONTRIBUTING points at is there."""

from __future__ import annotations

import re
import sys
from collections import Counter
from types import SimpleNamespace

import pytest

from tests.helpers import samples
from tests.helpers.peers import run
from tests.tables import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text()
PATHS = sorted(set(re.findall(r"`((?:tui|tests|docs|styles|share|\.ci)/[^` ]*)`", PAGE)))
NAMES = re.findall(
    r"`([A-Za-z]\w+)` (?:in|of) `(tui/[^`]+\.py)`|`(\w+)` or `(\w+)` of `(tui/[^`]+\.py)`", PAGE
)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()
    assert (ROOT / path).is_dir() == path.endswith("/") or "." not in path


def test_a_name_stands_in_the_file_that_is_named_for_it() -> None:
    found = [(name, path) for one, path, *_ in NAMES if one for name in (one,)]
    found += [(name, path) for *_, first, second, path in NAMES if first for name in (first, second)]
    assert {name for name, _ in found} >= {"visible", "TRUNCATED", "DAMAGES", "VERBS", "ROWS"}
    for name, path in found:
        assert re.search(rf"^(?:def )?{name}\b", (ROOT / path).read_text(), re.MULTILINE), (name, path)


def test_each_growth_has_five_steps_and_an_example() -> None:
    parts = re.findall(r"^## Add (a [a-z ]+)\n\n(.*?)(?=^## )", PAGE, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in parts] == [
        "a format", "a key type", "a kind of damage", "a service", "a verb", "a screen",
    ]  # fmt: skip
    for name, text in parts:
        assert len(re.findall(r"^\d\. ", text, re.MULTILINE)) == 5, name
        assert "Example: `" in text, name


def test_the_targets_of_make_are_there() -> None:
    rules = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert {"dev", "check", "docs"} <= set(re.findall(r"`?make ([a-z]+)[` ]", PAGE)) <= rules


def test_the_quick_tests_are_two_cases_of_each() -> None:
    module = "tests/keyops/formats/test_key_lines.py"
    argv = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", module]
    told = [run(*argv, *more, cwd=ROOT).stdout.decode().split() for more in ((), ("--quick",))]
    whole, quick = (Counter(word.partition("[")[0] for word in words if "::" in word) for words in told)
    assert max(whole.values()) > 2
    assert quick == {name: min(count, 2) for name, count in whole.items()}


def test_a_share_has_some_of_many_and_each_value_of_what_is_crossed(monkeypatch: pytest.MonkeyPatch) -> None:
    crossed = [
        SimpleNamespace(indices={"kind": kind, "lock": lock}) for kind in range(14) for lock in range(9)
    ]
    long = [SimpleNamespace(indices={"file": file}) for file in range(160)]
    monkeypatch.setattr(samples, "WHOLE", False)
    some = samples.share("a", crossed)
    assert len(some) < 40
    assert {one.indices["kind"] for one in some} == set(range(14))
    assert {one.indices["lock"] for one in some} == set(range(9))
    assert some == samples.share("a", crossed) != samples.share("b", crossed)
    assert len(samples.share("a", long)) == 14
    assert len(samples.share("a", long[:12])) == 4
    assert samples.share("a", long[:8]) == long[:8]
    monkeypatch.setattr(samples, "WHOLE", True)
    assert samples.share("a", long) == long
