"""``make pythons``: the tests that a Python can break, on every Python from 3.11 that this machine has.

Each Python gets an environment of its own, made from the locked files. The screens need it most: Textual
takes other ways on other Pythons, and only a real terminal shows that.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
OLDEST, KNOWN, NEWEST = 11, 14, 30
"""Minor versions: needed, the newest there is, and how far is looked for one newer still."""
ENOUGH = 2
TESTS = (
    "tests/pty", "tests/test_packaging.py",  # a real terminal, and the installed program in one
    "tests/test_main.py", "tests/process/test_jobs.py", "tests/test_imports.py",
    "tests/terminal/test_base_app.py", "tests/terminal/test_stylesheets.py",
    "tests/cli/verbs/test_verbs.py", "tests/screens/test_every_screen.py",
)  # fmt: skip
SYSTEM = Path("/usr/bin/python3")
MENDED = (3, 11, 5)
"""From here on ``re`` matches as it should; ``tui/keyops/patterns.py`` says what was wrong."""
OF_FAULTY = ("--quick", "tests/keyops", "tests/cli")

AGAIN = "--last-failed --last-failed-no-failures none"


def candidates(minor: int) -> list[Path]:
    """Where a Python of this minor version may be, the likeliest first."""
    name = f"python3.{minor}"
    homes = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"]
    homes += [Path(os.environ.get("UV_PYTHON_INSTALL_DIR", Path.home() / ".local/share/uv/python"))]
    inside = [path for home in homes for path in home.glob(f"*/bin/{name}")]
    inside.sort(key=lambda path: [int(number) for number in re.findall(r"\d+", path.parts[-3])], reverse=True)
    on_path = [Path(folder) / name for folder in os.get_exec_path()]
    return [path for path in (*on_path, *inside) if shutil.which(path)]


def works(python: Path, minor: int) -> bool:
    """Whether it runs, is what its name says and can make environments; a shim may do neither."""
    code = "import sys, ensurepip, venv; print(sys.version_info[:2], sys.implementation.name)"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and done.stdout.strip() == f"{(3, minor)} cpython"


def found() -> dict[int, Path]:
    """The Pythons of this machine, by minor version."""
    pythons = {}
    for minor in range(OLDEST, NEWEST):
        working = (path for path in candidates(minor) if works(path, minor))
        if path := next(working, None):
            pythons[minor] = path
    return pythons


def is_faulty(python: Path) -> bool:
    """Whether it is a Python from before a fault was mended, as Debian 12 has it."""
    return (
        works(python, MENDED[1])
        and subprocess.run(
            [python, "-c", f"import sys; sys.exit(sys.version_info >= {MENDED})"], check=False, timeout=60
        ).returncode
        == 0
    )


def main() -> int:
    """Run the tests on each, or list them; 1 when one fails, or when there are too few."""
    parser = argparse.ArgumentParser(prog="python -m tests.pythons", description=__doc__, allow_abbrev=False)
    parser.add_argument("--list", action="store_true", help="say which there are, and run nothing")
    parser.add_argument("--but", type=int, metavar="MINOR", help="leave out 3.MINOR, which was tested")
    options = parser.parse_args()
    pythons = found()
    for minor in range(OLDEST, max(KNOWN, *pythons, OLDEST) + 1):
        print(f"Python 3.{minor}: {pythons.get(minor, 'not on this machine')}", flush=True)
    if len(pythons) < ENOUGH:
        print(f"at least {ENOUGH} Pythons are needed: what only one runs is not proved", file=sys.stderr)
        return 1
    if options.list:
        return 0
    jobs: list[tuple[str, Path, Sequence[str]]]
    jobs = [(f"3.{minor}", path, TESTS) for minor, path in pythons.items() if minor != options.but]
    if is_faulty(SYSTEM):
        jobs.append(("3.11.old", SYSTEM, OF_FAULTY))
    failed = [name for name, path, tests in jobs if not passes(name, path, tests)]
    for name in failed:
        print(f"Python {name}: failed", file=sys.stderr)
    return 1 if failed else 0


def passes(name: str, python: Path, tests: Sequence[str]) -> bool:
    """Make its environment and run the tests in it; those that fail beside the others once more, alone."""
    print(f"\nPython {name}", flush=True)
    make = ["make", "--no-print-directory", f"VENV=.venv-{name}", f"PYTHON={python}", "test"]
    env = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}}
    for words in ([f"ARGS={' '.join(tests)}"], ["WORKERS=0", f"ARGS={AGAIN}"]):
        if subprocess.run([*make, *words], cwd=ROOT, env=env, check=False, timeout=3600).returncode == 0:
            return True
        print(f"Python {name}: some failed", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
