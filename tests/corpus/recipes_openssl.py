"""What openssl makes: traditional PEM with every cipher, PKCS#8 with every KDF, DER, and what is no key."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from tests.corpus.museum import PASSPHRASE, Folder, Key, lock, version

TYPES = {
    "rsa": (("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"), "ssh-rsa", 2048),
    "ec-256": (("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), "ecdsa-sha2-nistp256", 256),
    "ec-384": (("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"), "ecdsa-sha2-nistp384", 384),
    "ec-521": (("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"), "ecdsa-sha2-nistp521", 521),
    "ed25519": (("-algorithm", "Ed25519"), "ssh-ed25519", 256),
    "ed448": (("-algorithm", "Ed448"), "ssh-ed448", 448),
}
DEK = {
    "aes128": "AES-128-CBC",
    "aes192": "AES-192-CBC",
    "aes256": "AES-256-CBC",
    "des3": "DES-EDE3-CBC",
    "camellia256": "CAMELLIA-256-CBC",
}
"""Options of ``openssl rsa -traditional`` and what they write; all are read here."""
NO_CODE = ("aria128",)
PRFS = {
    "hmacWithSHA1": "sha1",
    "hmacWithSHA224": "sha224",
    "hmacWithSHA256": "sha256",
    "hmacWithSHA384": "sha384",
    "hmacWithSHA512": "sha512",
}
V2 = {
    "aes-128-cbc": "AES-128-CBC",
    "aes-192-cbc": "AES-192-CBC",
    "aes-256-cbc": "AES-256-CBC",
    "camellia256": "CAMELLIA-256-CBC",
    "des3": "DES-EDE3-CBC",
}
PASS = f"pass:{PASSPHRASE}"
OLD = {
    "PBE-MD5-DES": ("DES-CBC", "pbes1-md5"),
    "PBE-SHA1-3DES": ("DES-EDE3-CBC", "pkcs12-sha1"),
    "PBE-SHA1-RC2-40": ("RC2-40-CBC", "pkcs12-sha1"),
    "PBE-SHA1-RC4-128": ("RC4-128", "pkcs12-sha1"),
}


def make() -> list[dict[str, Any]]:
    folder = Folder("openssl-3.0", version("openssl", "version"))
    keys = {name: _base(folder, name) for name in TYPES}
    for name in TYPES:
        _pkcs8(folder, name, keys[name])
        if not name.startswith("ed"):
            _traditional(folder, name, keys[name])
    _locked_traditional(folder, keys)
    _locked_pkcs8(folder, keys)
    _no_ssh_keys(folder)
    folder.close()
    return folder.rows + earlier()


def _spki(folder: Folder, path: str) -> bytes:
    argv = ("openssl", "pkey", "-in", path, "-passin", PASS, "-pubout", "-outform", "DER")
    return folder.quietly(*argv)


def key_of(folder: Folder, path: str, algorithm: str, bits: int) -> Key:
    """The key in a file that openssl reads: its fingerprint by ssh-keygen, or counted out by hand."""
    spki = _spki(folder, path)
    if algorithm in {"ssh-ed25519", "ssh-ed448"}:
        raw = spki[-57:] if algorithm == "ssh-ed448" else spki[-32:]
        blob = b"".join(len(part).to_bytes(4, "big") + part for part in (algorithm.encode(), raw))
    else:
        text = base64.encodebytes(spki).decode()
        folder.put("spki", f"-----BEGIN PUBLIC KEY-----\n{text}-----END PUBLIC KEY-----\n".encode())
        line = folder.quietly("ssh-keygen", "-i", "-m", "PKCS8", "-f", "spki")
        blob = base64.b64decode(line.split()[1])
    digest = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return Key(path, algorithm, bits, f"SHA256:{digest}")


def _base(folder: Folder, name: str) -> Key:
    options, algorithm, bits = TYPES[name]
    folder.run("openssl", "genpkey", *options, "-out", f"{name}.key")
    key = key_of(folder, f"{name}.key", algorithm, bits)
    folder.keep(f"{name}.key", key.facts("private", "pkcs8", comment=False, encrypted=False))
    return key


def _pkcs8(folder: Folder, name: str, key: Key) -> None:
    source = f"{name}.key"
    plain = {"comment": False, "encrypted": False}
    folder.run(
        "openssl", "pkcs8", "-topk8", "-nocrypt", "-in", source, "-outform", "DER", "-out", f"{name}.p8.der"
    )
    folder.keep(f"{name}.p8.der", key.facts("private", "pkcs8-der", **plain))
    folder.run("openssl", "pkey", "-in", source, "-pubout", "-out", f"{name}.spki")
    folder.keep(f"{name}.spki", key.facts("public", "spki", **plain))
    folder.run("openssl", "pkey", "-in", source, "-pubout", "-outform", "DER", "-out", f"{name}.spki.der")
    folder.keep(f"{name}.spki.der", key.facts("public", "spki-der", **plain))
    folder.run("openssl", "pkcs8", "-topk8", "-in", source, "-passout", PASS, "-out", f"{name}-locked.key")
    default = lock("AES-256-CBC", "pbkdf2-hmac-sha256", iterations=2048)
    folder.keep(f"{name}-locked.key", key.facts("private", "pkcs8", comment=False, **default))
    folder.run(
        "openssl",
        "pkcs8",
        "-topk8",
        "-in",
        source,
        "-passout",
        PASS,
        "-outform",
        "DER",
        "-out",
        f"{name}-locked.p8.der",
    )
    default = lock("AES-256-CBC", "pbkdf2-hmac-sha256", iterations=2048)
    folder.keep(f"{name}-locked.p8.der", key.facts("private", "pkcs8-der", comment=False, **default))


def _traditional(folder: Folder, name: str, key: Key) -> None:
    source, plain = f"{name}.key", {"comment": False, "encrypted": False}
    for form, ending, container in (("PEM", "pem", "pem"), ("DER", "der", "pkcs1-der")):
        target = f"{name}.{ending}"
        folder.run("openssl", "pkey", "-in", source, "-traditional", "-outform", form, "-out", target)
        folder.keep(target, key.facts("private", container, **plain))
    if name == "rsa":
        folder.run("openssl", "rsa", "-in", source, "-RSAPublicKey_out", "-out", "rsa.pkcs1.pub")
        folder.keep("rsa.pkcs1.pub", key.facts("public", "pkcs1-public", **plain))
        folder.run(
            "openssl", "rsa", "-in", source, "-RSAPublicKey_out", "-outform", "DER", "-out", "rsa.pkcs1.der"
        )
        folder.keep("rsa.pkcs1.der", key.facts("public", "spki-der", **plain))


def _locked_traditional(folder: Folder, keys: dict[str, Key]) -> None:
    for name, verb in (("rsa", "rsa"), ("ec-256", "ec"), ("ec-521", "ec")):
        for option, cipher in DEK.items():
            target = f"{name}-{option}.pem"
            more = ("-traditional",) if verb == "rsa" else ()
            folder.run(
                "openssl", verb, "-in", f"{name}.key", *more, f"-{option}", "-passout", PASS, "-out", target
            )
            folder.keep(target, keys[name].facts("private", "pem", comment=False, **lock(cipher, "md5")))
    for option in NO_CODE:
        folder.run(
            "openssl", "rsa", "-in", "rsa.key", "-traditional", f"-{option}", "-passout", PASS, "-out", option
        )
        facts = {"kind": "other", "error": "unsupported-algorithm"}
        folder.copy(option, f"rsa-{option}.pem")
        folder.keep(f"rsa-{option}.pem", facts)
    legacy = ("-provider", "default", "-provider", "legacy")
    folder.run(
        "openssl",
        "rsa",
        *legacy,
        "-in",
        "rsa.key",
        "-traditional",
        "-des",
        "-passout",
        PASS,
        "-out",
        "rsa-des.pem",
    )
    folder.keep("rsa-des.pem", keys["rsa"].facts("private", "pem", comment=False, **lock("DES-CBC", "md5")))


def _locked_pkcs8(folder: Folder, keys: dict[str, Key]) -> None:
    key = keys["ec-256"]

    def topk8(target: str, facts: dict[str, Any], *options: str, form: str = "PEM") -> None:
        folder.run(
            "openssl",
            "pkcs8",
            "-topk8",
            "-in",
            "ec-256.key",
            *options,
            "-passout",
            PASS,
            "-outform",
            form,
            "-out",
            target,
        )
        container = "pkcs8" if form == "PEM" else "pkcs8-der"
        folder.keep(target, key.facts("private", container, comment=False, **facts))

    for option, cipher in V2.items():
        facts = lock(cipher, "pbkdf2-hmac-sha256", iterations=2048)
        topk8(f"ec-256-{option}.key", facts, "-v2", option)
    for prf, name in PRFS.items():
        facts = lock("AES-256-CBC", f"pbkdf2-hmac-{name}", iterations=2048)
        topk8(f"ec-256-{name}.key", facts, "-v2", "aes-256-cbc", "-v2prf", prf)
    for count in (1, 1000, 100_000):
        facts = lock("AES-256-CBC", "pbkdf2-hmac-sha256", iterations=count)
        topk8(f"ec-256-iterations-{count}.key", facts, "-iter", str(count))
    for n, r, p in ((16384, 8, 1), (1024, 8, 2)):
        facts = lock("AES-256-CBC", "scrypt", n=n, r=r, p=p)
        wish = ("-scrypt_N", str(n), "-scrypt_r", str(r), "-scrypt_p", str(p))
        topk8(f"ec-256-scrypt-{n}.key", facts, "-scrypt", *wish)
    topk8("ec-256-scrypt.p8.der", lock("AES-256-CBC", "scrypt", n=16384, r=8, p=1), "-scrypt", form="DER")
    for scheme, (cipher, kdf) in OLD.items():
        facts = lock(cipher, kdf, iterations=2048)
        legacy = ("-provider", "default", "-provider", "legacy")
        topk8(f"ec-256-{scheme}.key", facts, *legacy, "-v1", scheme)
    for option in NO_CODE:
        folder.run(
            "openssl",
            "pkcs8",
            "-topk8",
            "-in",
            "ec-256.key",
            "-v2",
            option,
            "-passout",
            PASS,
            "-out",
            f"ec-256-{option}.key",
        )
        folder.keep(f"ec-256-{option}.key", {"kind": "other", "error": "unsupported-algorithm"})


def _no_ssh_keys(folder: Folder) -> None:
    unknown = {"kind": "other", "error": "unknown-format"}
    subject = ("-subj", "/CN=museum.example", "-days", "3650")
    folder.run("openssl", "req", "-x509", "-key", "ec-256.key", *subject, "-out", "certificate.crt")
    folder.keep("certificate.crt", unknown | {"what": "x509"})
    folder.run("openssl", "x509", "-in", "certificate.crt", "-outform", "DER", "-out", "certificate.der")
    folder.keep("certificate.der", unknown | {"what": "x509"})
    folder.run("openssl", "req", "-new", "-key", "ec-256.key", *subject[:2], "-out", "request.csr")
    folder.keep("request.csr", unknown | {"what": "x509-request"})
    folder.run(
        "openssl",
        "pkcs12",
        "-export",
        "-inkey",
        "ec-256.key",
        "-in",
        "certificate.crt",
        "-passout",
        PASS,
        "-out",
        "store.p12",
    )
    key = key_of(folder, "ec-256.key", "ecdsa-sha2-nistp256", 256)
    how = lock("AES-256-CBC", "pbkdf2-hmac-sha256", iterations=2048)
    folder.keep("store.p12", key.facts("private", "pkcs12", **how) | {"comment": ""})
    folder.run("openssl", "crl2pkcs7", "-nocrl", "-certfile", "certificate.crt", "-out", "bag.p7b")
    folder.keep("bag.p7b", unknown | {"what": "pkcs7"})
    folder.run("openssl", "ecparam", "-name", "prime256v1", "-out", "parameters.pem")
    folder.keep("parameters.pem", unknown | {"what": "parameters"})
    for name, options in {
        "secp256k1.key": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"),
        "brainpool.key": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"),
        "x448.key": ("-algorithm", "X448"),
    }.items():
        folder.run("openssl", "genpkey", *options, "-out", name)
        folder.keep(name, {"kind": "other", "error": "unsupported-algorithm"})


EARLIER = {
    "dsa-1024-pem": ("pem", "ssh-dss", 1024, None),
    "dsa-1024-pem-locked": ("pem", "ssh-dss", 1024, ("AES-128-CBC", "md5", {})),
    "dsa-1024-pkcs8": ("pkcs8", "ssh-dss", 1024, None),
    "dsa-1024-spki": ("spki", "ssh-dss", 1024, None),
    "ec-256-explicit": ("pem", "ecdsa-sha2-nistp256", 256, None),
    "ec-384-parameters": ("pem", "ecdsa-sha2-nistp384", 384, None),
    "ec-384-compressed": ("pem", "ecdsa-sha2-nistp384", 384, None),
    "ec-384-compressed-spki": ("spki", "ecdsa-sha2-nistp384", 384, None),
    "ec-384-no-public": ("pem", "ecdsa-sha2-nistp384", 384, None),
    "rsa-2048-three-primes": ("pem", "ssh-rsa", 2048, None),
    "ed25519-pkcs8": ("pkcs8", "ssh-ed25519", 256, None),
    "ed25519-pkcs8-PBE-MD5-DES": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("DES-CBC", "pbes1-md5", {"iterations": 2048}),
    ),
    "ed25519-pkcs8-PBE-SHA1-3DES": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("DES-EDE3-CBC", "pkcs12-sha1", {"iterations": 2048}),
    ),
    "ed25519-pkcs8-PBE-SHA1-RC2-40": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("RC2-40-CBC", "pkcs12-sha1", {"iterations": 2048}),
    ),
    "ed25519-pkcs8-PBE-SHA1-RC4-128": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("RC4-128", "pkcs12-sha1", {"iterations": 2048}),
    ),
    "ed25519-pkcs8-des3": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("DES-EDE3-CBC", "pbkdf2-hmac-sha256", {"iterations": 2048}),
    ),
    "ed25519-pkcs8-scrypt": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("AES-256-CBC", "scrypt", {"n": 16384, "r": 8, "p": 1}),
    ),
    "ed25519-pkcs8-camellia256": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("CAMELLIA-256-CBC", "pbkdf2-hmac-sha256", {"iterations": 2048}),
    ),
    "ed25519-pkcs8-PBE-SHA1-DES": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("DES-CBC", "pbes1-sha1", {"iterations": 2048}),
    ),
    "ed25519-pkcs8-PBE-SHA1-2DES": (
        "pkcs8",
        "ssh-ed25519",
        256,
        ("DES-EDE-CBC", "pkcs12-sha1", {"iterations": 2048}),
    ),
    "rsa-2048-pem-camellia128": ("pem", "ssh-rsa", 2048, ("CAMELLIA-128-CBC", "md5", {})),
    "ed448-pkcs8": ("pkcs8", "ssh-ed448", 448, None),
    "rsa-2048-pkcs1-public": ("pkcs1-public", "ssh-rsa", 2048, None),
}
"""Files that were made before, by the commands in the file MANIFEST beside them."""
REFUSED = (
    "ec-secp256k1",
    "rsa-pss-pkcs8",
    "x25519-pkcs8",
)


def earlier() -> list[dict[str, Any]]:
    folder = Folder("openssl-3.0", version("openssl", "version"))
    told = {}
    for line in (folder.path / "MANIFEST").read_text().splitlines():
        name, _, made = line.partition("  ")
        told[name] = made.strip()
    for name, (container, algorithm, bits, how) in EARLIER.items():
        public = container in {"spki", "pkcs1-public"}
        key = Key(name, algorithm, bits, _fingerprint(folder, name, algorithm, public=public))
        facts = {"encrypted": False} if how is None else lock(how[0], how[1], **how[2])
        kind = "public" if public else "private"
        made = told.get(name) or told["ed25519-pkcs8-PBE-*"]
        if name == "rsa-2048-three-primes":
            facts["error"] = "multi-prime"
        folder.note(name, key.facts(kind, container, comment=False, **facts), made)
    for name in REFUSED:
        made = told.get(name) or told["ed25519-pkcs8-PBE-*"]
        folder.note(name, {"kind": "other", "error": "unsupported-algorithm"}, made)
    folder.close()
    return folder.rows


def _fingerprint(folder: Folder, name: str, algorithm: str, *, public: bool) -> str:
    path = str(folder.path / name)
    if public:
        wish = "-RSAPublicKey_in" if name.endswith("pkcs1-public") else "-pubin"
        verb = "rsa" if name.startswith("rsa") else "pkey"
        data = folder.quietly("openssl", verb, wish, "-in", path, "-pubout", "-outform", "PEM")
        if "compressed" in name:  # ssh-keygen wants the point whole
            folder.put("compressed", data)
            data = folder.quietly(
                "openssl", "ec", "-pubin", "-in", "compressed", "-conv_form", "uncompressed"
            )
        folder.put("public", data)
        line = folder.quietly("ssh-keygen", "-i", "-m", "PKCS8", "-f", "public")
        digest = hashlib.sha256(base64.b64decode(line.split()[1])).digest()
        return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
    if name.startswith("ec-"):
        data = folder.quietly(
            "openssl", "ec", "-in", path, "-conv_form", "uncompressed", "-param_enc", "named_curve"
        )
        folder.put("named", data)
        path = "named"
    if "PBE" in name:
        legacy = ("-provider", "default", "-provider", "legacy")
        folder.put("opened", folder.quietly("openssl", "pkey", *legacy, "-in", path, "-passin", PASS))
        path = "opened"
    return key_of(folder, path, algorithm, 0).sha256
