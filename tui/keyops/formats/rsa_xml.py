"""RSAKeyValue: an RSA key in XML, as .NET writes it. It is read and never written.

::

    <RSAKeyValue>
      <Modulus>base64</Modulus> <Exponent>base64</Exponent>
      <P>, <Q>, <DP>, <DQ>, <InverseQ>, <D>             of a private key
    </RSAKeyValue>

Each number is big-endian, without a sign, in base64 that may be folded. The elements come in any order and
may have a namespace (``ds:``). InverseQ is 1/q mod p. Source: XML Signature Syntax, 4.5.2.2, and
``RSA.ToXmlString`` of .NET. Nothing of XML is read but these elements: no entities, no references.
"""

from __future__ import annotations

import base64
import binascii
import functools
from typing import Final

from ..errors import CorruptKeyError
from ..keys.algorithms import ALGORITHMS
from ..keys.pair import KeyPair
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..patterns import compiled
from .contract import Format, KeyEntry

_CONTAINER: Final = "RSA key in XML"
_START: Final = compiled(rb"<(?:[\w-]{1,20}:)?RSAKeyValue\b")
_NUMBER: Final = compiled(
    rb"<(?:[\w-]{1,20}:)?(Modulus|Exponent|InverseQ|[PQD]|D[PQ])\s*>([A-Za-z0-9+/=\s]*)<"
)
_MOST: Final = 64 * 1024
_PRIVATE: Final = ("P", "Q", "D", "InverseQ")


def _sniff(data: bytes, *, private: bool) -> bool:
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<" or _START.search(data[:_MOST]) is None:
        return False
    return bool({name for name, _ in _NUMBER.findall(data[:_MOST])} - {b"Modulus", b"Exponent"}) is private


def _read(data: bytes) -> tuple[KeyEntry, ...]:
    """The key of a file.

    Raises:
        CorruptKeyError: a number is missing or broken.
        LimitError: the key is larger than sane.
    """
    start = _START.search(data)
    numbers = _numbers(data[start.start() if start else 0 :][:_MOST])
    public = RsaPublicKey(n=_needed(numbers, "Modulus"), e=_needed(numbers, "Exponent"))
    if not numbers.keys() & {*_PRIVATE, "DP", "DQ"}:
        return (KeyEntry("rsa-xml-public", public=public),)

    def open_it(_passphrase: object) -> KeyPair:
        p, q, d, inverse = (_needed(numbers, name) for name in _PRIVATE)
        key = RsaPrivateKey(public, d=d, p=p, q=q, iqmp=inverse)
        key.check()
        return KeyPair(key)

    return (KeyEntry("rsa-xml", public=public, opener=open_it),)


def _numbers(text: bytes) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, body in _NUMBER.findall(text):
        try:
            value = base64.b64decode(b"".join(body.split()), validate=True)
        except (binascii.Error, ValueError):
            raise CorruptKeyError(
                _CONTAINER, f"the base64 of {name.decode('ascii')} was cut off or changed", field="base64"
            ) from None
        found.setdefault(name.decode("ascii"), int.from_bytes(value, "big"))
    return found


def _needed(numbers: dict[str, int], name: str) -> int:
    if not numbers.get(name):
        raise CorruptKeyError(_CONTAINER, f"its element {name} is missing or empty", field=name)
    return numbers[name]


_NOT_WRITTEN: Final = "XML can be read, not written: .NET reads PEM (ImportFromPem) and PKCS#8"

PRIVATE: Final = Format(
    id="rsa-xml",
    label="XML (RSAKeyValue)",
    families=frozenset(),
    sniff=functools.partial(_sniff, private=True),
    read=_read,
    private=True,
    suffix=".xml",
    carries_comment=False,
    no_room=dict.fromkeys(ALGORITHMS, _NOT_WRITTEN),
)
"""What RSA.ToXmlString(true) of .NET writes."""

PUBLIC: Final = Format(
    id="rsa-xml-public",
    label="XML (RSAKeyValue, public)",
    families=frozenset(),
    sniff=functools.partial(_sniff, private=False),
    read=_read,
    suffix=".xml",
    carries_comment=False,
    no_room=dict.fromkeys(ALGORITHMS, _NOT_WRITTEN),
)
"""What RSA.ToXmlString(false) of .NET writes."""
