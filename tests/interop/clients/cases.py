"""One key file for each container, cipher and key type: what the clients are asked to load."""

from __future__ import annotations

import functools
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

PASSPHRASE = "correct horse"

OPENSSH_CIPHERS = (
    "aes256-ctr", "aes192-ctr", "aes128-ctr", "aes256-cbc", "aes192-cbc", "aes128-cbc",
    "aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "3des-cbc",
)  # fmt: skip
PEM_CIPHERS = ("AES-128-CBC", "AES-192-CBC", "AES-256-CBC", "DES-EDE3-CBC")
ECDSA = ("ecdsa256", "ecdsa384", "ecdsa521")


@dataclass(frozen=True)
class Case:
    """A key file and what is in it."""

    name: str
    """Such as ``rsa openssh aes256-ctr``."""
    data: bytes = field(repr=False)
    public: bytes = field(repr=False)
    """The wire form of its public half."""
    passphrase: str = ""

    def write(self, folder: Path) -> Path:
        """Put it into a file that only its owner may read."""
        path = folder / self.name.replace(" ", "_").replace("@", "_")
        path.write_bytes(self.data)
        path.chmod(0o600)
        return path


def plain_case(kind: str, container: str, **lock: str | int | None) -> Case:
    protection = Protection(Secret(PASSPHRASE), **lock) if lock else None  # type: ignore[arg-type]
    pair = make(kind)
    words = [kind, container, *(str(word) for word in lock.values() if word not in {None, ""})]
    passphrase = PASSPHRASE if lock else ""
    return Case(
        " ".join(words),
        pack(pair, container, protection).data,
        pair.public.blob,
        passphrase,
    )


@functools.cache
def all_cases() -> tuple[Case, ...]:
    """The whole matrix, made once in a process."""
    cases = []
    for kind in ("rsa", *ECDSA, "ed25519"):
        containers = ["openssh", "pem", "pkcs8", "ppk3", "ppk2"]
        if kind == "ed25519":
            containers.remove("pem")
        cases += [plain_case(kind, container) for container in containers]
    # One round: what is tried out is whether a client has the cipher, not its patience.
    cases += [plain_case("ed25519", "openssh", cipher=cipher, rounds=1) for cipher in OPENSSH_CIPHERS]
    for kind in ("rsa", "ecdsa256"):
        cases.append(plain_case(kind, "openssh", cipher="aes256-ctr", rounds=2))
        cases += [plain_case(kind, "pem", cipher=cipher) for cipher in PEM_CIPHERS]
    for kind in ("rsa", "ecdsa256", "ed25519"):
        cases.append(plain_case(kind, "ppk2", cipher="aes256-cbc"))
        cases += [
            plain_case(kind, "ppk3", kdf=kdf, memory_kib=8, passes=1)
            for kdf in ("argon2id", "argon2i", "argon2d")
        ]
        cases += [
            plain_case(kind, "pkcs8", cipher="AES-256-CBC", kdf=kdf, rounds=2048)
            for kdf in ("pbkdf2-hmac-sha1", "pbkdf2-hmac-sha256", "pbkdf2-hmac-sha512")
        ]
        cases += [
            plain_case(kind, "pkcs8", cipher=cipher, kdf="pbkdf2-hmac-sha256", rounds=2048)
            for cipher in ("AES-128-CBC", "DES-EDE3-CBC")
        ]
        cases.append(plain_case(kind, "pkcs8", cipher="AES-256-CBC", kdf="scrypt", memory_kib=1024))
    cases += [plain_case(kind, "pkcs1-der") for kind in ("rsa", "ecdsa256")]
    cases += [plain_case(kind, "pkcs8-der") for kind in ("rsa", "ecdsa256", "ed25519")]
    cases.append(plain_case("rsa", "pkcs8-der", cipher="AES-256-CBC", kdf="pbkdf2-hmac-sha256", rounds=2048))
    for kind in ("rsa", "ed25519"):
        public = make(kind).public
        cases += [
            Case(f"{kind} {target} public", pack_public(public, target, b"x").data, public.blob)
            for target in ("openssh-public", "rfc4716", "spki")
        ]
    return (*cases, *_dsa())


def _dsa() -> list[Case]:
    """DSA keys of ssh-keygen and openssl: we read them and write none."""
    made = []
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "dsa"
        run("ssh-keygen", "-q", "-t", "dsa", "-N", "", "-C", "x", "-f", path)
        blob = _blob(path.with_suffix(".pub").read_bytes())
        for container, option in (("openssh", ""), ("pem", "PEM"), ("pkcs8", "PKCS8")):
            if option:
                run("ssh-keygen", "-q", "-p", "-P", "", "-N", "", "-m", option, "-f", path)
            made.append(Case(f"dsa {container}", path.read_bytes(), blob))
    return made


def _blob(line: bytes) -> bytes:
    import base64

    return base64.b64decode(line.split()[1])
