"""The changelog is one that users can read."""

from __future__ import annotations

import re

import pytest

from tests.tables import ROOT

ORDER = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
LONGEST = 240
"""Characters of a line: what needs more has a page in docs/."""
MOST = 80
"""Lines of a version: what is smaller than those is part of one of them, or not worth a line."""
_INNARDS = re.compile(r"\b(?:pytest|refactor\w*|mypy|ruff|import-linter|tests?/\w+|tui/\w+|class [A-Z]\w+)\b")


def problems(text: str) -> list[str]:
    """What is wrong with a changelog; empty when nothing is."""
    versions = re.findall(r"^## \[(.*?)\]", text, re.MULTILINE)
    found = [] if versions[:1] == ["Unreleased"] else ["the newest is not Unreleased"]
    found += [f"no version: {line}" for line in re.findall(r"^## (?!\[).*", text, re.MULTILINE)]
    numbers = [tuple(map(int, one.split("."))) for one in versions[1:]]
    if numbers != sorted(set(numbers), reverse=True):
        found.append("the versions are not sorted, the newest first")
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        sections = re.findall(r"^### (.*)$", part, re.MULTILINE)
        if sections != [name for name in ORDER if name in sections]:
            found.append(f"sections are not those of the form, once and in its order: {sections}")
        bullets = [" ".join(one.split()) for one in re.findall(r"^- (.*(?:\n  .*)*)", part, re.MULTILINE)]
        if len(bullets) > MOST:
            found.append(f"{len(bullets)} lines in one version: say it in one that is there")
        found += [f"too long: {one[:40]}" for one in bullets if len(one) > LONGEST]
        found += [f"no sentence: {one[:40]}" for one in bullets if one[-1] not in ".:" or one[0].islower()]
        found += [f"nothing for users: {one[:40]}" for one in bullets if _INNARDS.search(one)]
        starts = [one[:20] for one in bullets]
        found += [f"twice, did a merge bring it back: {one}" for one in starts if starts.count(one) > 1]
        for name, body in re.findall(r"^### (.*)\n((?:(?!### ).*\n?)*)", part, re.MULTILINE):
            rest = re.sub(r"^(?:- .*(?:\n  .*)*|)$", "", body, flags=re.MULTILINE).strip()
            found += [f"{name} is empty"] * ("\n- " not in f"\n{body}") + [f"loose text: {rest}"] * bool(rest)
    return found


def test_the_changelog_keeps_its_form() -> None:
    assert problems((ROOT / "CHANGELOG.md").read_text()) == []


@pytest.mark.parametrize(
    ("bullets", "problem"),
    [
        ("### Fixed\n\n- A.\n\n### Added\n\n- B.\n", "sections are not those"),
        ("### Added\n\n- A.\n\n### Added\n\n- B.\n", "sections are not those"),
        ("### News\n\n- A.\n", "sections are not those"),
        ("### Added\n\n- A" + " long" * 50 + ".\n", "too long"),
        ("### Added\n" + "".join(f"\n- {at} is new.\n" for at in range(MOST + 1)), "81 lines"),
        ("### Added\n\n- A new mypy setting.\n", "nothing for users"),
        ("### Added\n\n- The same line of a merge.\n- The same line of a merge.\n", "twice"),
        ("### Added\n\n- no sentence\n", "no sentence"),
        ("### Added\n\n### Fixed\n\n- A.\n", "Added is empty"),
        ("### Added\n\n- A.\n\nA heap of text.\n", "loose text"),
        ("### Added\n\n- A.\n\n## [0.1.0] - x\n\n## [0.2.0] - y\n", "not sorted"),
    ],
    ids=[
        *("order", "double", "unknown", "long", "many", "inside", "merge"),
        *("fragment", "empty", "loose", "old"),
    ],
)
def test_what_is_out_of_form_is_seen(bullets: str, problem: str) -> None:
    found = problems(f"# Changelog\n\n## [Unreleased]\n\n{bullets}")
    assert any(problem in one for one in found), found
