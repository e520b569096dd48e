"""SSH signatures, as ``ssh-keygen -Y sign`` makes them: recognised, summed up, and written.

PEM armour ``SSH SIGNATURE`` around::

    "SSHSIG"  u32 1  string public key (or certificate)  string namespace  string reserved
    string hash (sha256, sha512)  string signature (string algorithm, string signature ...)

The signature is over ``"SSHSIG"  string namespace  string reserved  string hash  string digest of the file``.
What was signed is not in the file, so looking at it verifies nothing; ``signatures.files`` does.
Source: OpenSSH PROTOCOL.sshsig.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..encoding import pem, wire
from ..errors import CorruptKeyError, UnsupportedAlgorithmError
from ..keys import certificate as certificates
from ..patterns import compiled
from ..records import dataclass
from .contract import Format, KeyEntry

if TYPE_CHECKING:
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate

LABEL: Final = "SSH SIGNATURE"
MAGIC: Final = b"SSHSIG"
CONTAINER: Final = "SSH signature"
HASHES: Final = ("sha512", "sha256")
"""How OpenSSH hashes what is signed; the first is its default."""


def _sniff(data: bytes) -> bool:
    return pem.has_label(data, LABEL)


@dataclass(frozen=True, slots=True)
class FileSignature:
    """A signature of a file, taken apart."""

    public: PublicKey
    """The plain key that signed."""
    certificate: Certificate | None
    """Where it signed with a certificate."""
    namespace: bytes
    """What the signature is for: ``file``, ``git``, ``email``, or another's own word."""
    reserved: bytes
    hash_name: str
    """How the file was hashed: one of HASHES."""
    signature: bytes
    """String algorithm, string signature, and what FIDO keys add."""

    @property
    def algorithm(self) -> str:
        """How it was signed, such as ``rsa-sha2-512``."""
        return wire.Reader(self.signature, CONTAINER).text("the signature algorithm")

    def signed(self, digest: bytes) -> bytes:
        """What the signature was made over; whatever the reserved field holds, it is empty there.

        Args:
            digest: of the file, made with the hash that is named.
        """
        return what_is_signed(self.namespace, self.hash_name, digest)


def what_is_signed(namespace: bytes, hash_name: str, digest: bytes) -> bytes:
    """Magic, string namespace, string reserved (empty), string hash, string digest of the file."""
    return MAGIC + b"".join(wire.string(field) for field in (namespace, b"", hash_name, digest))


def pack(public_blob: bytes, namespace: bytes, hash_name: str, signature: bytes) -> bytes:
    """A signature in its armour, of 70 columns as ssh-keygen writes it."""
    fields = (public_blob, namespace, b"", hash_name, signature)
    body = MAGIC + (1).to_bytes(4, "big") + b"".join(wire.string(field) for field in fields)
    return pem.armour(LABEL, body, width=70)


def read_signatures(data: bytes) -> tuple[FileSignature, ...]:
    """The signatures in a file.

    Raises:
        CorruptKeyError: there is none, or one is damaged.
        UnsupportedAlgorithmError: one is of another version.
    """
    return tuple(_take_apart(block.body) for block in pem.require(data, LABEL, CONTAINER))


def read_exactly(data: bytes) -> FileSignature:
    """The first signature of a file, read no more generously than ``ssh-keygen -Y verify`` reads it.

    The armour begins with the file, its BEGIN line ends in LF, and nothing but base64 is in it; what follows
    its END line is passed over. Source: OpenSSH sshsig.c, ``sshsig_dearmor``, and what 9.2 does.

    Raises:
        CorruptKeyError, UnsupportedAlgorithmError: as ``read_signatures``; and where ssh-keygen refuses it.
    """
    match = _EXACT.match(data)
    if match is None:
        read_signatures(data)
        raise CorruptKeyError(
            CONTAINER,
            "its BEGIN or END line is not where ssh-keygen expects it",
            "The file must begin with -----BEGIN SSH SIGNATURE-----, and its lines must end in LF",
            field="BEGIN line",
        )
    found = _take_apart(pem.decode_exactly(match["body"], CONTAINER))
    if b"\0" in found.namespace:
        raise CorruptKeyError(CONTAINER, "its namespace contains a NUL", field="namespace")
    return found


_EXACT: Final = compiled(
    rb"-----BEGIN SSH SIGNATURE-----\n(?P<body>[A-Za-z0-9+/=\s]*?)\n-----END SSH SIGNATURE-----"
)


def _take_apart(body: bytes) -> FileSignature:
    if not body.startswith(MAGIC):
        raise CorruptKeyError(CONTAINER, "it does not begin with SSHSIG", field="magic")
    reader = wire.Reader(body[len(MAGIC) :], CONTAINER)
    version = reader.u32("the version")
    if version != 1:
        raise UnsupportedAlgorithmError(
            f"SSH signatures of version {version} are not supported", "OpenSSH only makes version 1"
        )
    public, certificate = certificates.read_public(reader.string("the public key"), CONTAINER)
    namespace = reader.string("the namespace")
    reserved = reader.string("the reserved field")
    hash_name = reader.text("the hash")
    signature = reader.string("the signature")
    reader.end()
    return FileSignature(public, certificate, namespace, reserved, hash_name, signature)


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    return tuple(map(_entry, read_signatures(data)))


def _entry(found: FileSignature) -> KeyEntry:
    return KeyEntry(
        FORMAT.id,
        found.public,
        certificate=found.certificate,
        notes=(
            ("Namespace", found.namespace.decode("utf-8", "surrogateescape") or "(none)"),
            ("Hash", found.hash_name),
            ("Algorithm", found.algorithm),
            ("Signature", "not verified: that needs the signed file"),
        ),
    )


FORMAT: Final = Format(
    id="sshsig",
    label=CONTAINER,
    families=frozenset(),
    sniff=_sniff,
    read=_read,
    suffix=".sig",
    carries_comment=False,
    holds_keys=False,
)
"""What ssh-keygen -Y sign writes; the key shown is the one that signed."""
