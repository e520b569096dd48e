"""The package for Debian: installed as dpkg does it, it does the job that people come with."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from release import deb, single_file
from tests import manual
from tests.helpers import building
from tests.helpers.peers import need, run
from tests.pty.story import PHRASE, a_locked_ppk_becomes_pem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.program
_AS_ROOT = [] if os.geteuid() == 0 else ["fakeroot"]


@pytest.fixture(scope="module")
def package() -> Path:
    need("dpkg-deb")
    building.make("deb")
    return deb.package()


def dpkg(root: Path, *words: str | Path) -> None:
    """Run dpkg on a system of its own, which has no other package, as the user who runs the tests."""
    options = (f"--root={root}", "--force-script-chrootless", "--force-not-root", "--force-depends")
    subprocess.run([*_AS_ROOT, "dpkg", *options, *words], check=True, capture_output=True, timeout=120)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An empty system."""
    state = tmp_path / "root" / "var" / "lib" / "dpkg"
    for name in ("updates", "info", "triggers"):
        (state / name).mkdir(parents=True)
    (state / "status").touch()
    return tmp_path / "root"


@pytest.mark.interop
def test_installed_it_does_the_job_and_removed_it_leaves_nothing(
    package: Path, root: Path, tmp_path: Path
) -> None:
    dpkg(root, "--install", package)
    keys = tmp_path / "keys"
    keys.mkdir()
    copied, _written = a_locked_ppk_becomes_pem([root / "usr" / "bin" / "keywright"], keys)
    told = run("ssh-keygen", "-y", "-P", PHRASE, "-f", keys / "build.pem").stdout
    assert told.split()[:2] == copied.split()[:2]
    compiled = root / "usr" / "lib" / "keywright" / "keywright" / "__pycache__"
    assert list(compiled.glob("__main__.*.pyc"))
    shared = root / "usr" / "share"
    pages = {path.name for path in manual.files() if path.suffix == ".1"}
    assert {path.name for path in (shared / "man" / "man1").iterdir()} == {f"{name}.gz" for name in pages}
    page = shared / "man" / "man1" / "keywright.1.gz"
    assert run("man", "--warnings", page).stderr == b""
    for name in (
        "bash-completion/completions/keywright",
        "zsh/vendor-completions/_keywright",
        "fish/vendor_completions.d/keywright.fish",
    ):
        assert (shared / name).read_text() in manual.files().values()
    told_of = (shared / "doc" / "keywright" / "copyright").read_text()
    assert "None" not in told_of
    assert all(word in told_of for word in ("MIT License", "cryptography 5", "textual 8"))
    dpkg(root, "--remove", "keywright")
    assert not (root / "usr").exists()


@pytest.mark.interop
def test_lintian_finds_nothing(package: Path) -> None:
    done = run("lintian", "--fail-on", "error,warning", package)
    assert done.stdout == b""


def test_the_sums_name_it(package: Path) -> None:
    assert package.name in (single_file.DIST / "SHA256SUMS").read_text()
    run("sha256sum", "--check", "--strict", "--ignore-missing", "SHA256SUMS", cwd=single_file.DIST)
