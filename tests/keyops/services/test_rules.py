"""Each shape that a rule can see: refused where the TOML says so, inherited by ``like``, cured by a fix."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.keys import make
from tui.keyops import services
from tui.keyops.conversion.conversion import pack
from tui.keyops.encoding import der, pem
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret
from tui.keyops.services.checking import State, check
from tui.keyops.services.fixing import Fix, apply_fix, plan_fix
from tui.keyops.services.reading import profile_of
from tui.keyops.services.recipes import Recipe
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from tui.keyops.services.rules import Profile

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssl-3.0"
SECRET = Secret("correct horse")


def file(kind: str, container: str, **lock: Any) -> bytes:
    return pack(make(kind), container, Protection(SECRET, **lock) if lock else None).data


def corpus(name: str) -> bytes:
    return (CORPUS / name).read_bytes()


RSA = file("rsa", "pem")


def narrow(data: bytes) -> bytes:
    """In lines of 48."""
    head, *body, tail = data.splitlines()
    text = b"".join(body)
    return b"\n".join([head, *(text[at : at + 48] for at in range(0, len(text), 48)), tail, b""])


def version_two() -> bytes:
    """PKCS#8 with the public key behind the private one (RFC 5958)."""
    private = make("ed25519").private
    assert isinstance(private, EddsaPrivateKey)
    public = der.element(der.context(1, constructed=False), b"\0" + private.public.pk)
    algorithm = der.sequence(der.oid("1.3.101.112"))
    body = der.sequence(der.integer(1), algorithm, der.octets(der.octets(private.seed)), public)
    return pem.armour("PRIVATE KEY", body)


def with_version(number: int) -> bytes:
    """PKCS#1 that claims another version; the number is the seventh byte of it."""
    body = bytearray(pem.find(RSA, ("RSA PRIVATE KEY",), "key")[0].body)
    body[6] = number
    return pem.armour("RSA PRIVATE KEY", bytes(body))


LOCKED = {"cipher": "AES-256-CBC", "rounds": 2048}

SHAPES: list[tuple[str, bytes, dict[str, Any]]] = [
    ("ec-parameters", corpus("ec-384-parameters"), {}),
    ("ec-explicit", corpus("ec-256-explicit"), {}),
    ("ec-no-public", corpus("ec-384-no-public"), {}),
    ("ec-compressed", corpus("ec-384-compressed"), {}),
    ("pkcs8-v2", version_two(), {}),
    ("trailing-blanks", RSA.replace(b"\n", b"  \n"), {}),
    ("text-after", RSA + b"and more\n", {}),
    ("nul-after", RSA + b"\0", {}),
    ("cr", RSA.replace(b"\n", b"\r"), {}),
    ("body-width", narrow(RSA), {}),
    ("rsa-version-1", with_version(1), {}),
    ("ppk-no-comment", pack(KeyPair(make("rsa").private, b""), "ppk2").data, {}),
    ("rsa-multi-prime", corpus("rsa-2048-three-primes"), {}),
    ("text-before", b"Bag Attributes\n" + RSA, {"needs": ["nothing-before"]}),
    ("bom", b"\xef\xbb\xbf" + RSA, {"needs": ["no-bom"]}),
    ("final-newline", RSA.rstrip(b"\n"), {"needs": ["final-newline"]}),
    ("line-endings", RSA.replace(b"\n", b"\r\n"), {"needs": ["lf"]}),
    ("cipher DES-CBC", corpus("rsa-des.pem"), {"ciphers": ["AES-128-CBC", "DES-EDE3-CBC"]}),
    ("kdf PBES1", corpus("ed25519-pkcs8-PBE-MD5-DES"), {"kdfs": ["pbkdf2-hmac-sha256"]}),
    ("cipher PBES2", corpus("ed25519-pkcs8-des3"), {"ciphers": ["AES-256-CBC"]}),
    (
        "kdf PRF",
        file("rsa", "pkcs8", kdf="pbkdf2-hmac-sha512", **LOCKED),
        {"kdfs": ["pbkdf2-hmac-sha1", "pbkdf2-hmac-sha256"]},
    ),
    ("kdf scrypt", file("rsa", "pkcs8", kdf="scrypt", memory_kib=1024), {"kdfs": ["pbkdf2-hmac-sha256"]}),
    ("rounds bcrypt", file("rsa", "openssh", cipher="aes256-ctr", rounds=17), {"max_rounds": 16}),
    (
        "kdf Argon2 kind",
        file("rsa", "ppk3", kdf="argon2d", memory_kib=64, passes=1, parallelism=1),
        {"kdfs": ["argon2id"]},
    ),
    (
        "parallelism",
        file("rsa", "ppk3", kdf="argon2id", memory_kib=64, passes=1, parallelism=4),
        {"max_parallelism": 1},
    ),
]
"""A trait that the profile refuses, or the id of the reason, a file and what its format's row says."""


def profiles(data: bytes, word: str, rule: dict[str, Any], **more: Any) -> tuple[Profile, Profile]:
    """A profile that has the rule, and one that is like it."""
    (report,) = inspect(data, SECRET)
    row = {"id": report.container, **rule, **({} if rule else {"refuses": [word]})}
    base = {
        "id": "base", "label": "Base", "group": "client", "half": "private", "confidence": "certain",
        "checked": dt.date(2026, 11, 30), "sources": [{"address": "here"}], "containers": [row], **more,
    }  # fmt: skip
    told = {"id": "child", "like": "base", "label": "Child", "checked": base["checked"]}
    child = services._whole("child.toml", {**told, "sources": base["sources"]}, {"base": base})
    return profile_of("base.toml", base), profile_of("child.toml", child)


@pytest.mark.parametrize(("word", "data", "rule"), SHAPES, ids=[word for word, _, _ in SHAPES])
def test_a_shape_is_refused_inherited_and_cured(word: str, data: bytes, rule: dict[str, Any]) -> None:
    (report,) = inspect(data, SECRET)
    for made in profiles(data, word, rule):
        verdict = check(report, made, shape_of(data))
        assert verdict.state is State.REFUSES, made.id
        assert word.split(maxsplit=1)[0] in {name for one in verdict.reasons for name in (one.id, one.trait)}
        plan = plan_fix(report, verdict)
        if word == "rsa-multi-prime":
            assert isinstance(plan, Recipe)
            continue
        assert isinstance(plan, Fix)
        rounds = {"openssh": 1, "pkcs8": 2048}.get(plan.target)
        quick = replace(plan, lock=replace(plan.lock, rounds=rounds)) if rounds else plan
        fixed = apply_fix(data, quick, passphrase=SECRET if report.encryption else None).data
        (now,) = inspect(fixed, SECRET)
        assert now.public == report.public
        assert check(now, made, shape_of(fixed)).state.accepted


@pytest.mark.parametrize(("most", "state"), [(2047, State.REFUSES), (2048, State.ACCEPTS)])
def test_a_ceiling_of_rsa_is_inherited_and_another_key_is_the_cure(most: int, state: State) -> None:
    (report,) = inspect(RSA)
    for made in profiles(RSA, "", {"passphrase": "allowed"}, types=[{"family": "rsa", "max": most}]):
        verdict = check(report, made, shape_of(RSA))
        assert verdict.state is state
        assert isinstance(plan_fix(report, verdict), Recipe) is (state is State.REFUSES)
