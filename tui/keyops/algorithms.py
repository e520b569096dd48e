"""ALGORITHMS: one row per key type. Forms, advice, pickers and readers all read this table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tui.keyops.errors import CorruptKeyError
from tui.keyops.keytypes.dsa import DsaPublicKey
from tui.keyops.keytypes.ecdsa import CURVES, EcdsaPublicKey
from tui.keyops.keytypes.eddsa import Ed448PublicKey, Ed25519PublicKey
from tui.keyops.keytypes.fido import FidoPublicKey
from tui.keyops.keytypes.mldsa import MldsaPublicKey
from tui.keyops.keytypes.opaque import OpaquePublicKey
from tui.keyops.keytypes.rsa import RsaPublicKey
from tui.keyops.keytypes.rsa1 import Rsa1PublicKey
from tui.keyops.wire import Reader

if TYPE_CHECKING:
    from tui.keyops.keytypes.base import PublicKey


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One key type."""

    family: str
    """Short and stable: what ``-t`` takes."""
    label: str
    """What people call it."""
    names: tuple[str, ...]
    """Its SSH names; none in SSH version 1."""
    public: type[PublicKey]
    default_name: str = ""
    """The file ssh-keygen would write in ``~/.ssh``; empty when we do not generate the type."""
    sizes: tuple[int, ...] = ()
    """The usual bit sizes, the default first; one size means there is no choice."""
    size_range: tuple[int, int, int] | None = None
    """Lowest, highest, step, where any size between goes."""
    advice: str = ""

    @property
    def can_generate(self) -> bool:
        """Whether ``generate`` makes it."""
        return bool(self.sizes)

    def allows(self, bits: int) -> bool:
        """Whether a key of this size can be generated."""
        if self.size_range:
            low, high, step = self.size_range
            return low <= bits <= high and bits % step == 0
        return bits in self.sizes


ALGORITHMS: Final[dict[str, Algorithm]] = {
    row.family: row
    for row in (
        Algorithm(
            "ed25519",
            "Ed25519",
            ("ssh-ed25519",),
            Ed25519PublicKey,
            "id_ed25519",
            (256,),
            advice="Small, fast and strong: the choice where nothing old must read it",
        ),
        Algorithm(
            "rsa",
            "RSA",
            ("ssh-rsa",),
            RsaPublicKey,
            "id_rsa",
            (4096, 2048, 3072, 8192, 16384),
            (2048, 16384, 8),
            advice="Read by everything, old and new",
        ),
        Algorithm(
            "ecdsa",
            "ECDSA",
            tuple(f"ecdsa-sha2-{curve}" for curve in CURVES),
            EcdsaPublicKey,
            "id_ecdsa",
            (256, 384, 521),
            advice="For places that ask for a NIST curve",
        ),
        Algorithm(
            "ed448",
            "Ed448",
            ("ssh-ed448",),
            Ed448PublicKey,
            "id_ed448",
            (448,),
            advice="PuTTY reads it, OpenSSH does not",
        ),
        Algorithm(
            "mldsa44-ed25519",
            "ML-DSA 44 + Ed25519",
            ("ssh-mldsa44-ed25519@openssh.com",),
            MldsaPublicKey,
            "id_mldsa44_ed25519",
            (256,),
            advice="Experimental: withstands quantum computers, and only OpenSSH 10.4 and newer reads it",
        ),
        Algorithm("dsa", "DSA", ("ssh-dss",), DsaPublicKey, advice="Gone from OpenSSH 10: make a new key"),
        Algorithm(
            "sk",
            "FIDO",
            ("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"),
            FidoPublicKey,
            advice="The private half stays in a hardware token",
        ),
        Algorithm("rsa1", "SSH-1 RSA", (), Rsa1PublicKey, advice="For SSH version 1, which is out of use"),
    )
}

BY_NAME: Final[dict[str, Algorithm]] = {name: row for row in ALGORITHMS.values() for name in row.names}
"""The row of each SSH name."""

WIRE_FAMILIES: Final = frozenset(row.family for row in ALGORITHMS.values() if row.names)
"""The key types that have a name and a wire form: all but the one of SSH version 1."""


def label_of(public: PublicKey) -> str:
    """What people call a key: ``RSA 4096``, ``Ed25519``, ``FIDO ECDSA 256``; others by their SSH name."""
    row = ALGORITHMS.get(public.family)
    if row is None:
        return public.algorithm
    if isinstance(public, FidoPublicKey):
        return f"{row.label} {label_of(public.inner)}"
    return f"{row.label} {public.bits}" if len(row.sizes) != 1 else row.label


def read_fields(name: str, reader: Reader) -> PublicKey:
    """Read the wire form that follows an SSH name; an unknown name takes all that is left.

    Raises:
        CorruptKeyError: the fields are not those of this type.
    """
    row = BY_NAME.get(name)
    return (row.public if row else OpaquePublicKey).read_fields(name, reader)


def read_blob(blob: bytes, container: str = "public key") -> PublicKey:
    """Read the whole wire form of a plain public key (not a certificate).

    Raises:
        CorruptKeyError: it is not one, or bytes are left over.
    """
    reader = Reader(blob, container)
    name = reader.text("the key type")
    if not name.isprintable() or not name:
        raise CorruptKeyError(container, "the key type is not a name", field="key type")
    public = read_fields(name, reader)
    reader.end()
    return public
