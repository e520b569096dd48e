"""ECDSA over the three NIST curves. Public wire form: string curve, string Q. Source: RFC 5656, section 3.1.

Q is the uncompressed point 04 || X || Y (65, 97 or 133 bytes); compressed points are not allowed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self

from ..encoding import wire
from ..errors import CorruptKeyError, KeyMismatchError
from ..records import dataclass, field
from .base import PrivateKey, PublicKey

if TYPE_CHECKING:
    from ..encoding.wire import Reader


@dataclass(frozen=True, slots=True)
class Curve:
    """One NIST curve under all its names."""

    name: str
    """In SSH, such as ``nistp256``."""
    bits: int
    oid: str
    """Dotted, in ASN.1."""
    cryptography: str
    """The class in ``cryptography``."""
    order: int
    """Of the base point: private numbers are 1 to order - 1. Source: FIPS 186-4, appendix D.1.2."""

    @property
    def size(self) -> int:
        """Bytes of a coordinate and of a private number."""
        return (self.bits + 7) // 8


CURVES: Final = {
    curve.name: curve
    for curve in (
        Curve(
            "nistp256",
            256,
            "1.2.840.10045.3.1.7",
            "SECP256R1",
            0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        ),
        Curve(
            "nistp384",
            384,
            "1.3.132.0.34",
            "SECP384R1",
            int(
                "ffffffffffffffffffffffffffffffffffffffffffffffff"
                "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
                16,
            ),
        ),
        Curve(
            "nistp521",
            521,
            "1.3.132.0.35",
            "SECP521R1",
            int(
                "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
                "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
                16,
            ),
        ),
    )
}
BY_OID: Final = {curve.oid: curve for curve in CURVES.values()}


def _crypto_curve(curve: Curve) -> Any:  # noqa: ANN401
    from cryptography.hazmat.primitives.asymmetric import ec

    return getattr(ec, curve.cryptography)()


@dataclass(frozen=True, slots=True)
class EcdsaPublicKey(PublicKey):
    """A curve and a point on it."""

    curve: Curve
    point: bytes
    """04 || X || Y."""
    family = "ecdsa"

    def __post_init__(self) -> None:
        expected = 1 + 2 * self.curve.size
        if len(self.point) != expected or self.point[0] != 4:
            raise CorruptKeyError(
                "ECDSA key",
                f"the point on {self.curve.name} must be {expected} bytes beginning with 04",
                field="Q",
            )

    @classmethod
    def from_point(cls, curve: Curve, point: bytes) -> Self:
        """A key from a point that may be compressed (02 or 03, X), as ASN.1 allows and SSH does not.

        Raises:
            CorruptKeyError: it is not a point, or a compressed one that is not on the curve.
        """
        if len(point) != 1 + curve.size or point[0] not in {2, 3}:
            return cls(curve, point)
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

        try:
            key = EllipticCurvePublicKey.from_encoded_point(_crypto_curve(curve), point)
        except ValueError:
            raise CorruptKeyError("ECDSA key", f"the point is not on {curve.name}", field="Q") from None
        return cls(curve, _uncompressed(curve, key))

    @property
    def algorithm(self) -> str:
        """``ecdsa-sha2-`` and the curve."""
        return f"ecdsa-sha2-{self.curve.name}"

    @property
    def bits(self) -> int:
        """The size of the curve."""
        return self.curve.bits

    def fields(self) -> bytes:
        """String curve, string Q."""
        return wire.string(self.curve.name) + wire.string(self.point)

    @classmethod
    def read_fields(cls, name: str, reader: Reader) -> Self:
        """String curve, string Q; the curve must be the one of the name."""
        curve = reader.text("the curve")
        if curve not in CURVES or not name.endswith(curve):
            raise reader.corrupt(f"the key type is {name}, but the curve inside is another", "curve")
        return cls(CURVES[curve], reader.string("the point Q"))

    def crypto(self) -> Any:  # noqa: ANN401
        """An ``EllipticCurvePublicKey``."""
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

        try:
            return EllipticCurvePublicKey.from_encoded_point(_crypto_curve(self.curve), self.point)
        except ValueError:
            raise CorruptKeyError("ECDSA key", f"the point is not on {self.curve.name}", field="Q") from None


@dataclass(frozen=True, slots=True)
class EcdsaPrivateKey(PrivateKey):
    """The private number d, 1 to order - 1."""

    public: EcdsaPublicKey
    d: int = field(repr=False)
    computed: bool = field(default=False, compare=False)

    @property
    def scalar(self) -> bytes:
        """The private number in the fixed length of RFC 5915: 32, 48 or 66 bytes."""
        return self.d.to_bytes(self.public.curve.size, "big")

    @classmethod
    def from_scalar(cls, curve: Curve, d: int) -> Self:
        """A key from its private number alone; the point is computed.

        Raises:
            CorruptKeyError: the number is not between 1 and the order of the curve.
        """
        return cls(EcdsaPublicKey(curve, _point(curve, d)), d, computed=True)

    def check(self) -> None:
        """The private number times the base point must be Q."""
        if _point(self.public.curve, self.d) != self.public.point:
            raise KeyMismatchError("ECDSA key", "the private number produces another public key", field="d")

    def crypto(self) -> Any:  # noqa: ANN401
        """An ``EllipticCurvePrivateKey``."""
        from cryptography.hazmat.primitives.asymmetric import ec

        self.check()
        return ec.derive_private_key(self.d, _crypto_curve(self.public.curve))


def _point(curve: Curve, d: int) -> bytes:
    from cryptography.hazmat.primitives.asymmetric import ec

    if not 0 < d < curve.order:
        raise CorruptKeyError("ECDSA key", f"the private number is out of range for {curve.name}", field="d")
    return _uncompressed(curve, ec.derive_private_key(d, _crypto_curve(curve)).public_key())


def _uncompressed(curve: Curve, key: Any) -> bytes:  # noqa: ANN401
    """04 || X || Y, by its numbers: its own method wants ``serialization``, 19 ms of imports."""
    numbers = key.public_numbers()
    point: bytes = b"\4" + numbers.x.to_bytes(curve.size, "big") + numbers.y.to_bytes(curve.size, "big")
    return point
