"""OpenSSH certificates: a public key with what an authority says about it.

Wire form: string NAME (``...-cert-v01@openssh.com``), string nonce, the fields of the plain key
without its name, u64 serial, u32 type (1 user, 2 host), string key id, string principals (packed
strings), u64 valid after, u64 valid before (2^64-1: forever), string critical options, string
extensions (each a list of string name, string data), string reserved, string CA public key, string
signature. Source: OpenSSH PROTOCOL.certkeys.
"""

from __future__ import annotations

from typing import Final

from ..encoding.wire import Reader
from ..errors import CorruptKeyError
from ..records import dataclass
from .algorithms import BY_NAME, read_blob, read_fields
from .base import PublicKey  # noqa: TC001 - a dataclass field

SUFFIX: Final = "-cert-v01@openssh.com"
FOREVER: Final = 2**64 - 1
USER: Final = 1
HOST: Final = 2
CRITICAL_OPTIONS: Final = (b"force-command", b"source-address", b"verify-required")
"""What servers know; they refuse a certificate with any other."""
CONTAINER: Final = "OpenSSH certificate"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What an authority says about a public key."""

    blob: bytes
    algorithm: str
    public: PublicKey
    """The plain key that is certified: fingerprints are of this."""
    serial: int
    kind: int
    """USER or HOST; OpenSSH knows no other."""
    key_id: bytes
    principals: tuple[bytes, ...]
    valid_after: int
    """Seconds since 1970."""
    valid_before: int
    """Seconds since 1970; FOREVER when it never ends."""
    critical_options: tuple[tuple[bytes, bytes], ...]
    extensions: tuple[tuple[bytes, bytes], ...]
    authority: PublicKey
    """The key that signed it."""
    signature: bytes
    """String algorithm, string signature, and what FIDO keys add: made over all that stands before it."""

    @property
    def signed(self) -> bytes:
        """What the signature was made over."""
        return self.blob[: -4 - len(self.signature)]

    @property
    def signature_algorithm(self) -> str:
        """How it was signed, such as ``rsa-sha2-512``; raw, and empty when that is not text."""
        try:
            return Reader(self.signature, CONTAINER).text("the signature algorithm")
        except CorruptKeyError:
            return ""


def is_certificate(name: str) -> bool:
    """Whether an SSH type name is that of a certificate."""
    return name.endswith(SUFFIX)


def plain_name(name: str) -> str:
    """The type name of the key inside a certificate: ``ssh-rsa`` of ``ssh-rsa-cert-v01@openssh.com``."""
    base = name.removesuffix(SUFFIX)
    return base if base in BY_NAME else f"{base}@openssh.com"


def option_value(data: bytes) -> bytes:
    """The value of a critical option or extension: a string inside its data; empty for a flag.

    Data of another form, which other programs may have put there, is given as it is.
    """
    reader = Reader(data, CONTAINER)
    try:
        value = reader.string("the value") if data else b""
        reader.end()
    except CorruptKeyError:
        return data
    return value


def _pairs(data: bytes, field: str) -> tuple[tuple[bytes, bytes], ...]:
    reader = Reader(data, CONTAINER)
    found = []
    while reader.left:
        found.append((reader.string(f"a name in {field}"), reader.string(f"a value in {field}")))
    return tuple(found)


def read_certificate(blob: bytes) -> Certificate:
    """Read the wire form of a certificate. The signature is not checked here.

    Raises:
        CorruptKeyError: it is not one.
    """
    reader = Reader(blob, CONTAINER)
    name = reader.text("the certificate type")
    if not is_certificate(name):
        raise reader.corrupt("the type name is not that of a certificate")
    reader.string("the nonce")
    public = read_fields(plain_name(name), reader)
    serial = reader.u64("the serial number")
    kind = reader.u32("the certificate kind")
    key_id = reader.string("the key id")
    names = Reader(reader.string("the principals"), CONTAINER)
    principals = []
    while names.left:
        principals.append(names.string("a principal"))
    valid_after, valid_before = reader.u64("valid after"), reader.u64("valid before")
    critical = _pairs(reader.string("the critical options"), "the critical options")
    extensions = _pairs(reader.string("the extensions"), "the extensions")
    reader.string("the reserved field")
    authority = read_blob(reader.string("the CA's key"), CONTAINER)
    signature = reader.string("the signature")
    reader.end()
    return Certificate(
        blob=blob,
        algorithm=name,
        public=public,
        serial=serial,
        kind=kind,
        key_id=key_id,
        principals=tuple(principals),
        valid_after=valid_after,
        valid_before=valid_before,
        critical_options=critical,
        extensions=extensions,
        authority=authority,
        signature=signature,
    )


def read_public(blob: bytes, container: str = "public key") -> tuple[PublicKey, Certificate | None]:
    """Read what stands where a public key may stand: a plain key, or a certificate.

    A certificate of a key type this program does not know is kept as an opaque key, so that it is
    still named and copied.

    Returns:
        The plain key (of the certificate), and the certificate if it is one.

    Raises:
        CorruptKeyError: it is neither.
    """
    name = Reader(blob, container).text("the key type")
    if is_certificate(name) and plain_name(name) in BY_NAME:
        certificate = read_certificate(blob)
        return certificate.public, certificate
    return read_blob(blob, container), None
