"""The playbooks run for real: ansible-core, ssh, and three sshd on loopback that stand for three hosts."""

from __future__ import annotations

import contextlib
import csv
import getpass
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from release import single_file
from tests.helpers import building
from tests.helpers.fleet import BIN, PLAYBOOKS, need_fleet, play, run_fleet
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.project import ROOT
from tests.interop.loopback import sshd
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.interop
HOSTS = ("web1", "web2", "db1")
PLACES = ("etc/ssh", "root", "home", "gone")
ALICE, BOB, STRANGER = "ed25519", "ecdsa256", "rsa"


def line(name: str, comment: bytes = b"x") -> bytes:
    return authorized_line(make(name).public, comment).encode("utf-8", "surrogateescape") + b"\n"


def sha(name: str) -> str:
    return fingerprints.sha256(make(name).public)


def furnish(root: Path) -> None:
    """The files of a host below a folder: each has its own."""
    for folder in ("root/.ssh", "home/bob/.ssh", "etc/ssh"):
        (root / folder).mkdir(parents=True)
    (root / "etc/ssh/ssh_host_ed25519_key").write_bytes(pack(make("ed448"), "pkcs8").data)
    (root / "etc/ssh/ssh_host_ed25519_key").chmod(0o600)
    authorized = line(ALICE)
    if root.name == "web2":
        authorized += b'from="10.0.0.1" ' + line(STRANGER, b"evil \x1b[2J \xff name") + b"ssh-rsa cut\n"
    (root / "root/.ssh/authorized_keys").write_bytes(authorized)
    if root.name == "db1":
        (root / "home/bob/.ssh/authorized_keys").write_bytes(line(BOB))
        (root / "home/bob/.ssh/id_ecdsa").write_bytes(pack(make(BOB), "openssh").data)
        (root / "home/bob/.ssh/id_ecdsa").chmod(0o644)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an inventory of three hosts, each an sshd of its own, and keywright as one file."""
    need_fleet()
    folder = tmp_path_factory.mktemp("fleet")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "id")
    program = folder / "keywright"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m tui "$@"\n')
    program.chmod(0o755)
    hosts = {}
    with contextlib.ExitStack() as servers:
        for name in HOSTS:
            own = folder / "servers" / name
            own.mkdir(parents=True)
            server = servers.enter_context(sshd(own, lambda _: "Subsystem sftp internal-sftp\n"))
            server.let_in((folder / "id.pub").read_bytes())
            furnish(folder / name)
            hosts[name] = {
                "ansible_host": "127.0.0.1", "ansible_port": server.port, "ansible_user": getpass.getuser(),
                "ansible_ssh_private_key_file": str(folder / "id"), "ansible_remote_tmp": str(own / "tmp"),
                "ansible_python_interpreter": sys.executable,
                "keywright_paths": [f"{folder}/{name}/{place}" for place in PLACES],
            }  # fmt: skip
        known = {"keywright_become": False, "keywright_file": str(program), "keywright_program": str(program)}
        inventory = {"all": {"hosts": hosts, "vars": known}}
        (folder / "inventory.json").write_text(json.dumps(inventory))
        yield folder


def answers(folder: Path, rows: str) -> dict[int, list[list[str]]]:
    """What the questions give, by their numbers."""
    owners = folder / "known-owners.toml"
    owners.write_text(
        f'[[owner]]\nname = "Alice"\nkeys = ["{sha(ALICE)}"]\n'
        f'[[owner]]\nname = "Bob"\nuntil = 2020-01-01\nkeys = ["{sha(BOB)}"]\n'
    )
    database = folder / f"{rows}.duckdb"
    run_fleet("load", database, folder / rows, "--owners", owners)
    found = {}
    for number in range(1, 11):
        told = run_fleet("ask", database, str(number), "--csv").stdout
        found[number] = list(csv.reader(told.splitlines()))[1:]
    return found


WHO = [
    ["Alice", "db1", "root", sha(ALICE), "", ""], ["Alice", "web1", "root", sha(ALICE), "", ""],
    ["Alice", "web2", "root", sha(ALICE), "", ""], ["Bob", "db1", "bob", sha(BOB), "", ""],
    ["unknown", "web2", "root", sha(STRANGER), 'from="10.0.0.1"', ""],
]  # fmt: skip


def test_keywright_is_run_on_every_host_and_leaves_only_its_lines_here(fleet: Path) -> None:
    before = {
        path for path in fleet.rglob("*") if "servers" not in path.parts and ".ansible" not in path.parts
    }
    told = play("inspect.yml", fleet)
    assert told.count("unreachable=0    failed=0") == 3
    after = {
        path for path in fleet.rglob("*") if "servers" not in path.parts and ".ansible" not in path.parts
    }
    assert {str(path.relative_to(fleet)) for path in after - before} == {
        "rows", "rows/db1.jsonl", "rows/web1.jsonl", "rows/web2.jsonl"
    }  # fmt: skip
    assert not [path for path in (fleet / "servers").rglob("*") if "keywright" in path.name]
    found = answers(fleet, "rows")
    assert found[1] == WHO
    assert [row[0] for row in found[2]] == [sha(STRANGER)]
    assert [row[0] for row in found[6]] == [sha("ed448")], "all hosts have the same host key"
    assert [(row[0], row[2], row[3]) for row in found[7]] == [("Bob", "db1", "bob")]
    assert [row[3] for row in found[8]] == ["['bob@db1']"]
    assert {(row[0], row[1]) for row in found[9]} == {(host, "Alice") for host in HOSTS}
    opened = [Path(row[1]).name for row in found[10] if "mode-open" in row[6]]
    assert opened == ["id_ecdsa"]
    assert [row[:3:2] for row in found[10] if row[5]] == [["web2", "3"]], "the line that was cut"


def test_a_second_run_says_the_same_and_one_to_check_runs_nothing(fleet: Path) -> None:
    shutil.rmtree(fleet / "rows", ignore_errors=True)
    play("inspect.yml", fleet, "--check")
    assert not (fleet / "rows").exists()
    play("inspect.yml", fleet, "--limit", "web1")
    first = (fleet / "rows" / "web1.jsonl").read_bytes()
    assert [json.loads(row)["schema"] for row in first.splitlines()]
    assert "changed: [web1]" in play("inspect.yml", fleet, "--limit", "web1")
    assert (fleet / "rows" / "web1.jsonl").read_bytes() == first


def test_the_single_file_that_is_handed_out_is_brought_and_run(fleet: Path) -> None:
    """As docs/fleet.md says it: the hosts have no keywright, and nothing of it stays there."""
    building.need_files()
    play("inspect.yml", fleet, "--limit", "web1", "-e", "keywright_rows=by-wrapper")
    zipapp, _ = single_file.files()
    play("inspect.yml", fleet, "--limit", "web1", "-e", f"keywright_file={zipapp} keywright_rows=by-zipapp")
    rows = (fleet / "by-zipapp" / "web1.jsonl").read_bytes()
    assert rows.count(b"\n") > 1
    assert rows == (fleet / "by-wrapper" / "web1.jsonl").read_bytes()
    assert not [path for path in (fleet / "servers").rglob("*") if "keywright" in path.name]


def test_public_files_are_gathered_where_keywright_cannot_run(fleet: Path) -> None:
    play("gather.yml", fleet, "-e", "keywright_rows=gathered")
    copies = [path for path in (fleet / "copies").rglob("*") if path.is_file()]
    assert copies
    assert not [path for path in copies if b"PRIVATE" in path.read_bytes()], "no private key is copied"
    found = answers(fleet, "gathered")
    assert found[1] == WHO
    rows = [
        json.loads(row)
        for path in (fleet / "gathered").glob("*.jsonl")
        for row in path.read_text().splitlines()
    ]
    assert {(row["mode"], row["owner"], row["mtime"]) for row in rows} == {(None, None, None)}
    places = {(row["host"], row["path"]) for row in rows}
    assert ("web1", str(fleet / "web1" / "root/.ssh/authorized_keys")) in places, (
        "the path is that on the host"
    )


def test_a_program_that_is_missing_or_fails_is_told_and_nothing_is_written(fleet: Path) -> None:
    need_fleet()
    told = _module(fleet, "program=/nowhere/keywright")
    assert "No such file or directory" in told
    assert "keywright ended with 1" not in told
    assert "keywright ended with 7" in _module(fleet, "program=" + str(_script(fleet, "exit 7")))
    assert "no JSON" in _module(fleet, "program=" + str(_script(fleet, "echo hello")))
    assert not (fleet / "dest").exists()


def _script(folder: Path, text: str) -> Path:
    path = folder / "broken"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def _module(folder: Path, words: str) -> str:
    done = run(
        str(BIN / "ansible"), "-i", "localhost,", "-c", "local", "localhost", "-m",
        "keywright.fleet.keywright_inspect", "-a", f"paths={folder}/web1 dest={folder}/dest {words}",
        "-e", f"ansible_python_interpreter={sys.executable}",
        ok=False, cwd=folder,
        env={"ANSIBLE_CONFIG": str(PLAYBOOKS / "ansible.cfg"), "HOME": str(folder)},
    )  # fmt: skip
    assert done.returncode != 0
    return (done.stdout + done.stderr).decode()
