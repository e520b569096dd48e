"""ALGORITHMS: one row per key type. Forms, advice, pickers and readers all read this table.

The class of a type is imported when a key of it is read: most files have one type.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

from ..encoding.wire import Reader
from ..errors import CorruptKeyError
from ..records import dataclass

if TYPE_CHECKING:
    from .base import PublicKey
    from .fido import FidoPublicKey


@dataclass(frozen=True, slots=True)
class Legacy:
    """What of a key type is made only for old devices, when that is asked for in so many words."""

    needed_by: str
    """Who still needs it, to follow "for"."""
    sizes: tuple[int, ...]
    """As in ``Algorithm``, of what is made for them."""
    size_range: tuple[int, int, int] | None = None
    why_no_other: str = ""
    """Why other sizes are not made, where people will ask."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """One key type."""

    family: str
    """Short and stable: what ``-t`` takes."""
    label: str
    """What people call it."""
    names: tuple[str, ...]
    """Its SSH names; none in SSH version 1."""
    home: str
    """Its module, and the class there for the public key."""
    default_name: str = ""
    """The file ssh-keygen would write in ``~/.ssh``; empty when we do not make the type at all."""
    sizes: tuple[int, ...] = ()
    """The usual bit sizes, the default first; one size means there is no choice."""
    size_range: tuple[int, int, int] | None = None
    """Lowest, highest, step, where any size between goes."""
    advice: str = ""
    in_openssh: bool = True
    """Whether any version of OpenSSH supports it."""
    legacy: Legacy | None = None
    """None when nothing of this type is made for old devices."""

    @property
    def public(self) -> type[PublicKey]:
        """The class for the public key."""
        return _public_class(self.home)

    @property
    def can_generate(self) -> bool:
        """Whether ``generate`` makes it for everybody."""
        return bool(self.sizes)

    @property
    def usual_sizes(self) -> tuple[int, ...]:
        """The sizes to offer, the default first; of a type for old devices only, theirs."""
        return self.sizes or (self.legacy.sizes if self.legacy else ())

    @property
    def whole_range(self) -> tuple[int, int, int] | None:
        """``size_range`` with what is made for old devices."""
        if self.legacy is None or self.legacy.size_range is None:
            return self.size_range
        low, high, step = self.legacy.size_range
        return (low, self.size_range[1] if self.size_range else high, step)

    def allows(self, bits: int) -> bool:
        """Whether a key of this size can be generated."""
        return _within(bits, self.sizes, self.size_range)

    def is_legacy(self, bits: int) -> bool:
        """Whether a key of this size is made for old devices only."""
        legacy = self.legacy
        return legacy is not None and not self.allows(bits) and _within(bits, legacy.sizes, legacy.size_range)


def _within(bits: int, sizes: tuple[int, ...], size_range: tuple[int, int, int] | None) -> bool:
    if size_range:
        low, high, step = size_range
        return low <= bits <= high and bits % step == 0
    return bits in sizes


@cache
def _public_class(home: str) -> type[PublicKey]:
    module, name = home.split(".")
    return cast("type[PublicKey]", getattr(import_module(f".{module}", __package__), name))


ALGORITHMS: Final[dict[str, Algorithm]] = {
    row.family: row
    for row in (
        Algorithm(
            "ed25519",
            "Ed25519",
            ("ssh-ed25519",),
            "eddsa.Ed25519PublicKey",
            "id_ed25519",
            (256,),
            advice="Small, fast and strong: the best choice unless old software must read it",
        ),
        Algorithm(
            "rsa",
            "RSA",
            ("ssh-rsa",),
            "rsa.RsaPublicKey",
            "id_rsa",
            (4096, 2048, 3072, 8192, 16384),
            (2048, 16384, 8),
            advice="Supported by everything, old and new",
            legacy=Legacy(
                "devices from before 2010 that cannot use longer keys; many servers refuse such short ones",
                (1024,),
                (1024, 2040, 8),
            ),
        ),
        Algorithm(
            "ecdsa",
            "ECDSA",
            ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
            "ecdsa.EcdsaPublicKey",
            "id_ecdsa",
            (256, 384, 521),
            advice="For services that ask for a NIST curve",
        ),
        Algorithm(
            "ed448",
            "Ed448",
            ("ssh-ed448",),
            "eddsa.Ed448PublicKey",
            "id_ed448",
            (448,),
            advice="PuTTY supports it, OpenSSH does not",
            in_openssh=False,
        ),
        Algorithm(
            "mldsa44-ed25519",
            "ML-DSA 44 + Ed25519",
            ("ssh-mldsa44-ed25519@openssh.com",),
            "mldsa.MldsaPublicKey",
            "id_mldsa44_ed25519",
            (256,),
            advice="Experimental: resists quantum computers; only OpenSSH 10.4 and newer support it",
        ),
        Algorithm(
            "dsa",
            "DSA",
            ("ssh-dss",),
            "dsa.DsaPublicKey",
            "id_dsa",
            advice="Gone from OpenSSH 10: make a new key",
            legacy=Legacy(
                "devices from before 2010 that only know ssh-dss; OpenSSH 7 refuses it by default, and 10 "
                "dropped it",
                (1024,),
                # RFC 4253, 6.6: r and s have 160 bits. OpenSSL gives larger groups a q of 256.
                why_no_other="longer keys have a q of 256 bits, but SSH signatures have room for 160",
            ),
        ),
        Algorithm(
            "sk",
            "FIDO",
            ("sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"),
            "fido.FidoPublicKey",
            advice="The private key stays on a hardware token",
        ),
        Algorithm(
            "rsa1",
            "SSH-1 RSA",
            (),
            "rsa1.Rsa1PublicKey",
            "identity",
            advice="For SSH version 1, which is obsolete",
            legacy=Legacy(
                "devices from before 2006 that only speak SSH version 1; PuTTY still does, OpenSSH does not",
                (2048, 1024, 4096),
                (1024, 4096, 8),
            ),
        ),
    )
}

BY_NAME: Final[dict[str, Algorithm]] = {name: row for row in ALGORITHMS.values() for name in row.names}
"""The row of each SSH name."""

_OTHER: Final = "opaque.OpaquePublicKey"
"""The class for names that no row has."""

WIRE_FAMILIES: Final = frozenset(row.family for row in ALGORITHMS.values() if row.names)
"""The key types that have a name and a wire form: all but the one of SSH version 1."""


def label_of(public: PublicKey) -> str:
    """What people call a key: ``RSA 4096``, ``Ed25519``, ``FIDO ECDSA 256``; others by their SSH name."""
    row = ALGORITHMS.get(public.family)
    if row is None:
        return public.algorithm
    if public.family == "sk":
        return f"{row.label} {label_of(cast('FidoPublicKey', public).inner)}"
    return f"{row.label} {public.bits}" if len(row.sizes) != 1 else row.label


def read_fields(name: str, reader: Reader) -> PublicKey:
    """Read the wire form that follows an SSH name; an unknown name takes all that is left.

    Raises:
        CorruptKeyError: the fields are not those of this type.
    """
    row = BY_NAME.get(name)
    return (row.public if row else _public_class(_OTHER)).read_fields(name, reader)


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
