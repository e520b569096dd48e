"""What Dropbear, gpg and keytool make, the files of OpenSSH 10.5, JSON Web Keys, and text around keys."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests.corpus.museum import PASSPHRASE, Folder, Key, lock, version
from tests.corpus.recipes_openssh import TYPES as OPENSSH
from tests.corpus.recipes_openssh import fingerprint
from tests.corpus.recipes_openssl import TYPES as OPENSSL
from tests.corpus.recipes_openssl import key_of
from tests.helpers import ppk_samples

UNKNOWN = {"kind": "other", "error": "unknown-format"}


def dropbear() -> list[dict[str, Any]]:
    folder = Folder("dropbear-2022.83", f"dropbear {version('dropbearkey', '-V')}")
    for name, (kind, bits, algorithm) in OPENSSH.items():
        size = () if kind == "ed25519" else ("-s", str(bits))
        folder.run("dropbearkey", "-t", "dss" if kind == "dsa" else kind, *size, "-f", f"{name}.db")
        shown = folder.quietly("dropbearkey", "-y", "-f", f"{name}.db").decode().splitlines()
        line = next(row for row in shown if row.startswith(algorithm)) + "\n"
        folder.put(f"{name}.pub", line.encode())
        comment = line.split(" ", 2)[2].strip()
        key = Key(name, algorithm, bits, fingerprint(folder, f"{name}.pub"), comment)
        folder.keep(f"{name}.db", key.facts("private", "dropbear", comment=False, encrypted=False))
        facts = key.facts("public", "openssh-public", encrypted=False)
        folder.keep(f"{name}.pub", facts, made=f"dropbearkey -y -f {name}.db")
        folder.run("dropbearconvert", "dropbear", "openssh", f"{name}.db", f"{name}-converted")
        text = (folder.work / f"{name}-converted").read_text()
        container = "openssh" if "OPENSSH" in text.splitlines()[0] else "pem"
        facts = key.facts("private", container, encrypted=False)
        facts |= {"comment": ""} if container == "openssh" else {}
        if container == "pem":
            del facts["comment"]
        folder.keep(f"{name}-converted", facts)
    folder.close()
    return folder.rows


def openssh_new() -> list[dict[str, Any]]:
    """Files that were made elsewhere, with OpenSSH 10.5; their fingerprints were printed by it."""
    folder = Folder("openssh-10.5", "OpenSSH 10.5")
    told = {}
    for line in (folder.path / "fingerprints.sha256.txt").read_text().splitlines():
        name, bits, sha256, rest = line.split(" ", 3)
        comment, _, kind = rest.rpartition(" ")
        told[name] = (int(bits), sha256, comment, kind.strip("()"))
    for name, (bits, sha256, comment, _) in told.items():
        algorithm = (folder.path / name).read_text().split()[0]
        key = Key(name, algorithm, bits, sha256, comment)
        kind = "certificate" if name.endswith("-cert.pub") else "public"
        made = "ssh-keygen -s" if kind == "certificate" else "ssh-keygen -t, the public half"
        folder.note(name, key.facts(kind, "openssh-public", encrypted=False), made)
        private = name.removesuffix(".pub")
        if kind == "public" and (folder.path / private).exists():
            folder.note(private, _private(key, private), f"ssh-keygen -t {_options(private)}")
    for path in sorted(folder.path.glob("*.sshsig")):
        bits, sha256, _, _ = told[f"{path.stem}.pub"]
        key = Key(path.stem, (folder.path / f"{path.stem}.pub").read_text().split()[0], bits, sha256)
        facts = key.facts("other", "sshsig", comment=False, encrypted=False)
        folder.note(path.name, facts, "ssh-keygen -Y sign -n file, over 'some message'")
    folder.note(
        "revoked.krl",
        {"kind": "other", "container": "krl", "comment": "", "encrypted": False},
        "ssh-keygen -k",
    )
    folder.close()
    return folder.rows


def _options(name: str) -> str:
    return name.removeprefix("id_").replace("-cipher-", " -Z ").replace("-rounds-", " -a ")


def _private(key: Key, name: str) -> dict[str, Any]:
    cipher = name.partition("-cipher-")[2]
    if cipher.endswith(("gcm", "poly1305")):
        cipher += "@openssh.com"
    if name.endswith("-pkcs8"):
        return key.facts("private", "pkcs8", comment=False, encrypted=False)
    if name.endswith("-pem"):
        return key.facts("private", "pem", comment=False, encrypted=False)
    if name.endswith("-pem-locked"):
        return key.facts("private", "pem", comment=False, **lock("AES-128-CBC", "md5"))
    if name.endswith("-pkcs8-locked"):
        how = lock("AES-128-CBC", "pbkdf2-hmac-sha256", iterations=2048)
        return key.facts("private", "pkcs8", comment=False, **how)
    if name.endswith("-locked") or cipher or "-rounds-" in name:
        rounds = 200 if "-rounds-" in name else 24
        return key.facts("private", "openssh", **lock(cipher or "aes256-ctr", "bcrypt", rounds=rounds))
    return key.facts("private", "openssh", encrypted=False)


def jwk() -> list[dict[str, Any]]:
    """JSON Web Keys, composed here from the numbers that openssl shows; RFC 7517, 7518 and 8037."""
    from cryptography.hazmat.primitives import serialization

    folder = Folder("jwk", "the numbers of a key of openssl, set into JSON by recipes_others.py")
    for name, (options, algorithm, bits) in OPENSSL.items():
        folder.run("openssl", "genpkey", *options, "-out", name)
        key = key_of(folder, name, algorithm, bits)
        loaded = serialization.load_pem_private_key((folder.work / name).read_bytes(), None)
        public, private = _members(loaded)
        kid = f"{name} in JSON"
        whole = {**public, **private, "kid": kid}
        half = {**public, "kid": kid}
        for word, members, kind, container in (
            (f"{name}.private.jwk", whole, "private", "jwk"),
            (f"{name}.public.jwk", half, "public", "jwk-public"),
        ):
            folder.put(word, json.dumps(members, indent=1).encode())
            made = f"openssl genpkey {' '.join(options)}, and its numbers set into JSON"
            folder.keep(word, key.facts(kind, container, encrypted=False) | {"comment": kid}, made=made)
        folder.put(f"{name}.set.jwk", json.dumps({"keys": [half]}).encode())
        facts = key.facts("public", "jwk-public", encrypted=False) | {"comment": kid}
        folder.keep(f"{name}.set.jwk", facts, made=f"the public half of {name} as a set of one")
    folder.close()
    return folder.rows


def _members(key: Any) -> tuple[dict[str, str], dict[str, str]]:
    def number(value: int, size: int | None = None) -> str:
        raw = value.to_bytes(size or (value.bit_length() + 7) // 8, "big")
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def octets(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    if hasattr(key, "private_bytes_raw"):
        curve = "Ed25519" if len(key.private_bytes_raw()) == 32 else "Ed448"
        public = {"kty": "OKP", "crv": curve, "x": octets(key.public_key().public_bytes_raw())}
        return public, {"d": octets(key.private_bytes_raw())}
    numbers = key.private_numbers()
    if hasattr(numbers, "d"):
        public = {"kty": "RSA", "n": number(numbers.public_numbers.n), "e": number(numbers.public_numbers.e)}
        names = {"d": "d", "p": "p", "q": "q", "dp": "dmp1", "dq": "dmq1", "qi": "iqmp"}
        return public, {name: number(getattr(numbers, field)) for name, field in names.items()}
    size = (key.key_size + 7) // 8
    x, y = numbers.public_numbers.x, numbers.public_numbers.y
    public = {"kty": "EC", "crv": f"P-{key.key_size}", "x": number(x, size), "y": number(y, size)}
    return public, {"d": number(numbers.private_value, size)}


def ppk1() -> list[dict[str, Any]]:
    """PPK version 1, which no program writes any more: composed after PuTTY's source, judged by puttygen."""
    folder = Folder("ppk1", "composed by tests/helpers/ppk_samples.py, read by puttygen 0.78")
    for name, pair in (("rsa", ppk_samples.RSA), ("dsa", ppk_samples.DSA)):
        for locked in (False, True):
            path = f"{name}-locked.ppk" if locked else f"{name}.ppk"
            folder.put(path, ppk_samples.version_1(pair, PASSPHRASE.encode() if locked else None))
            shown = folder.quietly("puttygen", "-l", path).decode().split()
            line = folder.quietly(
                "puttygen", path, "-L", "--old-passphrase", "pass" if locked else "none"
            ).decode()
            key = Key(path, shown[0], int(shown[1]), shown[2], line.split(" ", 2)[2].strip())
            facts = lock("aes256-cbc", "sha1") if locked else {"encrypted": False}
            folder.keep(path, key.facts("private", "ppk1", **facts), made="ppk_samples.version_1")
    folder.close()
    return folder.rows


def bare() -> list[dict[str, Any]]:
    """Bare wire forms, and RSA keys in the XML of .NET, composed from the numbers that openssl shows."""
    from cryptography.hazmat.primitives import serialization

    folder = Folder("bare", "a key of openssl, set into its form by recipes_others.py")
    options, algorithm, bits = OPENSSL["rsa"]
    folder.run("openssl", "genpkey", *options, "-out", "rsa-2048.key")
    key = key_of(folder, "rsa-2048.key", algorithm, bits)
    numbers = serialization.load_pem_private_key((folder.work / "rsa-2048.key").read_bytes(), None)
    public, private = _elements(numbers.private_numbers())
    made = f"openssl genpkey {' '.join(options)}, and its numbers set into XML as RSA.ToXmlString does"
    for word, elements, kind, container in (
        ("rsa-2048.xml", public | private, "private", "rsa-xml"),
        ("rsa-2048-public.xml", public, "public", "rsa-xml-public"),
    ):
        body = "".join(f"<{name}>{value}</{name}>" for name, value in elements.items())
        folder.put(word, f"<RSAKeyValue>{body}</RSAKeyValue>".encode())
        folder.keep(word, key.facts(kind, container, comment=False, encrypted=False), made=made)
    for name, (kind, size, algorithm) in OPENSSH.items():
        folder.run("ssh-keygen", "-q", "-t", kind, "-b", str(size), "-N", "", "-C", "", "-f", name)
        line = (folder.work / f"{name}.pub").read_text()
        folder.put(f"{name}.bin", base64.b64decode(line.split()[1]))
        key = Key(name, algorithm, size, fingerprint(folder, f"{name}.pub"))
        facts = key.facts("public", "public-blob", comment=False, encrypted=False)
        folder.keep(f"{name}.bin", facts, made=f"ssh-keygen -t {kind}, and base64 -d of the second word")
    folder.close()
    return folder.rows


def _elements(numbers: Any) -> tuple[dict[str, str], dict[str, str]]:
    def number(value: int) -> str:
        return base64.b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).decode()

    public = {"Modulus": number(numbers.public_numbers.n), "Exponent": number(numbers.public_numbers.e)}
    names = {"P": "p", "Q": "q", "DP": "dmp1", "DQ": "dmq1", "InverseQ": "iqmp", "D": "d"}
    return public, {name: number(getattr(numbers, field)) for name, field in names.items()}


def strangers() -> list[dict[str, Any]]:
    """What is taken for a key and is none."""
    folder = Folder("strangers", "see how each was made")
    home = "."
    gpg = ("gpg", "--homedir", home, "--batch", "--quiet", "--passphrase", "")
    user = "Museum <museum@example.com>"
    folder.run(*gpg, "--quick-generate-key", user, "ed25519", "sign", "never")
    gnupg = version("gpg", "--version")
    for name, argv, what in (
        ("public.asc", ("--armor", "--export"), "openpgp-public"),
        ("secret.asc", ("--armor", "--pinentry-mode", "loopback", "--export-secret-keys"), "openpgp-private"),
        ("public.gpg", ("--export",), "openpgp-public"),
    ):
        folder.put(name, folder.run(*gpg, *argv))
        folder.keep(name, UNKNOWN | {"what": what}, origin=gnupg)
    folder.quietly("gpgconf", "--homedir", home, "--kill", "gpg-agent")
    folder.run(
        "keytool",
        "-genkeypair",
        "-keyalg",
        "EC",
        "-keystore",
        "store.jks",
        "-storetype",
        "JKS",
        "-storepass",
        "museum",
        "-keypass",
        "museum",
        "-dname",
        "CN=museum",
        "-alias",
        "one",
    )
    folder.keep("store.jks", UNKNOWN | {"what": "jks"}, origin="keytool, OpenJDK")
    hand = "written by hand"
    for name, text, what in (
        ("empty", "", "empty"),
        ("blank", "\n \n", "empty"),
        ("prose.txt", "Dear all,\n\nplease find the key attached.\n", "text"),
        ("config", "Host example\n  HostName example.com\n  User alice\n  IdentityFile ~/.ssh/id\n", None),
        ("age.txt", "# created: 2026-01-01T00:00:00Z\nAGE-SECRET-KEY-1" + "Q" * 58 + "\n", None),
        ("wireguard.conf", "[Interface]\nPrivateKey = " + "A" * 43 + "=\nAddress = 10.0.0.1/24\n", None),
        ("binary.bin", bytes(range(256)) * 4, None),
        ("settings.json", '{"key": "value"}\n', "text"),
    ):
        folder.put(name, text if isinstance(text, bytes) else text.encode())
        facts = UNKNOWN | ({"what": what} if what else {})
        folder.keep(name, facts, made=hand, origin="by hand")
    folder.close()
    return folder.rows
