"""Host keys and what the DNS says of them, against ssh-keygen and a real sshd."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.interop.loopback import sshd
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public

pytestmark = pytest.mark.interop

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "openssh-10.5"


@pytest.mark.parametrize("name", ["id_ed25519", "id_rsa-2048", "id_ecdsa-384"])
@pytest.mark.parametrize(
    "flags", [[], ["--generic"], ["--hash", "sha256"]], ids=["both", "generic", "sha256"]
)
def test_sshfp_records_are_those_of_ssh_keygen(name: str, flags: list[str], capsys) -> None:
    theirs = ["-g"] if "--generic" in flags else []
    expected = run("ssh-keygen", "-r", "host.example.", *theirs, "-f", CORPUS / f"{name}.pub").stdout
    if "--hash" in flags:  # ssh-keygen 9.2 knows no -O hashalg here: the second line is the SHA-256
        expected = expected.splitlines(keepends=True)[1]
    assert main(["public", str(CORPUS / name), "--sshfp", "host.example.", *flags]) == 0
    assert capsys.readouterr().out.encode() == expected


def test_a_name_that_no_host_has_is_refused(capsys) -> None:
    assert main(["public", str(CORPUS / "id_ed25519.pub"), "--sshfp", "a b\nc IN A 1"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "is not a host name" in shown.err


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("etc")
    assert main(["host-keys", "--dir", str(folder), "--types", "ecdsa,ed25519,mldsa44-ed25519"]) == 0
    return folder


def test_host_keys_are_made_as_sshd_wants_them(made: Path, tmp_path: Path) -> None:
    key = made / "ssh_host_ed25519_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    for name in ("ecdsa", "ed25519"):
        public = (made / f"ssh_host_{name}_key.pub").read_bytes()
        assert (
            run("ssh-keygen", "-y", "-f", made / f"ssh_host_{name}_key").stdout.split()[:2]
            == public.split()[:2]
        )
    assert (
        (made / "ssh_host_mldsa44_ed25519_key.pub")
        .read_bytes()
        .startswith(b"ssh-mldsa44-ed25519@openssh.com ")
    )
    user = tmp_path / "user"
    user.write_bytes(pack(make("ed25519"), "openssh").data)
    user.chmod(0o600)
    (tmp_path / "server").mkdir()
    with sshd(tmp_path / "server", lambda _: f"HostKey {key}\n") as server:
        server.let_in(pack_public(make("ed25519").public, "openssh-public").data)
        assert server.log_in(user).stdout == b"let in\n"


def test_what_is_there_is_kept_and_what_is_missing_is_made(made: Path, capsys) -> None:
    before = (made / "ssh_host_ecdsa_key").read_bytes()
    (made / "ssh_host_ed25519_key").unlink()
    (made / "ssh_host_ed25519_key.pub").unlink()
    assert main(["host-keys", "--dir", str(made), "--types", "ecdsa,ed25519"]) == 0
    shown = capsys.readouterr().out
    assert f"kept      {made}/ssh_host_ecdsa_key\n" in shown
    assert f"-rw------- {made}/ssh_host_ed25519_key\n" in shown
    assert (made / "ssh_host_ecdsa_key").read_bytes() == before
    assert main(["host-keys", "--dir", str(made), "--types", "dsa"]) == 2
