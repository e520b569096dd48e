"""Key files that nobody listed: a type, a format, a lock and a maker's habit drawn by chance, then mangled.

The same number draws the same kinds of file; the keys in them are new each time, but for RSA, which is slow.
"""

from __future__ import annotations

import functools
import random
import tempfile
from pathlib import Path

from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tests.interop.clients.cases import OPENSSH_CIPHERS, PASSPHRASE, Case
from tests.interop.clients.locks import ALL, locked
from tests.interop.clients.random_text import change
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

LEGACY = ("-provider", "legacy", "-provider", "default")
CURVES = {"ecdsa256": "P-256", "ecdsa384": "P-384", "ecdsa521": "P-521"}
TYPES = ("rsa",) * 6 + ("ecdsa256",) * 3 + ("ecdsa384", "ecdsa521") + ("ed25519",) * 4 + ("dsa", "ed448")
FORMATS = ("openssh",) * 3 + ("pem",) * 3 + ("pkcs8",) * 4 + ("ppk2", "ppk3", "ppk3", "rare", "der")
RSA_KEYS = (
    *sorted((Path(__file__).parent / "keys").iterdir()),
    Path(__file__).resolve().parents[2] / "corpus/openssl-3.0/rsa-2048-three-primes",
)
COMMENTS = (
    b"",
    b"me",
    "größe über alles".encode(),
    b"with  two blanks",
    b"a" * 120,
    b"user@host.example.org",
)
PEM_OPTIONS = ("-aes128", "-aes192", "-aes256", "-des3", "-des")
PBES1 = (
    "PBE-MD5-DES", "PBE-SHA1-3DES", "PBE-SHA1-2DES", "PBE-SHA1-RC2-40", "PBE-SHA1-RC2-128",
    "PBE-SHA1-RC4-128", "PBE-SHA1-RC4-40", "PBE-SHA1-DES", "PBE-MD5-RC2-64",
)  # fmt: skip
PBES2 = ("aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "aes-128-cbc", "aes-256-cbc", "des3", "des", "rc2")
PRFS = ("MD5", "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA512-256", "SHA256")
POINTS: dict[str, tuple[str, ...]] = {
    "": (),
    "explicit": ("-param_enc", "explicit"),
    "no-public": ("-no_public",),
    "compressed": ("-conv_form", "compressed"),
    "hybrid": ("-conv_form", "hybrid"),
}


class Maker:
    """Draws files.

    Args:
        seed: which.
        folder: for what OpenSSL writes on the way.
    """

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = random.Random(seed)
        self.folder = folder
        self.plain = folder / "plain"
        self.secret = f"file:{secret_file(folder, PASSPHRASE)}"
        self._group = functools.cache(self._make_group)

    def _openssl(self, name: str, *argv: str | Path) -> bytes:
        path = self.folder / name
        run("openssl", *argv, "-out", path)
        return path.read_bytes()

    def _key(self, kind: str) -> str:
        """Put a key into ``plain``, as PKCS#8; words about it."""
        rng = self.rng
        if kind == "rsa":
            path = rng.choice(RSA_KEYS)
            self._openssl("plain", "pkcs8", "-topk8", "-nocrypt", "-in", path)
            return path.name
        if kind == "dsa":
            bits, q = rng.choice(((1024, 160), (1024, 160), (1024, 256), (2048, 256)))
            self._openssl("plain", "genpkey", "-paramfile", self._group(bits, q))
            return f"dsa-{bits}-{q}"
        if kind in CURVES:
            self._openssl(
                "plain", "genpkey", "-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{CURVES[kind]}"
            )
        else:
            self._openssl("plain", "genpkey", "-algorithm", kind)
        return kind

    def _make_group(self, bits: int, q: int) -> Path:
        size = ("-pkeyopt", f"dsa_paramgen_bits:{bits}", "-pkeyopt", f"dsa_paramgen_q_bits:{q}")
        name = f"group-{bits}-{q}"
        self._openssl(name, "genpkey", "-genparam", "-algorithm", "DSA", *size)
        return self.folder / name

    def draw(self, number: int) -> Case:
        """One file."""
        rng = self.rng
        kind = rng.choice(TYPES)
        words = self._key(kind)
        container = rng.choice(FORMATS)
        if "three" in words and container not in {"pem", "pkcs8", "der"}:
            container = "pem"
        if kind in {"ed25519", "ed448"} and container in {"pem", "rare"}:
            container = "pkcs8"
        if (kind == "ed448" and container == "openssh") or (
            kind == "dsa" and container in {"openssh", "rare"}
        ):
            container = "pkcs8"
        encrypted = rng.random() < 0.55
        how, data, public = getattr(self, f"_{container}")(kind, encrypted)
        times = rng.choice((0, 0, 0, 0, 1, 1, 1, 2)) if container != "der" else 0
        mangled, names = change(rng, data, times)
        words = " ".join((f"{number:03}", words, container, *how, *names))
        return Case(
            words, mangled, public or self._public(), PASSPHRASE if encrypted or how[:1] == ["rare"] else ""
        )

    def _public(self) -> bytes:
        found = inspect(self._openssl("pub", "pkey", "-in", self.plain, "-pubout"))[0].public
        assert found is not None
        return found.blob

    def _pair(self) -> KeyPair:
        pair = recognise(self.plain.read_bytes())[0].open(None)
        return KeyPair(pair.private, self.rng.choice(COMMENTS))

    def _openssh(self, _: str, encrypted: bool) -> tuple[list[str], bytes, None]:
        pair, lock, how = self._pair(), None, []
        if encrypted:
            cipher, rounds = self.rng.choice(OPENSSH_CIPHERS), self.rng.choice((1, 2, 3, 16, 17, 33))
            how = [cipher, f"r{rounds}"]
            lock = Protection(Secret(PASSPHRASE), cipher=cipher, rounds=rounds)
        return [*how, f"c{len(pair.comment)}"], pack(pair, "openssh", lock).data, None

    def _pem(self, kind: str, encrypted: bool) -> tuple[list[str], bytes, None]:
        rng = self.rng
        tool = {"r": "rsa", "d": "dsa"}.get(kind[0], "ec")
        options, how = ["-traditional"] if tool == "rsa" else [], []
        if encrypted:
            cipher = rng.choice(PEM_OPTIONS)
            options += [cipher, "-passout", self.secret, *(LEGACY if cipher == "-des" else ())]
            how.append(cipher)
        before = b""
        if tool == "ec":
            word = rng.choice((*POINTS, "", "parameters"))
            options += POINTS.get(word, ())
            how += [word] if word else []
            if word == "parameters":
                curve = {"2": "prime256v1", "3": "secp384r1", "5": "secp521r1"}[kind[5]]
                before = self._openssl("parameters", "ecparam", "-name", curve)
        return how, before + self._openssl("made", tool, "-in", self.plain, *options), None

    def _pkcs8(self, kind: str, encrypted: bool) -> tuple[list[str], bytes, None]:
        rng, source, how = self.rng, self.plain, list[str]()
        if kind in CURVES and rng.random() < 0.4:
            word = rng.choice(("explicit", "no-public", "compressed", "hybrid"))
            self._openssl("points", "ec", "-in", source, *POINTS[word])
            source, how = self.folder / "points", [word]
        if not encrypted:
            return how, self._openssl("made", "pkcs8", "-topk8", "-nocrypt", "-in", source), None
        words, options = self._scheme()
        argv = ("pkcs8", "-topk8", "-in", source, "-passout", self.secret, *options)
        return [*how, *words], self._openssl("made", *argv), None

    def _scheme(self) -> tuple[list[str], list[str]]:
        """A way of locking PKCS#8: words for it, and options of OpenSSL."""
        rng, way = self.rng, self.rng.random()
        if way < 0.25:
            scheme = rng.choice(PBES1)
            return [scheme], ["-v1", scheme, *LEGACY]
        if way < 0.35:
            n, r, p = rng.choice((1024, 4096, 16384)), rng.choice((1, 8)), rng.choice((1, 2))
            numbers = ["-scrypt_N", str(n), "-scrypt_r", str(r), "-scrypt_p", str(p)]
            cipher = rng.choice(PBES2[:5])
            return ["scrypt", cipher, f"{n}-{r}-{p}"], ["-v2", cipher, "-scrypt", *numbers]
        cipher, prf = rng.choice(PBES2), rng.choice(PRFS)
        rounds = rng.choice((1, 100, 2048, 2049, 10000, 100001))
        options = ["-v2", cipher, "-v2prf", f"hmacWith{prf}", "-iter", str(rounds)]
        return [cipher, prf, f"i{rounds}"], [*options, *(LEGACY if cipher in {"des", "rc2"} else ())]

    def _ppk2(self, kind: str, encrypted: bool) -> tuple[list[str], bytes, None]:
        if kind == "dsa":
            return self._puttygen(encrypted, 2)
        lock, pair = Protection(Secret(PASSPHRASE), cipher="aes256-cbc") if encrypted else None, self._pair()
        return [f"c{len(pair.comment)}"], pack(pair, "ppk2", lock).data, None

    def _ppk3(self, kind: str, encrypted: bool) -> tuple[list[str], bytes, None]:
        if kind == "dsa":
            return self._puttygen(encrypted, 3)
        pair, rng, lock = self._pair(), self.rng, None
        how = [f"c{len(pair.comment)}"]
        if encrypted:
            kdf = rng.choice(("argon2id", "argon2id", "argon2i", "argon2d"))
            passes, lanes = rng.choice((1, 2, 3, 5)), rng.choice((1, 1, 1, 2, 4))
            memory = max(rng.choice((8, 64, 100, 1024)), 8 * lanes)
            how += [kdf, f"m{memory}t{passes}p{lanes}"]
            lock = Protection(
                Secret(PASSPHRASE), kdf=kdf, memory_kib=memory, passes=passes, parallelism=lanes
            )
        return how, pack(pair, "ppk3", lock).data, None

    def _puttygen(self, encrypted: bool, version: int) -> tuple[list[str], bytes, None]:
        """DSA, which we do not write."""
        self._openssl("traditional", "dsa", "-in", self.plain)
        secret = secret_file(self.folder, PASSPHRASE if encrypted else "", "new")
        made = self.folder / "made"
        options = ("-C", "dsa", "--ppk-param", f"version={version},memory=64,passes=1")
        run(
            "puttygen",
            self.folder / "traditional",
            "--new-passphrase",
            secret,
            "-O",
            "private",
            "-o",
            made,
            *options,
        )
        return ["puttygen"], made.read_bytes(), None

    def _rare(self, kind: str, _: bool) -> tuple[list[str], bytes, bytes]:
        """Behind a cipher that few write."""
        container = self.rng.choice(("pem", "pkcs8"))
        name = "rsa" if kind == "rsa" else "ecdsa256"
        cipher = self.rng.choice(ALL[container])
        made = locked(name, container, cipher)
        return ["rare", f"{name}-{container}", cipher], made.data, make(name).public.blob

    def _der(self, _: str, encrypted: bool) -> tuple[list[str], bytes, None]:
        options: tuple[str, ...] = ("-nocrypt",)
        if encrypted:
            options = ("-v2", "aes-256-cbc", "-passout", self.secret)
        argv = ("pkcs8", "-topk8", "-outform", "DER", "-in", self.plain, *options)
        return [], self._openssl("made", *argv), None


def random_files(seed: int, count: int) -> tuple[Case, ...]:
    """So many files."""
    with tempfile.TemporaryDirectory() as name:
        maker = Maker(seed, Path(name))
        return tuple(maker.draw(number) for number in range(count))
