"""The traditional PEM of OpenSSL: PKCS#1 for RSA, SEC1 for ECDSA, and one for DSA.

A block ``RSA PRIVATE KEY``, ``EC PRIVATE KEY`` or ``DSA PRIVATE KEY`` with one of the bodies told in
``_asn1_keys``, base64 in lines of 64; locked, it has the two headers told in ``_dek_info``, and the
public key is locked away with the rest. OpenSSL writes an ``EC PARAMETERS`` block before an EC key,
which names its curve once more. There is no room for a comment.

An EC key without its public point has nothing that a changed private number could be compared with.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import mistakes
from ...encoding import der
from ...encoding import pem as armour
from ...errors import CorruptKeyError, UnsupportedConversionError
from ...keys.dsa import DsaPrivateKey
from ...keys.ecdsa import Curve, EcdsaPrivateKey
from ...keys.pair import KeyPair
from ...keys.rsa import MultiPrimeError, RsaPrivateKey
from ...records import dataclass, field
from .. import _asn1_keys
from .. import _dek_info as lock
from ..contract import Format, KeyEntry, Protection, Rewrite

if TYPE_CHECKING:
    from ...keys.base import PrivateKey, PublicKey
    from ...secret import Secret

_RSA: Final = "RSA PRIVATE KEY"
_EC: Final = "EC PRIVATE KEY"
_DSA: Final = "DSA PRIVATE KEY"
_PARAMETERS: Final = "EC PARAMETERS"
_WIDTH: Final = 64
_CONTAINERS: Final = {_RSA: "PEM RSA private key", _EC: "PEM EC private key", _DSA: "PEM DSA private key"}


def sniff(data: bytes) -> bool:
    """Whether one of the three labels is there."""
    return armour.has_label(data, *_CONTAINERS)


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read all keys of a file.

    Raises:
        CorruptKeyError: nothing of a key can be made out, not even its public key.
        UnsupportedAlgorithmError: an unknown cipher or curve.
        LimitError: the key is larger than sane.
    """
    entries = []
    curve = None
    for block in armour.find(data, (*_CONTAINERS, _PARAMETERS), "PEM key"):
        if block.label == _PARAMETERS:
            curve = _curve(block.body)
            continue
        body = _Body(block.label, block.body, curve if block.label == _EC else None)
        locked = lock.read(block.headers, body.container)
        if locked is None:
            entries.append(KeyEntry("pem", public=body.public(), opener=body.open))
        else:
            locked.cipher.check_size(block.body, body.container)
            opener = _Locked(body, locked).open
            entries.append(KeyEntry("pem", encryption=locked.encryption, opener=opener))
        curve = None
    return tuple(entries)


def _curve(body: bytes) -> Curve:
    cursor = der.Cursor(body, _PARAMETERS)
    curve = _asn1_keys.read_curve(cursor)
    cursor.end()
    return curve


@dataclass(frozen=True, slots=True)
class _Body:
    """One block whose body is not encrypted."""

    label: str
    data: bytes = field(repr=False)
    curve: Curve | None

    @property
    def container(self) -> str:
        return _CONTAINERS[self.label]

    def public(self) -> PublicKey:
        """The public key, also when an RSA key is cut or broken behind it."""
        self._refuse_pkcs8()
        with mistakes.collected():
            if self.label != _RSA:
                return self._private().public
            try:
                return self._private().public
            except MultiPrimeError as error:
                return error.public
            except CorruptKeyError:
                return _asn1_keys.rsa_public_inside(self.data, self.container)

    def open(self, passphrase: Secret | None = None) -> KeyPair:  # noqa: ARG002 - it is not locked
        self._refuse_pkcs8()
        if self.curve is not None:
            mistakes.note("ec-parameters")
        return KeyPair(self._private())

    def _private(self) -> PrivateKey:
        if self.label == _RSA:
            return _asn1_keys.read_rsa_private(self.data, self.container).checked()
        if self.label == _EC:
            return _asn1_keys.read_ec_private(self.data, self.container, self.curve)
        return _asn1_keys.read_dsa_private(self.data, self.container)

    def _refuse_pkcs8(self) -> None:
        if der.tags(self.data)[:2] == [der.INTEGER, der.SEQUENCE]:
            raise CorruptKeyError(
                self.container,
                f"its body is PKCS#8, but its label is {self.label}",
                "Change the label in its BEGIN and END lines to PRIVATE KEY",
                field="label",
            )


@dataclass(frozen=True, slots=True)
class _Locked:
    """One block that waits for its passphrase."""

    body: _Body
    lock: lock.DekInfo

    def open(self, passphrase: Secret | None) -> KeyPair:
        plain = self.lock.open(self.body.data, passphrase, self.body.container)
        return _Body(self.body.label, plain, self.body.curve).open()


def write(pair: KeyPair, protection: Protection | None) -> bytes:
    """Write an RSA, ECDSA or DSA key, locked with AES-128-CBC unless the protection says otherwise.

    Raises:
        UnsupportedConversionError: another key type, or a request that PEM has no room for.
        PassphraseRequiredError: the passphrase is empty.
    """
    key = pair.private
    if isinstance(key, RsaPrivateKey):
        label, body = _RSA, _asn1_keys.write_rsa_private(key)
    elif isinstance(key, EcdsaPrivateKey):
        label, body = _EC, _asn1_keys.write_ec_private(key, name_curve=True)
    elif isinstance(key, DsaPrivateKey):
        label, body = _DSA, _asn1_keys.write_dsa_private(key)
    else:
        raise UnsupportedConversionError(
            FORMAT.why_not(pair.public.family) or FORMAT.label, "Choose PKCS#8, PPK or OpenSSH format"
        )
    if protection is None:
        return armour.armour(label, body)
    headers, body = lock.wanted(protection).close(body, protection.passphrase)
    return armour.armour(label, body, headers=headers)


def rewrite(data: bytes, index: int, request: Rewrite) -> bytes:
    """As ``Format.rewrite``: the body stays, byte by byte, and so does an EC PARAMETERS block before it."""
    block = armour.find(data, tuple(_CONTAINERS), "PEM key")[index]
    container = _CONTAINERS[block.label]
    locked = lock.read(block.headers, container)
    body = block.body if locked is None else locked.open(block.body, request.passphrase, container)
    headers = None
    if request.protection is not None:
        headers, body = lock.wanted(request.protection).close(body, request.protection.passphrase)
    width = armour.width_of(data, block, _WIDTH)
    return armour.splice(data, block, armour.armour(block.label, body, headers=headers, width=width))


def no_room(form: str) -> dict[str, str]:
    """Why some families are not written in such a form, by family."""
    return {
        "ed25519": f"Ed25519 has no {form}: it came after PKCS#1 and SEC1",
        "ed448": f"Ed448 has no {form}: it came after PKCS#1 and SEC1",
        "sk": f"FIDO keys have no {form}: they live on a hardware token, and OpenSSH format points to it",
    }


FORMAT: Final = Format(
    id="pem",
    label="PEM (PKCS#1, SEC1)",
    purpose="for Jira, Jenkins, older libraries",
    readers="SPOC",
    families=frozenset({"rsa", "ecdsa", "dsa"}),
    sniff=sniff,
    read=read,
    write_private=write,
    rewrite=rewrite,
    suffix=".pem",
    carries_comment=False,
    protection=lock.DEFAULT,
    locks=lock.OPTIONS,
    protection_advice=(
        "The passphrase goes through one pass of MD5: a stolen file is quick to crack. Use PKCS#8 or "
        "OpenSSH format if the program supports it"
    ),
    no_room=no_room("PEM form"),
    min_passphrase=5,
)
"""What ssh-keygen -m PEM and PuTTYgen's export write."""
