"""Who may read and write the keys: found, told with what OpenSSH does about it, and set right."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.helpers import peers
from tests.helpers.keys import make
from tui import cli
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.editing import repairing
from tui.keyops.errors import StorageError
from tui.keyops.files import storage
from tui.keyops.findings import Severity
from tui.keyops.inspection import permissions
from tui.keyops.inspection.files import inspect_file

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def ssh(tmp_path: Path) -> Path:
    """A home that is open in every way."""
    home = tmp_path / "home"
    ssh = home / ".ssh"
    ssh.mkdir(parents=True)
    key = make("ed25519")
    line = pack_public(key.public, "openssh-public", b"me").data
    for name, data, mode in (
        ("id_ed25519", pack(key, "openssh").data, 0o640),
        ("id_ed25519.pub", line, 0o666),
        ("authorized_keys", line, 0o664),
        ("config", b"Host *\n", 0o620),
        ("known_hosts", b"host " + line, 0o644),
        ("fine", pack(key, "openssh").data, 0o400),
    ):
        (ssh / name).write_bytes(data)
        (ssh / name).chmod(mode)
    (ssh / "link").symlink_to("id_ed25519")
    home.chmod(0o775)
    ssh.chmod(0o777)
    return ssh


def modes(folder: Path) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.lstat().st_mode) for each in folder.iterdir()}


def test_all_that_is_too_open_is_found_and_set_right(ssh: Path) -> None:
    planned = repairing.plan(ssh)
    assert [(one.path.name, f"{one.wanted:o}") for one in planned.modes] == [
        ("home", "755"),
        (".ssh", "700"),
        ("authorized_keys", "644"),
        ("config", "600"),
        ("id_ed25519", "600"),
        ("id_ed25519.pub", "644"),
    ]
    before = modes(ssh)
    done = repairing.write_in_place(planned, "s")
    assert done.modes == tuple(one.path for one in planned.modes)
    assert modes(ssh) == {
        **before,
        "authorized_keys": 0o644,
        "config": 0o600,
        "id_ed25519": 0o600,
        "id_ed25519.pub": 0o644,
    }
    assert (stat.S_IMODE(ssh.stat().st_mode), stat.S_IMODE(ssh.parent.stat().st_mode)) == (0o700, 0o755)
    assert permissions.examine(ssh) == ()
    assert permissions.examine(ssh.parent) == ()


def test_a_mode_that_changed_meanwhile_is_left_alone(ssh: Path) -> None:
    planned = repairing.plan_modes(ssh / "id_ed25519")
    (ssh / "id_ed25519").chmod(0o604)
    with pytest.raises(Exception, match="id_ed25519 was changed in the meantime"):
        repairing.write_in_place(planned, "s")
    assert modes(ssh)["id_ed25519"] == 0o604


def test_where_some_modes_cannot_be_set_the_others_are_and_it_says_which(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = repairing.plan(ssh)
    stubborn = {(ssh / name).stat().st_ino for name in ("config", "id_ed25519")}
    chmod = os.chmod

    def refuse(path: str, mode: int) -> None:
        if os.stat(path).st_ino in stubborn:  # noqa: PTH116 - of what is open
            raise PermissionError(1, "Operation not permitted")
        chmod(path, mode)

    monkeypatch.setattr(os, "chmod", refuse)
    with pytest.raises(StorageError) as caught:
        repairing.write_in_place(planned, "s")
    assert caught.value.title == "The mode of config could not be set: Operation not permitted"
    # Nobody but the file system says so to root.
    step = "Try: chmod 0600" if os.geteuid() else storage._IMMUTABLE
    assert caught.value.hint == (
        f"{step}. The same failed for id_ed25519."
        " The mode was set for home, .ssh, authorized_keys, id_ed25519.pub"
    )
    assert modes(ssh)["authorized_keys"] == 0o644


def test_what_is_written_is_told_of_when_the_mode_of_the_folder_cannot_be_set(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ssh / "fine"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    planned = repairing.plan(path)
    assert planned.repaired is not None

    def refuse(path: Path, _: int, **__: object) -> None:
        raise StorageError(path, "no", "Do it yourself")

    monkeypatch.setattr(storage, "set_mode", refuse)
    with pytest.raises(StorageError) as caught:
        repairing.write_in_place(planned, "s")
    assert caught.value.hint == "Do it yourself. Written: fine"
    assert b"\r" not in path.read_bytes()


def test_a_key_tells_of_the_folder_in_which_others_may_write(ssh: Path) -> None:
    report = inspect_file(ssh / "fine")
    assert [finding.id for finding in report.findings] == ["folder-open"]
    assert "sshd rejects any authorized_keys under it" in report.findings[0].title
    assert repairing.why_not(report) is None
    repairing.write_in_place(repairing.plan(ssh / "fine"), "s")
    assert inspect_file(ssh / "fine").findings == ()


def test_what_others_may_only_look_into_is_a_remark(ssh: Path) -> None:
    repairing.write_in_place(repairing.plan(ssh), "s")
    ssh.chmod(0o755)
    (only,) = permissions.examine(ssh)
    assert (only.finding.severity, only.wanted) == (Severity.INFO, 0o700)
    assert inspect_file(ssh / "fine").findings == ()


def test_what_is_not_ours_is_told_of_and_left_alone(ssh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, whose = modes(ssh), ssh.owner()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    planned = repairing.plan(ssh)
    assert set(planned.changes) == {f"left unchanged: it belongs to {whose}"}
    assert not planned.set_mode
    assert repairing.write_in_place(planned, "s").modes == ()
    assert modes(ssh) == before


def test_a_file_of_somebody_else_is_told_of(ssh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = type(ssh).stat

    def strange(path: Path, **options: bool) -> os.stat_result:
        fields = list(real(path, **options))
        fields[stat.ST_UID] = 12345 if path.name == "fine" else fields[stat.ST_UID]
        return os.stat_result(fields)

    monkeypatch.setattr(type(ssh), "stat", strange)
    (problem,) = (one for one in permissions.examine(ssh) if one.finding.id == permissions.OWNER)
    assert problem.finding.title == "fine belongs to user 12345, who can read and replace it"
    assert not problem.is_ours


# Told as done only when it is


@pytest.mark.parametrize("name", ["id_ed25519", ".ssh"])
def test_a_file_system_that_keeps_no_modes_is_told_of_and_nothing_is_said_to_be_set(
    ssh: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """As a Windows drive in WSL: chmod says yes, and nothing changes."""
    path = ssh if name == ".ssh" else ssh / name
    monkeypatch.setattr(os, "chmod", lambda *_, **__: None)
    monkeypatch.setattr(os, "fchmod", lambda *_, **__: None)
    still = stat.S_IMODE(path.stat().st_mode)
    with pytest.raises(StorageError) as caught:
        storage.set_mode(path, 0o600)
    assert caught.value.title == f"{name} still has mode {still:04o}: this file system does not keep modes"
    assert "home folder" in caught.value.hint
    before = modes(ssh)
    assert cli.main(["repair", "--permissions", str(path)]) == 1
    told = capsys.readouterr()
    assert "mode set" not in told.out
    assert f"still has mode {still:04o}" in told.err or "home still has mode 0775" in told.err
    assert modes(ssh) == before


def test_bits_that_only_the_owner_has_are_no_failure(ssh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system may let everything be run by its owner: OpenSSH does not mind."""
    chmod = os.chmod
    monkeypatch.setattr(os, "chmod", lambda path, mode: chmod(path, mode | 0o100))
    storage.set_mode(ssh / "id_ed25519", 0o600)
    assert modes(ssh)["id_ed25519"] == 0o700


# Links, which OpenSSH follows


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A folder with a private key as Kubernetes mounts a secret: two links lead to it."""
    folder = tmp_path / "secret"
    (folder / "..2026_11_29").mkdir(parents=True)
    key = folder / "..2026_11_29" / "ssh-privatekey"
    key.write_bytes(pack(make("ed25519"), "openssh").data)
    key.chmod(0o644)
    (folder / "..data").symlink_to("..2026_11_29")
    (folder / "ssh-privatekey").symlink_to("..data/ssh-privatekey")
    return folder


def test_a_run_on_a_folder_looks_through_links_as_one_on_the_file_does(secret: Path) -> None:
    path = secret / "ssh-privatekey"
    (in_folder,), (in_file,) = repairing.plan_modes(secret).modes, repairing.plan_modes(path).modes
    assert (in_folder.path, in_folder.inode, in_folder.wanted) == (path, in_file.inode, in_file.wanted)
    assert repairing.write_in_place(repairing.plan_modes(secret), "s").modes == (path,)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert repairing.plan_modes(secret).modes == repairing.plan_modes(path).modes == ()


def test_a_file_is_told_of_once_whatever_leads_to_it(secret: Path) -> None:
    (secret / "again").symlink_to("ssh-privatekey")
    (secret / "to itself").symlink_to("to itself")
    (secret / "to nothing").symlink_to("nothing")
    assert len(permissions.examine(secret)) == 1


def test_a_file_elsewhere_is_told_of_and_left_to_its_own_place(
    secret: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run on a folder that others may write into sets no mode wherever they make a link lead."""
    folder = secret.parent / "keys"
    folder.mkdir()
    (folder / "id").symlink_to(secret / "ssh-privatekey")
    (only,) = permissions.examine(folder)
    assert only.elsewhere == (secret / "ssh-privatekey").resolve()
    assert cli.main(["repair", "--permissions", str(folder)]) == 1
    assert f"it is a link to {only.elsewhere}; repair the permissions there" in capsys.readouterr().out
    assert stat.S_IMODE(only.elsewhere.stat().st_mode) == 0o644


# The folders from which sshd judges an authorized_keys


def findings(path: Path) -> list[tuple[str, str]]:
    return [(one.path.name, one.finding.id) for one in repairing.plan_modes(path).modes]


def closed(ssh: Path) -> Path:
    """All is well, but what a test opens again."""
    repairing.write_in_place(repairing.plan(ssh), "s")
    return ssh / "authorized_keys"


@pytest.mark.parametrize("bits", [0o775, 0o757, 0o1777])
def test_a_home_that_others_may_write_is_told_of_at_the_file_too(ssh: Path, bits: int) -> None:
    path = closed(ssh)
    ssh.parent.chmod(bits)
    wanted = [("home", "folder-open")]
    assert [(one.path.name, one.finding.id) for one in permissions.examine(ssh)] == wanted
    assert findings(path) == wanted
    assert [finding.id for finding in inspect_file(path).findings] == ["folder-open"]
    repairing.write_in_place(repairing.plan_modes(path), "s")
    assert stat.S_IMODE(ssh.parent.stat().st_mode) == bits & ~0o022
    assert findings(path) == []


def test_sshd_judges_where_a_link_leads_and_all_the_folders_on_the_way_home(ssh: Path) -> None:
    path = closed(ssh)
    kept = ssh.parent / "dotfiles" / "ssh"
    kept.mkdir(parents=True)
    path.rename(kept / "keys")
    path.symlink_to(kept / "keys")
    (kept / "keys").chmod(0o664)
    kept.parent.chmod(0o777)
    wanted = [("authorized_keys", "file-open"), ("dotfiles", "folder-open")]
    assert findings(path) == wanted
    assert findings(ssh) == wanted
    repairing.write_in_place(repairing.plan_modes(ssh), "s")
    assert findings(path) == findings(ssh) == []


def test_a_home_of_somebody_else_is_told_of_at_file_and_folder(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = closed(ssh)
    kept = ssh.parent / "kept"
    kept.mkdir()
    path.rename(kept / "keys")
    path.symlink_to(kept / "keys")
    real = type(ssh).stat

    def strange(path: Path, **options: bool) -> os.stat_result:
        fields = list(real(path, **options))
        fields[stat.ST_UID] = 12345 if path.name == "kept" else fields[stat.ST_UID]
        return os.stat_result(fields)

    monkeypatch.setattr(type(ssh), "stat", strange)
    assert findings(path) == findings(ssh) == [("kept", permissions.OWNER)]


@pytest.mark.interop
def test_openssh_refuses_a_key_that_others_may_read_and_takes_it_when_that_is_repaired(ssh: Path) -> None:
    peers.need("ssh-keygen")
    argv = ("ssh-keygen", "-y", "-P", "", "-f", ssh / "id_ed25519")
    assert b"UNPROTECTED PRIVATE KEY FILE" in peers.run(*argv, ok=False).stderr
    repairing.write_in_place(repairing.plan(ssh), "s")
    assert peers.run(*argv).returncode == 0
