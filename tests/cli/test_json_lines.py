"""JSON Lines stay valid when many processes write into one pipe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.project import ROOT
from tests.helpers.verbs import keywright
from tui.cli import json_lines
from tui.keyops.formats.openssh_public import authorized_line

if TYPE_CHECKING:
    from pathlib import Path

FIELDS = ("comment", "options", "findings", "path")


@pytest.mark.parametrize("letter", ["x", "\u2028", "\U0001f511", '"', "\\"])
def test_no_line_is_longer_than_a_pipe_takes_at_once(letter: str) -> None:
    row = {
        "path": letter * 4096,
        "comment": letter * 60_000,
        "options": letter * 60_000,
        "findings": ["x" * 40] * 500,
    }
    data = json_lines.encode(row, FIELDS)
    assert len(data) <= json_lines.LONGEST
    assert data.count(b"\n") == 1
    told = json.loads(data)
    assert told["schema"] == 1
    assert set(told["cut"]) <= set(FIELDS)
    assert str(row["path"]).endswith(told["path"])
    assert json.loads(json_lines.encode({"path": "a"}, FIELDS)) == {"schema": 1, "path": "a"}


def test_xargs_with_several_processes_makes_whole_lines(tmp_path: Path) -> None:
    """Each process writes lines of nearly 4 KB into one pipe, at once."""
    line = authorized_line(make("ed25519").public, b"c" * 50)
    options = ",".join(f'environment="N{number}={"v" * 20}"' for number in range(80))
    for number in range(6):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "authorized_keys").write_text(f"{options} {line}\n" * 150)
    names = "\0".join(str(path) for path in sorted(tmp_path.iterdir()))
    done = subprocess.run(
        ["xargs", "-0", "-P", "3", "-n", "1", sys.executable, "-m", "tui", "inspect", "-r", "--jsonl"],
        input=names.encode(), capture_output=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr.decode()
    assert len(rows) == 6 * 150
    assert {row["algorithm"] for row in rows} == {"ssh-ed25519"}
    assert max(map(len, done.stdout.splitlines())) > 2500


def test_the_fields_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "k.pub"
    path.write_text(authorized_line(make("ed25519").public, b"me \xff") + "\n", "utf-8", "surrogateescape")
    path.chmod(0o640)
    os.utime(path, (0, 86_400))
    done = keywright("inspect", "--jsonl", path, path)
    first, second = map(json.loads, done.stdout.splitlines())
    assert first == {
        "schema": 1, "host": os.uname().nodename, "path": str(path), "line": 1, "kind": "public",
        "format": "openssh-public", "algorithm": "ssh-ed25519", "bits": 256, "sha256": first["sha256"],
        "comment": "me \\xff", "encrypted": False, "options": None, "mode": "0640", "owner": first["owner"],
        "mtime": "1970-01-02T00:00:00Z", "findings": [], "reuse": None, "error": None,
    }  # fmt: skip
    assert second["reuse"] == f"{path}:1"
    assert done.returncode == 0


def test_folders_are_looked_into_for_lines_alone(tmp_path: Path) -> None:
    done = keywright("inspect", "-r", tmp_path)
    assert done.returncode == 2
    assert b"-r goes with --jsonl" in done.stderr
