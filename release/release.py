"""``make release VERSION=0.2.0``: Unreleased becomes a version, and all that is handed out lies in ``dist/``.

It checks, builds the wheel, the source archive, both single files, on Debian its package, a list of what is
inside (CycloneDX) and the sums of all of them; then it commits and tags. It pushes nothing. With
``--dry-run`` it neither commits nor tags, and takes its edits back in the end; so it does where a step fails.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final, NamedTuple

from release import checksums, single_file

ROOT: Final = Path(__file__).resolve().parent.parent
_UNRELEASED: Final = "## [Unreleased]\n"
_NOTHING_YET: Final = " Nothing has been released yet."
_OF_MAKE: Final = frozenset({"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "ARGS", "VERSION"})
"""What ``make release`` was given, and no other target must be given too."""
_EDITED: Final = ("tui/__init__.py", "CHANGELOG.md", "tests/manual.py", "share")


class Refused(Exception):  # noqa: N818 - nothing went wrong: it is not begun
    """Why there is no release; in one sentence, with the next step."""


class Release(NamedTuple):
    """A release in the making."""

    root: Path
    version: str
    day: str

    @property
    def tag(self) -> str:
        """The name of the tag."""
        return f"v{self.version}"


def main(argv: list[str] | None = None, root: Path = ROOT) -> int:
    """Make a release, or say why not."""
    parser = argparse.ArgumentParser(prog="make release", description=__doc__, allow_abbrev=False)
    parser.add_argument("version", metavar="VERSION", nargs="?", default="", help="such as 0.2.0")
    parser.add_argument("--files", action="store_true", help="only build the files of a checkout as it is")
    parser.add_argument("--dry-run", action="store_true", help="build everything; neither commit nor tag")
    options = parser.parse_args(argv)
    version = single_file.version() if options.files else options.version
    made = Release(root, version, dt.datetime.now(tz=dt.UTC).date().isoformat())
    try:
        if options.files:
            build_files(made)
            return 0
        refuse(made)
        _edit(made)
        try:
            build(made)
            if not options.dry_run:
                _git(made, "commit", "--quiet", "--message", f"Release {made.version}", "--", *_EDITED)
        except BaseException:
            _take_back(made)
            raise
        if options.dry_run:
            _take_back(made)
            print(f"dry run: {version} could be released; its files are in dist/, the checkout is as it was")
            return 0
        _git(made, "tag", "--annotate", "--message", f"keywright {made.version}", made.tag)
    except Refused as why:
        print(f"no release: {why}", file=sys.stderr)
        return 1
    print(f"{made.version} is committed and tagged. Look at it, then: git push origin main {made.tag}")
    return 0


def refuse(made: Release) -> None:
    """Refuse what cannot be released.

    Raises:
        Refused: the version, the checkout or the changelog does not allow it.
    """
    if not re.fullmatch(r"\d+\.\d+\.\d+", made.version):
        raise Refused(
            f"the version {made.version or 'is missing; it'} is not three numbers: make VERSION=0.2.0 release"
        )
    if _git(made, "branch", "--show-current") != "main":
        raise Refused("releases are made on main: git switch main")
    if _git(made, "status", "--porcelain"):
        raise Refused("the checkout has changes: commit them, or put them away")
    tags = re.findall(r"^v(\d+)\.(\d+)\.(\d+)$", _git(made, "tag", "--list", "v*"), re.MULTILINE)
    newest = max((tuple(map(int, tag)) for tag in tags), default=(0, 0, 0))
    if tuple(map(int, made.version.split("."))) <= newest:
        raise Refused(f"{made.version} is not newer than {'.'.join(map(str, newest))}")
    text = (made.root / "CHANGELOG.md").read_text()
    if "\n- " not in text.partition(_UNRELEASED)[2].partition("\n## ")[0]:
        raise Refused("nothing is listed under Unreleased in CHANGELOG.md")


def _edit(made: Release) -> None:
    """Write the version and the day where they stand."""
    changelog = made.root / "CHANGELOG.md"
    text = changelog.read_text().replace(_NOTHING_YET, "")
    head = f"{_UNRELEASED}\n## [{made.version}] - {made.day}\n"
    changelog.write_text(text.replace(_UNRELEASED, head, 1))
    _replace(made.root / "tui" / "__init__.py", r'^__version__ = ".*"$', f'__version__ = "{made.version}"')
    _replace(made.root / "tests" / "manual.py", r'^_DATE = ".*"$', f'_DATE = "{made.day}"')


def _replace(path: Path, line: str, by: str) -> None:
    text, count = re.subn(line, by, path.read_text(), count=1, flags=re.MULTILINE)
    if not count:
        raise Refused(f"{path.name} has no line to change: {line}")
    path.write_text(text)


def build(made: Release) -> None:
    """Check, and build all files.

    Raises:
        Refused: a step failed; it has said why.
    """
    run(made, "make", "man")
    run(made, "make", "check")
    build_files(made)
    run(made, "make", "check-files")


def build_files(made: Release) -> None:
    """Build the files of the version that the checkout has.

    Raises:
        Refused: a step failed; it has said why.
    """
    dist = made.root / "dist"
    for old in dist.glob("keywright[-_]*"):
        old.unlink()
    run(made, "make", "single-file")
    if shutil.which("dpkg-deb"):
        run(made, "make", "deb")
    run(made, sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", "dist")
    bill_of_materials(made)
    checksums.write(dist, made.version)
    for path in sorted(dist.glob(f"keywright[-_]{made.version}*")):
        print(f"dist/{path.name}  {path.stat().st_size / 1_000_000:.1f} MB")


def bill_of_materials(made: Release) -> None:
    """Write what is inside: each locked library with its version and hashes."""
    target = made.root / "dist" / f"keywright-{made.version}.cdx.json"
    tool = made.root / ".venv-build" / "bin" / "cyclonedx-py"
    words = ("--pyproject", "pyproject.toml", "--mc-type", "application", "--output-reproducible")
    run(made, tool, "requirements", *words, "--output-file", target, "requirements.txt")
    told = json.loads(target.read_text())
    told["metadata"]["component"]["version"] = made.version  # pyproject.toml has none: it stands in tui/
    target.write_text(json.dumps(told, indent=2) + "\n")


def run(made: Release, *words: str | Path) -> None:
    """Run a step.

    Raises:
        Refused: it failed.
    """
    clean = {name: value for name, value in os.environ.items() if name not in _OF_MAKE}
    env = {**clean, "SOURCE_DATE_EPOCH": "1580601600"}
    print(f"release: {' '.join(map(str, words))}", flush=True)
    if subprocess.run([*map(str, words)], cwd=made.root, env=env, check=False).returncode:
        raise Refused(f"{Path(words[0]).name} {words[1]} failed; the checkout is as it was")


def _take_back(made: Release) -> None:
    _git(made, "checkout", "--quiet", "--", *_EDITED)


def _git(made: Release, *words: str) -> str:
    """What git says."""
    done = subprocess.run(["git", *words], cwd=made.root, capture_output=True, text=True, check=False)  # noqa: S607
    if done.returncode:
        raise Refused(f"git {words[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
