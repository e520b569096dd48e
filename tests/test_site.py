"""The documentation site has every page of docs/, and each of its links leads somewhere."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest

from tests import site
from tests.helpers.children import LIFE
from tests.helpers.peers import IN_CI
from tests.tables import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ZENSICAL = ROOT / ".venv-site" / "bin" / "zensical"
PAGES = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}


def test_of_the_staged_pages_no_link_leaves_the_folder(tmp_path: Path) -> None:
    site.stage(tmp_path / "docs")
    leaving = 0
    for name in PAGES:
        page = tmp_path / "docs" / name
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            leaving += link.startswith(f"{site.ADDRESS}/blob/main/")
            if not link.startswith(("https://", "#")):
                assert (page.parent / link.partition("#")[0]).exists(), f"{name}: {link}"
    assert leaving > 100


def test_what_is_loaded_from_elsewhere_and_what_is_missing_is_found(tmp_path: Path) -> None:
    for name in PAGES:
        page = (tmp_path / name).with_suffix(".html")
        page.parent.mkdir(exist_ok=True)
        page.write_text('<script src="assets/a.js"></script><a href="https://elsewhere.example">fine</a>')
    assert site.problems(tmp_path) == []
    (tmp_path / "keys.html").write_text('<link rel="stylesheet" href="https://fonts.example/css">')
    (tmp_path / "index.html").unlink()
    assert site.problems(tmp_path) == ["index.html is missing", "keys.html loads https://fonts.example/css"]


def test_the_site_can_be_built(tmp_path: Path) -> None:
    if not ZENSICAL.exists():
        if IN_CI:
            pytest.fail("CI must have what builds the site: make site")
        pytest.skip("make site was never run here")
    site.stage(tmp_path / "build" / "docs")
    (tmp_path / "zensical.toml").write_bytes((ROOT / "zensical.toml").read_bytes())
    done = subprocess.run(
        [ZENSICAL, "build", "--strict"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LIFE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert site.problems(tmp_path / "build" / "site") == []


def test_the_address_of_the_site_is_to_be_set_at_publication() -> None:
    project = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]
    assert project["site_url"].endswith("/")
    assert project["theme"]["font"] is False
    assert "`site_url` in `zensical.toml`" in (ROOT / "CONTRIBUTING.md").read_text()
