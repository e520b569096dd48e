"""Key files in the shapes that programs write, mangle and paste: what a rule about the bytes can see."""

from __future__ import annotations

import functools
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.helpers.keys import eddsa_key, make, rsa_key
from tests.helpers.peers import run, secret_file
from tests.interop.clients.cases import ECDSA, PASSPHRASE, Case, plain_case
from tui.keyops.conversion.conversion import pack
from tui.keyops.encoding import der, pem
from tui.keyops.formats import _asn1_keys
from tui.keyops.inspection.inspection import recognise
from tui.keyops.keys.pair import KeyPair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BASES = (
    ("rsa", "openssh"), ("ecdsa256", "openssh"), ("ed25519", "openssh"),
    ("rsa", "pem"), ("ecdsa256", "pem"),
    ("rsa", "pkcs8"), ("ecdsa256", "pkcs8"), ("ed25519", "pkcs8"),
    ("rsa", "ppk2"), ("ecdsa256", "ppk2"), ("rsa", "ppk3"), ("ed25519", "ppk3"),
)  # fmt: skip
LOCKED_BASES = (
    ("ecdsa256", "pem", {"cipher": "AES-128-CBC"}),
    ("ecdsa256", "pkcs8", {"cipher": "AES-256-CBC", "kdf": "pbkdf2-hmac-sha1", "rounds": 2048}),
    ("ecdsa256", "openssh", {"cipher": "aes256-ctr", "rounds": 1}),
)
"""Of a type that costs nothing: clients prove the numbers of RSA for 25 ms of every file."""


def _rewrap(data: bytes, width: int) -> bytes:
    """The base64 in lines of another width; only of armour, where no line is counted."""
    lines = data.splitlines()
    body = [line for line in lines if re.fullmatch(rb"[A-Za-z0-9+/=]{1,80}", line)]
    at = lines.index(body[0])
    text = b"".join(body)
    cut = [text[start : start + width] for start in range(0, len(text), width)]
    return b"\n".join([*lines[:at], *cut, *lines[at + len(body) :]]) + b"\n"


def _middle(data: bytes, new: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    at = max(len(lines) // 2, lines.index(b"\n") + 2 if b"\n" in lines else 0)  # behind a gap below headers
    return b"".join([*lines[:at], new, *lines[at:]])


def _changed(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """With one line of the body changed."""
    lines = data.split(b"\n")
    body = [at for at, line in enumerate(lines) if re.fullmatch(rb"[A-Za-z0-9+/=]{20,}", line)]
    at = body[len(body) // 2]
    return b"\n".join([*lines[:at], change(lines[at]), *lines[at + 1 :]])


def _inside(data: bytes, before: bytes, after: bytes) -> bytes:
    return re.sub(rb"(?m)^([A-Za-z0-9+/=]{20,})$", before + rb"\1" + after, data)


CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssl-3.0"
CERTIFICATE = (CORPUS / "certificate.crt").read_bytes()
"""Of X.509, as it stands with a key in the files of web servers."""

BYTES: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "CR": lambda data: data.replace(b"\n", b"\r"),
    "BOM": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "uncut-end": lambda data: data.rstrip(b"\n"),
    "blank-line": lambda data: b"\n" + data,
    "blank-middle": lambda data: _middle(data, b"\n"),
    "text-before": lambda data: b"Bag Attributes\n" + data,
    "text-after": lambda data: data + b"and more\n",
    "certificate-before": lambda data: CERTIFICATE + data,
    "certificate-after": lambda data: data + CERTIFICATE,
    "blank-after": lambda data: data + b"\n\n",
    "NUL-after": lambda data: data + b"\0",
    "NUL-for-newline": lambda data: data.rstrip(b"\n") + b"\0",
    "blanks-at-ends": lambda data: data.replace(b"\n", b"  \n"),
    "blanks-inside": lambda data: _inside(data, b"", b"  "),
    "indented": lambda data: b"".join(b"    " + line for line in data.splitlines(keepends=True)),
    "indented-inside": lambda data: _inside(data, b"  ", b""),
    "one-line": lambda data: data.replace(b"\n", b"") + b"\n",
    "blanks-for-newlines": lambda data: data.replace(b"\n", b" ").rstrip() + b"\n",
    "escaped": lambda data: data.replace(b"\n", b"\\n"),
    "quoted": lambda data: b'"' + data.rstrip(b"\n") + b'"\n',
    "six-dashes": lambda data: data.replace(b"-----", b"------"),
    "CRLF-in-the-middle": lambda data: _changed(data, lambda line: line + b"\r"),
    "blank-before-BEGIN": lambda data: b" " + data,
    "blank-behind-END": lambda data: data.rstrip(b"\n") + b" \n",
    "blank-behind-BEGIN": lambda data: data.replace(b"\n", b" \n", 1),
    "blank-line-below-headers": lambda data: re.sub(rb"(DEK-Info:[^\n]*\n)", rb"\1\n", data),
    "blank-line-behind-BEGIN": lambda data: data.replace(b"\n", b"\n\n", 1),
    "blank-line-before-END": lambda data: data.replace(b"\n-----END", b"\n\n-----END"),
    "line-of-blanks": lambda data: _middle(data, b"  \n"),
    "lines-of-blanks-before": lambda data: b"  \n" + data,
    "CRLF-before": lambda data: b"\r\n" + data,
    "double-spaced": lambda data: data.replace(b"\n", b"\n\n"),
    "tabs-at-ends": lambda data: data.replace(b"\n", b"\t\n"),
    "tabs-before": lambda data: b"".join(b"\t" + line for line in data.splitlines(keepends=True)),
    "text-for-END": lambda data: b"".join(data.splitlines(keepends=True)[:-1]) + b"key: |\n",
    "tab-in-the-middle": lambda data: _changed(data, lambda line: line + b"\t"),
    "indented-in-the-middle": lambda data: _changed(data, lambda line: b" " + line),
    "header": lambda data: data.replace(b"-----\n", b"-----\nComment: x\n\n", 1),
    "short-header": lambda data: data.replace(b"-----\n", b"-----\nX-Note: y\n\n", 1),
    "header-without-gap": lambda data: data.replace(b"-----\n", b"-----\nComment: x\n", 1),
    "twice": lambda data: data + data,
    "cut-before-END": lambda data: b"".join(data.splitlines(keepends=True)[:-1]),
    "BOM-behind-a-line": lambda data: b"\n\xef\xbb\xbf" + data,
    "BOM-on-a-line": lambda data: b"\xef\xbb\xbf\n" + data,
    "NUL-on-END": lambda data: data.rstrip(b"\n") + b"\0\n",
    "CRLF-at-END": lambda data: data.rstrip(b"\n") + b"\r\n",
    "indented-header": lambda data: data.replace(b"\nComment: ", b"\n Comment: "),
    "wide": lambda data: _rewrap(data, 5000),
    "width-76": lambda data: _rewrap(data, 76),
    "width-48": lambda data: _rewrap(data, 48),
}
ON_FEW = {
    "blank-behind-BEGIN", "blank-line-behind-BEGIN", "blank-line-before-END", "line-of-blanks",
    "lines-of-blanks-before", "CRLF-before", "double-spaced", "tabs-at-ends", "tabs-before", "text-for-END",
    "short-header", "BOM-behind-a-line", "BOM-on-a-line", "NUL-on-END", "CRLF-at-END", "indented-header",
}  # fmt: skip
"""Rarer, and tried on a few keys."""
FEW = {"rsa openssh", "ed25519 openssh", "rsa pem", "ecdsa256 pkcs8", "rsa ppk2", "ecdsa256 pem AES-128-CBC"}
NOT_OF_PPK = {
    "six-dashes",
    "width-76",
    "width-48",
    "wide",
    "header",
    "header-without-gap",
    "short-header",
    "twice",
    "cut-before-END",
    "blank-line-before-END",
    "text-for-END",
}


@functools.cache
def byte_shapes() -> tuple[Case, ...]:
    """Every base in every byte shape."""
    made = []
    bases: list[tuple[str, str, dict[str, Any]]] = [(kind, container, {}) for kind, container in BASES]
    for kind, container, lock in (*bases, *LOCKED_BASES):
        plain = plain_case(kind, container, **lock)
        for word, change in BYTES.items():
            if container.startswith("ppk") and word in NOT_OF_PPK:
                continue
            if word in ON_FEW and plain.name not in FEW:
                continue
            data = change(plain.data)
            if data != plain.data:
                made.append(Case(f"{plain.name} {word}", data, plain.public, plain.passphrase))
    return tuple(made)


# What is inside

LEGACY = ("-provider", "legacy", "-provider", "default")
"""OpenSSL 3 has the old ciphers only when asked for them."""


def _openssl(folder: Path, name: str, *argv: str | Path) -> bytes:
    path = folder / name
    run("openssl", *argv, "-out", path)
    return path.read_bytes()


@functools.cache
def structures() -> tuple[Case, ...]:
    """EC keys as OpenSSL writes them on request, PKCS#8 with the public key inside, old and new locks."""
    with tempfile.TemporaryDirectory() as name:
        return tuple(_structures(Path(name)))


def _structures(folder: Path) -> Iterator[Case]:
    secret = f"file:{secret_file(folder, PASSPHRASE)}"
    for kind in ECDSA:
        yield from _points(folder, kind, secret)
    yield from _version_two()
    for kind in ("rsa", "ecdsa256"):
        blob = make(kind).public.blob
        plain = folder / "plain"
        plain.write_bytes(pack(make(kind), "pem").data)
        tool = "rsa" if kind == "rsa" else "ec"
        traditional = ("-traditional",) if kind == "rsa" else ()
        des = _openssl(folder, "des", tool, "-in", plain, "-des", *traditional, "-passout", secret, *LEGACY)
        yield Case(f"{kind} pem DES-CBC", des, blob, PASSPHRASE)
        yield from _schemes(folder, kind, plain, secret)
    ed25519 = folder / "ed25519"
    ed25519.write_bytes(pack(make("ed25519"), "pkcs8").data)
    yield from _schemes(folder, "ed25519", ed25519, secret)
    yield Case("ed448 pkcs8", pack(make("ed448"), "pkcs8").data, make("ed448").public.blob)
    yield from _labels()
    yield from _sizes()
    yield from _dsa_groups(folder)
    yield from _multi_prime(folder, secret)
    yield from _ppk()
    yield from _comments()


def _points(folder: Path, kind: str, secret: str) -> Iterator[Case]:
    """EC keys with and without their point, their curve named or spelled out, in clear and locked."""
    pair = make(kind)
    blob = pair.public.blob
    source = folder / "source"
    source.write_bytes(pack(pair, "pem").data)
    curve = {"ecdsa256": "prime256v1", "ecdsa384": "secp384r1", "ecdsa521": "secp521r1"}[kind]
    parameters = _openssl(folder, "parameters", "ecparam", "-name", curve)
    yield Case(f"{kind} pem ec-parameters", parameters + source.read_bytes(), blob)
    if kind == "ecdsa256":
        begin, end = parameters.splitlines(keepends=True)[0], parameters.splitlines(keepends=True)[-1]
        for word, cut in (("cut", begin), ("open", end)):
            yield Case(
                f"{kind} pem ec-parameters-{word}", parameters.replace(cut, b"") + source.read_bytes(), blob
            )
    lock = ("-aes128", "-passout", secret)
    locked = _openssl(folder, "made", "ec", "-in", source, *lock)
    yield Case(f"{kind} pem locked-ec-parameters", parameters + locked, blob, PASSPHRASE)
    for word, *options in (
        ("ec-no-public", "-no_public"),
        ("ec-explicit", "-param_enc", "explicit"),
        ("ec-compressed", "-conv_form", "compressed"),
    ):
        locked = _openssl(folder, "made", "ec", "-in", source, *options, *lock)
        yield Case(f"{kind} pem locked-{word}", locked, blob, PASSPHRASE)
        made = _openssl(folder, "made", "ec", "-in", source, *options)
        yield Case(f"{kind} pem {word}", made, blob)
        wrapped = _openssl(folder, "p8", "pkcs8", "-topk8", "-nocrypt", "-in", folder / "made")
        yield Case(f"{kind} pkcs8 {word}", wrapped, blob)
        scheme = ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1", "-passout", secret)
        locked = _openssl(folder, "p8", "pkcs8", "-topk8", "-in", folder / "made", *scheme)
        yield Case(f"{kind} pkcs8 locked-{word}", locked, blob, PASSPHRASE)


def _schemes(folder: Path, kind: str, plain: Path, secret: str) -> Iterator[Case]:
    for word, *options in (
        ("PBE-MD5-DES", "-v1", "PBE-MD5-DES", *LEGACY),
        ("PBE-SHA1-3DES", "-v1", "PBE-SHA1-3DES"),
        ("PBE-SHA1-2DES", "-v1", "PBE-SHA1-2DES"),
        ("PBE-SHA1-DES", "-v1", "PBE-SHA1-DES", *LEGACY),
        ("des", "-v2", "des", *LEGACY),
        ("PBE-SHA1-RC2-40", "-v1", "PBE-SHA1-RC2-40", *LEGACY),
        ("PBE-SHA1-RC4-128", "-v1", "PBE-SHA1-RC4-128", *LEGACY),
        ("aes-192-cbc", "-v2", "aes-192-cbc"),
        ("md5", "-v2", "aes-256-cbc", "-v2prf", "hmacWithMD5"),
        ("sha512-256", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512-256"),
        ("RC2-128", "-v1", "PBE-SHA1-RC2-128", *LEGACY),
        ("aes-128-sha1", "-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"),
        ("sha224", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA224"),
        ("sha384", "-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"),
    ):
        data = _openssl(folder, "scheme", "pkcs8", "-topk8", "-in", plain, "-passout", secret, *options)
        yield Case(f"{kind} pkcs8 {word}", data, make(kind).public.blob, PASSPHRASE)


def _version_two() -> Iterator[Case]:
    """PKCS#8 version 2 (RFC 5958), the public key behind the private one, as Java and Rust write it."""
    pair = make("ed25519")
    private = eddsa_key(pair)
    seed, point = private.seed, private.public.pk
    for word, public in (
        ("v2", der.element(der.context(1, constructed=False), b"\0" + point)),
        ("v2-explicit", der.element(der.context(1), der.element(der.BIT_STRING, b"\0" + point))),
    ):
        body = der.sequence(
            der.integer(1), der.sequence(der.oid("1.3.101.112")), der.octets(der.octets(seed)), public
        )
        yield Case(f"ed25519 pkcs8 {word}", pem.armour("PRIVATE KEY", body), pair.public.blob)
    rsa = make("rsa")
    inner = _asn1_keys.write_rsa_private(rsa_key(rsa))
    algorithm = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null())
    public = der.element(
        der.context(1, constructed=False), b"\0" + _asn1_keys.write_rsa_public(rsa_key(rsa).public)
    )
    body = der.sequence(der.integer(1), algorithm, der.octets(inner), public)
    yield Case("rsa pkcs8 v2", pem.armour("PRIVATE KEY", body), rsa.public.blob)


def _labels() -> Iterator[Case]:
    """A key under the label of another format: some programs look at the label, others at what is inside."""
    for kind, word in (("rsa", "RSA"), ("ecdsa256", "EC")):
        blob = make(kind).public.blob
        data = pack(make(kind), "pem").data.replace(f"{word} PRIVATE".encode(), b"PRIVATE")
        yield Case(f"{kind} pem labelled-pkcs8", data, blob)
        for label in ("RSA", "EC"):
            data = pack(make(kind), "pkcs8").data.replace(b" PRIVATE", f" {label} PRIVATE".encode())
            yield Case(f"{kind} pkcs8 labelled-{label}", data, blob)
        data = pack(make(kind), "openssh").data.replace(b"OPENSSH PRIVATE", b"PRIVATE")
        yield Case(f"{kind} openssh labelled-pkcs8", data, blob)
    data = pack(make("ed25519"), "pkcs8").data.replace(b" PRIVATE", b" RSA PRIVATE")
    yield Case("ed25519 pkcs8 labelled-RSA", data, make("ed25519").public.blob)


def _sizes() -> Iterator[Case]:
    """RSA below, at and above what programs have room for, of odd sizes and with a small exponent."""
    for path in sorted((Path(__file__).parent / "keys").iterdir()):
        _, bits, exponent = path.name.split("-")
        pair = recognise(path.read_bytes())[0].open(None)
        pair = KeyPair(pair.private, b"x")
        for container in ("openssh", "pem", "ppk2") if int(bits) <= 4096 else ("openssh", "ppk2"):
            word = f"size-{bits}" if exponent == "65537" else f"exponent-{exponent}"
            yield Case(f"rsa {container} {word}", pack(pair, container).data, pair.public.blob)


def _dsa_groups(folder: Path) -> Iterator[Case]:
    """DSA of groups that SSH has no name for, and that some read all the same."""
    for bits, q in ((2048, 256), (1024, 256)):
        size = ("-pkeyopt", f"dsa_paramgen_bits:{bits}", "-pkeyopt", f"dsa_paramgen_q_bits:{q}")
        _openssl(folder, "group", "genpkey", "-genparam", "-algorithm", "DSA", *size)
        data = _openssl(folder, "dsa", "genpkey", "-paramfile", folder / "group")
        blob = recognise(data)[0].public.blob
        word = f"size-{bits}" if bits == 2048 else f"q-{q}"
        yield Case(f"dsa pkcs8 {word}", data, blob)
        yield Case(f"dsa pem {word}", _openssl(folder, "pem", "dsa", "-in", folder / "dsa"), blob)


def _multi_prime(folder: Path, secret: str) -> Iterator[Case]:
    """RSA of three primes, as ``openssl genrsa -primes 3`` makes it."""
    source = CORPUS / "rsa-2048-three-primes"
    blob = recognise(source.read_bytes())[0].public.blob
    yield Case("rsa pem multi-prime", source.read_bytes(), blob)
    lock = ("-aes128", "-traditional", "-passout", secret)
    locked = _openssl(folder, "made", "rsa", "-in", source, *lock)
    yield Case("rsa pem locked-multi-prime", locked, blob, PASSPHRASE)
    data = _openssl(folder, "made", "pkcs8", "-topk8", "-nocrypt", "-in", source)
    yield Case("rsa pkcs8 multi-prime", data, blob)
    scheme = ("-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1", "-passout", secret)
    data = _openssl(folder, "made", "pkcs8", "-topk8", "-in", source, *scheme)
    yield Case("rsa pkcs8 locked-multi-prime", data, blob, PASSPHRASE)


def _ppk() -> Iterator[Case]:
    for kind in ("rsa", "ed25519"):
        bare = KeyPair(make(kind).private, b"")
        for container in ("ppk2", "ppk3"):
            yield Case(f"{kind} {container} no-comment", pack(bare, container).data, bare.public.blob)
        lock: dict[str, Any] = {"kdf": "argon2id", "memory_kib": 64, "passes": 1, "parallelism": 4}
        yield plain_case(kind, "ppk3", **lock)
        yield plain_case(kind, "ppk3", kdf="argon2i", memory_kib=64, passes=3)
    yield plain_case("rsa", "openssh", cipher="aes256-ctr", rounds=17)


def _comments() -> Iterator[Case]:
    for word, comment in (
        ("plain", b"me"),
        ("two-blanks", b"with  two blanks"),
        ("utf-8", "größe über alles".encode()),
        ("long", b"x" * 200),
    ):
        for kind, container in (
            ("rsa", "openssh"),
            ("rsa", "ppk2"),
            ("ed25519", "ppk3"),
            ("ecdsa256", "ppk2"),
        ):
            pair = KeyPair(make(kind).private, comment)
            yield Case(f"{kind} {container} comment-{word}", pack(pair, container).data, pair.public.blob)
    bare = KeyPair(make("ed25519").private, b"")
    yield Case("ed25519 openssh no-comment", pack(bare, "openssh").data, bare.public.blob)
