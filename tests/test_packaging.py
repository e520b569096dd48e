"""What the wheel and the source archive hold; installed in each way of the README, it does the job."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import manual
from tests.helpers.children import LIFE
from tests.helpers.peers import IN_CI, need, run
from tests.pty.story import a_refused_key_becomes_pem

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
_OF_KEYS = frozenset({".ppk", ".pem", ".key", ".p12", ".pfx", ".krl"})
_NO_INDEX = ("name resolution", "Failed to establish", "error sending request", "dns error", "timed out")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the checkout by the pinned build tool, with nothing fetched."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_style_sheets_and_the_service_profiles_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for sheet in (ROOT / "styles").glob("*.tcss"):
        assert f"keywright/_styles/{sheet.name}" in names
    for profile in (ROOT / "tui" / "keyops" / "services").glob("*.toml"):
        assert f"keywright/keyops/services/{profile.name}" in names
    shared = {name.partition(".data/data/")[2] for name in names if ".data/data/" in name}
    assert shared == {str(path) for path in manual.files()}
    assert "keywright/py.typed" in names
    version = wheel.name.split("-")[1]
    stem = f"keywright-{version}"
    assert {name.partition("/")[0] for name in names} == {"keywright", f"{stem}.data", f"{stem}.dist-info"}
    assert {Path(name).suffix for name in names if name.startswith("keywright/")} == {
        *(".py", ".tcss", ".toml", ".typed")
    }
    ours = {str(path.relative_to(ROOT / "tui")) for path in (ROOT / "tui").rglob("*.py")}
    assert {name.removeprefix("keywright/") for name in names if name.endswith(".py")} == ours


def test_the_source_archive_holds_what_the_wheel_is_built_from_and_no_corpus(
    wheel: Path, tmp_path: Path
) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(tmp_path / "out", filter="data")
    (folder,) = (tmp_path / "out").iterdir()
    assert {path.name for path in folder.iterdir()} == {
        *("tui", "styles", "share", "release", "contrib", "tests", "docs", "requirements.txt"),
        *("requirements-build.txt", "requirements-fleet.txt"),
        *("requirements-clients.txt", "requirements-dev.txt", "requirements-fuzz.txt"),
        *("requirements-site.txt", "pyproject.toml", "hatch_build.py", "zensical.toml", "Makefile"),
        *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "PKG-INFO"),
        *(".gitattributes", ".gitignore"),
    }
    assert not (folder / "tests" / "corpus").exists()
    assert not (folder / "tests" / "reported" / "cases").exists()
    left = [path for path in folder.rglob("*") if path.is_file() and path.suffix in _OF_KEYS]
    assert [path for path in left if not path.is_relative_to(folder / "tests" / "interop")] == []
    assert archive.stat().st_size < 3_000_000
    again = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(again, cwd=folder, check=True, capture_output=True, timeout=120)
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def sources(copy: Path) -> Path:
    """A copy of what the wheel is built from."""
    for name in ("tui", "styles", "share"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def works(argv: list[str | Path], folder: Path, name: str = "keys") -> None:
    """It does what the README says in a terminal, far from the checkout, and ends well."""
    keys = folder / name
    keys.mkdir()
    assert a_refused_key_becomes_pem(argv, keys).startswith(b"ssh-rsa ")


def installed(argv: Sequence[str | Path], copy: Path, **env: str) -> str:
    """Install from a folder of sources as a user does, with a package index in reach; what it says."""
    done = subprocess.run(
        argv,
        cwd=copy,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=2 * LIFE,
        check=False,
    )
    if done.returncode and not IN_CI and any(word in done.stderr for word in _NO_INDEX):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_the_wheel_is_the_same_to_the_byte_whoever_builds_it_where_and_when(
    wheel: Path, tmp_path: Path
) -> None:
    copy = sources(tmp_path / "elsewhere")
    for path in copy.rglob("*"):
        os.utime(path, (1, 1_000_000_000))
        path.chmod(0o700 if path.is_dir() else 0o600)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=copy, check=True, capture_output=True, timeout=120, umask=0o077)
    (again,) = (tmp_path / "dist").glob("*.whl")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_what_make_makes_is_never_committed() -> None:
    """The Makefile says what ``make clean`` removes: git ignores each of them."""
    (removed,) = re.findall(r"^\trm -rf (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    values = dict(re.findall(r"^(\w+) := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    paths = [re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], word) for word in removed.split()]
    assert {".venv", ".venv-build", "dist"} <= set(paths)
    ignored = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    assert set(paths) <= ignored
    assert run("git", "ls-files", *paths, ".coverage", cwd=ROOT).stdout == b""


def environment(folder: Path) -> Path:
    """An environment with the dependencies of this one, compiled as they are; its Python."""
    venv.create(folder, with_pip=False, symlinks=True)
    site = next((folder / "lib").glob("python*/site-packages"))
    (site / "deps.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    return folder / "bin" / "python"


def test_the_wheel_does_the_job_elsewhere_beside_another_package_called_tui(
    wheel: Path, tmp_path: Path
) -> None:
    """There is one on the package index: neither may hide the other."""
    python = environment(tmp_path / "env")
    site = next((tmp_path / "env" / "lib").glob("python*/site-packages"))
    (site / "tui").mkdir()
    (site / "tui" / "__init__.py").write_text("raise ImportError('the other one')\n")
    install = (UV, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", python, wheel)
    subprocess.run(install, check=True, capture_output=True, timeout=120)
    where = run(python, "-c", "import keywright; print(keywright.__file__)", cwd=tmp_path).stdout
    assert str(site) in where.decode()
    command = tmp_path / "env" / "bin" / "keywright"
    none = tmp_path / "none"
    none.touch()
    words = ("--type", "rsa", "--bits", "2048", "-o", "id", "--new-passphrase-file", none)
    run(python, "-m", "keywright", "generate", *words, cwd=tmp_path)
    assert b"RSA 2048" in run(command, "inspect", "--verify", "id", cwd=tmp_path).stdout
    works([command], tmp_path)


@pytest.mark.whole
def test_what_pip_installs_from_the_sources_does_the_job(tmp_path: Path) -> None:
    """What builds the wheel is fetched; uv and make fetch what keywright needs."""
    python = environment(tmp_path / "env")
    pip: list[str | Path]
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "."]
    installed(pip, sources(tmp_path / "sources"))
    works([tmp_path / "env" / "bin" / "keywright"], tmp_path)


def test_what_uv_installs_as_a_tool_does_the_job_and_so_does_uvx(tmp_path: Path) -> None:
    copy = sources(tmp_path / "sources")
    where = {name: str(tmp_path / name) for name in ("UV_TOOL_DIR", "UV_TOOL_BIN_DIR", "UV_CACHE_DIR")}
    installed([UV, "tool", "install", "--quiet", "--python", sys.executable, "."], copy, **where)
    works([tmp_path / "UV_TOOL_BIN_DIR" / "keywright"], tmp_path)
    folders = (f"{name}={path}" for name, path in where.items())
    uvx: list[str | Path] = ["env", *folders, UV, "tool", "run", "--offline"]
    uvx += ["--python", sys.executable, "--from", copy, "keywright"]
    works(uvx, tmp_path, "tried")
    told = copy / "tui" / "__init__.py"
    told.write_text(re.sub(r'__version__ = ".*"', '__version__ = "99.0.0"', told.read_text()))
    assert run(*uvx, "--version").stdout == b"keywright 99.0.0\n", "what was pulled is not run"


@pytest.mark.whole
def test_make_says_what_it_does_while_it_installs_and_what_it_made_does_the_job(tmp_path: Path) -> None:
    copy = sources(tmp_path / "sources")
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, copy / name)
    make = [need("make"), "--no-print-directory", f"PYTHON={sys.executable}", "setup"]
    env = {"MAKEFLAGS": "", "MAKELEVEL": ""}
    said = installed(make, copy, **env).splitlines()
    assert [line for line in said if line.startswith("keywright: ")] == [
        "keywright: making a Python environment in .venv",
        "keywright: installing what it needs (about a minute, only this once)",
        "keywright: compiling",
    ]
    assert installed(make, copy, **env) == ""
    installed([*make[:-1], "run", "ARGS=services --json"], copy, **env)
    key = a_refused_key_becomes_pem([copy / ".venv" / "bin" / "python", "-m", "tui"], tmp_path, copy)
    assert key.startswith(b"ssh-rsa ")
