"""Who may read and write the keys: found, told with what OpenSSH does about it, and set right."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests import peers
from tests.keys import make
from tui.keyops import mending, permissions, storage
from tui.keyops.conversion import pack, pack_public
from tui.keyops.errors import StorageError
from tui.keyops.models import Severity
from tui.keyops.neighbours import inspect_file

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
    planned = mending.plan(ssh)
    assert [(one.path.name, f"{one.wanted:o}") for one in planned.modes] == [
        ("home", "755"),
        (".ssh", "700"),
        ("authorized_keys", "644"),
        ("config", "600"),
        ("id_ed25519", "600"),
        ("id_ed25519.pub", "644"),
    ]
    before = modes(ssh)
    done = mending.write_in_place(planned, "s")
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
    planned = mending.plan_modes(ssh / "id_ed25519")
    (ssh / "id_ed25519").chmod(0o604)
    with pytest.raises(Exception, match="id_ed25519 was changed meanwhile"):
        mending.write_in_place(planned, "s")
    assert modes(ssh)["id_ed25519"] == 0o604


def test_where_some_modes_cannot_be_set_the_others_are_and_it_says_which(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = mending.plan(ssh)
    stubborn = {(ssh / name).stat().st_ino for name in ("config", "id_ed25519")}
    chmod = os.chmod

    def refuse(path: str, mode: int) -> None:
        if os.stat(path).st_ino in stubborn:  # noqa: PTH116 - of what is open
            raise PermissionError(1, "Operation not permitted")
        chmod(path, mode)

    monkeypatch.setattr(os, "chmod", refuse)
    with pytest.raises(StorageError) as caught:
        mending.write_in_place(planned, "s")
    assert caught.value.title == "The mode of config could not be set: Operation not permitted"
    assert caught.value.hint == (
        "Try: chmod 0600. Neither could that of id_ed25519."
        " Set was that of home, .ssh, authorized_keys, id_ed25519.pub"
    )
    assert modes(ssh)["authorized_keys"] == 0o644


def test_what_is_written_is_told_of_when_the_mode_of_the_folder_cannot_be_set(
    ssh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = ssh / "fine"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    planned = mending.plan(path)
    assert planned.mended is not None

    def refuse(path: Path, _: int, **__: object) -> None:
        raise StorageError(path, "no", "Do it yourself")

    monkeypatch.setattr(storage, "set_mode", refuse)
    with pytest.raises(StorageError) as caught:
        mending.write_in_place(planned, "s")
    assert caught.value.hint == "Do it yourself. Written was fine"
    assert b"\r" not in path.read_bytes()


def test_a_key_tells_of_the_folder_in_which_others_may_write(ssh: Path) -> None:
    report = inspect_file(ssh / "fine")
    assert [finding.id for finding in report.findings] == ["folder-open"]
    assert "sshd takes no authorized_keys below it" in report.findings[0].title
    assert mending.why_not(report) is None
    mending.write_in_place(mending.plan(ssh / "fine"), "s")
    assert inspect_file(ssh / "fine").findings == ()


def test_what_others_may_only_look_into_is_a_remark(ssh: Path) -> None:
    mending.write_in_place(mending.plan(ssh), "s")
    ssh.chmod(0o755)
    (only,) = permissions.examine(ssh)
    assert (only.finding.severity, only.wanted) == (Severity.INFO, 0o700)
    assert inspect_file(ssh / "fine").findings == ()


def test_what_is_not_ours_is_told_of_and_left_alone(ssh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, whose = modes(ssh), ssh.owner()
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    planned = mending.plan(ssh)
    assert set(planned.changes) == {f"left as it is: it belongs to {whose}"}
    assert not planned.set_mode
    assert mending.write_in_place(planned, "s").modes == ()
    assert modes(ssh) == before


def test_a_file_of_somebody_else_is_told_of(ssh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = type(ssh).lstat

    def strange(path: Path) -> os.stat_result:
        fields = list(real(path))
        fields[stat.ST_UID] = 12345 if path.name == "fine" else fields[stat.ST_UID]
        return os.stat_result(fields)

    monkeypatch.setattr(type(ssh), "lstat", strange)
    (trouble,) = (one for one in permissions.examine(ssh) if one.finding.id == permissions.OWNER)
    assert trouble.finding.title == "fine belongs to user 12345, who can read and replace it"
    assert not trouble.is_ours


@pytest.mark.interop
def test_openssh_refuses_a_key_that_others_may_read_and_takes_it_when_that_is_mended(ssh: Path) -> None:
    peers.need("ssh-keygen")
    argv = ("ssh-keygen", "-y", "-P", "", "-f", ssh / "id_ed25519")
    assert b"UNPROTECTED PRIVATE KEY FILE" in peers.run(*argv, ok=False).stderr
    mending.write_in_place(mending.plan(ssh), "s")
    assert peers.run(*argv).returncode == 0
