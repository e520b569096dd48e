r"""The numbers a key is made of, one in each line, with the names and in the form of PuTTYgen's text dump.

``name=0xHEX`` for numbers, ``name="text"`` for text (with ``\ooo`` for a byte that is not printable ASCII),
``name=b64("...")`` for bytes. Certificates give every field of theirs and the key of their authority. What
PuTTYgen has no name for, FIDO keys and ML-DSA 44 + Ed25519, has names of the same kind here.
EdDSA keys are told as the coordinates of their point, and the private key as the number that its bytes
are, least significant first. Source: PuTTY 0.78, ``puttygen -O text``; RFC 8032, section 5.
"""

from __future__ import annotations

import base64
import time
from typing import TYPE_CHECKING, Final

from ..encoding.wire import Reader
from ..keys.certificate import FOREVER, USER
from ..keys.dsa import DsaPrivateKey, DsaPublicKey
from ..keys.ecdsa import EcdsaPrivateKey, EcdsaPublicKey
from ..keys.eddsa import Ed448PublicKey, Ed25519PublicKey, EddsaPrivateKey
from ..keys.fido import FidoPrivateKey, FidoPublicKey
from ..keys.mldsa import MldsaPrivateKey, MldsaPublicKey
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..keys.rsa1 import Rsa1PrivateKey, Rsa1PublicKey
from ..records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..formats.contract import KeyEntry
    from ..keys.base import PrivateKey, PublicKey
    from ..keys.certificate import Certificate
    from ..secret import Secret


@dataclass(frozen=True, slots=True)
class Number:
    """One component of a key."""

    name: str
    text: str = field(repr=False)
    """As it is written: ``0xHEX``, ``"text"`` or ``b64("...")``."""
    private: bool = False

    @property
    def line(self) -> str:
        """``name=text``."""
        return f"{self.name}={self.text}"


_P25519: Final = 2**255 - 19
_P448: Final = 2**448 - 2**224 - 1


def of_public(public: PublicKey, prefix: str = "") -> Iterator[Number]:
    """The components of a public key.

    Args:
        public: the plain key.
        prefix: put before each name.
    """
    for name, text in _public(public):
        yield Number(prefix + name, text)


def of_private(private: PrivateKey) -> Iterator[Number]:
    """The components of a private key alone."""
    for name, text in _private(private):
        yield Number(name, text, private=True)


def of_entry(entry: KeyEntry, passphrase: Secret | None = None, *, private: bool = False) -> Iterator[Number]:
    """The components of a key in a file, as far as they stand in clear, or all of them.

    Args:
        entry: from ``inspection.read``.
        passphrase: of a locked key whose numbers are locked away or private.
        private: whether those of the private key are wanted.

    Raises:
        KeyOpsError: the key is damaged, or does not open.
    """
    if entry.error is not None:
        raise entry.error
    needed = entry.is_private and (private or entry.public is None)
    pair = entry.open(passphrase) if needed else None
    public = pair.public if pair else entry.public
    if public is not None:
        yield from of_public(public)
    if pair is not None and private:
        yield from of_private(pair.private)
    certificate = (pair.certificate if pair else None) or entry.certificate
    if certificate is not None:
        yield from of_certificate(certificate)


def _public(public: PublicKey) -> Iterator[tuple[str, str]]:
    if isinstance(public, RsaPublicKey | Rsa1PublicKey):
        yield "key_type", _text("RSA")
        yield "public_modulus", _hex(public.n)
        yield "public_exponent", _hex(public.e)
    elif isinstance(public, DsaPublicKey):
        yield "key_type", _text("DSA")
        yield from (("p", _hex(public.p)), ("q", _hex(public.q)), ("g", _hex(public.g)))
        yield "public_y", _hex(public.y)
    elif isinstance(public, EcdsaPublicKey):
        size = public.curve.size
        yield "key_type", _text("ECDSA")
        yield "curve_name", _text(public.curve.name)
        yield "public_affine_x", _hex(int.from_bytes(public.point[1 : 1 + size], "big"))
        yield "public_affine_y", _hex(int.from_bytes(public.point[1 + size :], "big"))
    elif isinstance(public, Ed25519PublicKey | Ed448PublicKey):
        yield from _eddsa(public)
    elif isinstance(public, FidoPublicKey):
        yield from _public(public.inner)
        yield "fido_application", _text(public.application)
    elif isinstance(public, MldsaPublicKey):
        yield "key_type", _text("ML-DSA-44 and Ed25519")
        yield "public_mldsa", _base64(public.pk[:-32])
        yield "public_ed25519", _base64(public.pk[-32:])
    else:
        yield "algorithm_id", _text(public.algorithm)
        yield "public_blob", _base64(public.blob)


def _private(private: PrivateKey) -> Iterator[tuple[str, str]]:
    if isinstance(private, RsaPrivateKey | Rsa1PrivateKey):
        yield "private_exponent", _hex(private.d)
        yield "private_p", _hex(private.p)
        yield "private_q", _hex(private.q)
        yield "private_inverse_q_mod_p", _hex(private.iqmp)
    elif isinstance(private, DsaPrivateKey):
        yield "private_x", _hex(private.x)
    elif isinstance(private, EcdsaPrivateKey):
        yield "private_exponent", _hex(private.d)
    elif isinstance(private, EddsaPrivateKey):
        yield "private_exponent", _hex(int.from_bytes(private.seed, "little"))
    elif isinstance(private, MldsaPrivateKey):
        yield "private_seed_mldsa", _base64(private.seeds[:32])
        yield "private_seed_ed25519", _base64(private.seeds[32:])
    elif isinstance(private, FidoPrivateKey):
        yield "fido_flags", _hex(private.flags)
        yield "fido_key_handle", _base64(private.key_handle)


def _eddsa(public: Ed25519PublicKey | Ed448PublicKey) -> Iterator[tuple[str, str]]:
    number = int.from_bytes(public.pk, "little")
    bits = 255 if isinstance(public, Ed25519PublicKey) else 455
    y, odd = number % 2**bits, number >> bits
    x = _x25519(y) if isinstance(public, Ed25519PublicKey) else _x448(y)
    yield "key_type", _text("EdDSA")
    yield "curve_name", _text("Ed25519" if isinstance(public, Ed25519PublicKey) else "Ed448")
    if x is not None:  # else it is no point of the curve
        yield "public_affine_x", _hex(-x % _field(public) if x % 2 != odd else x)
    yield "public_affine_y", _hex(y)


def _field(public: Ed25519PublicKey | Ed448PublicKey) -> int:
    return _P25519 if isinstance(public, Ed25519PublicKey) else _P448


_D25519: Final = -121665 * pow(121666, -1, _P25519) % _P25519
_ROOT_OF_MINUS_ONE: Final = pow(2, (_P25519 - 1) // 4, _P25519)


def _x25519(y: int) -> int | None:
    """One of the two x with -x*x + y*y = 1 + d*x*x*y*y; RFC 8032, section 5.1.3."""
    above, below = (y * y - 1) % _P25519, (_D25519 * y * y + 1) % _P25519
    # The root of above/below by a single power: a list has thousands of keys.
    third = below**3 % _P25519
    power = pow(above * third * third * below, (_P25519 - 5) // 8, _P25519)
    root = above * third * power % _P25519
    if (below * root * root - above) % _P25519:
        root = root * _ROOT_OF_MINUS_ONE % _P25519
    return root if (below * root * root - above) % _P25519 == 0 else None


def _x448(y: int) -> int | None:
    """One of the two x with x*x + y*y = 1 - 39081*x*x*y*y; RFC 8032, section 5.2.3."""
    square = (y * y - 1) * pow(-39081 * y * y - 1, -1, _P448) % _P448
    root = pow(square, (_P448 + 1) // 4, _P448)
    return root if (root * root - square) % _P448 == 0 else None


def of_certificate(certificate: Certificate) -> Iterator[Number]:
    """The components of a certificate behind those of its key."""
    for name, text in _certificate(certificate):
        yield Number(f"cert_{name}", text)
    authority = certificate.authority
    yield Number("cert_ca_key", _base64(authority.blob))
    yield Number("cert_ca_key_algorithm_id", _text(authority.algorithm))
    yield from of_public(authority, "cert_ca_key_")
    yield Number("cert_ca_sig", _base64(certificate.signature))


def _certificate(certificate: Certificate) -> Iterator[tuple[str, str]]:
    reader = Reader(certificate.blob, "certificate")
    reader.string("the certificate type")
    yield "nonce", _base64(reader.string("the nonce"))
    yield "serial", _hex(certificate.serial)
    yield "type", _text("user" if certificate.kind == USER else "host")
    yield "key_id", _text(certificate.key_id)
    for place, principal in enumerate(certificate.principals):
        yield f"valid_principal_{place}", _text(principal)
    moments = (("after", certificate.valid_after), ("before", certificate.valid_before))
    for name, moment in moments:
        yield f"valid_{name}", _hex(moment)
    for name, moment in moments:
        if 0 < moment < FOREVER and (date := _date(moment)):
            yield f"valid_{name}_date", _text(date)
    for word, pairs in (
        ("critical_option", certificate.critical_options),
        ("extension", certificate.extensions),
    ):
        for place, (key, value) in enumerate(pairs):
            yield f"{word}_{place}", _text(key)
            yield f"{word}_data_{place}", _text(value)


def _date(moment: int) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment))
    except (OverflowError, ValueError, OSError):
        return ""


def _hex(number: int) -> str:
    return f"0x{number:x}"


def _base64(data: bytes) -> str:
    return f'b64("{base64.b64encode(data).decode()}")'


def _text(text: str | bytes) -> str:
    raw = text.encode() if isinstance(text, str) else text
    return '"' + "".join(map(_char, raw)) + '"'


def _char(byte: int) -> str:
    if byte in b'"\\':
        return "\\" + chr(byte)
    named = {9: "\\t", 10: "\\n", 13: "\\r"}
    if byte in named:
        return named[byte]
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"
