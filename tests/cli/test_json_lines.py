"""JSON Lines stay valid when many processes write into one pipe."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.private_text import MUSEUM, private_bodies
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


HOSTILE = (
    "two\nlines", "\x1b]0;title\x07\x1b[2J", "not\udcff\udcfe", "\u202etxt.bup\u2066", "\u2028", '"},{"',
    "\\xff", "\x7f\x9b", "\t\r", "a" * 250,
)  # fmt: skip


def test_a_hostile_name_is_one_line_of_ascii_that_names_it(tmp_path: Path) -> None:
    """Names of files, folders and hosts, and comments of keys, whatever their bytes."""
    line = authorized_line(make("ed25519").public, b"me")
    for name in HOSTILE:
        folder = tmp_path / name
        folder.mkdir()
        (folder / f"{name[:240]}.pub").write_text(line + "\n")
        (folder / "authorized_keys").write_text(
            f'command="{name}" {line} {name}\n', "utf-8", "surrogateescape"
        )
    (tmp_path / "nothing").symlink_to("no\x1bwhere\n")
    done = keywright("inspect", "-r", "--jsonl", "--copied-from", "we\x1b\nb\udcff", tmp_path)
    assert done.stdout.endswith(b"\n")
    assert not set(done.stdout) - set(b"\n") - set(range(32, 127)), "what acts in a terminal is spelled out"
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert {row["host"] for row in rows} == {"we\x1b\nb\\xff"}
    told = {row["path"] for row in rows if row["path"].endswith(".pub")}
    assert told == {
        f"/{name}/{name[:240]}.pub".encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
        for name in HOSTILE
    }
    assert len(told) == len(HOSTILE)


def test_standard_input_is_read_for_another_host() -> None:
    line = authorized_line(make("ed25519").public, b"me") + "\n"
    done = keywright("inspect", "--jsonl", "--copied-from", "web1", "-", data=line.encode() * 3)
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert [(row["host"], row["path"], row["line"]) for row in rows] == [("web1", "-", n) for n in (1, 2, 3)]
    assert {row["mode"] for row in rows} == {None}


def test_each_line_is_one_write(tmp_path: Path) -> None:
    """As the system sees it: only so do lines of several processes stay whole in a pipe."""
    path = tmp_path / "authorized_keys"
    path.write_text(f"{authorized_line(make('ed25519').public, b'c' * 900)}\n" * 50)
    code = (
        "import os, sys; real = os.write; sizes = []\n"
        "os.write = lambda to, data: sizes.append((to, data.count(b'\\n'), data[-1:])) or real(to, data)\n"
        "from tui.cli import main; main(sys.argv[1:]); sys.stderr.write(repr(sizes))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "inspect", "--jsonl", str(path)],
        capture_output=True, check=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.stdout.count(b"\n") == 50
    assert done.stderr.decode() == repr([(1, 1, b"\n")] * 50)


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
        "comment": "me \\xff", "encrypted": False, "options": None, "certifies": None, "key_id": None,
        "principals": None, "ca": None, "expires": None, "mode": "0640", "owner": first["owner"],
        "mtime": "1970-01-02T00:00:00Z", "findings": [], "reuse": None, "error": None,
    }  # fmt: skip
    assert second["reuse"] == f"{path}:1"
    assert done.returncode == 0


def test_the_page_and_the_database_know_every_field(tmp_path: Path) -> None:
    done = keywright("inspect", "--jsonl", tmp_path / "missing")
    fields = set(json.loads(done.stdout))
    page = (ROOT / "docs" / "inventory.md").read_text()
    told = re.findall(r"`(\w+)`", " ".join(re.findall(r"(?m)^\| (`.*?) \|", page)))
    assert set(told) == fields | {"cut"}
    columns = re.findall(r"(\w+): '", (ROOT / "contrib" / "fleet" / "load.sql").read_text())
    assert set(columns) == fields - {"schema", "reuse"}, "reuse is asked of all hosts together"


def test_nothing_private_of_any_key_of_the_museum_is_in_a_line() -> None:
    data = keywright("inspect", "-r", "--jsonl", *MUSEUM).stdout.decode("ascii")
    assert len(data.splitlines()) > 100
    assert [body for body in private_bodies() if body in data] == []


def test_folders_are_looked_into_for_lines_alone(tmp_path: Path) -> None:
    done = keywright("inspect", "-r", tmp_path)
    assert done.returncode == 2
    assert b"-r goes with --jsonl" in done.stderr
