"""A home folder that ssh goes by: it looks into the password file, so it is given its configuration."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from tests.helpers.peers import need
from tui.keyops.logins import expansion

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

_PATCH = """
import pwd, os
_real = pwd.getpwuid
def getpwuid(uid):
    entry = _real(uid)
    return pwd.struct_passwd((*entry[:5], os.environ["HOME"], entry[6])) if uid == os.getuid() else entry
pwd.getpwuid = getpwuid
"""


def wrap(home: Path) -> Path:
    """Programs of the real names, told to use the configuration in a home; the folder for PATH."""
    programs = home / "programs"
    programs.mkdir(exist_ok=True)
    for name in ("ssh", "ssh-copy-id"):
        real = need(name) if shutil.which(name) else None
        if real is None:
            continue
        option = f"-F {home}/.ssh/config" if name == "ssh" else ""
        (programs / name).write_text(f'#!/bin/sh\nexec {real} {option} "$@"\n')
        (programs / name).chmod(0o755)
    return programs


def live_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have ssh, and what asks it in this process, go by a home folder."""
    monkeypatch.setenv("PATH", f"{wrap(home)}:{os.environ['PATH']}")
    monkeypatch.setattr(expansion, "home", lambda: str(home))


def environment(home: Path) -> dict[str, str]:
    """The same for a program in another process."""
    (home / "patch").mkdir(exist_ok=True)
    (home / "patch" / "sitecustomize.py").write_text(_PATCH)
    return {"PATH": f"{wrap(home)}:{os.environ['PATH']}", "PYTHONPATH": str(home / "patch")}
