"""The changelog is one that users can read."""

from __future__ import annotations

import re

from tests.tables import ROOT


def test_the_changelog_keeps_its_form() -> None:
    """Sections that users know, newest version first, and lines that they can read."""
    text = (ROOT / "CHANGELOG.md").read_text()
    versions = re.findall(r"^## \[(.*?)\]", text, re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert [line for line in re.findall(r"^## .*", text, re.MULTILINE) if "[" not in line] == []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        sections = re.findall(r"^### (.*)$", part, re.MULTILINE)
        assert len(sections) == len(set(sections))
        assert set(sections) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    lines = re.findall(r"^- (.*)$", text, re.MULTILINE)
    starts = [line[:20] for line in lines]
    assert [one for one in starts if starts.count(one) > 1] == [], "twice: did a merge bring lines back?"
