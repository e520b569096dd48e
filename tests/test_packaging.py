"""The wheel, installed elsewhere, starts."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.terminal.session import Session

ROOT = Path(__file__).resolve().parent.parent


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
        assert f"tui/_styles/{sheet.name}" in names
    for profile in (ROOT / "tui" / "keyops" / "services").glob("*.toml"):
        assert f"tui/keyops/services/{profile.name}" in names
    assert not [name for name in names if name.startswith("tests/")]


def test_the_installed_command_opens_its_screen_elsewhere(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=False, symlinks=True)
    site = next((home / "lib").glob("python*/site-packages"))
    # The dependencies of the test environment, behind the wheel: what is tested is the wheel alone.
    (site / "deps.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(site),
        str(wheel),
    ]
    subprocess.run([sys.executable, *install], check=True, capture_output=True, timeout=120)
    python = home / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import tui; print(tui.__file__)"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )
    assert str(site) in where.stdout
    folder = tmp_path / "keys"
    folder.mkdir()
    code = "import sys; from tui.__main__ import main; sys.exit(main())"
    with Session([str(python), "-c", code, str(folder)], cwd=tmp_path) as session:
        session.wait_for("keywright")
        session.wait_for("Generate")
        session.send("q")
        assert session.wait_exit() == 0
