"""keywright repair, run as a user runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.corpus.make_damaged import source
from tests.helpers.project import ROOT
from tests.helpers.verbs import keywright, objects

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = ROOT / "tests" / "corpus" / "openssh-10.5"


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "id_rsa"
    path.write_bytes(source("openssh-rsa").replace(b"\n", b"\r\n"))
    path.chmod(0o600)
    return path


def test_repair_writes_a_new_file_and_tells_what_was_wrong(damaged: Path) -> None:
    result = keywright("repair", damaged)
    assert result.returncode == 0, result.stderr
    assert b"lines end in CRLF" in result.stdout
    assert b"from CRLF to LF" in result.stdout
    new = damaged.with_name("id_rsa_repaired")
    assert new.read_bytes() == source("openssh-rsa")
    assert new.stat().st_mode & 0o777 == 0o600
    assert b"\r\n" in damaged.read_bytes()


def test_repair_in_place_keeps_a_backup(damaged: Path) -> None:
    result = keywright("repair", "--in-place", damaged)
    assert result.returncode == 0, result.stderr
    assert damaged.read_bytes() == source("openssh-rsa")
    (backup,) = damaged.parent.glob("id_rsa.backup-*")
    assert str(backup).encode() in result.stdout


def test_a_dry_run_writes_nothing_and_shows_the_difference(damaged: Path) -> None:
    damaged.write_bytes(source("openssh-rsa").replace(b"-----", "\u2013".encode() * 5))
    result = keywright("repair", "--dry-run", damaged)
    assert result.returncode == 0
    assert "+ -----BEGIN OPENSSH PRIVATE KEY-----" in result.stdout.decode()
    assert [path.name for path in damaged.parent.iterdir()] == ["id_rsa"]


def test_a_file_with_nothing_wrong_is_said_to_be_fine(damaged: Path) -> None:
    damaged.write_bytes(source("openssh-rsa"))
    result = keywright("repair", damaged)
    assert (result.returncode, result.stdout) == (0, f"Nothing is wrong with {damaged}\n".encode())


def test_a_cut_file_is_refused_with_what_is_missing(damaged: Path) -> None:
    damaged.write_bytes(source("openssh-rsa")[:900])
    result = keywright("repair", damaged)
    assert result.returncode == 1
    assert b"bytes of its OpenSSH private key are missing; it cannot be repaired" in result.stderr
    assert b"Traceback" not in result.stderr


def test_an_output_that_is_there_is_not_overwritten_without_force(damaged: Path) -> None:
    target = damaged.with_name("out")
    target.write_bytes(b"mine")
    assert keywright("repair", damaged, "-o", target).returncode == 1
    assert target.read_bytes() == b"mine"
    assert keywright("repair", damaged, "-o", target, "--force").returncode == 0
    assert target.read_bytes() == source("openssh-rsa")


def test_only_a_wrong_mode_asks_for_in_place(damaged: Path) -> None:
    damaged.write_bytes(source("openssh-rsa"))
    damaged.chmod(0o644)
    result = keywright("repair", damaged)
    assert result.returncode == 1
    assert b"--in-place" in result.stderr
    assert keywright("repair", damaged, "--in-place").returncode == 0
    assert damaged.stat().st_mode & 0o777 == 0o600


def test_standard_input_is_repaired_into_a_named_file(tmp_path: Path) -> None:
    data = source("public").replace(b"ssh-ed25519", b"ssh-dss", 1)
    assert keywright("repair", "-", data=data).returncode == 2
    target = tmp_path / "k.pub"
    assert keywright("repair", "-", "-o", target, data=data).returncode == 0
    assert target.read_bytes() == source("public")
    fine = keywright("repair", "-", "-o", target, data=source("public"))
    assert (fine.returncode, fine.stdout) == (0, b"Nothing is wrong with it\n")


def test_inspect_json_has_the_damage_among_the_findings_and_exits_with_1(damaged: Path) -> None:
    (found,) = objects(damaged, code=1)
    assert (found["kind"], found["container"], found["error"]) == ("private", "openssh", None)
    assert (found["findings"][0]["id"], found["findings"][0]["severity"]) == ("crlf", "error")
    damaged.write_bytes(source("pem").replace(b"\n", b"\r\n"))
    (found,) = objects(damaged)
    assert found["findings"][0]["severity"] == "info"


def test_permissions_of_a_folder_are_told_and_then_set(tmp_path: Path) -> None:
    folder = tmp_path / ".ssh"
    folder.mkdir()
    (folder / "id").write_bytes(source("openssh-rsa"))
    (folder / "id").chmod(0o644)
    folder.chmod(0o777)
    told = keywright("repair", folder, "--permissions", "--dry-run")
    assert told.returncode == 1
    assert b"Others can write in .ssh (mode 0777)" in told.stdout
    assert b"set the mode of id to 0600" in told.stdout
    assert folder.stat().st_mode & 0o777 == 0o777
    assert keywright("repair", folder).returncode == 2, "a folder alone is only looked at"
    done = keywright("repair", folder, "--permissions")
    assert done.returncode == 0
    assert f"mode set  -rw------- {folder / 'id'}" in done.stdout.decode()
    assert (folder.stat().st_mode & 0o777, (folder / "id").stat().st_mode & 0o777) == (0o700, 0o600)
    assert keywright("repair", folder, "--permissions").stdout.startswith(b"Nobody else can write")


def test_what_no_repair_helps_is_told_with_its_step(tmp_path: Path) -> None:
    """A certificate beside another key: nothing to repair is not nothing wrong."""
    (tmp_path / "id_rsa").write_bytes((CORPUS / "id_rsa-2048").read_bytes())
    (tmp_path / "id_rsa").chmod(0o600)
    (tmp_path / "id_rsa-cert.pub").write_bytes((CORPUS / "id_ed25519-cert.pub").read_bytes())
    result = keywright("repair", "--dry-run", tmp_path / "id_rsa-cert.pub")
    assert result.returncode == 1
    assert b"Nothing is wrong" not in result.stdout
    assert b"cannot be repaired" in result.stdout
    assert len(result.stdout.splitlines()) >= 3
