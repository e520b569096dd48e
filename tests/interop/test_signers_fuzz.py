"""Thousands of spoilt lists of allowed signers and signatures: none counts here that ssh-keygen refuses."""

from __future__ import annotations

import base64
import os
import random
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.samples import amount
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.errors import KeyOpsError
from tui.keyops.formats import sshsig
from tui.keyops.signatures import files as file_signatures

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

CASES = int(os.environ.get("KEYWRIGHT_FUZZ_SIGNERS", amount(200, 600)))
"""``make fuzz`` sets 4,000."""
NOTES = b"hello"
NAMES = ("alice@x", "bob", "alice smith")
GAPS = (
    b" ",
    b"\t",
    b"  ",
    b"\r",
    b"\x0b",
    b"\x0c",
    b"\x1c",
    b"\x85",
    b"\0",
    b"\xc2\xa0",
    b"\xe2\x80\xa8",
    b"",
)
ENDS = (b"\n", b"\n", b"\r\n", b"\r", b"\x0b", b"\x0c", b"\x1e", b"\xc2\x85", b"\xe2\x80\xa8")
STARTS = (b"", b"# removed:\r", b"#", b" ", b"\t", b"\xef\xbb\xbf", b"\0", b"# \xe2\x80\xa8", b"\r")
WHO = (
    *(
        b"alice@x",
        b"*@x",
        b"bob,alice@x",
        b"!bob,*",
        b'"alice@x"',
        b'"alice smith",bob',
        b'"alice smith"',
        b"*",
    ),
    *(b'alice"@"x', b"alice@x,", b"a" * 1100 + b",alice@x", b"alice@x\r", b"alice\r@x"),
)
OPTIONS = (
    *(b"cert-authority", b"cert-authority", b'namespaces="file"', b'namespaces="git"', b"namespaces=file"),
    *(
        b'valid-before="20200101Z"',
        b'valid-after="20200101Z"',
        b'cert-authority,namespaces="file"',
        b"no-pty",
    ),
    *(b'namespaces="file",', b'namespaces="fi\rle"', b"cert-authority\r"),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys, certificates of one of them (good, expired, of another serial), and signatures by each way."""
    folder = tmp_path_factory.mktemp("signers")
    (folder / "notes").write_bytes(NOTES)
    for name in ("ed25519", "rsa", "ecdsa256"):
        (folder / name).write_bytes(pack(make(name), "openssh").data)
        (folder / name).chmod(0o600)
        (folder / f"{name}.pub").write_bytes(pack_public(make(name).public, "openssh-public", b"").data)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "ca")
    for name, how in (("good", ()), ("other", ("-z", "7")), ("expired", ("-V", "20200101:20200102"))):
        for end in ("", ".pub"):
            (folder / f"{name}{end}").write_bytes((folder / f"ed25519{end}").read_bytes())
        (folder / name).chmod(0o600)
        run(
            "ssh-keygen",
            "-q",
            "-s",
            folder / "ca",
            "-I",
            "x",
            "-n",
            "alice@x,bob",
            *how,
            folder / f"{name}.pub",
        )
    for name in ("ed25519", "rsa", "ecdsa256", "good-cert.pub", "expired-cert.pub"):
        run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", folder / name, folder / "notes")
        (folder / "notes.sig").rename(folder / f"{name.removesuffix('-cert.pub')}.sig")
    return folder


def _line(rng: random.Random, keys: list[bytes]) -> bytes:
    words = [rng.choice(WHO) if rng.random() < 0.4 else b"*", *rng.choice(keys).split(b" ")]
    if rng.random() < 0.5:
        words[1:1] = [rng.choice(OPTIONS)]
    if rng.random() < 0.1:
        words[-1] += rng.choice((b"=", b"==", b"A", b"\r", b"\r="))
    if rng.random() < 0.4:
        words += rng.choice((b"comment", b"a\rb", b"# x", b"\0")).split(b" ")
    gaps = [rng.choice(GAPS) if rng.random() < 0.06 else b" " for _ in words]
    start = rng.choice(STARTS) if rng.random() < 0.3 else b""
    return start + b"".join(word + gap for word, gap in zip(words, gaps, strict=True)).rstrip(b" ")


def _spoilt(rng: random.Random, data: bytes) -> bytes:
    """A byte changed, taken away or put in, somewhere."""
    at = rng.randrange(len(data))
    odd = bytes([rng.choice((*b' \t\r\n\0",=#!*\x0b\x0c\x85', rng.randrange(256)))])
    return data[:at] + rng.choice((b"", odd, odd + data[at : at + 1])) + data[at + 1 :]


def _signers(rng: random.Random, keys: list[bytes]) -> bytes:
    lines = [_line(rng, keys) for _ in range(rng.randint(1, 4))]
    data = b"".join(line + (rng.choice(ENDS) if rng.random() < 0.2 else b"\n") for line in lines)
    return _spoilt(rng, data) if rng.random() < 0.3 else data


def _armour(rng: random.Random, data: bytes) -> bytes:
    how = rng.randrange(8)
    if how == 0:
        return rng.choice((b"text\n", b"\n", b" ", b"\xef\xbb\xbf", b"\r\n")) + data
    if how == 1:
        return data.replace(b"\n", rng.choice((b"\r\n", b"\r", b"\n\n", b"\n ", b" \n")))
    if how == 2:
        return data.replace(
            b"\n-----END", rng.choice((b"=\n-----END", b"==\n-----END", b"-----END", b"\n -----END"))
        )
    if how == 3:
        return _spoilt(rng, data)
    if how == 4:  # a reserved field that is not empty
        found = sshsig.read_signatures(data)[0]
        blob = (found.certificate or found.public).blob
        fields = (blob, found.namespace, b"reserved", found.hash_name.encode(), found.signature)
        body = (
            b"SSHSIG" + (1).to_bytes(4, "big") + b"".join(len(one).to_bytes(4, "big") + one for one in fields)
        )
        text = base64.encodebytes(body).replace(b"\n", b"")
        return b"-----BEGIN SSH SIGNATURE-----\n" + text + b"\n-----END SSH SIGNATURE-----\n"
    return data


def _ours(notes: Path, signature: bytes, signers: bytes, identity: str) -> bool:
    try:
        found = sshsig.read_exactly(signature)
        hashed = file_signatures.digests(notes, [found.hash_name])[found.hash_name]
        verdict = file_signatures.judge(
            found, hashed, allowed=signers, identity=identity, moment=1_800_000_000
        )
    except KeyOpsError:
        return False
    return verdict.trust is file_signatures.Trust.GOOD


@pytest.mark.parametrize("part", range(2))
def test_no_spoilt_list_of_signers_counts_that_ssh_keygen_refuses(
    part: int, home: Path, tmp_path: Path
) -> None:
    rng = random.Random(part)
    files = (
        "ed25519.pub",
        "ed25519.pub",
        "rsa.pub",
        "ca.pub",
        "good-cert.pub",
        "other-cert.pub",
        "expired-cert.pub",
    )
    keys = [b" ".join((home / name).read_bytes().split()[:2]) for name in files]
    made = [(home / f"{name}.sig").read_bytes() for name in ("ed25519", "ed25519", "rsa", "good", "expired")]
    signers, signature = tmp_path / "signers", tmp_path / "s.sig"
    seen: Counter[tuple[bool, bool]] = Counter()
    wrong = []
    for _ in range(CASES // 2):
        identity = rng.choice(NAMES)
        signers.write_bytes(_signers(rng, keys))
        signature.write_bytes(_armour(rng, rng.choice(made)) if rng.random() < 0.3 else rng.choice(made))
        asked = (
            "-f",
            signers,
            "-I",
            identity,
            "-n",
            "file",
            "-s",
            signature,
            "-O",
            "verify-time=20270115080000Z",
        )
        theirs = run("ssh-keygen", "-Y", "verify", *asked, data=NOTES, ok=False).returncode == 0
        ours = _ours(home / "notes", signature.read_bytes(), signers.read_bytes(), identity)
        seen[theirs, ours] += 1
        if ours and not theirs:
            wrong.append((identity, signers.read_bytes(), signature.read_bytes()[:60]))
            print(wrong[-1])
    both, only = seen[True, True], seen[True, False]
    print(f"{CASES // 2:,} lists: {both} count, {only} only for ssh-keygen, {len(wrong)} only here")
    assert wrong == []
    assert seen[True, True] > CASES // 40, seen
    assert seen[True, False] < seen[True, True] / 10, seen
