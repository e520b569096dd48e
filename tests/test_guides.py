"""Each command of the guides works as it stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers import pages
from tests.tables import ROOT
from tui.cli import VERBS

if TYPE_CHECKING:
    from pathlib import Path

GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_each_command_of_a_guide_works_in_its_turn(guide: Path, tmp_path: Path) -> None:
    assert [done for done in pages.run(guide.read_text(), tmp_path) if "keywright" in done.args[-1]]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_is_short_and_in_the_contents(guide: Path) -> None:
    text = guide.read_text()
    assert len(text.splitlines()) < 80
    assert f"(guides/{guide.name})" in (ROOT / "docs" / "index.md").read_text()
    assert f"(docs/guides/{guide.name})" in (ROOT / "README.md").read_text()
    for command in re.findall(r"`keywright ([a-z-]+) ", text):
        assert command in VERBS, command


def test_a_command_that_ends_otherwise_than_its_page_says_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="keywright check id_rsa --for"):
        pages.run("```sh\nkeywright check id_rsa --for git-integration-for-jira-cloud\n```\n", tmp_path)
