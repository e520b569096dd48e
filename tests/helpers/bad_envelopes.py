"""Whole keys in envelopes that were badly made: mistakes x key types x formats, locked or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from tests.helpers.keys import ecdsa_key, eddsa_key, make, rsa_key
from tui.keyops.crypto import body_ciphers, primitives
from tui.keyops.encoding import der, pem, wire
from tui.keyops.formats import _dek_info
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh import fields as openssh_fields
from tui.keyops.formats.pkcs8 import lock as pkcs8_lock
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.keyops.keys.pair import KeyPair

PASSPHRASE: Final = "correct horse"
RSA_OID, EC_OID, ED_OID = "1.2.840.113549.1.1.1", "1.2.840.10045.2.1", "1.3.101.112"
PRIME_FIELD = "1.2.840.10045.1.1"
P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
B256 = bytes.fromhex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b")
G256 = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)
N256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Case(NamedTuple):
    """One file."""

    name: str
    """The mistake, as its maker here is called."""
    kind: str
    format: str
    locked: bool
    data: bytes
    mistake: str
    """The id that must be told."""

    @property
    def id(self) -> str:
        """For a test."""
        return f"{self.name}-{self.kind}-{self.format}{'-locked' * self.locked}"


def bare(value: int, extra: int = 0, *, sign: bool = True) -> bytes:
    """An INTEGER with zero bytes too many, or without the one that keeps it positive."""
    raw = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return der.element(der.INTEGER, bytes(extra) + (raw if sign else raw.lstrip(b"\0")))


def rsa(pair: KeyPair, *, write: Callable[[int], bytes] = der.integer, **changed: int) -> bytes:
    key = rsa_key(pair)
    numbers = {
        "version": 0, "n": key.public.n, "e": key.public.e, "d": key.d, "p": key.p, "q": key.q,
        "dp": key.dmp1, "dq": key.dmq1, "iqmp": key.iqmp,
    }  # fmt: skip
    version, *rest = (numbers | changed).values()
    return der.sequence(der.integer(version), *map(write, rest))


def shortened(pair: KeyPair, count: int) -> bytes:
    """Version and the first numbers alone."""
    key = rsa_key(pair)
    numbers = 0, key.public.n, key.public.e, key.d, key.p, key.q
    return der.sequence(*map(der.integer, numbers[:count]))


def curve(pair: KeyPair) -> bytes:
    return der.oid(ecdsa_key(pair).public.curve.oid)


def spelled() -> bytes:
    field = der.sequence(der.oid(PRIME_FIELD), der.integer(P256))
    numbers = der.sequence(der.octets((P256 - 3).to_bytes(32, "big")), der.octets(B256))
    return der.sequence(der.integer(1), field, numbers, der.octets(G256), der.integer(N256))


def ec(pair: KeyPair, *, version: int = 1, named: bytes | None = b"", point: bytes | None = b"") -> bytes:
    key = ecdsa_key(pair)
    named = curve(pair) if named == b"" else named
    point = key.public.point if point == b"" else point
    return der.sequence(
        der.integer(version),
        der.octets(key.scalar),
        der.explicit(0, named) if named else b"",
        der.explicit(1, der.bits(point)) if point else b"",
    )


def compressed(pair: KeyPair) -> bytes:
    point = ecdsa_key(pair).public.point
    return bytes((2 + (point[-1] & 1),)) + point[1 : 1 + (len(point) - 1) // 2]


def hybrid(pair: KeyPair) -> bytes:
    point = ecdsa_key(pair).public.point
    return bytes((6 + (point[-1] & 1),)) + point[1:]


def p8(oid: str, parameters: bytes, key: bytes, *, version: int = 0, more: bytes = b"") -> bytes:
    algorithm = der.sequence(der.oid(oid), parameters)
    return der.sequence(der.integer(version), algorithm, der.octets(key), more)


def in_p8(body: bytes, pair: KeyPair) -> bytes:
    if pair.public.family == "rsa":
        return p8(RSA_OID, der.null(), body)
    return p8(EC_OID, curve(pair), body)


def unmeasured(body: bytes) -> bytes:
    """A SEQUENCE of more than 255 bytes, with an end in place of its length."""
    return b"\x30\x80" + body[4:] + b"\0\0"


RSA_MISTAKES: Final[dict[str, tuple[str, Callable[[KeyPair], bytes]]]] = {
    "no-crt": ("rsa-crt-missing", lambda pair: rsa(pair, dp=0, dq=0)),
    "wrong-dp": ("rsa-crt", lambda pair: rsa(pair, dp=rsa_key(pair).dmp1 + 2)),
    "dp-not-reduced": ("rsa-crt", lambda pair: rsa(pair, dp=rsa_key(pair).d, dq=rsa_key(pair).d)),
    "swapped-inverse": (
        "rsa-swapped-inverse",
        lambda pair: rsa(pair, iqmp=pow(rsa_key(pair).p, -1, rsa_key(pair).q)),
    ),
    "no-inverse": ("rsa-inverse", lambda pair: rsa(pair, iqmp=0)),
    "no-numbers": ("rsa-primes", lambda pair: rsa(pair, p=0, q=0, dp=0, dq=0, iqmp=0)),
    "short-after-d": ("rsa-short", lambda pair: shortened(pair, 4)),
    "short-after-q": ("rsa-short", lambda pair: shortened(pair, 6)),
    "no-d": ("rsa-exponent", lambda pair: rsa(pair, d=0)),
    "version-1": ("rsa-version-1", lambda pair: rsa(pair, version=1)),
    "version-2": ("version", lambda pair: rsa(pair, version=2)),
    "negative": ("negative-number", lambda pair: rsa(pair, write=lambda value: bare(value, sign=False))),
    "long": ("long-number", lambda pair: rsa(pair, write=lambda value: bare(value, 2))),
    "line-end": ("filling", lambda pair: rsa(pair) + b"\r\n"),
    "no-length": ("no-length", lambda pair: unmeasured(rsa(pair))),
    "long-length": ("long-length", lambda pair: b"\x30\x84\0\0" + rsa(pair)[2:]),
}
EC_MISTAKES: Final[dict[str, tuple[str, Callable[[KeyPair], bytes]]]] = {
    "version-0": ("version", lambda pair: ec(pair, version=0)),
    "no-public": ("ec-no-public", lambda pair: ec(pair, point=None)),
    "compressed": ("ec-compressed", lambda pair: ec(pair, point=compressed(pair))),
    "hybrid": ("ec-hybrid", lambda pair: ec(pair, point=hybrid(pair))),
    "no-curve": ("ec-no-curve", lambda pair: ec(pair, named=None)),
}
P8_MISTAKES: Final[dict[str, tuple[str, str, Callable[[KeyPair], bytes]]]] = {
    "v2-ed25519": (
        "ed25519",
        "pkcs8-v2",
        lambda pair: p8(ED_OID, b"", der.octets(eddsa_key(pair).seed), version=1,
                        more=der.element(0x81, b"\0" + eddsa_key(pair).public.pk)),
    ),
    "v2-explicit": (
        "ed25519",
        "pkcs8-v2",
        lambda pair: p8(ED_OID, b"", der.octets(eddsa_key(pair).seed), version=1,
                        more=der.explicit(1, der.bits(eddsa_key(pair).public.pk))),
    ),
    "v1-with-public": (
        "ed25519",
        "pkcs8-v2",
        lambda pair: p8(ED_OID, b"", der.octets(eddsa_key(pair).seed),
                        more=der.element(0x81, b"\0" + eddsa_key(pair).public.pk)),
    ),
    "bare-seed": ("ed25519", "eddsa-bare-seed", lambda pair: p8(ED_OID, b"", eddsa_key(pair).seed)),
    "long-seed": (
        "ed25519",
        "eddsa-long-seed",
        lambda pair: p8(ED_OID, b"", der.octets(eddsa_key(pair).seed + eddsa_key(pair).public.pk)),
    ),
    "null-parameters": (
        "ed25519",
        "eddsa-parameters",
        lambda pair: p8(ED_OID, der.null(), der.octets(eddsa_key(pair).seed)),
    ),
    "curve-inside": ("ecdsa256", "ec-no-curve", lambda pair: p8(EC_OID, b"", ec(pair))),
    "explicit": ("ecdsa256", "ec-explicit", lambda pair: p8(EC_OID, spelled(), ec(pair, named=None))),
    "twice": ("ecdsa256", "wrapped-twice", lambda pair: p8(EC_OID, curve(pair), in_p8(ec(pair), pair))),
    "version-2": ("rsa", "version", lambda pair: p8(RSA_OID, der.null(), rsa(pair), version=2)),
    "version-32": ("rsa", "version", lambda pair: p8(RSA_OID, der.null(), rsa(pair), version=32)),
    "version-33": (
        "ed25519", "version", lambda pair: p8(ED_OID, b"", der.octets(eddsa_key(pair).seed), version=33)
    ),
    "no-length": ("rsa", "no-length", lambda pair: unmeasured(p8(RSA_OID, der.null(), rsa(pair)))),
}  # fmt: skip
"""Key type, id and maker."""


NEVER_LOCKED: Final = frozenset({"no-length", "long-length", "version-32", "version-33"})
"""What stands where a right passphrase is told from a wrong one."""


def filled(body: bytes) -> bytes:
    """With the zero bytes that fill a block."""
    return body + bytes(-len(body) % 16 or 16)


def armoured(label: str, body: bytes, *, locked: bool, padded: bool = True) -> bytes:
    """A block; locked as its label wants it, and ``padded`` as it should be."""
    if not locked:
        return pem.armour(label, body)
    if label == "PRIVATE KEY":
        scheme = pkcs8_lock.wanted(Protection(Secret(PASSPHRASE), rounds=1000))
        sealed = scheme.close(body, Secret(PASSPHRASE))
        if not padded:
            fields = der.Cursor(sealed, "").sequence("")
            algorithm = der.element(der.SEQUENCE, fields.element(der.SEQUENCE, ""))
            key = scheme.kdf.key(PASSPHRASE.encode(), 32)
            sealed = der.sequence(
                algorithm, der.octets(scheme.cipher.run(key, scheme.iv, body, encrypt=True))
            )
        return pem.armour("ENCRYPTED PRIVATE KEY", sealed)
    lock = _dek_info.DekInfo(body_ciphers.AES_128, bytes(range(16)))
    headers, sealed = lock.close(body, Secret(PASSPHRASE))
    if not padded:
        sealed = lock.cipher.run(lock._key(Secret(PASSPHRASE)), lock.iv, body, encrypt=True)
    return pem.armour(label, sealed, headers=headers)


def openssh(
    pair: KeyPair, *, locked: bool, padding: bytes | None = None, fields: bytes = b"", check: bytes = b"1234",
    behind: bytes = b"",
) -> bytes:  # fmt: skip
    """An OpenSSH key whose private section is as it is told, or as it should be."""
    fields = fields or openssh_fields.write_private(pair.private)
    block = 16 if locked else 8
    bare = 8 + len(fields) + len(wire.string(b""))
    comment = b"anna@example.com".ljust(16 + (3 - bare) % block, b"!")
    section = b"1234" + check + fields + wire.string(comment)
    count = -len(section) % block
    section += bytes(range(1, count + 1)) if padding is None else padding[:count]
    blob = wire.string(pair.public.blob)
    head, section = _sealed(section, locked=locked)
    body = b"openssh-key-v1\0" + head + wire.u32(1) + blob + wire.string(section) + behind
    return pem.armour("OPENSSH PRIVATE KEY", body, width=70)


def _sealed(section: bytes, *, locked: bool) -> tuple[bytes, bytes]:
    """The names of cipher and KDF with its options, and the section as it stands behind them."""
    if not locked:
        return wire.string("none") * 2 + wire.string(b""), section
    keys = primitives.bcrypt_kdf(PASSPHRASE.encode(), b"salt" * 4, 1, 48)
    options = wire.string(b"salt" * 4) + wire.u32(1)
    head = wire.string("aes256-ctr") + wire.string("bcrypt") + wire.string(options)
    return head, primitives.aes_ctr(keys[:32], keys[32:], section, encrypt=True)


def several(*pairs: KeyPair, locked: bool, padding: bytes) -> bytes:
    """One OpenSSH block with several keys, whose private section ends as it is told."""
    *first, last = pairs
    section = b"12341234" + b"".join(
        openssh_fields.write_private(pair.private) + wire.string(pair.comment) for pair in first
    )
    block = 16 if locked else 8
    section += openssh_fields.write_private(last.private)
    section += wire.string(b"!" * (16 + (3 - len(section) - 4) % block))
    section += padding[: -len(section) % block]
    head, section = _sealed(section, locked=locked)
    blobs = b"".join(wire.string(pair.public.blob) for pair in pairs)
    body = b"openssh-key-v1\0" + head + wire.u32(len(pairs)) + blobs + wire.string(section)
    return pem.armour("OPENSSH PRIVATE KEY", body, width=70)


def rsa_fields(pair: KeyPair, iqmp: int = 0, write: Callable[[int], bytes] = wire.mpint) -> bytes:
    key = rsa_key(pair)
    numbers = (key.public.n, key.public.e, key.d, iqmp or key.iqmp, key.p, key.q)
    return wire.string("ssh-rsa") + b"".join(map(write, numbers))


def unsigned(value: int) -> bytes:
    return wire.string(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def ed_fields(pair: KeyPair, private: bytes) -> bytes:
    return wire.string("ssh-ed25519") + wire.string(eddsa_key(pair).public.pk) + wire.string(private)


def cases() -> Iterator[Case]:
    """All of them; a mistake that a format or a key type cannot have is left out."""
    for locked in (False, True):
        yield from _traditional(locked=locked)
        yield from _pkcs8(locked=locked)
        yield from _openssh(locked=locked)


def _traditional(*, locked: bool) -> Iterator[Case]:
    kinds = (("rsa", RSA_MISTAKES, "RSA"), ("ecdsa256", EC_MISTAKES, "EC"), ("ecdsa521", EC_MISTAKES, "EC"))
    for kind, mistakes, word in kinds:
        pair, label = make(kind), f"{word} PRIVATE KEY"
        for name, (mistake, maker) in mistakes.items():
            if locked and name in NEVER_LOCKED:
                continue
            yield Case(name, kind, "pem", locked, armoured(label, maker(pair), locked=locked), mistake)
            if (name, kind) != ("no-curve", kind):
                whole = armoured("PRIVATE KEY", in_p8(maker(pair), pair), locked=locked)
                yield Case(name, kind, "pkcs8", locked, whole, mistake)
        body = filled(rsa(pair) if kind == "rsa" else ec(pair))
        told = "body-padding" if locked else "filling"
        yield Case("zeros", kind, "pem", locked, armoured(label, body, locked=locked, padded=False), told)
    pair = make("ecdsa256")
    explicit = armoured("EC PRIVATE KEY", ec(pair, named=spelled()), locked=locked)
    yield Case("explicit", "ecdsa256", "pem", locked, explicit, "ec-explicit")
    before = pem.armour("EC PARAMETERS", curve(pair)) + armoured("EC PRIVATE KEY", ec(pair), locked=locked)
    yield Case("parameters", "ecdsa256", "pem", locked, before, "ec-parameters")


def _pkcs8(*, locked: bool) -> Iterator[Case]:
    for name, (kind, mistake, maker) in P8_MISTAKES.items():
        if locked and name in NEVER_LOCKED:
            continue
        data = armoured("PRIVATE KEY", maker(make(kind)), locked=locked)
        yield Case(name, kind, "pkcs8", locked, data, mistake)
    for kind in ("rsa", "ecdsa384"):
        pair = make(kind)
        body = filled(in_p8(rsa(pair) if kind == "rsa" else ec(pair), pair))
        told = "body-padding" if locked else "filling"
        data = armoured("PRIVATE KEY", body, locked=locked, padded=False)
        yield Case("zeros", kind, "pkcs8", locked, data, told)


def _openssh(*, locked: bool) -> Iterator[Case]:
    for kind in ("rsa", "ecdsa256", "ecdsa384", "ed25519"):
        pair = make(kind)
        for name, padding in (("from-zero", bytes(range(16))), ("zeros", bytes(16)), ("noise", b"\x5a" * 16)):
            data = openssh(pair, locked=locked, padding=padding)
            yield Case(name, kind, "openssh", locked, data, "openssh-padding")
        if not locked:
            data = openssh(pair, locked=False, padding=b"")
            yield Case("no-padding", kind, "openssh", locked, data, "openssh-blocks")
            data = openssh(pair, locked=False, check=b"4321")
            yield Case("check", kind, "openssh", locked, data, "openssh-check")
            data = openssh(pair, locked=False, behind=bytes(7))
            yield Case("behind", kind, "openssh", locked, data, "openssh-filling")
    pair = make("rsa")
    for name, mistake, iqmp in (
        ("swapped-inverse", "rsa-swapped-inverse", pow(rsa_key(pair).p, -1, rsa_key(pair).q)),
        ("no-inverse", "rsa-inverse", 1),
    ):
        data = openssh(pair, locked=locked, fields=rsa_fields(pair, iqmp))
        yield Case(name, "rsa", "openssh", locked, data, mistake)
    fields = rsa_fields(pair, write=unsigned)
    yield Case(
        "negative", "rsa", "openssh", locked, openssh(pair, locked=locked, fields=fields), "negative-mpint"
    )
    pair = make("ed25519")
    for name, private in (
        ("seed-alone", eddsa_key(pair).seed),
        ("zero-public", eddsa_key(pair).seed + bytes(32)),
    ):
        data = openssh(pair, locked=locked, fields=ed_fields(pair, private))
        yield Case(name, "ed25519", "openssh", locked, data, "eddsa-seed-alone")
