"""PKCS#8: any key type in one envelope, plain or locked.

::

    PRIVATE KEY            SEQUENCE { version 0 or 1, SEQUENCE { algorithm }, OCTET STRING key,
                                      [0] attributes optional, [1] BIT STRING public key optional }
    ENCRYPTED PRIVATE KEY  SEQUENCE { SEQUENCE { scheme }, OCTET STRING encrypted }

The key inside is a PKCS#1 body (RSA), a SEC1 body without its curve (ECDSA), an INTEGER (DSA, read only),
or an OCTET STRING that holds the seed (Ed25519, Ed448). Version 1 has the public key; it is read, but
not written, as OpenSSL 3 and ssh-keygen refuse it. Locking is told in ``lock``; it locks away the public
half too. A PRIVATE KEY that is locked by headers, as told in ``_dek_info``, is read, as OpenSSL does. Source:
RFC 5958, RFC 8410.

A version 0 Ed25519 or Ed448 key is a seed and nothing else: no program can tell a changed one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ... import mistakes
from ...encoding import der
from ...encoding import pem as armour
from ...errors import (
    CorruptKeyError,
    KeyMismatchError,
    PassphraseRequiredError,
    UnsupportedConversionError,
)
from ...keys.dsa import DsaPrivateKey, DsaPublicKey
from ...keys.ecdsa import EcdsaPrivateKey, EcdsaPublicKey
from ...keys.eddsa import PUBLIC_TYPES, EddsaPrivateKey
from ...keys.pair import KeyPair
from ...keys.rsa import MultiPrimeError, RsaPrivateKey, RsaPublicKey
from ...records import dataclass, field
from .. import _asn1_algorithms as algorithms
from .. import _asn1_keys, _dek_info
from ..contract import Format, KeyEntry, Protection, Rewrite
from . import lock

if TYPE_CHECKING:
    from ...keys.base import PrivateKey, PublicKey
    from ...keys.ecdsa import Curve
    from ...secret import Secret

_PLAIN: Final = "PRIVATE KEY"
_LOCKED: Final = "ENCRYPTED PRIVATE KEY"
_CONTAINER: Final = lock.CONTAINER
_WIDTH: Final = 64


def sniff(data: bytes) -> bool:
    """Whether one of the two labels is there."""
    return armour.has_label(data, _PLAIN, _LOCKED)


def read(data: bytes) -> tuple[KeyEntry, ...]:
    """Read all keys of a file.

    Raises:
        CorruptKeyError: nothing of a key can be made out, not even its public key.
        UnsupportedAlgorithmError: an algorithm or a way of locking there is no code for.
        LimitError: the key is larger than sane.
    """
    blocks = armour.find(data, (_PLAIN, _LOCKED), _CONTAINER)
    return tuple(map(_entry, blocks))


def _entry(block: armour.Block) -> KeyEntry:
    if block.label == _LOCKED:
        return _read_locked(block.body)
    headed = _dek_info.read(block.headers, _CONTAINER)
    if headed is None:
        return _read_plain(block.body)
    headed.cipher.check_size(block.body, _CONTAINER)

    def open_it(passphrase: Secret | None) -> KeyPair:
        return KeyPair(_private(_take_apart(headed.open(block.body, passphrase, _CONTAINER))))

    return KeyEntry("pkcs8", encryption=headed.encryption, opener=open_it)


def _read_plain(body: bytes) -> KeyEntry:
    try:
        with mistakes.collected():
            public = _private(_take_apart(body)).public
    except MultiPrimeError as error:
        public = error.public
    except CorruptKeyError:
        info = _take_apart(body, cut=True)
        if info.oid != algorithms.RSA:
            raise
        public = _asn1_keys.rsa_public_inside(info.key, _CONTAINER)
    return KeyEntry("pkcs8", public=public, opener=lambda _: KeyPair(_private(_take_apart(body))))


def _read_locked(whole: bytes) -> KeyEntry:
    outer = der.Cursor(whole, _CONTAINER)
    fields = outer.sequence("the encrypted key")
    outer.end()
    algorithm = fields.sequence("the scheme")
    body = fields.octets("the encrypted part")
    fields.end()
    scheme = lock.read(whole, algorithm, body)

    def open_it(passphrase: Secret | None) -> KeyPair:
        if not passphrase:
            raise PassphraseRequiredError
        return KeyPair(_private(_take_apart(scheme.open(body, passphrase))))

    return KeyEntry("pkcs8", encryption=scheme.encryption, opener=open_it)


def _opened(whole: bytes, passphrase: Secret | None) -> bytes:
    """The envelope inside a locked one."""
    fields = der.Cursor(whole, _CONTAINER).sequence("the encrypted key")
    algorithm = fields.sequence("the scheme")
    body = fields.octets("the encrypted part")
    if not passphrase:
        raise PassphraseRequiredError
    return lock.read(whole, algorithm, body).open(body, passphrase)


def rewrite(data: bytes, index: int, request: Rewrite) -> bytes:
    """As ``Format.rewrite``: the envelope stays, byte by byte, also that of a type that is not written."""
    block = armour.find(data, (_PLAIN, _LOCKED), _CONTAINER)[index]
    headed = _dek_info.read(block.headers, _CONTAINER)
    if headed is not None:
        body = headed.open(block.body, request.passphrase, _CONTAINER)
    else:
        body = block.body if block.label == _PLAIN else _opened(block.body, request.passphrase)
    label = _PLAIN
    if request.protection is not None:
        label, body = _LOCKED, lock.wanted(request.protection).close(body, request.protection.passphrase)
    return armour.splice(data, block, armour.armour(label, body, width=armour.width_of(data, block, _WIDTH)))


@dataclass(frozen=True, slots=True)
class _Info:
    """The envelope, taken apart."""

    oid: str
    parameters: bytes
    """What follows the OID."""
    key: bytes = field(repr=False)
    public: bytes | None

    @property
    def algorithm(self) -> der.Cursor:
        """The parameters, to be read."""
        return der.Cursor(self.parameters, _CONTAINER)


def _take_apart(body: bytes, *, cut: bool = False) -> _Info:
    """Open the envelope; with ``cut`` only as far as the key, which may then be incomplete."""
    outer = der.Cursor(body, _CONTAINER)
    fields = outer.sequence("the key", cut=cut)
    version = fields.small("the version")
    if version > 1:
        if version > _asn1_keys.LARGEST_VERSION or not mistakes.are_collected():
            raise fields.corrupt(f"its version should be 0 or 1, but is {version}", "version")
        mistakes.note("version")
    _refuse_other_bodies(fields)
    algorithm = fields.sequence("the algorithm")
    oid = algorithm.oid("the algorithm")
    parameters = algorithm.data[len(algorithm.data) - algorithm.left :]
    key = fields.octets("the key inside", cut=cut)
    if cut:
        return _Info(oid, parameters, key, None)
    outer.end_of_all()
    if oid == algorithms.EC and der.tags(key)[:2] == [der.INTEGER, der.SEQUENCE]:
        mistakes.note("wrapped-twice")
        return _take_apart(key)
    if fields.peek() == der.context(0):
        fields.skip("the attributes")
    public = _public_bits(fields)
    fields.end()
    if public is not None:
        mistakes.note("pkcs8-v2")
    return _Info(oid, parameters, key, public)


def _public_bits(fields: der.Cursor) -> bytes | None:
    tag = der.context(1, constructed=False)
    if fields.peek() == tag:
        return fields.bits("the public key", tag)
    wrapped = fields.optional(1, "the public key")  # so wrote some versions of ring
    return wrapped.bits("the public key") if wrapped else None


def _refuse_other_bodies(fields: der.Cursor) -> None:
    """A body that stands under the wrong label, which people make when they edit the BEGIN line."""
    label = {der.INTEGER: "RSA PRIVATE KEY", der.OCTET_STRING: "EC PRIVATE KEY"}.get(fields.peek() or 0)
    if label:
        raise CorruptKeyError(
            _CONTAINER,
            f"its body is {label}, but its label is PRIVATE KEY",
            f"Change the label in its BEGIN and END lines to {label}",
            field="label",
        )


def _private(info: _Info) -> PrivateKey:
    if info.oid in algorithms.EDDSA:
        return _eddsa(info)
    key: PrivateKey
    if info.oid == algorithms.RSA:
        algorithms.end_of_rsa(info.algorithm)
        key = _asn1_keys.read_rsa_private(info.key, _CONTAINER).checked()
    elif info.oid == algorithms.EC:
        key = _asn1_keys.read_ec_private(info.key, _CONTAINER, _curve(info.algorithm))
    elif info.oid == algorithms.DSA:
        key = _dsa(info)
    else:
        raise algorithms.not_for_ssh(info.oid)
    if info.public not in {None, _public_content(key.public)}:
        raise KeyMismatchError(
            _CONTAINER, "its public key and its private key belong to different keys", field="public key"
        )
    return key


def _curve(algorithm: der.Cursor) -> Curve | None:
    """The curve that the algorithm names; None where it does not, and the body may."""
    if algorithm.peek() in {None, der.NULL}:
        if not mistakes.are_collected():
            raise algorithm.corrupt("it does not name its curve", "curve")
        mistakes.note("ec-no-curve")
        return None
    curve = _asn1_keys.read_curve(algorithm)
    algorithm.end()
    return curve


def _public_content(public: PublicKey) -> bytes:
    """What version 1 repeats: the content of the SPKI bit string."""
    if isinstance(public, RsaPublicKey):
        return _asn1_keys.write_rsa_public(public)
    if isinstance(public, EcdsaPublicKey):
        return public.point
    return der.integer(public.y) if isinstance(public, DsaPublicKey) else b""


def _eddsa(info: _Info) -> EddsaPrivateKey:
    family = algorithms.EDDSA[info.oid]
    if info.algorithm.left and mistakes.are_collected():
        info.algorithm.null("the parameters")
        mistakes.note("eddsa-parameters")
    else:
        info.algorithm.end()
    seed = _seed(info.key, PUBLIC_TYPES[family].size, family)
    if info.public is None:
        return EddsaPrivateKey.from_seed(family, seed)
    return EddsaPrivateKey(PUBLIC_TYPES[family](info.public), seed)


def _seed(key: bytes, size: int, family: str) -> bytes:
    """The seed; some write it without its OCTET STRING, or the public key behind it."""
    inner = der.Cursor(key, _CONTAINER)
    seed = key
    if len(key) not in {size, 2 * size}:
        seed = inner.octets("the seed")
        inner.end()
    elif not mistakes.are_collected():
        raise inner.corrupt("the seed is not in an OCTET STRING of its own", "seed")
    if seed is key:
        mistakes.note("eddsa-bare-seed")
    if len(seed) == 2 * size and EddsaPrivateKey.from_seed(family, seed[:size]).public.pk == seed[size:]:
        mistakes.note("eddsa-long-seed")
        return seed[:size]
    return seed


def _dsa(info: _Info) -> DsaPrivateKey:
    p, q, g = algorithms.dsa_group(info.algorithm)
    inner = der.Cursor(info.key, _CONTAINER)
    x = inner.integer("the private number x")
    inner.end()
    return DsaPrivateKey.from_number(p, q, g, x)


def write(pair: KeyPair, protection: Protection | None) -> bytes:
    """Write a key, locked with PBKDF2 and AES-256-CBC unless the protection says otherwise.

    Raises:
        UnsupportedConversionError: another key type, or a request that PKCS#8 has no room for.
        PassphraseRequiredError: the passphrase is empty.
        WeakKeyError, LimitError: the work factor is too low or too high.
    """
    algorithm, key = _encode(pair.private)
    body = der.sequence(der.integer(0), algorithm, der.octets(key))
    if protection is None:
        return armour.armour(_PLAIN, body)
    return armour.armour(_LOCKED, lock.wanted(protection).close(body, protection.passphrase))


def _encode(key: PrivateKey) -> tuple[bytes, bytes]:
    if isinstance(key, RsaPrivateKey):
        return algorithms.rsa(), _asn1_keys.write_rsa_private(key)
    if isinstance(key, EcdsaPrivateKey):
        return algorithms.ec(key.public.curve), _asn1_keys.write_ec_private(key, name_curve=False)
    if isinstance(key, EddsaPrivateKey):
        return algorithms.eddsa(key.public.family), der.octets(key.seed)
    raise UnsupportedConversionError(
        FORMAT.why_not(key.public.family) or FORMAT.label, "Choose OpenSSH format for it"
    )


FORMAT: Final = Format(
    id="pkcs8",
    label="PKCS#8",
    purpose="for OpenSSL, Java, cloud consoles",
    readers="SOC",
    not_by_openssh=frozenset({"ed25519", "ed448"}),
    families=frozenset({"rsa", "ecdsa", "ed25519", "ed448"}),
    sniff=sniff,
    read=read,
    write_private=write,
    rewrite=rewrite,
    suffix=".pem",
    carries_comment=False,
    protection=lock.DEFAULT,
    locks=lock.OPTIONS,
    no_room={
        "dsa": "DSA keys can be read, not written: OpenSSH 10 dropped them",
        "sk": "FIDO keys have no PKCS#8 form: they live on a hardware token, and OpenSSH format points to it",
    },
)
"""What openssl genpkey and ssh-keygen -m PKCS8 write."""
