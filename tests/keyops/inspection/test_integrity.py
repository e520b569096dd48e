"""A damaged or mixed-up key is found out, whichever half it is, and is never shown as a healthy one."""

from __future__ import annotations

import math
import pickle
import random
import re
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from tests.helpers.expect import expect
from tests.helpers.keys import NAMES, eddsa_key, make, rsa_key
from tests.helpers.protections import cheap
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.encoding import der, wire
from tui.keyops.encoding import pem as armour
from tui.keyops.errors import (
    CorruptKeyError,
    KeyOpsError,
    LimitError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    WrongPassphraseError,
)
from tui.keyops.formats import PRIVATE_FORMATS
from tui.keyops.formats.contract import KeyEntry
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.inspection.integrity import check_integrity
from tui.keyops.inspection.integrity_report import TITLES, StepState
from tui.keyops.keys.eddsa import Ed25519PublicKey, EddsaPrivateKey
from tui.keyops.keys.fido import FidoPrivateKey, FidoPublicKey
from tui.keyops.keys.mldsa import MldsaPrivateKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa import RsaPrivateKey, RsaPublicKey
from tui.keyops.keys.rsa1 import Rsa1PrivateKey, Rsa1PublicKey
from tui.keyops.secret import Secret

PASS = Secret("correct horse")
LOCKABLE = [row for row in PRIVATE_FORMATS if row.protection]
SEED = bytes(range(32))


def some_pair(row) -> KeyPair:
    """A key that a container has room for."""
    if "ecdsa" in row.families:
        return make("ecdsa521")
    pair = make("rsa")
    if "rsa" in row.families:
        return pair
    key = rsa_key(pair)
    return KeyPair(Rsa1PrivateKey(Rsa1PublicKey(key.public.n, key.public.e), key.d, key.p, key.q, key.iqmp))


def states(data: bytes, passphrase: Secret | None = None, beside=None) -> dict[str, StepState]:
    (key,) = check_integrity(data, passphrase, beside).keys
    return {step.id: step.state for step in key.steps}


def failures(data: bytes, passphrase: Secret | None = None, beside=None) -> list[str]:
    return [step for step, state in states(data, passphrase, beside).items() if state is StepState.FAILED]


def rsa_with(**numbers: Any) -> bytes:
    """An OpenSSH file of an RSA key of which some numbers are others."""
    return pack(KeyPair(replace(rsa_key(), **numbers)), "openssh").data


def prime(bits: int, odd: int = 0x10001) -> int:
    from cryptography.hazmat.primitives.asymmetric import rsa

    while True:
        found = rsa.generate_private_key(odd, 1024).private_numbers().p
        if found.bit_length() >= bits:
            return found


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
@pytest.mark.parametrize("row", PRIVATE_FORMATS, ids=lambda row: row.id)
@pytest.mark.parametrize("name", [*NAMES, "dsa"])
def test_a_healthy_key_works_in_each_container(name: str, row, locked: bool) -> None:
    pair = make(name)
    if row.why_not(pair.public.family) or (locked and not row.protection):
        assert not locked or not row.protection or row.why_not(pair.public.family)
        return
    data = pack(pair, row.id, cheap(row.id) if locked else None).data
    proof = check_integrity(data, PASS if locked else None, pair.public)
    (key,) = proof.keys
    assert proof.works
    assert key.failed == ()
    found = {step.id: step.state for step in key.steps}
    assert found["signature"] is found["beside"] is found["open"] is StepState.OK
    assert [step.id for step in key.steps] == [step for step in TITLES if step in found]


def test_a_post_quantum_key_is_tried_like_any_other() -> None:
    found = states(pack(KeyPair(MldsaPrivateKey.from_seeds(SEED + SEED[::-1])), "openssh").data)
    assert found["computed"] is found["signature"] is StepState.OK


def test_a_fido_key_is_never_said_to_have_signed() -> None:
    inner = expect(Ed25519PublicKey, EddsaPrivateKey.from_seed("ed25519", SEED).public)
    private = FidoPrivateKey(FidoPublicKey(inner, b"ssh:"), 1, b"handle")
    (key,) = check_integrity(pack(KeyPair(private), "openssh").data).keys
    found = {step.id: step.state for step in key.steps}
    assert found["signature"] is found["computed"] is StepState.IMPOSSIBLE
    assert key.works
    assert "signature was not possible" in key.verdict


def test_a_public_file_has_nothing_to_verify() -> None:
    proof = check_integrity(pack_public(make("ed25519").public, "openssh-public").data)
    assert proof.keys == ()


def test_another_private_exponent_fails_there_and_nowhere_else() -> None:
    data = rsa_with(d=rsa_key().d + 2)
    assert failures(data) == ["exponent"]
    found = states(data)
    assert found["factors"] is found["crt"] is found["primes"] is found["signature"] is StepState.OK


def test_another_crt_coefficient_is_found() -> None:
    assert failures(rsa_with(iqmp=rsa_key().iqmp + 1)) == ["crt"]


def test_primes_that_do_not_make_the_modulus_are_found() -> None:
    assert failures(rsa_with(p=rsa_key().p + 2)) == ["factors"]


def test_a_number_that_is_not_prime_is_found_where_all_arithmetic_agrees() -> None:
    """A modulus of three primes, two of them given as one: n, d and the CRT values all fit."""
    one, two, three = (prime(512) for _ in range(3))
    p, q = one * two, three
    public = RsaPublicKey(p * q, 65537)
    d = pow(65537, -1, math.lcm(p - 1, q - 1))
    key = RsaPrivateKey(public, d=d, p=p, q=q, iqmp=pow(q, -1, p))
    key.check()
    data = pack(KeyPair(key), "openssh").data
    assert failures(data) == ["primes"]
    assert not check_integrity(data).works
    assert "prime" in check_integrity(data).keys[0].verdict


def test_a_crt_exponent_of_a_pem_file_that_was_changed_is_named() -> None:
    data = pack(make("rsa"), "pem").data
    (block,) = armour.find(data, ("RSA PRIVATE KEY",), "PEM")
    changed = block.body.replace(der.integer(rsa_key().dmp1), der.integer(rsa_key().dmp1 ^ 2))
    assert changed != block.body
    found = states(armour.armour("RSA PRIVATE KEY", changed))
    assert [step for step, state in found.items() if state is StepState.FAILED] == ["crt"]
    assert found["open"] is StepState.OK


@pytest.mark.parametrize("name", ["ecdsa256", "ed25519", "ed448", "rsa"])
def test_a_public_key_outside_of_another_key_is_found(name: str) -> None:
    pair = make(name)
    (block,) = armour.find(pack(pair, "openssh").data, ("OPENSSH PRIVATE KEY",), "OpenSSH")
    other = bytearray(pair.public.blob)
    other[-1] ^= 1
    changed = block.body.replace(wire.string(pair.public.blob), wire.string(bytes(other)), 1)
    data = armour.armour("OPENSSH PRIVATE KEY", changed)
    assert "inside" in failures(data)
    (report,) = inspect(data)
    assert report.error is not None


def test_a_private_half_that_makes_another_key_is_found() -> None:
    key = eddsa_key(make("ed25519"))
    data = pack(KeyPair(replace(key, seed=SEED)), "openssh").data
    assert "computed" in failures(data)


def test_a_pub_file_of_another_key_is_found_also_when_the_private_half_cannot_be_read() -> None:
    data = pack(make("rsa"), "openssh").data
    assert failures(data, beside=make("ed25519").public) == ["beside"]
    broken = rsa_with(d=1)
    assert "beside" in failures(broken, beside=make("ed25519").public)


@pytest.mark.parametrize("name", ["ed25519", "ed448"])
def test_a_bare_seed_is_only_as_certain_as_the_pub_file_beside(name: str) -> None:
    """PKCS#8 version 0 holds the seed and no public key: a changed one is a healthy other key."""
    pair = make(name)
    key = eddsa_key(pair)
    changed = replace(key, seed=bytes([key.seed[0] ^ 1]) + key.seed[1:])
    data = pack(KeyPair(changed), "pkcs8").data
    (alone,) = check_integrity(data).keys
    assert alone.works
    assert "no public key" in alone.verdict
    found = {step.id: step for step in alone.steps}
    assert found["computed"].state is StepState.IMPOSSIBLE
    assert ".pub" in found["computed"].words
    assert failures(data, beside=pair.public) == ["beside"]
    assert failures(pack(pair, "pkcs8").data, beside=pair.public) == []


def test_a_small_rsa_key_signs_with_the_digest_it_has_room_for() -> None:
    from cryptography.hazmat.primitives.asymmetric import rsa

    numbers = rsa.generate_private_key(65537, 1024).private_numbers()
    half = RsaPublicKey(numbers.public_numbers.n, 65537)
    key = RsaPrivateKey(half, numbers.d, numbers.p, numbers.q, numbers.iqmp)
    assert failures(pack(KeyPair(key), "openssh").data) == []


def test_a_key_that_cannot_be_unlocked_here_is_not_called_damaged() -> None:
    def refuse(error, passphrase):
        raise error

    for error in (UnsupportedAlgorithmError("no code"), LimitError("too much")):
        entry = KeyEntry("openssh", make("rsa").public, opener=partial(refuse, error))
        from tui.keyops.inspection import integrity

        key = integrity._check(0, entry, None, None)
        assert key.failed == ()
        assert not key.works
        assert "could not be verified" in key.verdict


def test_a_reader_that_stumbles_is_told_as_damage() -> None:
    def stumbles(_: Secret | None) -> KeyPair:
        raise ZeroDivisionError

    entry = KeyEntry("openssh", None, opener=stumbles)
    with pytest.raises(CorruptKeyError, match="makes no sense"):
        entry.open()


def test_the_result_crosses_to_another_process_and_holds_no_private_number() -> None:
    pair = make("rsa")
    proof = check_integrity(pack(pair, "openssh").data)
    assert pickle.loads(pickle.dumps(proof)) == proof
    assert str(rsa_key(pair).d) not in repr(proof)


# Wrong passphrase or damaged file


@pytest.mark.parametrize("row", LOCKABLE, ids=lambda row: row.id)
def test_a_wrong_passphrase_is_said_and_damage_is_offered_where_it_looks_the_same(row) -> None:
    data = pack(some_pair(row), row.id, cheap(row.id)).data
    with pytest.raises(PassphraseRequiredError):
        check_integrity(data)
    with pytest.raises(WrongPassphraseError) as caught:
        check_integrity(data, Secret("wrong"))
    assert "Try again" in caught.value.hint
    assert "damaged" in caught.value.hint or "changed" in caught.value.hint


def _locked_characters(data: bytes) -> list[int]:
    """Where the last lines of base64, or bytes, stand: locked in every container."""
    if b"\n--" not in data and b"Private-MAC" not in data:
        return list(range(len(data) - 64, len(data)))
    lines = data.split(b"\n")
    last = max(number for number, line in enumerate(lines) if re.fullmatch(rb"[A-Za-z0-9+/]{16,}=*", line))
    while lines[last].endswith(b"=") or len(lines[last]) < 40:
        last -= 1
    start = sum(len(line) + 1 for line in lines[:last])
    return list(range(start, start + len(lines[last])))


def _outcome(data: bytes, at: int) -> KeyPair | KeyOpsError:
    """What opening a file gives after one of its characters was changed."""
    changed = bytearray(data)
    changed[at] = ord("A") if data[at] != ord("A") else ord("B")
    try:
        return read(bytes(changed))[0].open(PASS)
    except KeyOpsError as error:
        return error


@pytest.mark.parametrize("row", LOCKABLE, ids=lambda row: row.id)
def test_damage_in_the_locked_part_never_opens_as_another_key(row) -> None:
    """With the right passphrase: it is refused as damaged, or the words offer both causes."""
    pair = some_pair(row)
    data = pack(pair, row.id, cheap(row.id)).data
    found = [_outcome(data, at) for at in random.Random(5).sample(_locked_characters(data), 20)]
    opened = [outcome for outcome in found if isinstance(outcome, KeyPair)]
    # OpenSSH's stream cipher has no checksum over the comment: a changed comment opens.
    assert all(outcome.public == pair.public for outcome in opened)
    sound = [outcome for outcome in opened if not outcome.mistakes]
    assert len(sound) < len(found) or row.id == "openssh"
    for error in found:
        if isinstance(error, WrongPassphraseError):
            assert "damaged" in error.hint or "changed" in error.hint
        else:
            assert isinstance(error, KeyPair | CorruptKeyError)
