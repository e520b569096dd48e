"""``make single-file``: keywright as one file, to be copied to a server that has no package index.

``keywright-VERSION.pyz`` is a zipapp for every Python that keywright supports; the loader of shiv unpacks it
into ``~/.cache/keywright`` when it is first run. ``keywright-VERSION-SYSTEM-MACHINE`` needs no Python; the
loader of PyInstaller unpacks it below ``$TMPDIR`` at each start, and removes that at the end.
Both hold the wheel and the locked dependencies. On Linux those are the wheels for the oldest glibc.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import TYPE_CHECKING, Final

from release import checksums

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parent.parent
DIST: Final = ROOT / "dist"
_BUILD: Final = ROOT / "build" / "single-file"
SITE: Final = _BUILD / "site"
"""The wheel and all that it needs, while they are made into a file."""
_SOURCES: Final = (
    *("tui", "styles", "share", "release", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE"),
    *("requirements.txt", "requirements-build.txt"),
)
_MINORS: Final = {11, 12, 13, 14}
"""The Pythons that the zipapp is for."""
_FIXED: Final = {"SOURCE_DATE_EPOCH": "1580601600", "PYTHONHASHSEED": "0"}
"""What makes both files the same whenever they are built."""


def version() -> str:
    """The version in the checkout."""
    found = re.search(r'__version__ = "(.+)"', (ROOT / "tui" / "__init__.py").read_text())
    assert found is not None
    return found[1]


def files() -> tuple[Path, Path]:
    """The zipapp, and the program that needs no Python."""
    system, machine = platform.system().lower(), platform.machine().lower()
    stem = f"keywright-{version()}"
    return DIST / f"{stem}.pyz", DIST / f"{stem}-{system}-{machine}"


def fingerprint() -> str:
    """Of all that goes into the files; a build with the same one is not made twice."""
    digest = hashlib.sha256(f"{sys.version} {platform.platform()}".encode())
    for name in _SOURCES:
        paths = [ROOT / name] if (ROOT / name).is_file() else sorted((ROOT / name).rglob("*"))
        for path in paths:
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def is_fresh(path: Path) -> bool:
    """Whether a file is there, built from this checkout as it is."""
    stamp = _stamp(path)
    return path.exists() and stamp.exists() and stamp.read_text() == fingerprint()


def _stamp(path: Path) -> Path:
    return DIST / f".{path.name}.built"


def main() -> int:
    """Build both; with ``--zipapp`` only that one, which is quick."""
    zipapp, program = files()
    build(
        {zipapp: _make_zipapp} if "--zipapp" in sys.argv else {zipapp: _make_zipapp, program: _make_program}
    )
    return 0


def build(wanted: dict[Path, Callable[[Path], None]]) -> None:
    """Build what is not there yet, and say what there is.

    Args:
        wanted: each file, and what makes it of the libraries in ``SITE``.
    """
    missing = [path for path in wanted if not is_fresh(path)]
    if missing:
        now = fingerprint()
        shutil.rmtree(_BUILD, ignore_errors=True)
        DIST.mkdir(exist_ok=True)
        _install()
        for path in missing:
            wanted[path](path)
            _stamp(path).write_text(now)
    checksums.write(DIST, version())
    for path in wanted:
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1_000_000:.1f} MB")


def run(*words: str | Path) -> None:
    """Run a tool of the build; where it fails, end with what it said."""
    done = subprocess.run(
        [*map(str, words)],
        cwd=ROOT,
        env={**os.environ, **_FIXED},
        text=True,
        check=False,
        capture_output=True,
    )
    if done.returncode:
        sys.exit(f"{Path(words[0]).name} {words[1]} failed:\n{done.stdout}{done.stderr}")


def _install() -> None:
    """The wheel and the locked dependencies, in one folder; of what is built for each Python, all of them."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", _BUILD)
    _pip(
        "install", "--no-compile", "--require-hashes", "--target", SITE, *_oldest(), "-r", "requirements.txt"
    )
    (wheel,) = _BUILD.glob("*.whl")
    _pip("install", "--no-compile", "--no-deps", "--no-index", "--target", SITE, wheel)
    for name in ("bin", "share"):
        shutil.rmtree(SITE / name, ignore_errors=True)
    own = f"cpython-3{sys.version_info.minor}-"
    names = {_owner(path) for path in SITE.rglob(f"*.{own}*.so")}
    locked = _BUILD / "for-each-python.txt"
    locked.write_text("".join(_locked(name) for name in names))
    for minor in _MINORS - {sys.version_info.minor}:
        folder = _BUILD / f"3.{minor}"
        _pip("download", "--no-deps", "--require-hashes", "-d", folder, *_oldest(minor), "-r", locked)
        for path in folder.glob("*.whl"):
            with zipfile.ZipFile(path) as opened:
                wanted = [one for one in opened.namelist() if f"cpython-3{minor}-" in one]
                opened.extractall(SITE, wanted)


def _pip(*words: str | Path) -> None:
    run(sys.executable, "-m", "pip", words[0], "--quiet", "--only-binary", ":all:", *words[1:])


def _oldest(minor: int = sys.version_info.minor) -> tuple[str, ...]:
    """Wheels for the oldest systems; elsewhere those of this machine."""
    here = () if minor == sys.version_info.minor else ("--python-version", f"3.{minor}")
    if platform.libc_ver()[0] == "glibc":
        return ("--platform", f"manylinux2014_{platform.machine()}", *here)
    return here


def _owner(library: Path) -> str:
    """The distribution that a library in the folder came with."""
    name = str(library.relative_to(SITE))
    (record,) = (path for path in SITE.glob("*.dist-info/RECORD") if name in path.read_text())
    return record.parent.name.partition("-")[0]


def _locked(name: str) -> str:
    """The lines of a distribution in the locked file, with its hashes."""
    text = (ROOT / "requirements.txt").read_text()
    found = re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", text, re.MULTILINE)
    assert found is not None
    return found[0]


def _make_zipapp(target: Path) -> None:
    words = ("--site-packages", SITE, "--entry-point", "keywright.__main__:start", "--output-file", target)
    python = ("--python", "/usr/bin/env python3", "--root", "~/.cache/keywright", "--reproducible")
    run(Path(sys.executable).parent / "shiv", *words, *python)


def _make_program(target: Path) -> None:
    places: tuple[str | Path, ...]
    places = ("--distpath", DIST, "--workpath", _BUILD / "work", "--specpath", _BUILD, "--paths", SITE)
    os.environ["PYTHONPATH"] = str(SITE)  # what looks for data runs in a process of its own
    inside = [word for name in ("keywright", "textual") for word in ("--collect-submodules", name)]
    inside += [word for name in ("keywright", "textual") for word in ("--collect-data", name)]
    # Libraries look for others that they can do without; what only the build has must not get in by that.
    tools = {name for name in packages_distributions() if not list(SITE.glob(f"{name}*"))}
    inside += [word for name in sorted(tools) for word in ("--exclude-module", name)]
    entry = ROOT / "release" / "single_file_entry.py"
    words = ("-m", "PyInstaller", "--onefile", "--noconfirm", "--name", target.name)
    run(sys.executable, *words, *places, *inside, entry)


if __name__ == "__main__":
    sys.exit(main())
