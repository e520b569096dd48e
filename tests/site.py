"""Readies docs/ for the site, and looks through what was made of it: ``make site``, around zensical.

``python -m tests.site`` copies docs/ to build/docs, where links to files elsewhere lead to the repository.
``python -m tests.site --check`` reads build/site: every page is there, and none loads what others serve.
"""

from __future__ import annotations

import re
import shutil
import sys
import tomllib
from pathlib import Path

from hatch_build import absolute

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Source"]
_LOADED = re.compile(r"<(?:script|img|link|iframe)\b[^>]*?\b(?:src|href)=\"?((?:https?:)?//[^\s\">]+)")


def stage(target: Path) -> None:
    """Copy docs/, with links that work on the site."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(ROOT / "docs", target)
    for page in target.rglob("*.md"):
        folder = (Path("docs") / page.relative_to(target)).parent
        page.write_text(absolute(page.read_text(), ADDRESS, str(folder), keep="docs"))


def problems(site: Path) -> list[str]:
    """What is wrong with the site: a page that is missing, or one that loads something from elsewhere."""
    address = tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["site_url"]
    found = []
    for page in sorted((ROOT / "docs").rglob("*.md")):
        name = page.relative_to(ROOT / "docs").with_suffix(".html")
        if not (site / name).exists():
            found.append(f"{name} is missing")
            continue
        loaded = _LOADED.findall((site / name).read_text())
        found += [f"{name} loads {link}" for link in loaded if not link.startswith(address)]
    return found


def main() -> int:
    """Stage or check; 1 when something is wrong."""
    if "--check" not in sys.argv:
        stage(ROOT / "build" / "docs")
        return 0
    found = problems(ROOT / "build" / "site")
    sys.stderr.writelines(f"{line}\n" for line in found)
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
