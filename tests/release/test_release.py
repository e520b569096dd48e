"""``make release`` in a repository of its own: what it changes, builds, tags, and when it refuses."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING

import pytest

from release import release
from tests.helpers import building
from tests.helpers.peers import run

if TYPE_CHECKING:
    from pathlib import Path

ROOT = release.ROOT
NAMES = (
    "hatch_build.py",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    "requirements.txt",
    ".gitignore",
)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with what a release is made of, in which nothing was released yet."""
    root = tmp_path / "clone"
    for name in ("tui", "styles", "share", "release"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in NAMES:
        shutil.copy(ROOT / name, root / name)
    changelog = (root / "CHANGELOG.md").read_text()  # while a release is made, nothing is unreleased
    news = "## [Unreleased]\n\n### Added\n\n- What this test releases.\n\n## [0.0.1] - 2026-01-01\n"
    (root / "CHANGELOG.md").write_text(changelog.replace("## [Unreleased]\n", news, 1))
    (root / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "manual.py", root / "tests" / "manual.py")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "nobody")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "nobody@example.invalid")
    run("git", "init", "--quiet", "--initial-branch", "main", root)
    run("git", "add", "--all", cwd=root)
    run("git", "commit", "--quiet", "--message", "Begin", cwd=root)
    return root


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was run. What ``make`` and the build environment do has its own tests: here it is only noted."""
    begun: list[str] = []
    really = release.run

    def noted(made: release.Release, *words: str | Path) -> None:
        begun.append(" ".join(map(str, words[-2:] if "cyclonedx-py" in str(words[0]) else words[:2])))
        if "hatchling" in words:
            really(made, *words)
        elif "cyclonedx-py" in str(words[0]):
            (made.root / "dist" / f"keywright-{made.version}.cdx.json").write_text(
                json.dumps({"metadata": {"component": {}}})
            )

    monkeypatch.setattr(release, "run", noted)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")  # also where there is none
    return begun


def git(root: Path, *words: str) -> str:
    return run("git", *words, cwd=root).stdout.decode().strip()


def test_a_release_is_edited_checked_built_committed_and_tagged(
    clone: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (clone / "CHANGELOG.md").read_text()
    assert release.main(["0.2.0"], clone) == 0
    assert [step for step in steps if step.startswith("make")] == [
        "make man",
        "make check",
        "make single-file",
        "make deb",
        "make check-files",
    ]
    assert git(clone, "status", "--porcelain") == ""
    assert git(clone, "log", "-1", "--format=%s") == "Release 0.2.0"
    assert git(clone, "cat-file", "-t", "v0.2.0") == "tag"
    assert git(clone, "rev-parse", "v0.2.0^{commit}") == git(clone, "rev-parse", "HEAD")
    text = (clone / "CHANGELOG.md").read_text()
    heads = re.findall(r"^## .*", text, re.MULTILINE)
    assert heads[0] == "## [Unreleased]"
    assert re.fullmatch(r"## \[0\.2\.0\] - \d{4}-\d\d-\d\d", heads[1])
    assert set(re.findall(r"^- .*", text, re.MULTILINE)) == set(re.findall(r"^- .*", before, re.MULTILINE))
    assert "Nothing has been released" not in text
    assert '__version__ = "0.2.0"' in (clone / "tui" / "__init__.py").read_text()
    dist = {path.name for path in (clone / "dist").iterdir()}
    built = {"keywright-0.2.0-py3-none-any.whl", "keywright-0.2.0.tar.gz", "keywright-0.2.0.cdx.json"}
    assert dist == {*built, "SHA256SUMS"}
    run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=clone / "dist")
    assert {line.split()[1] for line in (clone / "dist" / "SHA256SUMS").read_text().splitlines()} == built
    with tarfile.open(clone / "dist" / "keywright-0.2.0.tar.gz") as archive:
        assert not [name for name in archive.getnames() if "/tests/corpus" in name]
    assert "git push origin main v0.2.0" in capsys.readouterr().out


def test_a_dry_run_builds_all_and_changes_nothing(clone: Path, steps: list[str]) -> None:
    head = git(clone, "rev-parse", "HEAD")
    assert release.main(["0.2.0", "--dry-run"], clone) == 0
    assert (clone / "dist" / "keywright-0.2.0-py3-none-any.whl").exists()
    assert (git(clone, "rev-parse", "HEAD"), git(clone, "status", "--porcelain"), git(clone, "tag")) == (
        head,
        "",
        "",
    )


def test_a_hook_that_refuses_the_commit_takes_the_edits_back(
    clone: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    hook = clone / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    assert release.main(["0.2.0"], clone) == 1
    assert steps
    assert "no release: " in capsys.readouterr().err
    assert (git(clone, "status", "--porcelain"), git(clone, "tag")) == ("", "")


def test_a_step_that_fails_takes_the_edits_back(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    really = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda words, **rest: really(["false"] if words[0] == "make" else words, **rest)
    )
    assert release.main(["0.2.0"], clone) == 1
    assert "make man failed" in capsys.readouterr().err
    assert (git(clone, "status", "--porcelain"), git(clone, "tag")) == ("", "")


def test_a_step_is_not_given_what_the_release_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``make ARGS=--dry-run release`` calls ``make check``, whose ARGS are those of pytest."""
    (tmp_path / "Makefile").write_text("check:\n\t@test -z '$(ARGS)$(VERSION)'\n")
    for name, value in (("ARGS", "--dry-run"), ("VERSION", "0.2.0"), ("MAKEFLAGS", " -- ARGS=--dry-run")):
        monkeypatch.setenv(name, value)
    release.run(release.Release(tmp_path, "0.2.0", ""), "make", "check")


@pytest.mark.parametrize("what", ["0.2", "branch", "changes", "older", "nothing new"])
def test_what_cannot_be_released_is_refused_with_the_reason(
    what: str, clone: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    version, reason = "0.2.0", ""
    if what == "0.2":
        version, reason = "0.2", "0.2 is not three numbers"
    elif what == "branch":
        run("git", "switch", "--quiet", "--create", "other", cwd=clone)
        reason = "on main"
    elif what == "changes":
        (clone / "LICENSE").write_text("mine")
        reason = "has changes"
    elif what == "older":
        run("git", "tag", "v0.10.0", cwd=clone)
        reason = "not newer than 0.10.0"
    else:
        (clone / "CHANGELOG.md").write_text(
            "# Changelog\n\n## [Unreleased]\n\n## [0.1.0]\n\n### Added\n\n- All.\n"
        )
        run("git", "commit", "--quiet", "--all", "--message", "x", cwd=clone)
        reason = "nothing is listed"
    assert release.main([version], clone) == 1
    assert reason in capsys.readouterr().err
    assert steps == []


def test_the_bill_of_materials_names_what_is_locked(tmp_path: Path) -> None:
    building.need_tools()
    for name in NAMES:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "dist").mkdir()
    (tmp_path / ".venv-build").symlink_to(ROOT / ".venv-build")
    release.bill_of_materials(release.Release(tmp_path, "0.2.0", ""))
    told = json.loads((tmp_path / "dist" / "keywright-0.2.0.cdx.json").read_text())
    locked = set(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    assert {(one["name"], one["version"]) for one in told["components"]} == locked
    about = told["metadata"]["component"]
    assert (about["name"], about["version"]) == ("keywright", "0.2.0")
