"""Files made to hurt, of any size: each grows with what some step might do more of than it should.

``GENERATORS`` is the table: a name, a function from a number of bytes to a file of about that size, never
more, and the verbs that such a file may hurt. Random numbers come from a seed: each run tries the same files.
"""

from __future__ import annotations

import base64
import functools
import json
import random
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.fuzz.readers import CORPUS
from tests.helpers.certificate_samples import certify, line, signer
from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.damage import readings
from tui.keyops.encoding import der, wire
from tui.keyops.encoding import pem as armour

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LABELS: Final = (
    "RSA PRIVATE KEY",
    "DSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "OPENSSH PRIVATE KEY",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
    "SSH SIGNATURE",
)
_SSH2: Final = ("SSH2 PUBLIC KEY", "SSH2 ENCRYPTED PRIVATE KEY")


def _edge(word: str, label: str) -> bytes:
    return (f"---- {word} {label} ----" if label.startswith("SSH2") else f"-----{word} {label}-----").encode()


def _full(size: int, parts: Iterable[bytes], head: bytes = b"", tail: bytes = b"") -> bytes:
    """As many of the parts as there is room for, between what must be there."""
    made, room = [head], size - len(head) - len(tail)
    for part in parts:
        if len(part) > room:
            break
        made.append(part)
        room -= len(part)
    return b"".join((*made, tail))


def _again(part: bytes) -> Callable[[int], bytes]:
    return lambda size: part * (size // len(part))


def _seeded(make_part: Callable[[random.Random], bytes]) -> Callable[[int], bytes]:
    """Different parts, the same in each run."""

    def parts() -> Iterator[bytes]:
        rng = random.Random(7)
        while True:
            yield make_part(rng)

    return lambda size: _full(size, parts())


def _odd(rng: random.Random, bits: int) -> int:
    return rng.getrandbits(bits) | 1 | 1 << (bits - 1)


def _rsa_line(rng: random.Random, n_bits: int, e_bits: int) -> bytes:
    e = _odd(rng, e_bits) if e_bits > 17 else 65537
    blob = wire.string("ssh-rsa") + wire.mpint(e) + wire.mpint(_odd(rng, n_bits))
    return b"ssh-rsa " + base64.b64encode(blob) + b" x\n"


def _rsa_lines(n_bits: int, e_bits: int) -> Callable[[int], bytes]:
    return _seeded(lambda rng: _rsa_line(rng, n_bits, e_bits))


def _one_number(size: int, n_share: float) -> bytes:
    """A key line with a single number that fills the file."""
    bits = (size - 500) * 6
    n_bits = 2048 if n_share == 0 else bits
    return _rsa_line(random.Random(7), n_bits, bits if n_share == 0 else 17)


def _ed25519_line(rng: random.Random) -> bytes:
    blob = wire.string("ssh-ed25519") + wire.string(rng.randbytes(32))
    return b"ssh-ed25519 " + base64.b64encode(blob) + b"\n"


def _dsa_line(rng: random.Random) -> bytes:
    numbers = (_odd(rng, 4096), _odd(rng, 256), _odd(rng, 4095), _odd(rng, 4095))
    blob = wire.string("ssh-dss") + b"".join(map(wire.mpint, numbers))
    return b"ssh-dss " + base64.b64encode(blob) + b"\n"


def _rsa_pem(
    rng: random.Random, label: str = "RSA PRIVATE KEY", n_bits: int = 2048, e_bits: int = 17
) -> bytes:
    numbers = [0, _odd(rng, n_bits), _odd(rng, e_bits), *(_odd(rng, n_bits // 2) for _ in range(6))]
    return armour.armour(label, der.sequence(*map(der.integer, numbers)))


def _spki(rng: random.Random, e_bits: int) -> bytes:
    body = der.sequence(der.integer(_odd(rng, 2048)), der.integer(_odd(rng, e_bits)))
    return armour.armour("RSA PUBLIC KEY", body)


@functools.cache
def _certificate() -> bytes:
    return (CORPUS / "openssh-10.5" / "id_ed25519-cert.pub").read_bytes()


def _certificate_line(**fields: Any) -> bytes:
    return line(certify(*signer("ed25519"), **fields))


def _names(room: int) -> tuple[bytes, ...]:
    return tuple(b"%06d" % number for number in range(room // 10))


def _principals(size: int) -> bytes:
    return _certificate_line(principals=_names(size * 3 // 4 - 2000))


def _extensions(size: int) -> bytes:
    return _certificate_line(
        extensions=tuple((name, b"") for name in _names((size * 3 // 4 - 2000) * 10 // 14))
    )


def _krl(sections: Iterable[bytes], size: int) -> bytes:
    head = b"SSHKRL\n\0" + wire.u32(1) + bytes(24) + wire.string("") + wire.string("")
    return _full(size, sections, head)


def _section(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + wire.string(body)


def _krl_serials(size: int) -> bytes:
    room = size - 600
    serials = b"".join(number.to_bytes(8, "big") for number in range(1, room // 8))
    return _krl((_section(1, wire.string("") + wire.string("") + _section(0x20, serials)),), size)


def _krl_bitmap(size: int) -> bytes:
    bitmap = wire.string(b"\x7f" + b"\xff" * (size - 600))
    body = wire.string("") + wire.string("") + _section(0x22, bytes(8) + bitmap)
    return _krl((_section(1, body),), size)


def _krl_sections(size: int) -> bytes:
    one = _section(1, wire.string("") + wire.string("") + _section(0x21, bytes(7) + b"\1" + b"\xff" * 8))
    return _krl(iter(lambda: one, b""), size)


def _krl_keys(size: int) -> bytes:
    blobs = b"".join(wire.string(number.to_bytes(20, "big")) for number in range((size - 600) // 24))
    return _krl((_section(3, blobs),), size)


def _deep_der(size: int) -> bytes:
    made = b""
    while True:
        longer = der.sequence(made) if len(made) < 4000 else b"\x30\x80" * ((size - len(made)) // 2) + made
        if len(longer) > size - 8 or len(made) >= 4000:
            return longer[:size]
        made = longer


def _wide_der(size: int) -> bytes:
    return der.sequence(b"\x02\x01\x05" * ((size - 8) // 3))


def _der_pem(size: int) -> bytes:
    return armour.armour("PRIVATE KEY", _wide_der(size * 20 // 28))


def _ppk(size: int, line: bytes = b"AAAA\n") -> bytes:
    count = (size - 400) // len(line)
    return b"".join(
        (
            b"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: x\n",
            b"Public-Lines: %d\n" % count,
            line * count,
            b"Private-Lines: 1\nAAAA\nPrivate-MAC: " + b"0" * 64 + b"\n",
        )
    )


def _jwk(size: int) -> bytes:
    key = json.dumps({"kty": "OKP", "crv": "Ed25519", "x": "A" * 43})
    return ('{"keys": [' + ", ".join([key] * ((size - 20) // (len(key) + 2))) + "]}").encode()


def _jwk_rsa(size: int) -> bytes:
    def number(value: int) -> str:
        raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    rng = random.Random(7)
    bits = (size - 600) * 6
    return json.dumps(
        {"keys": [{"kty": "RSA", "n": number(_odd(rng, 2048)), "e": number(_odd(rng, bits))}]}
    ).encode()


def _signature(size: int) -> bytes:
    body = b"SSHSIG" + wire.u32(1) + wire.string(b"x" * (size * 73 // 100))
    return armour.armour("SSH SIGNATURE", body)


def _signature_rsa(size: int) -> bytes:
    rng = random.Random(7)
    e = _odd(rng, size * 5)
    blob = wire.string("ssh-rsa") + wire.mpint(e) + wire.mpint(_odd(rng, 2048))
    made = wire.string("rsa-sha2-512") + wire.string(bytes(256))
    parts = (blob, b"file", b"", b"sha512", made)
    return armour.armour("SSH SIGNATURE", b"SSHSIG" + wire.u32(1) + b"".join(map(wire.string, parts)))


def _openssh_many(size: int) -> bytes:
    """A container that says it holds very many keys."""
    blob = wire.string(wire.string("ssh-ed25519") + wire.string(bytes(32)))
    count = size * 70 // 100 // len(blob)
    head = b"openssh-key-v1\0" + wire.string("none") + wire.string("none") + wire.string("")
    return armour.armour(
        "OPENSSH PRIVATE KEY", head + wire.u32(count) + blob * count + wire.string(b""), width=70
    )


def _openssh_rsa(size: int) -> bytes:
    """An unlocked key with a public exponent that fills the file."""
    rng = random.Random(7)
    blob = wire.string("ssh-rsa") + wire.mpint(_odd(rng, size * 2)) + wire.mpint(_odd(rng, 2048))
    numbers = (_odd(rng, 2048), _odd(rng, size * 2), *(_odd(rng, 1024) for _ in range(4)))
    section = bytes(8) + wire.string("ssh-rsa") + b"".join(map(wire.mpint, numbers)) + wire.string("x")
    section += bytes(range(1, 9 - len(section) % 8)) if len(section) % 8 else b""
    head = b"openssh-key-v1\0" + wire.string("none") + wire.string("none") + wire.string("")
    body = head + wire.u32(1) + wire.string(blob) + wire.string(section)
    return armour.armour("OPENSSH PRIVATE KEY", body, width=70)


def _after(head: bytes, part: bytes, tail: bytes = b"") -> Callable[[int], bytes]:
    return lambda size: _full(size, iter(lambda: part, b""), head, tail)


def _valid(name: str, container: str) -> bytes:
    return pack(make(name), container).data


def _armour_tricks() -> Iterator[tuple[str, Callable[[int], bytes]]]:
    for label in (*_LABELS, *_SSH2):
        begin, end = _edge("BEGIN", label), _edge("END", label)
        word = label.lower()
        yield f"{word}: begin lines with a colon", _after(b"", begin + b":\n", end + b"\n")
        yield f"{word}: begin lines, one end", _after(b"", begin + b"\n", end + b"\n")
        yield f"{word}: begin lines, no end", _again(begin + b"\n")
        yield f"{word}: empty blocks", _again(begin + b"\n" + end + b"\n")
        yield f"{word}: headers", _after(begin + b"\n", b"a: b\n", b"\n" + end + b"\n")
        yield f"{word}: soup", _after(begin + b"\n", b"A" * 64 + b"\n", end + b"\n")
        yield f"{word}: short lines", _after(begin + b"\n", b"A\n", end + b"\n")
    for label in ("RSA PRIVATE KEY", "SSH2 PUBLIC KEY"):
        begin, end = _edge("BEGIN", label), _edge("END", label)
        yield f"{label.lower()}: end lines", _again(end + b"\n")
        yield f"{label.lower()}: one long line", _after(begin + b" ", b"AAAA ", end)
        yield f"{label.lower()}: begins in one line", _again(begin + b" ")
        yield (
            f"{label.lower()}: continued header",
            _after(begin + b"\nx: \\\n", b"a\\\n", b"\n" + end + b"\n"),
        )
        yield f"{label.lower()}: indented", _after(b"", b" " + begin + b"\n  AAAA\n " + end + b"\n")


def _text_tricks() -> Iterator[tuple[str, Callable[[int], bytes]]]:
    for name, part in (
        ("newlines", b"\n"),
        ("carriage returns", b"\r"),
        ("letters in lines", b"a\n"),
        ("comments", b"#\n"),
        ("blanks", b" "),
        ("words", b"a "),
        ("backslashes", b"\\\n"),
        ("escaped newlines", b"\\n"),
        ("quotes", b'"'),
        ("escaped quotes", b'\\"'),
        ("commas", b"a,"),
        ("dashes", b"-"),
        ("dash begins", b"-----BEGIN "),
        ("begin words", b"BEGIN PRIVATE KEY "),
        ("base64 soup", b"QUJD"),
        ("base64 lines", b"QUJD" * 16 + b"\n"),
        ("base64 of begin", b"LS0tLS1CRUdJTiA "),
        ("key type words", b"ssh-ed25519 "),
        ("bodies alone", b"ssh-rsa AAAA\n"),
        ("marked", b"@revoked "),
        ("hosts", b"a ssh-rsa AAAA\n"),
        ("options", b'command="x" '),
        ("option lines", b'command="' + b"x" * 10 + b'" ssh-ed25519 AAAA\n'),
        ("ppk heads", b"PuTTY-User-Key-File-3: ssh-rsa\n"),
        ("NUL", b"\0"),
        ("UTF-16", b"-\0-\0"),
        ("odd dashes", b"\xe2\x80\x93"),
        ("odd blanks", b"\xc2\xa0"),
        ("brackets", b"["),
        ("braces", b'{"kty":'),
        ("zero DER", b"0\x80"),
        ("Yaml", b"- key: |\n    ssh-rsa AAAA\n"),
        ("sshfp", b"a IN SSHFP 1 1 " + b"0" * 40 + b"\n"),
        ("ssh1", b"1024 65537 " + b"7" * 300 + b"\n"),
        ("signers", b"a@b ssh-ed25519 AAAA\n"),
        ("crlf", b"a\r\n"),
        ("cr cr lf", b"a\r\r\n"),
        ("offsets of a dump", b"0000000\n"),
        ("octal dump", b"0000000 101 102\n"),
    ):
        yield name, _again(part)


_PIECES: Final = (
    *(bytes((byte,)) for byte in b" \t\n\r\0.,:;=-_+*#$@!|\\/<>[](){}\"'`~^?&%7x\xff"),
    *(b"AAAA", b"ab ", b"%41", b"&#65;", b"\\n", b"\\u0041", b"=41", b"<a>", b"> ", b": ", b"\xc2\xa0"),
    *("\u2019".encode(), "\u2013".encode(), b"\x1b[1m", b"\\a1", b"41 ", b"a: b\n", b"12:00 <a> "),
    *(b"ssh-rsa", b"ssh-rsa ", b"ssh-rsa AAAA", b'command="x",', b"@revoked ", b"DEK-Info: AES-128-CBC,00\n"),
    *(b"PuTTY-User-Key-File-3: ssh-rsa\n", b"Private-Lines: 1\n", b"Comment: x\n"),
    *(_edge(word, "RSA PRIVATE KEY") + end for word in ("BEGIN", "END") for end in (b"", b"\n")),
)
_LARGEST: Final = readings.LARGEST - 1
"""Bytes. Of a larger file hardly any damage is looked for."""
_PAIRS: Final = 120


def _damage_tricks() -> Iterator[tuple[str, Callable[[int], bytes]]]:
    """Runs of one piece where keys are looked for, and of two behind each other."""
    key = pack_public(make("ed25519").public, "openssh-public").data.strip()
    begin, end = _edge("BEGIN", "RSA PRIVATE KEY"), _edge("END", "RSA PRIVATE KEY")
    for where, head, tail in (
        ("behind BEGIN", begin, end + b"\n"),
        ("behind a spelled line end", begin + b"\\n", end),
        ("between keys", key, b"x " + key),
        ("between the keys of a host", b"a.b " + key + b" ", b" " + key),
        ("behind a key type", b"ssh-rsa AAAA", b" ssh-rsa AAAA"),
        ("behind AAAA", b"AAAA\n", b""),
    ):
        for piece in _PIECES:
            yield f"{piece!r:.24} {where}", _at_most(_LARGEST, _after(head, piece, tail))
    draw = random.Random(11)
    for one, other in (draw.sample(_PIECES, 2) for _ in range(_PAIRS)):
        yield f"{one!r:.24}, then {other!r:.24}", _at_most(_LARGEST, _halves(one, other))
        yield f"{one!r:.24} and {other!r:.24}", _at_most(_LARGEST, _again(one + other))


def _at_most(most: int, make_file: Callable[[int], bytes]) -> Callable[[int], bytes]:
    return lambda size: make_file(min(size, most))


def _halves(one: bytes, other: bytes) -> Callable[[int], bytes]:
    return lambda size: _again(one)(size // 2) + _again(other)(size // 2)


_KEY_LINES: Final[dict[str, Callable[[int], bytes]]] = {
    "RSA 2048, exponents of 2048 bits": _rsa_lines(2048, 2048),
    "RSA 2048, exponents of 16384 bits": _rsa_lines(2048, 16384),
    "RSA 16384": _rsa_lines(16384, 17),
    "RSA 16384, exponents of 16384 bits": _rsa_lines(16384, 16384),
    "RSA 4096": _rsa_lines(4096, 17),
    "RSA 512": _rsa_lines(512, 17),
    "RSA 4096, the same again": lambda size: _rsa_line(random.Random(7), 4096, 4096) * (size // 1500),
    "one giant exponent": lambda size: _one_number(size, 0),
    "one giant modulus": lambda size: _one_number(size, 1),
    "DSA 4096": _seeded(_dsa_line),
    "Ed25519 lines": _seeded(_ed25519_line),
    "Ed25519 lines, CRLF": lambda size: _seeded(_ed25519_line)(size * 60 // 61).replace(b"\n", b"\r\n"),
    "Ed25519 lines, CR": lambda size: _seeded(_ed25519_line)(size).replace(b"\n", b"\r"),
    "a key with a long comment": lambda size: (
        pack_public(make("ed25519").public, "openssh-public", b"c" * (size - 200)).data
    ),
}
_LISTS: Final[dict[str, Callable[[int], bytes]]] = {
    "known hosts": _seeded(lambda rng: b"h%d.example " % rng.getrandbits(32) + _ed25519_line(rng)),
    "hashed hosts": _seeded(
        lambda rng: (
            b"|1|%b|%b " % (base64.b64encode(rng.randbytes(20)), base64.b64encode(rng.randbytes(20)))
            + _ed25519_line(rng)
        )
    ),
    "host patterns": lambda size: b"*a" * ((size - 100) // 2) + b" " + _ed25519_line(random.Random(7)),
    "host names": lambda size: b"ab," * ((size - 100) // 3) + b"c " + _ed25519_line(random.Random(7)),
    "allowed signers": _seeded(lambda rng: b"u%d@example " % rng.getrandbits(32) + _ed25519_line(rng)),
    "signers, RSA with exponents": _seeded(lambda rng: b"a@b " + _rsa_line(rng, 2048, 2048)),
}
_CERTIFICATES: Final[dict[str, Callable[[int], bytes]]] = {
    "certificates": _seeded(lambda rng: _certificate_line(principals=(b"%d" % rng.getrandbits(60),))),
    "certificates, the same": lambda size: _certificate() * (size // len(_certificate())),
    "principals": _principals,
    "extensions": _extensions,
}
_REVOCATIONS: Final[dict[str, Callable[[int], bytes]]] = {
    "KRL of serials": _krl_serials,
    "KRL bitmap": _krl_bitmap,
    "KRL of sections": _krl_sections,
    "KRL of keys": _krl_keys,
}
_SIGNATURES: Final[dict[str, Callable[[int], bytes]]] = {
    "signature": _signature,
    "signature, giant exponent": _signature_rsa,
}
_KEYS: Final[dict[str, Callable[[int], bytes]]] = {
    "deep DER": _deep_der,
    "wide DER": _wide_der,
    "wide DER in PEM": _der_pem,
    "PPK lines": _ppk,
    "PPK short lines": lambda size: _ppk(size, b"A\n"),
    "JWK set": _jwk,
    "JWK with a giant exponent": _jwk_rsa,
    "JWK nested": lambda size: b'{"keys":' + b"[" * (size - 20),
    "OpenSSH, many keys": _openssh_many,
    "OpenSSH, giant exponent": _openssh_rsa,
    "PEM blocks": _seeded(_rsa_pem),
    "PEM blocks, giant exponents": _seeded(lambda rng: _rsa_pem(rng, n_bits=2048, e_bits=16384)),
    "public PEM blocks, exponents": _seeded(lambda rng: _spki(rng, 2048)),
    "PEM blocks under a wrong label": _seeded(lambda rng: _rsa_pem(rng, "PRIVATE KEY")),
    "RFC 4716 blocks": _seeded(
        lambda rng: (
            armour.armour("X", wire.string("ssh-ed25519") + wire.string(rng.randbytes(32)))
            .replace(b"-----BEGIN X-----", b"---- BEGIN SSH2 PUBLIC KEY ----")
            .replace(b"-----END X-----", b"---- END SSH2 PUBLIC KEY ----")
        )
    ),
    "PPK files": lambda size: _valid("ed25519", "ppk3") * (size // 500),
    "a key, then X.509": _after(_valid("rsa", "pem"), armour.armour("CERTIFICATE", bytes(700))),
    "a key, then text": _after(_valid("ed25519", "openssh"), b"text\n"),
    "a key, then key lines": lambda size: _valid("ed25519", "openssh") + _seeded(_ed25519_line)(size - 600),
    "text, then a key": _after(b"", b"text\n", _valid("ed25519", "openssh")),
    "seven keys, then broken blocks": _after(
        _valid("ecdsa256", "pem") * 7, b"-----BEGIN EC PRIVATE KEY-----\nAAA\n-----END EC PRIVATE KEY-----\n"
    ),
}

_LOOK: Final = ("inspect", "check", "public", "audit", "repair")
"""What is asked of every file."""
_OF_LINES: Final = (
    *_LOOK,
    *(
        "inspect --json",
        "inspect --numbers",
        "inspect --randomart",
        "check --for",
        "convert",
        "export",
        "edit",
    ),
    *("public --sshfp", "agent remove", "verify --signers", "audit --revoked", "audit --entries"),
    *("hosts find", "hosts hash"),
)
_OF_LISTS: Final = (
    *_LOOK,
    *("inspect --json", "edit", "hosts find", "hosts find --json", "hosts remove", "hosts hash"),
    *("verify --signers", "verify --revoked", "audit --revoked", "audit --entries"),
)
_OF_KEYS: Final = (
    *_LOOK,
    *("inspect --json", "inspect --verify", "convert", "convert --for", "export --format body", "export"),
    *("edit", "edit passphrase", "sign", "certificate sign", "agent add"),
)
_OF_CERTIFICATES: Final = (
    *_LOOK,
    *("inspect --json", "certificate show", "certificate show --json", "certificate attach"),
    *("certificate sign for", "verify --signers", "audit --revoked", "agent remove"),
)
_OF_REVOCATIONS: Final = (
    "inspect",
    "check",
    "repair",
    "audit --revoked",
    "audit --entries",
    "verify --revoked",
)
_OF_SIGNATURES: Final = (*_LOOK, "verify", "verify --json", "inspect --json")
_OF_ARMOUR: Final = (*_LOOK, "export --format body")
_OF_TEXT: Final = (
    *_LOOK,
    *("hosts find", "verify --signers", "verify --revoked", "audit --revoked", "certificate show"),
    *("export --format body", "export --format json"),
)


_OF_DAMAGE: Final = ("repair",)
"""What looks for damage: ``inspect`` does so too, and less."""


class Hostile(NamedTuple):
    """A kind of file made to hurt."""

    make: Callable[[int], bytes]
    """Takes a number of bytes."""
    verbs: tuple[str, ...]
    """Those it may hurt, as ``sizes.VERBS`` names them."""


GENERATORS: Final = {
    name: Hostile(make, verbs)
    for verbs, files in (
        (_OF_LINES, _KEY_LINES),
        (_OF_LISTS, _LISTS),
        (_OF_CERTIFICATES, _CERTIFICATES),
        (_OF_REVOCATIONS, _REVOCATIONS),
        (_OF_SIGNATURES, _SIGNATURES),
        (_OF_KEYS, _KEYS),
        (_OF_ARMOUR, dict(_armour_tricks())),
        (_OF_TEXT, dict(_text_tricks())),
        (_OF_DAMAGE, dict(_damage_tricks())),
    )
    for name, make in files.items()
}
