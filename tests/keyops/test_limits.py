"""No file gets more of the machine than is sane, unless its owner allows it knowing how long it takes."""

from __future__ import annotations

import base64
import json
import secrets

import pytest

from tests.fuzz.engine import Figures, try_one
from tests.helpers.keys import make
from tests.helpers.protections import PASS, over_the_limit
from tui.cli import main
from tui.keyops import limits
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.crypto import primitives, speeds
from tui.keyops.encoding import der, wire
from tui.keyops.encoding import pem as armour
from tui.keyops.errors import CorruptKeyError, LimitError, NextStep
from tui.keyops.formats.contract import KeyEntry, Protection
from tui.keyops.inspection import inspection
from tui.keyops.inspection.inspection import inspect, read, recognise
from tui.keyops.moments import estimate_words
from tui.process import jobs

LABEL = "OPENSSH PRIVATE KEY"


def with_rounds(rounds: int) -> bytes:
    """A locked OpenSSH file that names another number of bcrypt rounds than it was locked with."""
    data = pack(make("ed25519"), "openssh", Protection(PASS, rounds=3)).data
    (block,) = armour.find(data, (LABEL,), "OpenSSH")
    return armour.armour(LABEL, block.body.replace(wire.u32(3), wire.u32(rounds), 1))


# Work factors, which the owner of the key may allow


def test_a_file_of_two_billion_rounds_is_refused_with_the_time_it_would_take() -> None:
    (entry,) = read(with_rounds(2**31))
    assert entry.encryption.parameters == {"rounds": 2**31}
    with pytest.raises(LimitError, match="2,147,483,648 bcrypt rounds") as caught:
        entry.open(PASS)
    assert caught.value.seconds > 24 * 3600
    assert caught.value.step is NextStep.ALLOW_SLOW
    assert estimate_words(caught.value.seconds) in caught.value.hint


@pytest.mark.parametrize(
    "derive",
    [
        lambda: primitives.bcrypt_kdf(b"p", b"salt", 5000, 48),
        lambda: primitives.argon2(
            "argon2id", b"p", bytes(16), memory_kib=1024, passes=40_000, parallelism=1, size=32
        ),
        lambda: primitives.pbkdf2("sha256", b"p", b"salt", 10**9, 32),
        lambda: primitives.scrypt(b"p", b"salt", n=1 << 24, r=8, p=1, size=32),
        lambda: primitives.scrypt(b"p", b"salt", n=1 << 14, r=8, p=1000, size=32),
    ],
    ids=["bcrypt", "argon2", "pbkdf2", "scrypt memory", "scrypt lanes"],
)
def test_each_kdf_tells_how_long_it_would_take(derive) -> None:
    with pytest.raises(LimitError) as caught:
        derive()
    assert caught.value.seconds > 0.5


def test_work_that_was_allowed_is_done_and_only_for_that_operation() -> None:
    data = over_the_limit()
    with pytest.raises(LimitError, match="65 scrypt parallelism"):
        read(data)[0].open(PASS)
    assert limits.lifted(read(data)[0].open, PASS).public == make("ed25519").public
    with pytest.raises(LimitError):
        read(data)[0].open(PASS)


async def test_allowing_it_crosses_to_the_child_process() -> None:
    data = over_the_limit()
    (refused,) = await jobs.run(inspect, data, PASS)
    assert isinstance(refused.error, LimitError)
    assert refused.error.seconds is not None
    (report,) = await jobs.run(limits.lifted, inspect, data, PASS)
    assert (report.error, report.unlocked) == (None, True)


def test_the_headless_verbs_unlock_it_when_told_so(tmp_path, capsys) -> None:
    path, word, target = tmp_path / "k", tmp_path / "word", tmp_path / "out"
    path.write_bytes(over_the_limit())
    path.chmod(0o600)
    word.write_text("correct horse\n")
    known = ["--passphrase-file", str(word)]
    assert main(["inspect", "--json", *known, str(path)]) == 1
    (seen,) = json.loads(capsys.readouterr().out)
    assert seen["error"]["id"] == "limit"
    assert main(["convert", str(path), "--to", "ppk2", "-o", str(target), *known]) == 1
    assert not target.exists()
    assert main(["inspect", "--json", "--verify", "--allow-slow", *known, str(path)]) == 0
    (seen,) = [row for row in json.loads(capsys.readouterr().out) if row["path"] == str(path)]
    assert seen["unlocked"]
    assert {step["id"]: step["state"] for step in seen["integrity"]}["signature"] == "ok"
    assert main(["convert", str(path), "--to", "ppk2", "-o", str(target), "--allow-slow", *known]) == 0
    assert inspect(target.read_bytes(), PASS)[0].public == make("ed25519").public
    fixed = ["convert", str(path), "--for", "openssh-9.2", "-o", str(tmp_path / "fixed"), *known]
    assert main(fixed) == 1
    assert main([*fixed, "--allow-slow"]) == 0
    assert inspect((tmp_path / "fixed").read_bytes(), PASS)[0].public == make("ed25519").public


def test_no_permission_gives_more_memory_than_the_machine_has() -> None:
    def run() -> bytes:
        return primitives.argon2(
            "argon2id", b"p", bytes(16), memory_kib=2**32 - 1, passes=1, parallelism=1, size=32
        )

    with pytest.raises(LimitError, match="this machine has"):
        limits.lifted(run)


def test_the_limits_on_everything_else_stay() -> None:
    with pytest.raises(LimitError, match="16,385 bits"):
        limits.lifted(limits.check, "RSA modulus", 16_385, limits.MAX_RSA_BITS, "bits")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 1 s"),
        (40, "about 40 s"),
        (100, "about 2 minutes"),
        (4000, "about 67 minutes"),
        (3 * 3600, "about 3 hours"),
        (3 * 86_400, "about 3 days"),
        (1e9, "about 32 years"),
    ],
)
def test_a_time_is_told_as_people_say_it(seconds: float, words: str) -> None:
    assert estimate_words(seconds) == words


def test_the_speeds_are_measured_in_sane_units() -> None:
    """A round of bcrypt takes about a millisecond, an iteration of PBKDF2 about a microsecond."""
    assert 1e-5 < speeds.bcrypt() < 1
    assert 1e-9 < speeds.pbkdf2() < 1e-3
    assert speeds.argon2() < 1e-2
    assert speeds.scrypt() < 1e-2


# What stands in the file


def odd(bits: int) -> int:
    return secrets.randbits(bits) | 1 | 1 << (bits - 1)


def dsa(p_bits: int, q_bits: int) -> bytes:
    """An unlocked PKCS#8 DSA file of random numbers: its public half is computed, then checked twice."""
    p, q, g, x = odd(p_bits), odd(q_bits), odd(p_bits - 1), odd(q_bits - 1)
    group = der.sequence(*map(der.integer, (p, q, g)))
    algorithm = der.sequence(der.oid("1.2.840.10040.4.1"), group)
    body = der.sequence(der.integer(0), algorithm, der.octets(der.integer(x)))
    return armour.armour("PRIVATE KEY", body)


def jwk(bits: int, count: int = 1) -> bytes:
    """RSA keys without their primes, as a set: random numbers, so that the primes are sought in vain."""

    def number(value: int) -> str:
        raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    key = {"kty": "RSA", "n": number(odd(bits)), "e": "AQAB", "d": number(odd(bits - 1))}
    return json.dumps({"keys": [key] * count}).encode()


def public_line(comment: bytes = b"x") -> bytes:
    return pack_public(make("ed25519").public, "openssh-public", comment).data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"x" * (limits.MAX_FILE_BYTES + 1), "too many for a key file"),
        (pack(make("ecdsa256"), "pem").data * 9, "9 private keys in one file"),
        (dsa(4104, 160), "4,104 bits of DSA modulus"),
        (dsa(2048, 264), "264 bits of DSA subgroup"),
        (jwk(16_384), "RSA modulus"),
        (jwk(2048, 3), "3 RSA keys without their primes"),
        (
            b"ssh-rsa " + base64.b64encode(wire.string("ssh-rsa") + wire.mpint(3) + wire.mpint(odd(16_392))),
            "RSA",
        ),
        (b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n" * (limits.MAX_KEYS_IN_FILE + 1), "20,001 lines"),
    ],
    ids=["bytes", "keys", "DSA", "subgroup", "d alone", "many d alone", "RSA", "lines"],
)
def test_what_is_larger_than_sane_is_named_before_any_work(data: bytes, words: str) -> None:
    try:
        report = inspect(data)[0]
    except LimitError as error:
        found: LimitError | None = error
    else:
        found = report.error if isinstance(report.error, LimitError) else None
    assert words in str(found)


def test_a_line_with_an_absurd_comment_says_so_and_the_others_stay() -> None:
    long = public_line().replace(b" x", b" " + b"x" * (limits.MAX_COMMENT_BYTES + 1))
    first, second = inspect(long + public_line())
    assert isinstance(first.error, LimitError)
    assert first.comment is None
    assert (second.error, second.comment) == (None, b"x")


def test_json_nested_without_end_is_a_damaged_key_and_no_crash() -> None:
    for data in (b'{"kty":' * 100_000, b'{"kty":"RSA","n":' + b"[" * 500_000):
        with pytest.raises(CorruptKeyError):
            read(data)


@pytest.mark.parametrize(
    "data",
    [
        dsa(limits.MAX_DSA_BITS, 256) * limits.MAX_PRIVATE_KEYS_IN_FILE,
        jwk(4096, 2),
        pack(make("ecdsa521"), "pem").data * limits.MAX_PRIVATE_KEYS_IN_FILE,
        wire.string("ssh-rsa") + b"".join(map(wire.mpint, (65537, odd(4096), odd(4095)))),
        b"-----BEGIN OPENSSH PRIVATE KEY-----\\\n" * 26_000 + b"-----END OPENSSH PRIVATE KEY-----\n",
        b"---- BEGIN SSH2 PUBLIC KEY ----\n" + b"x: \\\n" * 200_000,
        b"PuTTY-User-Key-File-3: ssh-rsa\n" * 30_000,
        b"\\\n" * 500_000,
        b'"' * 1_000_000,
        b"a," * 500_000,
        b"@revoked " * 100_000,
        b"\xe2\x80\x93" * 300_000,
        b"\\n" * 500_000,
    ],
    ids=lambda data: repr(data[:20]),
)
def test_no_hostile_file_takes_long_or_stumbles_a_reader(data: bytes) -> None:
    """Work that grows with the square of the size is ended and told by the fuzzer's budget; see there."""
    figures = Figures()
    try_one("summary", data[: limits.MAX_FILE_BYTES], figures)
    assert figures.problems == {}


def test_no_more_private_keys_are_read_than_a_file_may_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    read, one = [], inspection._read_one

    def counted(data: bytes, name: str) -> tuple[KeyEntry, ...]:
        read.append(data)
        return one(data, name)

    monkeypatch.setattr(inspection, "_read_one", counted)
    with pytest.raises(LimitError, match="private keys in one file"):
        recognise(pack(make("ecdsa256"), "pem").data * 40)
    assert len(read) == limits.MAX_PRIVATE_KEYS_IN_FILE + 1
