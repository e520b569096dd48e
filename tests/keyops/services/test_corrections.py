"""What was wrong in a profile and is right now: one row for each fact, by the file that shows it."""

from __future__ import annotations

import dataclasses

import pytest

from tests.helpers.keys import make
from tui.keyops import services
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services.checking import State, check
from tui.keyops.services.shape import shape_of

SECRET = Secret("correct horse")
ACCEPTS, REMARK, MAY, REFUSES = State.ACCEPTS, State.REMARK, State.MAY_REFUSE, State.REFUSES

PRIVATE = [
    ("openssh-9.6", "ed25519", "pkcs8", {}, REFUSES),
    ("openssh-9.8", "ed25519", "pkcs8", {}, ACCEPTS),
    ("git-integration-for-jira-cloud", "ecdsa256", "pkcs8", {}, REFUSES),
    ("paramiko", "rsa", "openssh", {"cipher": "aes128-ctr"}, REFUSES),
    ("paramiko", "rsa", "openssh", {"cipher": "aes256-cbc"}, ACCEPTS),
    ("paramiko", "ed25519", "openssh", {"cipher": "aes128-ctr"}, ACCEPTS),
    ("sshj", "ed25519", "pkcs8", {}, REFUSES),
    ("sshj", "rsa", "pkcs8", {"cipher": "AES-256-CBC", "kdf": "pbkdf2-hmac-sha256"}, ACCEPTS),
    ("sshj", "rsa", "pkcs8", {"cipher": "DES-EDE3-CBC", "kdf": "pbkdf2-hmac-sha256"}, REFUSES),
    ("sshj", "rsa", "pkcs8", {"kdf": "scrypt", "memory_kib": 1024}, REFUSES),
    ("jsch-mwiede", "rsa", "sshcom", {}, REFUSES),
    ("jsch-mwiede", "ed25519", "pkcs8", {}, REFUSES),
    ("jsch-mwiede-bc", "ed25519", "pkcs8", {}, REMARK),
    ("jsch-mwiede", "rsa", "ppk3", {"kdf": "argon2id", "memory_kib": 8, "passes": 1}, REFUSES),
    ("jsch-mwiede-bc", "rsa", "ppk3", {"kdf": "argon2id", "memory_kib": 8, "passes": 1}, ACCEPTS),
    ("jsch-mwiede", "rsa", "openssh", {"cipher": "chacha20-poly1305@openssh.com"}, REFUSES),
    ("jenkins", "rsa", "openssh", {"cipher": "aes256-gcm@openssh.com"}, REFUSES),
    ("jenkins", "rsa", "openssh", {"cipher": "aes128-cbc"}, ACCEPTS),
    ("mina-sshd", "dsa", "pem", {}, ACCEPTS),
    ("mina-sshd", "rsa", "pkcs8", {"kdf": "pbkdf2-hmac-sha256"}, REFUSES),
    ("mina-sshd-bc", "rsa", "pkcs8", {"kdf": "pbkdf2-hmac-sha256"}, ACCEPTS),
    ("mina-sshd-bare", "ed25519", "openssh", {}, REFUSES),
    ("mulesoft-sftp", "rsa", "ppk2", {}, MAY),
    ("bvnc", "rsa", "pkcs8", {}, ACCEPTS),
    ("bvnc", "rsa", "openssh", {}, REFUSES),
    ("bitwarden", "ecdsa256", "openssh", {}, REMARK),
    ("bitwarden", "rsa", "pem", {}, REFUSES),
    ("jenkins-publish-over-ssh", "ed25519", "openssh", {}, REMARK),
    ("git-integration-for-jira-data-center", "rsa", "openssh", {}, ACCEPTS),
    ("git-integration-for-jira-data-center", "rsa", "pem", {}, ACCEPTS),
    ("git-integration-for-jira-data-center", "rsa", "ppk3", {}, REFUSES),
    ("git-integration-for-jira-data-center", "ed25519", "openssh", {}, REFUSES),
    ("git-integration-for-jira-data-center-3", "rsa", "openssh", {}, REFUSES),
    ("git-integration-for-jira-data-center-3", "rsa", "pem", {}, ACCEPTS),
    ("winscp", "rsa", "openssh", {"cipher": "aes256-gcm@openssh.com"}, ACCEPTS),
    ("puttygen", "rsa", "openssh", {"cipher": "aes256-gcm@openssh.com"}, REFUSES),
    ("winscp", "rsa", "pkcs8", {}, REFUSES),
    ("sshnet", "rsa", "ppk3", {}, REMARK),
    ("filezilla", "rsa", "ppk3", {}, ACCEPTS),
    ("filezilla", "rsa", "pkcs8", {}, REFUSES),
    ("libssh-0.11", "ed25519", "pkcs8", {}, ACCEPTS),
    ("libssh-0.11", "dsa", "pem", {}, REFUSES),
    ("libssh2-1.11", "rsa", "openssh", {"cipher": "aes256-gcm@openssh.com"}, ACCEPTS),
    ("libssh2-1.11", "dsa", "pem", {}, REFUSES),
]


@pytest.mark.parametrize(("name", "kind", "container", "lock", "state"), PRIVATE, ids=str)
def test_a_private_key_is_judged_as_its_source_says(name, kind, container, lock, state) -> None:
    if container == "openssh" and lock:
        lock = {"rounds": 1, **lock}
    data = pack(make(kind), container, Protection(SECRET, **lock) if lock else None).data
    verdict = check(inspect(data, SECRET if lock else None)[0], services.profile(name), shape_of(data))
    assert verdict.state is state, verdict.reasons


PUBLIC = [
    ("azure-vm", "ed25519", ACCEPTS),
    ("azure-vm", "ecdsa256", REFUSES),
    ("az-ssh", "ed25519", REFUSES),
    ("az-ssh", "rsa", ACCEPTS),
    ("cisco-ios", "ed25519", REFUSES),
    ("cisco-ios", "rsa", ACCEPTS),
    ("google-compute-metadata", "ecdsa256", ACCEPTS),
]


@pytest.mark.parametrize(("name", "kind", "state"), PUBLIC)
def test_a_public_key_is_judged_as_its_source_says(name, kind, state) -> None:
    data = pack_public(make(kind).public, "openssh-public", b"me").data
    assert check(inspect(data)[0], services.profile(name)).state is state


@pytest.mark.parametrize("bits", [4096, 4608])
def test_dropbear_reads_rsa_up_to_4096_bits(bits: int) -> None:
    for name in ("dropbear", "dropbear-2026"):
        rule = services.profile(name).type_rule("rsa")
        assert rule is not None
        assert rule.allows(bits) is (bits <= 4096)


def test_dropbear_of_2026_needs_no_newline_at_the_end() -> None:
    data = pack(make("ed25519"), "openssh").data.rstrip(b"\n")
    states = [
        check(inspect(data)[0], services.profile(name), shape_of(data)).state
        for name in ("dropbear", "dropbear-2026")
    ]
    assert states == [REFUSES, ACCEPTS]


@pytest.mark.parametrize(("size", "state"), [(3243, State.ACCEPTS), (6363, State.REFUSES)])
def test_aws_transfer_has_room_for_4096_characters_of_a_host_key(size: int, state: State) -> None:
    """PEM of RSA 4096 has 3,243 characters, and of RSA 8192 it has 6,363."""
    data = pack(make("rsa"), "pem").data
    (report,) = inspect(data)
    shape = dataclasses.replace(shape_of(data), size=size)
    assert check(report, services.profile("aws-transfer-host-key"), shape).state is state
