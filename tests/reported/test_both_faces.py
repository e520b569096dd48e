"""One trouble of each kind: the Keys screen, driven by keys alone, says of each file what the verb says."""

from __future__ import annotations

import base64
import json
import random
from typing import TYPE_CHECKING

from tests.helpers.desk import keys_app, ready
from tests.helpers.faces import WIDE, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.snapshot import text
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from pathlib import Path

LINE = pack_public(make("ed25519").public, "openssh-public", b"anna@laptop").data
OTHER = pack_public(make("ecdsa521").public, "openssh-public", b"bob").data.strip()
OPENSSH = pack(make("ed25519"), "openssh").data
PEM = pack(make("rsa"), "pem").data
PPK = pack(make("ecdsa384"), "ppk3").data
JWK = json.loads(pack(make("ecdsa256"), "jwk").data)

LOCKED = (
    b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: ARIA-256-CBC,"
    + bytes(16).hex().encode()
    + b"\n\n%s-----END RSA PRIVATE KEY-----\n"
)

TROUBLES: dict[str, tuple[bytes, str]] = {
    "authorized_keys": (b"no-ptty " + LINE, "sshd ignores line 1: sshd does not know the option no-ptty"),
    "authorized_keys2": (b'from="10.0.0.1;10.0.0.2" ' + LINE, "sshd reads line 1, but it lets nobody in"),
    "b-cipher": (
        LOCKED % base64.encodebytes(random.Random(2).randbytes(480)),
        "The key is encrypted with ARIA-256-CBC",
    ),
    "c-text": (OPENSSH.replace(b"\n", b"\\n"), "is spelled out in place of line endings"),
    "d-label": (PEM.replace(b"RSA PRIVATE", b"PRIVATE"), "The label says PRIVATE KEY, but the body is RSA"),
    "e-ppk": (PPK.replace(b"File-3", b"File-2"), "Its first line says version 2"),
    "f-path": (b"op://Private/deploy/private key\n", "This is a reference to a stored secret"),
    "g-wrapper": (b"Salted__" + random.Random(1).randbytes(64), "This is a file encrypted with openssl enc"),
    "h-within": (
        b'set login user x authentication ssh "' + OTHER + b'";\n',
        "The public key is within other",
    ),
    "i-jwk": (json.dumps({**JWK, "crv": "nistp256"}).encode(), "The curve has its SSH name"),
    "j-mode": (
        pack(make("ed448"), "pkcs8").data,
        "Others can read this private key (mode 0644); OpenSSH refuses to use it",
    ),
    "k-claim": (
        pack(make.__wrapped__("ecdsa256"), "pkcs8").data.replace(b" PRIVATE", b" EC PRIVATE"),
        "Harmless in a PKCS#8 private key",
    ),
    "l-pair": (pack(make("dsa"), "pem").data, "l-pair.pub belongs to another key"),
    "ssh_host_ecdsa_key": (
        pack(make.__wrapped__("ecdsa521"), "dropbear").data,
        "OpenSSH does not read Dropbear private key",
    ),
    "known_hosts": (b"git@git.example " + LINE, "ssh looks up names without a user"),
}


async def test_the_screen_says_of_each_kind_what_the_verb_says(tmp_path: Path, capsys, fence) -> None:
    for name, (data, _) in TROUBLES.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / name).chmod(0o644 if name == "j-mode" else 0o600)
    (tmp_path / "l-pair.pub").write_bytes(OTHER + b"\n")
    missing = [
        name for name, (_, words) in TROUBLES.items() if words not in verb_says(capsys, tmp_path / name)
    ]
    assert missing == [], "the verb"
    wanted = {name: words for name, (_, words) in TROUBLES.items()}
    async with keys_app(tmp_path).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("home")
        for _ in range(2 * len(TROUBLES) + 2):
            shown = words_of(text(pilot.app))
            wanted = {name: words for name, words in wanted.items() if words not in shown}
            await pilot.press("down")
            await ready(pilot)
    assert wanted == {}, "the screen"
