"""Ansible and DuckDB, in the environment that ``make fleet`` makes."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import IN_CI
from tests.helpers.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BIN = ROOT / ".venv-fleet" / "bin"
PROGRAM = ROOT / "contrib" / "fleet" / "fleet.py"
PLAYBOOKS = ROOT / "contrib" / "ansible"


def need_fleet() -> None:
    """Without it a test is skipped, which CI counts as a failure."""
    if not (BIN / "ansible-playbook").exists():
        (pytest.fail if IN_CI else pytest.skip)("Ansible is not installed; run: make fleet")


def run_fleet(*argv: str | Path, ok: bool = True) -> subprocess.CompletedProcess[str]:
    """Run ``contrib/fleet/fleet.py``."""
    done = subprocess.run(
        [BIN / "python", PROGRAM, *argv], capture_output=True, text=True, check=False, timeout=120
    )
    assert not ok or done.returncode == 0, done.stderr
    return done


def play(name: str, folder: Path, *more: str) -> str:
    """Run a playbook in a folder that has ``inventory.json``; what it says.

    Args:
        name: of the playbook.
        folder: the home folder of the run too.
        more: arguments.
    """
    done = subprocess.run(
        [BIN / "ansible-playbook", "-i", folder / "inventory.json", PLAYBOOKS / name, *more],
        capture_output=True, text=True, check=False, timeout=500, cwd=folder,
        env={
            **os.environ, "HOME": str(folder), "PWD": str(folder), "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_CONFIG": str(PLAYBOOKS / "ansible.cfg"), "ANSIBLE_HOME": str(folder / ".ansible"),
            # Nothing is left running in the background, and no host key is asked about.
            "ANSIBLE_SSH_ARGS": "-F /dev/null -o ControlMaster=no -o StrictHostKeyChecking=no "
            "-o UserKnownHostsFile=/dev/null -o IdentityAgent=none -o IdentitiesOnly=yes",
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
