"""The playbooks run for real: ansible-core, ssh, and two sshd on loopback that stand for two hosts."""

from __future__ import annotations

import contextlib
import csv
import getpass
import json
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from release import single_file
from tests.helpers import building
from tests.helpers.fleet import BIN, PLAYBOOKS, need_fleet, play, run_fleet
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.project import ROOT
from tests.helpers.samples import WHOLE, one_in
from tests.interop.loopback import sshd
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys import fingerprints

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.interop
MODULE = PLAYBOOKS / "collections/ansible_collections/keywright/fleet/plugins/modules/keywright_inspect.py"
HOSTS = ("web1", "db1")
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
    if root.name == "db1":
        authorized += b'from="10.0.0.1" ' + line(STRANGER, b"evil \x1b[2J \xff name") + b"ssh-rsa cut\n"
        (root / "home/bob/.ssh/authorized_keys").write_bytes(line(BOB))
        (root / "home/bob/.ssh/id_ecdsa").write_bytes(pack(make(BOB), "openssh").data)
        (root / "home/bob/.ssh/id_ecdsa").chmod(0o644)
    (root / "root/.ssh/authorized_keys").write_bytes(authorized)


def wrapper(folder: Path) -> Path:
    """The checkout as one file."""
    program = folder / "keywright"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m tui "$@"\n')
    program.chmod(0o755)
    return program


def _settings(own: Path) -> str:
    """Each host has a home of its own."""
    return f"Subsystem sftp internal-sftp\nSetEnv HOME={own}\n"


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an inventory of two hosts, each an sshd of its own; one is brought the zipapp.

    The other gets a wrapper of the checkout, and so does every host where the zipapp is not built, or only a
    share is tried: it unpacks itself on each host.
    """
    need_fleet()
    folder = tmp_path_factory.mktemp("fleet")
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "id")
    program = wrapper(folder)
    brought = {"web1": program, "db1": single_file.files()[0] if WHOLE and building.has_files() else program}
    hosts = {}
    with contextlib.ExitStack() as servers:
        for name in HOSTS:
            own = folder / "servers" / name
            own.mkdir(parents=True)
            server = servers.enter_context(sshd(own, _settings))
            server.let_in((folder / "id.pub").read_bytes())
            furnish(folder / name)
            hosts[name] = {
                "ansible_host": "127.0.0.1", "ansible_port": server.port, "ansible_user": getpass.getuser(),
                "ansible_ssh_private_key_file": str(folder / "id"), "ansible_remote_tmp": str(own / "tmp"),
                "ansible_python_interpreter": sys.executable,
                "keywright_file": str(brought[name]),
                "keywright_paths": [f"{folder}/{name}/{place}" for place in PLACES],
            }  # fmt: skip
        known = {"keywright_become": False, "keywright_program": str(program)}
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
    _, *told = run_fleet(
        ["load", database, folder / rows, "--owners", owners],
        *(["ask", database, str(number), "--csv"] for number in range(1, 11)),
    )
    return {number: list(csv.reader(one.out.splitlines()))[1:] for number, one in enumerate(told, 1)}


WHO = [
    ["Alice", "db1", "root", sha(ALICE), "", ""], ["Alice", "web1", "root", sha(ALICE), "", ""],
    ["Bob", "db1", "bob", sha(BOB), "", ""],
    ["unknown", "db1", "root", sha(STRANGER), 'from="10.0.0.1"', ""],
]  # fmt: skip


def files(folder: Path) -> set[str]:
    """What is in the folder of the run, but for what Ansible and the servers keep there."""
    every = {path.relative_to(folder) for path in folder.rglob("*")}
    return {str(path) for path in every if path.parts[0] not in {"servers", ".ansible"}}


def test_keywright_is_brought_to_every_host_and_leaves_only_its_lines_here(fleet: Path) -> None:
    before = files(fleet)
    if WHOLE:
        play("inspect.yml", fleet, "--check", "--limit", "web1")
        assert files(fleet) == before
    told = play("inspect.yml", fleet)
    assert told.count("unreachable=0    failed=0") == len(HOSTS)
    assert files(fleet) - before == {"rows", "rows/db1.jsonl", "rows/web1.jsonl"}
    assert not [path for path in (fleet / "servers").rglob("*") if "keywright" in path.name]
    found = answers(fleet, "rows")
    assert found[1] == WHO
    assert [row[0] for row in found[2]] == [sha(STRANGER)]
    assert [row[0] for row in found[6]] == [sha("ed448")], "both hosts have the same host key"
    assert [(row[0], row[2], row[3]) for row in found[7]] == [("Bob", "db1", "bob")]
    assert [row[3] for row in found[8]] == ["['bob@db1']"]
    assert {(row[0], row[1]) for row in found[9]} == {(host, "Alice") for host in HOSTS}
    opened = [Path(row[1]).name for row in found[10] if "mode-open" in row[6]]
    assert opened == ["id_ecdsa"]
    assert [row[:3:2] for row in found[10] if row[5]] == [["db1", "3"]], "the line that was cut"
    lines = (fleet / "rows" / "web1.jsonl").read_text().splitlines()
    assert [json.loads(row)["host"] for row in lines] == [platform.node()] * 2


@pytest.mark.whole
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


def module(folder: Path, program: Path) -> dict[str, Any]:
    """Run the module as it is run on a host: about ``folder/host``, into ``folder/dest``; what it says."""
    need_fleet()
    words = {"paths": [str(folder / "host")], "dest": str(folder / "dest"), "program": str(program)}
    arguments = folder / "arguments"
    arguments.write_text(json.dumps({"ANSIBLE_MODULE_ARGS": words}))
    told = run(BIN / "python", MODULE, arguments, ok=False, env={"HOME": str(folder)}).stdout
    said: dict[str, Any] = json.loads(told)
    return said


def test_a_second_run_says_the_same_and_changes_nothing(tmp_path: Path) -> None:
    furnish(tmp_path / "host")
    program = wrapper(tmp_path)
    first, dest = module(tmp_path, program), tmp_path / "dest"
    assert (first["changed"], first["keys"], first["errors"]) == (True, 2, 0)
    assert dest.stat().st_mode & 0o777 == 0o600
    told = dest.read_bytes()
    assert module(tmp_path, program)["changed"] is False
    assert dest.read_bytes() == told


@pytest.mark.parametrize(
    ("script", "told"),
    one_in(
        3,
        [
            (None, "No such file or directory"),
            ("exit 7", "keywright ended with 7"),
            ("echo hello", "printed a line that is no JSON"),
        ],
    ),
)
def test_a_program_that_is_missing_or_fails_is_told_and_nothing_is_written(
    script: str | None, told: str, tmp_path: Path
) -> None:
    (tmp_path / "host").mkdir()
    program = tmp_path / "broken"
    if script is not None:
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    said = module(tmp_path, program)
    assert said["failed"]
    assert told in said["msg"]
    assert not (tmp_path / "dest").exists()
