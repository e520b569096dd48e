"""Which Pythons ``make pythons`` finds, and what is said of those that are proved."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from tests import pythons
from tests.helpers.children import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

ROOT = Path(__file__).resolve().parent.parent


def stand_in(folder: Path, minor: int, says: str) -> Path:
    """A program called ``python3.MINOR`` that says this of itself, whatever it is asked."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"python3.{minor}"
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


def test_it_finds_what_works_on_the_path_and_in_pyenv_and_takes_no_shim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shims = tmp_path / "shims"
    stand_in(shims, 11, "pyenv: python3.11: command not found")
    here = stand_in(tmp_path / "bin", 12, "(3, 12) cpython")
    stand_in(tmp_path / "bin", 13, "(3, 13) pypy")
    old = stand_in(tmp_path / "pyenv" / "versions" / "3.11.9" / "bin", 11, "(3, 11) cpython")
    new = stand_in(tmp_path / "pyenv" / "versions" / "3.11.10" / "bin", 11, "(3, 11) cpython")
    later = stand_in(tmp_path / "pyenv" / "versions" / "3.15.0" / "bin", 15, "(3, 15) cpython")
    monkeypatch.setenv("PATH", f"{shims}:{tmp_path / 'bin'}")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(tmp_path / "nothing"))
    assert pythons.found() == {11: new, 12: here, 15: later}
    new.unlink()
    assert pythons.found()[11] == old


def test_a_missing_one_is_said_and_one_alone_is_not_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["pythons", "--list"])
    monkeypatch.setattr(pythons, "found", lambda: {12: Path("/a/python3.12")})
    assert pythons.main() == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "Python 3.11: not on this machine",
        "Python 3.12: /a/python3.12",
        "Python 3.13: not on this machine",
        "Python 3.14: not on this machine",
    ]
    assert "at least 2 Pythons" in said.err
    monkeypatch.setattr(pythons, "found", lambda: {11: Path("/a/python3.11"), 15: Path("/a/python3.15")})
    assert pythons.main() == 0
    assert "Python 3.15: /a/python3.15" in capsys.readouterr().out
    monkeypatch.setattr(pythons, "found", dict)
    assert pythons.main() == 1


def test_each_is_tested_but_the_one_left_out_and_a_failure_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tested: list[tuple[str, str]] = []
    monkeypatch.setattr(sys, "argv", ["pythons", "--but", "11"])
    monkeypatch.setattr(pythons, "found", lambda: {minor: Path("/p") for minor in (11, 12, 13)})

    def passes(name: str, _: Path, tests: Sequence[str]) -> bool:
        tested.append((name, tests[0]))
        return name != "3.12"

    monkeypatch.setattr(pythons, "passes", passes)
    monkeypatch.setattr(pythons, "is_faulty", lambda _: False)
    assert pythons.main() == 1
    assert tested == [("3.12", "tests/pty"), ("3.13", "tests/pty")]
    assert capsys.readouterr().err == "Python 3.12: failed\n"


def test_the_python_of_a_stable_debian_is_tested_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tested: list[str] = []
    monkeypatch.setattr(sys, "argv", ["pythons"])
    monkeypatch.setattr(pythons, "found", lambda: {minor: Path("/p") for minor in (11, 12)})

    def passes(name: str, *_: object) -> bool:
        tested.append(name)
        return True

    monkeypatch.setattr(pythons, "passes", passes)
    monkeypatch.setattr(pythons, "MENDED", (3, sys.version_info[1], 1000))
    monkeypatch.setattr(pythons, "SYSTEM", Path(sys.executable))
    assert pythons.main() == 0
    monkeypatch.setattr(pythons, "MENDED", (3, sys.version_info[1], 0))
    assert pythons.main() == 0
    assert tested == ["3.11", "3.12", "3.11.old", "3.11", "3.12"]
    assert not pythons.is_faulty(tmp_path / "python3")


def test_the_tests_it_runs_are_there_and_its_list_needs_nothing_installed() -> None:
    assert [name for name in pythons.TESTS if not (ROOT / name).exists()] == []
    bare = [sys.executable, "-S", "-m", "tests.pythons", "--help"]
    assert subprocess.run(bare, cwd=ROOT, timeout=PATIENCE, capture_output=True, check=False).returncode == 0


def test_the_readme_and_the_package_name_the_same_pythons() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    classifiers = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    text = (ROOT / "README.md").read_text()
    (sentence,) = re.findall(r"the tests run on ([0-9., and]+)\.", text)
    assert re.findall(r"3\.\d+", sentence) == classifiers
    assert set(re.findall(r"Python (3\.\d+) or later", text)) == {classifiers[0]}
    assert project["requires-python"] == f">={classifiers[0]}"
