"""The real programs that decide what is right."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

IN_CI = os.environ.get("CI") == "true"


def need(name: str) -> str:
    """The path of a peer; without it the test is skipped, which CI counts as a failure."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin:/usr/local/sbin")
    if found is None and IN_CI:
        pytest.fail(f"{name} is not installed, and CI must have every peer")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(
    *argv: str | Path,
    data: bytes = b"",
    cwd: Path | None = None,
    ok: bool = True,
    env: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a peer with no terminal, and fail the test with its own words when it fails.

    Args:
        argv: the program and its arguments; the program is looked up with ``need``.
        data: its standard input.
        cwd: where to run it.
        ok: whether it must exit with 0.
        env: added to the environment.
    """
    program = need(str(argv[0]))
    result = subprocess.run(
        [program, *map(str, argv[1:])],
        input=data,
        capture_output=True,
        cwd=cwd,
        timeout=120,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
        start_new_session=True,
    )
    if ok and result.returncode:
        words = (result.stdout + result.stderr).decode(errors="replace")
        pytest.fail(f"{argv[0]} exited with {result.returncode}: {words}")
    return result


def secret_file(folder: Path, passphrase: str, name: str = "passphrase") -> Path:
    """A file that holds a passphrase, for puttygen's and our own --passphrase-file options."""
    path = folder / name
    path.write_text(passphrase + "\n" if passphrase else "")
    path.chmod(0o600)
    return path
