"""Ansible and DuckDB, in the environment that ``make fleet`` makes."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers.peers import IN_CI
from tests.helpers.project import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BIN = ROOT / ".venv-fleet" / "bin"
PROGRAM = ROOT / "contrib" / "fleet" / "fleet.py"
PLAYBOOKS = ROOT / "contrib" / "ansible"


def need_fleet() -> None:
    """Without it a test is skipped, which CI counts as a failure."""
    if not (BIN / "ansible-playbook").exists():
        (pytest.fail if IN_CI else pytest.skip)("Ansible is not installed; run: make fleet")


class Said(NamedTuple):
    """What a run of ``fleet.py`` said."""

    code: int
    out: str
    err: str


_RUNS = """
import contextlib, io, json, runpy, sys
main = runpy.run_path(sys.argv[1])["main"]
told = []
for words in json.load(sys.stdin):
    sys.argv[1:] = words
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        code = main()
    told.append((code, out.getvalue(), err.getvalue()))
json.dump(told, sys.stdout)
"""


def run_fleet(*runs: Sequence[object], ok: bool = True) -> list[Said]:
    """Run ``contrib/fleet/fleet.py`` with each list of arguments in its turn, all in one process."""
    done = subprocess.run(
        [BIN / "python", "-c", _RUNS, PROGRAM],
        input=json.dumps([[str(word) for word in words] for words in runs]),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = [Said(*one) for one in json.loads(done.stdout)]
    assert not ok or all(one.code == 0 for one in told), told
    return told


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
