"""Before and after an edit the owner of the format loads the key; what ssh-keygen breaks stays."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers.peers import run, secret_file
from tui.keyops.conversion.conversion import Locking
from tui.keyops.editing import files as edited_files
from tui.keyops.editing.editing import edit
from tui.keyops.editing.plan import EditRequest, plan
from tui.keyops.editing.relocking import LockRequest
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.interop

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
OLD, NEW, COMMENT = "correct horse", "another horse", "größe x zwei"


class Owner(NamedTuple):
    """How the program that owns a container makes a key, and how it says which key a file holds."""

    make: Callable[[Path, str], None]
    load: Callable[[Path, str], str]
    """The public key, after unlocking the private half; fails the test when the owner cannot."""


def keygen(*options: str) -> Callable[[Path, str], None]:
    def made(path: Path, phrase: str) -> None:
        run("ssh-keygen", "-q", *options, "-N", phrase, "-C", "first comment", "-f", path)

    return made


def puttygen(source: str, *options: str) -> Callable[[Path, str], None]:
    """From a key of the museum: PuTTYgen makes none as quickly as it loads one."""

    def made(path: Path, phrase: str) -> None:
        secret = secret_file(path.parent, phrase, "made")
        none = secret_file(path.parent, "", "none")
        run(
            "puttygen", CORPUS / source, *options, "-o", path, "-C", "first comment",
            "--old-passphrase", none, "--new-passphrase", secret,
        )  # fmt: skip
        shown = run("puttygen", path, "-L", "--old-passphrase", secret).stdout
        (path.parent / f"{path.name}.pub").write_bytes(shown)

    return made


def openssl_der(path: Path, phrase: str) -> None:
    plain = path.with_name("plain.pem")
    run("ssh-keygen", "-q", "-t", "ecdsa", "-m", "PKCS8", "-N", "", "-f", plain)
    lock = ("-v2", "aes-128-cbc", "-iter", "1000", "-passout", f"pass:{phrase}") if phrase else ("-nocrypt",)
    run("openssl", "pkcs8", "-topk8", "-in", plain, "-outform", "DER", "-out", path, *lock)
    (path.parent / f"{path.name}.pub").write_bytes(plain.with_name("plain.pem.pub").read_bytes())


def by_keygen(path: Path, phrase: str) -> str:
    return " ".join(run("ssh-keygen", "-y", "-P", phrase, "-f", path).stdout.decode().split()[:2])


def by_openssl(path: Path, phrase: str, form: str = "PEM") -> str:
    secret = f"pass:{phrase or 'none'}"
    run("openssl", "pkey", "-in", path, "-inform", form, "-noout", "-check", "-passin", secret)
    shown = run("openssl", "pkey", "-in", path, "-inform", form, "-pubout", "-passin", secret).stdout
    return inspect(shown)[0].public_line


def by_both(path: Path, phrase: str) -> str:
    by_openssl(path, phrase)
    return by_keygen(path, phrase)


def by_puttygen(path: Path, phrase: str) -> str:
    """It must unlock the file to write it in another format, or again."""
    secret, none = secret_file(path.parent, phrase, "load"), secret_file(path.parent, "", "none")
    out, is_ssh1 = path.with_name("out"), path.read_bytes().startswith(b"SSH PRIV")
    form = ("private", "--reencrypt") if is_ssh1 else ("private-openssh-new",)
    run("puttygen", path, "-O", *form, "-o", out, "--old-passphrase", secret, "--new-passphrase", none)
    told = run("puttygen", out, "-l").stdout.decode().split()
    return " ".join(told[: 2 if is_ssh1 else 3])  # without the comment, which has no place of its own


def by_dropbear(path: Path, _phrase: str) -> str:
    out = path.with_name("out")
    run("dropbearconvert", "dropbear", "openssh", path, out)
    return by_keygen(out, "")


def dropbear(path: Path, _phrase: str) -> None:
    run("dropbearkey", "-t", "ecdsa", "-s", "256", "-f", path)


CHEAP_PPK = "kdf=argon2i,memory=64,passes=2,parallelism=3"
OWNERS = {
    "openssh": Owner(keygen("-t", "ed25519", "-a", "2", "-Z", "aes256-gcm@openssh.com"), by_keygen),
    "pem": Owner(keygen("-t", "ecdsa", "-m", "PEM"), by_both),
    "pkcs8": Owner(keygen("-t", "ecdsa", "-m", "PKCS8"), by_both),
    "pkcs8-der": Owner(openssl_der, lambda path, phrase: by_openssl(path, phrase, "DER")),
    "ppk3": Owner(puttygen("openssh-10.5/id_ed25519", "--ppk-param", CHEAP_PPK), by_puttygen),
    "ppk2": Owner(puttygen("openssh-10.5/id_ed25519", "--ppk-param", "version=2"), by_puttygen),
    "sshcom": Owner(puttygen("puttygen-0.78/dsa-1024.ppk", "-O", "private-sshcom"), by_puttygen),
    "ssh1": Owner(puttygen("puttygen-0.78/rsa1", "--reencrypt"), by_puttygen),
    "dropbear": Owner(dropbear, by_dropbear),
}
CHEAP = {
    "openssh": LockRequest(rounds=2),
    "pkcs8": LockRequest(rounds=1000),
    "pkcs8-der": LockRequest(rounds=1000),
    "ppk3": LockRequest(memory_kib=64, passes=2),
}
"""For a key that has no lock yet: the default would take most of the time of these tests."""
NO_ROOM = {"pem", "pkcs8", "pkcs8-der", "dropbear"}


def do(path: Path, request: EditRequest, phrase: str, owner: Owner, after: str) -> None:
    """Edit a file, and have the owner of its format say that all else is as it was."""
    key, before = owner.load(path, phrase), path.read_bytes()
    lock = recognise(before)[0].encryption
    done = edited_files.prepare(path, Secret(phrase) if phrase else None, request=request)
    written = edited_files.write(done, "20261122-230000")
    assert owner.load(path, after) == key
    first = inspect(path.read_bytes(), Secret(after) if after else None)[0]
    now = first.encryption
    assert recognise(path.read_bytes())[0].format == recognise(before)[0].format
    if lock is not None and now is not None:
        assert now == lock
    if path in written.files:
        assert written.backups[0].read_bytes() == before
    if b"BEGIN" in before and bool(lock) == bool(now):
        assert path.read_bytes().splitlines()[0] == before.splitlines()[0]
    for file in written.backups:
        file.unlink()


@pytest.mark.parametrize("container", OWNERS)
@pytest.mark.parametrize("phrase", ["", OLD], ids=["unlocked", "locked"])
def test_the_owner_loads_the_same_key_after_each_edit(container: str, phrase: str, tmp_path: Path) -> None:
    if container == "dropbear" and phrase:
        phrase = ""  # it cannot be locked; the comment in its .pub is edited all the same
    owner, path = OWNERS[container], tmp_path / "key"
    owner.make(path, phrase)
    fingerprint = inspect(path.read_bytes(), Secret(phrase) if phrase else None)[0].md5
    do(path, EditRequest(comment=COMMENT.encode()), phrase, owner, phrase)
    pub = path.with_name("key.pub")
    if container == "ssh1":
        assert pub.read_text().split(" ", 3)[3] == COMMENT + "\n"
    else:
        assert run("ssh-keygen", "-lf", pub).stdout.decode().split(" ", 2)[2].startswith(COMMENT)
    if container not in NO_ROOM:
        assert inspect(path.read_bytes(), Secret(phrase) if phrase else None)[0].comment == COMMENT.encode()
    if container != "dropbear":
        lock = LockRequest() if phrase else CHEAP.get(container, LockRequest())
        do(path, EditRequest(locking=Locking.CHANGE, new=Secret(NEW), lock=lock), phrase, owner, NEW)
        if phrase:
            do(path, EditRequest(again=True), NEW, owner, NEW)
            do(path, EditRequest(locking=Locking.REMOVE), NEW, owner, "")
    last = inspect(path.read_bytes(), Secret(NEW))[0]
    assert (last.md5, last.error) == (fingerprint, None)


@pytest.mark.parametrize("form", ["PEM", "PKCS8"])
def test_ssh_keygen_breaks_the_format_where_we_keep_it(form: str, tmp_path: Path) -> None:
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    keygen("-t", "ecdsa", "-m", form)(theirs, OLD)
    ours.write_bytes(theirs.read_bytes())
    ours.chmod(0o600)
    head = theirs.read_bytes().splitlines()[0]
    run("ssh-keygen", "-p", "-P", OLD, "-N", NEW, "-f", theirs)
    assert theirs.read_bytes().startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----\n")
    made = edit(ours.read_bytes(), EditRequest(locking=Locking.CHANGE, new=Secret(NEW)), Secret(OLD))
    ours.write_bytes(made.data)
    assert made.data.splitlines()[0] == head
    assert head in {b"-----BEGIN EC PRIVATE KEY-----", b"-----BEGIN ENCRYPTED PRIVATE KEY-----"}
    assert by_both(ours, NEW) == by_keygen(theirs, NEW)


@pytest.mark.parametrize("cipher", ["aes128-ctr", "aes192-cbc", "3des-cbc", "chacha20-poly1305@openssh.com"])
def test_ssh_keygen_loads_every_kind_of_cipher_that_is_asked_for(cipher: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    keygen("-t", "ed25519")(path, "")
    public = by_keygen(path, "")
    lock = LockRequest(cipher=cipher, rounds=3)
    done = edited_files.prepare(path, request=EditRequest(locking=Locking.CHANGE, new=Secret(NEW), lock=lock))
    edited_files.write(done, "now", backup=False)
    assert by_keygen(path, NEW) == public
    assert cipher.encode() in recognise(path.read_bytes())[0].encryption.cipher.encode()


def test_puttygen_loads_other_parameters_and_another_version(tmp_path: Path) -> None:
    path = tmp_path / "key.ppk"
    OWNERS["ppk2"].make(path, OLD)
    key = by_puttygen(path, OLD)
    for lock in (
        LockRequest(kdf="argon2d", memory_kib=24, passes=1, parallelism=3),
        LockRequest(memory_kib=100),
    ):
        request = EditRequest(version=3, lock=lock, again=True)
        edited_files.write(edited_files.prepare(path, Secret(OLD), request=request), "now", backup=False)
        assert by_puttygen(path, OLD) == key
    assert b"Argon2-Memory: 100\nArgon2-Passes: 1\nArgon2-Parallelism: 3\n" in path.read_bytes()


def test_puttygen_writes_what_it_cannot_read_where_we_give_the_reason(tmp_path: Path) -> None:
    source = CORPUS / "openssh-10.5/id_ed25519"
    secret = secret_file(tmp_path, NEW)
    out = tmp_path / "out.ppk"
    made = ("puttygen", source, "-O", "private", "-o", out, "--new-passphrase", secret, "--ppk-param")
    run(*made, "version=1")
    again = ("-O", "private-openssh-new", "-o", tmp_path / "again", "--old-passphrase", secret)
    assert b"wrong passphrase" in run("puttygen", out, *again, ok=False).stderr
    assert run(*made, "memory=1", ok=False).returncode < 0, "it crashes"
    data = source.read_bytes()
    for request, reason in (
        (EditRequest(version=1), "PPK version 1 cannot be written"),
        (
            EditRequest(locking=Locking.CHANGE, new=Secret(NEW), lock=LockRequest(memory_kib=1)),
            "8 KiB of memory per",
        ),
    ):
        planned = plan(replace(inspect(data)[0], container="ppk3"), request)
        assert reason in planned.refusal + planned.hint
