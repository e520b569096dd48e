"""One JSON Web Key: from its members to a key, and back. The layout is told in ``jwk``."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any, Final

from ... import limits, mistakes
from ...errors import (
    CorruptKeyError,
    KeyMismatchError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from ...keys.ecdsa import CURVES, Curve, EcdsaPrivateKey, EcdsaPublicKey
from ...keys.eddsa import PUBLIC_TYPES, Ed448PublicKey, Ed25519PublicKey, EddsaPrivateKey
from ...keys.pair import KeyPair
from ...keys.rsa import MultiPrimeError, RsaPrivateKey, RsaPublicKey
from ...patterns import compiled
from ...records import dataclass, field
from .. import _asn1_keys, _rsa_primes
from ..contract import KeyEntry

if TYPE_CHECKING:
    from ...keys.base import PublicKey
    from ...secret import Secret

PRIVATE_ID: Final = "jwk"
PUBLIC_ID: Final = "jwk-public"

_CURVES: Final = {f"P-{curve.bits}": curve for curve in CURVES.values()}
_CURVE_NAMES: Final = {curve.name: name for name, curve in _CURVES.items()}
_OKP: Final = {"Ed25519": "ed25519", "Ed448": "ed448"}
_OKP_NAMES: Final = {family: name for name, family in _OKP.items()}
_OTHER_NAMES: Final = {
    **{f"nistp{curve.bits}": name for name, curve in _CURVES.items()},
    **{f"secp{curve.bits}r1": name for name, curve in _CURVES.items()},
    **{f"p{curve.bits}": name for name, curve in _CURVES.items()},
    **{f"es{bits}": name for bits, name in ((256, "P-256"), (384, "P-384"), (512, "P-521"))},
    "prime256v1": "P-256",
    "ed25519": "Ed25519",
    "ed448": "Ed448",
}
"""What others call the curves (SSH, OpenSSL, SEC 2), as ``_bare`` makes it."""
_OTHER_KINDS: Final = {"ECDSA": "EC", "EDDSA": "OKP", "ED25519": "OKP", "ED448": "OKP"}
_HEX: Final = compiled(r"(?:[0-9a-fA-F]{2}){32,1024}")
"""Digits that no number in base64url consists of by chance."""
_EXPONENTS: Final = {
    **dict.fromkeys(("65537", "65537.0", "010001", "10001", "0x10001"), b"\1\0\1"),
    **dict.fromkeys(("3", "3.0"), b"\3"),
}
"""What is written for the exponents that are used; JSON has no whole numbers here."""
_BASE64URL: Final = compiled(r"[A-Za-z0-9_-]*+")
_FROM_STANDARD: Final = str.maketrans("+/", "-_")


@dataclass(frozen=True, slots=True)
class Jwk:
    """One key, as it was parsed."""

    members: dict[str, Any] = field(repr=False)
    container: str
    noted: tuple[str, ...] = ()
    """Mistakes in the text around it."""

    def entry(self) -> KeyEntry:
        """The key with its private key unread.

        Raises:
            CorruptKeyError: the public key is broken.
            UnsupportedAlgorithmError: SSH has no such key type.
        """
        public = self._public()
        comment = self.members.get("kid", "")
        comment = comment.encode("utf-8", "replace") if isinstance(comment, str) else b""
        if "d" not in self.members:
            return KeyEntry(PUBLIC_ID, public, comment)
        return KeyEntry(PRIVATE_ID, public, comment, opener=self.open)

    def open(self, passphrase: Secret | None) -> KeyPair:  # noqa: ARG002 - it is not locked
        """Read the private key and compare it with the public one."""
        for name in self.noted:
            mistakes.note(name)
        public = self._public()
        private: RsaPrivateKey | EcdsaPrivateKey | EddsaPrivateKey
        if isinstance(public, RsaPublicKey):
            private = self._rsa(public)
        elif isinstance(public, EcdsaPublicKey):
            d = int.from_bytes(self._bytes("d", public.curve.size), "big")
            private = EcdsaPrivateKey(public, d)
        else:
            private = EddsaPrivateKey(public, self._seed(public))
        private.check()
        return KeyPair(private, self.entry().comment or b"")

    def _public(self) -> RsaPublicKey | EcdsaPublicKey | Ed25519PublicKey | Ed448PublicKey:
        kind = self._kind()
        if kind == "RSA":
            return RsaPublicKey(self._number("n"), self._number("e"))
        if kind == "EC":
            curve = self._known(_CURVES, "an EC key on the curve")
            if "d" in self.members and not {"x", "y"} <= self.members.keys():
                return self._from_scalar(curve)
            return EcdsaPublicKey(
                curve, b"\x04" + self._bytes("x", curve.size) + self._bytes("y", curve.size)
            )
        if kind == "OKP":
            name = self._known(_OKP, "a key of the type")
            family = PUBLIC_TYPES[name]
            if "x" not in self.members and "d" in self.members:
                mistakes.note("ec-no-public")
                return EddsaPrivateKey.from_seed(name, self._bytes("d", family.size)).public
            return family(self._bytes("x", family.size))
        if kind == "oct":
            raise UnsupportedAlgorithmError(
                f"The {self.container} is a symmetric key (oct), which SSH does not use",
                "Choose an RSA, EC or OKP key",
            )
        raise UnsupportedAlgorithmError(
            f"The {self.container} has the unknown key type {kind[:40]}", "Its kty must be RSA, EC or OKP"
        )

    def _from_scalar(self, curve: Curve) -> EcdsaPublicKey:
        """The public key that belongs to d, where a coordinate is missing.

        Raises:
            KeyMismatchError: the other coordinate is that of another key.
        """
        mistakes.note("ec-no-public")
        d = int.from_bytes(self._bytes("d", curve.size), "big")
        public = EcdsaPrivateKey.from_scalar(curve, d).public
        halves = {"x": public.point[1 : 1 + curve.size], "y": public.point[1 + curve.size :]}
        for name, half in halves.items():
            if name in self.members and self._bytes(name, curve.size) != half:
                raise KeyMismatchError(self.container, f"{name} does not belong to d", field=name)
        return public

    def _kind(self) -> str:
        """The key type; an Edwards curve in a key of type EC is told, and read."""
        given = self._text("kty")
        kind = given.upper() if given.upper() in {"RSA", "EC", "OKP"} else given
        kind = _OTHER_KINDS.get(kind.upper(), kind)
        if kind != given:
            mistakes.note("jwk-kty")
        if kind == "EC" and self.members.get("crv") in _OKP:
            mistakes.note("jwk-type")
            return "OKP"
        return kind

    def _seed(self, public: Ed25519PublicKey | Ed448PublicKey) -> bytes:
        """The private key; libraries of NaCl put the public one behind it."""
        size = public.size
        raw = self._bytes("d")
        if len(raw) == 2 * size and raw[size:] == public.pk:
            mistakes.note("eddsa-long-seed")
            return raw[:size]
        return self._bytes("d", size)

    def _known(self, table: dict[str, Any], what: str) -> Any:  # noqa: ANN401 - a value of the table
        if self.members.get("crv") is None and (found := self._curve_by_size(table)):
            mistakes.note("jwk-no-curve")
            return found
        name = self._text("crv")
        usual = _OTHER_NAMES.get(_bare(name))
        if name not in table and usual in table:
            mistakes.note("jwk-curve")
            return table[usual]
        if name not in table:
            raise UnsupportedAlgorithmError(
                f"The {self.container} is {what} {name[:40] or 'without a name'}, which SSH does not use",
                f"SSH supports {', '.join((*_CURVES, *_OKP))}",
            )
        return table[name]

    def _curve_by_size(self, table: dict[str, Any]) -> Any:  # noqa: ANN401 - a value of the table
        """The curve that the length of x tells; None where there is no private key to prove that."""
        if "d" not in self.members or "x" not in self.members:
            return None
        size = len(self._bytes("x"))
        if table is _OKP:
            return next((family for family in _OKP.values() if PUBLIC_TYPES[family].size == size), None)
        return next((curve for curve in CURVES.values() if curve.size == size), None)

    def _rsa(self, public: RsaPublicKey) -> RsaPrivateKey:
        if "oth" in self.members:
            raise MultiPrimeError(public)
        d = self._number("d")
        if "p" not in self.members and "q" not in self.members:
            return self._recovered(public, d)
        p, q = self._number("p"), self._number("q")
        if p < 2 or q < 2 or max(p, q, d) > public.n:
            raise CorruptKeyError(self.container, "its private numbers are out of range", field="p")
        dmp1 = self._number("dp") if "dp" in self.members else d % (p - 1)
        dmq1 = self._number("dq") if "dq" in self.members else d % (q - 1)
        qi = self._number("qi") if "qi" in self.members else self._inverse(q, p)
        return _asn1_keys.RsaBody(RsaPrivateKey(public, d, p, q, qi), dmp1, dmq1).checked()

    def _recovered(self, public: RsaPublicKey, d: int) -> RsaPrivateKey:
        limits.check("RSA modulus without its primes", public.bits, limits.MAX_RECOVERED_BITS, "bits")
        primes = _rsa_primes.primes_of(public.n, public.e, d) if d < public.n else None
        if primes is None:
            raise KeyMismatchError(
                self.container, "the private exponent d does not belong to the public key", field="d"
            )
        p, q = primes
        return RsaPrivateKey(public, d, p, q, self._inverse(q, p))

    def _inverse(self, q: int, p: int) -> int:
        try:
            return pow(q, -1, p)
        except ValueError:
            raise KeyMismatchError(self.container, "p and q are not two primes", field="p") from None

    def _text(self, name: str) -> str:
        value = self.members.get(name)
        if not isinstance(value, str):
            problem = f"{name} is missing" if value is None else f"{name} is not text"
            raise CorruptKeyError(self.container, problem, field=name)
        return value

    def _bytes(self, name: str, size: int | None = None) -> bytes:
        digits = self._digits(name)
        if digits is not None:
            mistakes.note("jwk-number")
            return digits
        given = self._text(name)
        text = given.rstrip("=").translate(_FROM_STANDARD)
        if text != given:
            mistakes.note("jwk-base64")
        if not _BASE64URL.fullmatch(text):
            raise CorruptKeyError(self.container, f"{name} is not base64url", field=name)
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except binascii.Error:
            raw = b""
        if _base64url(raw) != text:
            raise CorruptKeyError(self.container, f"{name} was cut off or changed", field=name)
        if size is not None and size - 2 <= len(raw) < size and self._is_ec:
            mistakes.note("jwk-short")
            return raw.rjust(size, b"\0")
        if size is not None and self._is_ec and raw[:-size].strip(b"\0") == b"" != raw[:-size]:
            mistakes.note("long-number")
            return raw[-size:]
        if size is not None and len(raw) != size:
            raise CorruptKeyError(
                self.container, f"{name} must be {size} bytes, but is {len(raw)}", field=name
            )
        return raw

    def _digits(self, name: str) -> bytes | None:
        """A number that is written in decimal or hexadecimal digits; None where it is not."""
        value = self.members.get(name)
        if name == "e" and str(value) in _EXPONENTS:
            return _EXPONENTS[str(value)]
        return bytes.fromhex(value) if isinstance(value, str) and _HEX.fullmatch(value) else None

    @property
    def _is_ec(self) -> bool:
        return self._text("kty").upper() in {"EC", "ECDSA"}

    def _number(self, name: str) -> int:
        return int.from_bytes(self._bytes(name), "big")


def _bare(name: str) -> str:
    """The name of a curve without what SSH puts before it, blanks and capital letters."""
    plain = re.sub(r"[-_ ]", "", name.lower())
    return plain.removeprefix("ecdsasha2").removeprefix("ssh").removesuffix("@openssh.com")


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def _base64url_number(number: int) -> str:
    return _base64url(number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big"))


def public_members(public: PublicKey) -> dict[str, str]:
    """The members of a public key.

    Raises:
        UnsupportedConversionError: JOSE has no such key type.
    """
    if isinstance(public, RsaPublicKey):
        return {"kty": "RSA", "n": _base64url_number(public.n), "e": _base64url_number(public.e)}
    if isinstance(public, EcdsaPublicKey):
        half = 1 + public.curve.size
        return {
            "kty": "EC",
            "crv": _CURVE_NAMES[public.curve.name],
            "x": _base64url(public.point[1:half]),
            "y": _base64url(public.point[half:]),
        }
    if isinstance(public, Ed25519PublicKey | Ed448PublicKey):
        return {"kty": "OKP", "crv": _OKP_NAMES[public.family], "x": _base64url(public.pk)}
    raise UnsupportedConversionError(
        f"JWK does not support keys of type {public.algorithm}"
        + (", whose private key is on a hardware token" if public.family == "sk" else ""),
        "Keep it in OpenSSH format",
    )


def private_members(pair: KeyPair) -> dict[str, str]:
    """The members that a private key has besides those of its public key."""
    key = pair.private
    if isinstance(key, RsaPrivateKey):
        numbers = {"d": key.d, "p": key.p, "q": key.q, "dp": key.dmp1, "dq": key.dmq1, "qi": key.iqmp}
        return {name: _base64url_number(number) for name, number in numbers.items()}
    if isinstance(key, EcdsaPrivateKey):
        return {"d": _base64url(key.scalar)}
    return {"d": _base64url(key.seed)} if isinstance(key, EddsaPrivateKey) else {}
