"""Certificates signed here, before the programs that decide what they are worth."""

from __future__ import annotations

import getpass
import re
import time
from typing import TYPE_CHECKING

import pytest

from tests.helpers.certificate_samples import said_by
from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tests.interop.loopback import sshd
from tui.cli.verbs import certificate as verb
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import read
from tui.keyops.keys import fingerprints
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.verification import SignatureState, signature_state
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

PHRASE = "correct horse"
DATES = "20200102030405Z:20371231Z"


def keywright(*argv: object) -> int:
    """Run the verb in this process."""
    return verb.run(verb.parser("certificate").parse_args(list(map(str, argv))))


def key(folder: Path, name: str, kind: str = "ed25519", container: str = "openssh") -> Path:
    """A key pair of ours as two files; gives the private one."""
    pair = make(kind)
    path = folder / name
    path.write_bytes(pack(pair, container).data)
    path.chmod(0o600)
    (folder / f"{name.removesuffix('.ppk')}.pub").write_bytes(
        pack_public(pair.public, "openssh-public", b"a comment").data
    )
    return path


def listed(path: Path) -> list[str]:
    """What ``ssh-keygen -L`` says, without the name of the file."""
    return run("ssh-keygen", "-L", "-f", path, env={"TZ": "UTC"}).stdout.decode().splitlines()[1:]


USER = (
    *("-n", "alice,größe", "-V", DATES, "-z", "18446744073709551615", "-O", "clear", "-O", "permit-PTY"),
    *("-O", "force-command=/bin/date -u", "-O", "source-address=10.0.0.0/8,::1/128", "-O", "verify-required"),
    *("-O", "extension:team@example.com=blue", "-O", "critical:new@example.com", "-O", "no-touch-required"),
)
HOST = ("-n", "host.example.org,10.1.2.3", "-V", "always:forever", "-O", "extension:a@example.com")


@pytest.mark.parametrize(
    ("authority", "options"),
    [
        ("ed25519", USER),
        ("ed25519", ("--host", *HOST)),
        ("ecdsa384", ("-n", "a", "-V", "0x5:0x70000000", "-O", "no-x11-forwarding", "-O", "no-user-rc")),
        ("rsa", ("-n", "a", "-V", "20200102Z:forever", "-t", "rsa-sha2-256")),
        ("rsa", ("-n", "a", "-V", "always:forever")),
    ],
    ids=["user", "host", "ecdsa", "rsa-sha2-256", "rsa"],
)
def test_ssh_keygen_makes_and_shows_the_same_certificate(authority, options, tmp_path) -> None:
    ca, subject = key(tmp_path, "ca", authority), key(tmp_path, "id", "ecdsa256")
    assert keywright("sign", "-s", ca, "-I", "the id", *options, f"{subject}.pub") == 0
    ours = tmp_path / "ours"
    (tmp_path / "id-cert.pub").rename(ours)
    theirs = ["-h" if word == "--host" else word for word in options]
    run("ssh-keygen", "-q", "-s", ca, "-I", "the id", *theirs, f"{subject}.pub")
    other = tmp_path / "id-cert.pub"
    assert listed(ours) == listed(other)
    mine, his = (read(path.read_bytes())[0] for path in (ours, other))
    assert said_by(mine.certificate) == said_by(his.certificate)
    assert mine.certificate.signature_algorithm == his.certificate.signature_algorithm
    assert (mine.certificate.authority, mine.comment) == (his.certificate.authority, his.comment)
    assert signature_state(mine.certificate) is SignatureState.VALID


@pytest.fixture
def new_york(monkeypatch):
    """A time zone that is far from UTC."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "text", ["+1h30", "-1d:+52w1d", "+1W:+2w", "20300101:20300102030405", "0x1:forever", "-5m:-1m"]
)
def test_ssh_keygen_reads_each_validity_as_we_do(text, tmp_path, new_york) -> None:
    """Both read the clock; some seconds may pass between them."""
    ca, subject = key(tmp_path, "ca"), key(tmp_path, "id")
    keywright("sign", "-s", ca, "-I", "x", "-n", "a", "-V", text, f"{subject}.pub")
    (tmp_path / "id-cert.pub").rename(ours := tmp_path / "ours")
    run("ssh-keygen", "-q", "-s", ca, "-I", "x", "-n", "a", "-V", text, f"{subject}.pub")
    mine, his = (read(path.read_bytes())[0].certificate for path in (ours, tmp_path / "id-cert.pub"))
    assert abs(mine.valid_after - his.valid_after) <= 60
    assert abs(mine.valid_before - his.valid_before) <= 30


def test_a_server_lets_a_user_in_by_the_right_principal_only_and_not_after_the_end(tmp_path) -> None:
    ca, private = key(tmp_path, "ca.ppk", "ecdsa256", "ppk3"), key(tmp_path, "id")
    line = pack_public(make("ecdsa256").public, "openssh-public").data
    (home := tmp_path / "server").mkdir()
    with sshd(home) as server:
        server.let_in(b'cert-authority,principals="deploy" ' + line)
        found = {}
        for principal, validity in (("deploy", "+5m"), ("other", "+5m"), ("deploy", "-2h:-1h")):
            keywright(
                "sign", "--ca", ca, "-I", "x", "-n", principal, "-V", validity, "--force", f"{private}.pub"
            )
            found[principal, validity] = server.log_in(private).stdout
    assert found == {("deploy", "+5m"): b"let in\n", ("other", "+5m"): b"", ("deploy", "-2h:-1h"): b""}


def test_ssh_believes_a_host_by_its_certificate_and_not_under_another_name(tmp_path) -> None:
    ca, private = key(tmp_path, "ca", "ecdsa256"), key(tmp_path, "id")

    def certified(folder: Path) -> str:
        keywright(
            "sign", "--ca", ca, "--host", "-I", "x", "-n", "127.0.0.1", "-V", "+5m", folder / "host.pub"
        )
        return f"HostCertificate {folder}/host-cert.pub\n"

    line = pack_public(make("ecdsa256").public, "openssh-public").data
    hosts = tmp_path / "known_hosts"
    hosts.write_bytes(b"@cert-authority * " + line)
    (home := tmp_path / "server").mkdir()
    with sshd(home, certified) as server:
        server.let_in((tmp_path / "id.pub").read_bytes())
        found = [
            run(
                "ssh", "-F", "/dev/null", "-p", str(server.port), "-i", private, "-o", "IdentitiesOnly=yes",
                "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes", "-o", f"UserKnownHostsFile={hosts}",
                "-o", "GlobalKnownHostsFile=/dev/null", "-o", f"HostKeyAlias={alias}",
                f"{getpass.getuser()}@127.0.0.1", "echo let in", ok=False,
            ).stdout
            for alias in ("127.0.0.1", "other.example")
        ]  # fmt: skip
    assert found == [b"let in\n", b""]


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
@pytest.mark.parametrize("version", [2, 3])
def test_puttygen_attaches_shows_and_removes_the_same(version, locked, tmp_path) -> None:
    pair = make("rsa")
    lock = Protection(
        Secret(PHRASE), memory_kib=64 if version == 3 else None, passes=1 if version == 3 else None
    )
    file = tmp_path / "k.ppk"
    file.write_bytes(
        before := pack(KeyPair(pair.private, b"c"), f"ppk{version}", lock if locked else None).data
    )
    (tmp_path / "k.pub").write_bytes(pack_public(pair.public, "openssh-public").data)
    ca = key(tmp_path, "ca")
    keywright("sign", "-s", ca, "-I", "the id", "-n", "alice", "-V", DATES, tmp_path / "k.pub")
    sent = tmp_path / "k-cert.pub"
    phrase = secret_file(tmp_path, PHRASE if locked else "")
    keywright("attach", "--passphrase-file", phrase, "-o", tmp_path / "ours.ppk", file, sent)
    old = ("--old-passphrase", phrase, "--new-passphrase", phrase)
    params = "kdf=argon2id,memory=64,passes=1,version=" + str(version)
    run(
        "puttygen",
        file,
        *old,
        "--certificate",
        sent,
        "--ppk-param",
        params,
        "-O",
        "private",
        "-o",
        tmp_path / "his.ppk",
    )
    ours = tmp_path / "ours.ppk"
    if not locked:
        assert ours.read_bytes() == (tmp_path / "his.ppk").read_bytes()
    assert (
        run("puttygen", ours, "--cert-info").stdout
        == run("puttygen", tmp_path / "his.ppk", "--cert-info").stdout
    )
    opened = run("puttygen", ours, *old, "-O", "private-openssh-new", "-o", tmp_path / "out")
    assert not opened.stderr
    certificate = read(ours.read_bytes())[0].certificate
    for kind, of in (("sha256-cert", fingerprints.sha256_of), ("md5-cert", fingerprints.md5_of)):
        shown = run("puttygen", ours, "-l", "-E", kind).stdout.decode()
        assert of(certificate.blob).removeprefix("MD5:") in shown
    run(
        "puttygen",
        ours,
        *old,
        "--remove-certificate",
        "--ppk-param",
        params,
        "-O",
        "private",
        "-o",
        tmp_path / "bare",
    )
    keywright("remove", "--passphrase-file", phrase, ours)
    assert ours.read_bytes() == before
    assert read((tmp_path / "bare").read_bytes())[0].certificate is None
    if not locked:
        assert (tmp_path / "bare").read_bytes() == before
    assert re.search(rb"ssh-rsa ", run("puttygen", "-L", ours).stdout)
