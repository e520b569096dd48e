"""What is made, what is refused, and that nothing untried is handed out."""

import os
import pwd

import pytest

from tests.helpers.expect import expect
from tests.helpers.keys import rsa_key
from tui.keyops.crypto import primitives
from tui.keyops.errors import KeyMismatchError, UnsupportedAlgorithmError, WeakKeyError
from tui.keyops.generation import generation
from tui.keyops.generation.generation import KeySpec, default_comment, generate, is_slow, sizes_in_words
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.keys.dsa import DsaPublicKey
from tui.keyops.keys.rsa import RsaPrivateKey

QUICK = [
    ("ed25519", 256, "ssh-ed25519"),
    ("ed448", 448, "ssh-ed448"),
    ("ecdsa", 256, "ecdsa-sha2-nistp256"),
    ("ecdsa", 384, "ecdsa-sha2-nistp384"),
    ("ecdsa", 521, "ecdsa-sha2-nistp521"),
    ("mldsa44-ed25519", 256, "ssh-mldsa44-ed25519@openssh.com"),
    ("rsa", 2048, "ssh-rsa"),
    ("rsa", 2056, "ssh-rsa"),
]
LEGACY = [("dsa", 1024, "ssh-dss"), ("rsa1", 1024, "rsa1"), ("rsa", 1024, "ssh-rsa")]


@pytest.mark.parametrize(("family", "bits", "algorithm"), QUICK)
def test_a_new_key_has_the_type_size_and_comment_that_were_asked_for(family, bits, algorithm):
    pair = generate(KeySpec(family, bits, b"kai@build01"))
    assert (pair.public.algorithm, pair.public.bits, pair.comment) == (algorithm, bits, b"kai@build01")


@pytest.mark.parametrize(("family", "bits", "algorithm"), QUICK)
def test_the_numbers_of_a_new_key_are_accepted_by_full_validation(family, bits, algorithm):
    """The numbers are taken out without loading them again, so here they are loaded again."""
    pair = generate(KeySpec(family, bits))
    signature = primitives.sign(pair.private.crypto(), b"data")
    assert primitives.verify(pair.public.crypto(), signature, b"data")
    assert not primitives.verify(pair.public.crypto(), signature, b"other data")


def test_an_rsa_key_has_the_usual_exponent():
    assert rsa_key(generate(KeySpec("rsa", 2048))).public.e == 65537


def test_two_new_keys_differ():
    spec = KeySpec("ed25519", 256)
    assert generate(spec).public != generate(spec).public


@pytest.mark.parametrize("bits", [-1, 0, 512, 1024, 2040, 2047])
def test_rsa_below_the_floor_is_refused_and_the_floor_named(bits):
    with pytest.raises(WeakKeyError, match="needs at least 2048 bits"):
        KeySpec("rsa", bits)


@pytest.mark.parametrize("bits", [2049, 4095, 16385, 16392, 1 << 40])
def test_rsa_sizes_that_are_not_made_are_refused_with_those_that_are(bits):
    with pytest.raises(UnsupportedAlgorithmError) as caught:
        KeySpec("rsa", bits)
    assert caught.value.hint == "Choose 2048 to 16384 in steps of 8 bits"


@pytest.mark.parametrize(
    ("family", "bits"), [("ecdsa", 255), ("ecdsa", 512), ("ed25519", 255), ("ed448", 456)]
)
def test_other_sizes_of_other_types_are_refused(family, bits):
    with pytest.raises(UnsupportedAlgorithmError, match=str(bits)):
        KeySpec(family, bits)


@pytest.mark.parametrize(("family", "bits", "algorithm"), LEGACY)
def test_what_only_old_devices_need_is_made_on_explicit_request_and_holds_full_validation(
    family, bits, algorithm
):
    pair = generate(KeySpec(family, bits, b"kai@build01", legacy=True))
    assert (pair.public.algorithm, pair.public.bits, pair.comment) == (algorithm, bits, b"kai@build01")
    signature = primitives.sign(pair.private.crypto(), b"data")
    assert primitives.verify(pair.public.crypto(), signature, b"data")
    with pytest.raises(WeakKeyError):
        KeySpec(family, bits)


def test_a_dsa_key_has_a_q_that_ssh_signatures_have_room_for():
    public = expect(DsaPublicKey, generate(KeySpec("dsa", 1024, legacy=True)).public)
    assert public.q.bit_length() == 160


def test_dsa_is_refused_with_who_needs_it_and_longer_dsa_with_the_reason():
    with pytest.raises(
        WeakKeyError, match="DSA keys are obsolete: they are only for devices from before 2010"
    ):
        KeySpec("dsa", 1024)
    for bits in (2048, 3072):
        with pytest.raises(UnsupportedAlgorithmError) as caught:
            KeySpec("dsa", bits, legacy=True)
        assert caught.value.hint.startswith("Choose 1024 bits: longer keys have a q of 256 bits")


@pytest.mark.parametrize("family", ["rsa", "rsa1"])
def test_below_1024_bits_nothing_is_made_on_any_request(family):
    with pytest.raises(WeakKeyError, match="needs at least 1024 bits"):
        KeySpec(family, 1016, legacy=True)


def test_the_request_for_old_devices_does_not_allow_sizes_that_nobody_has():
    with pytest.raises(UnsupportedAlgorithmError) as caught:
        KeySpec("rsa", 1030, legacy=True)
    assert caught.value.hint == "Choose 1024 to 16384 in steps of 8 bits"


@pytest.mark.parametrize("family", ["sk", "unknown", ""])
def test_types_that_are_not_made_are_refused_with_those_that_are(family):
    with pytest.raises(UnsupportedAlgorithmError) as caught:
        KeySpec(family, 2048)
    assert caught.value.hint == "Choose one of Ed25519, RSA, ECDSA, Ed448, ML-DSA 44 + Ed25519"


@pytest.mark.parametrize(
    "row", [row for row in ALGORITHMS.values() if row.can_generate], ids=lambda row: row.family
)
def test_every_usual_size_of_the_table_is_accepted(row):
    assert [KeySpec(row.family, bits).bits for bits in row.sizes] == list(row.sizes)


def test_sizes_are_said_in_words():
    words = {row.family: sizes_in_words(row) for row in ALGORITHMS.values() if row.can_generate}
    assert words == {
        "ed25519": "256",
        "rsa": "2048 to 16384 in steps of 8",
        "ecdsa": "256, 384 or 521",
        "ed448": "448",
        "mldsa44-ed25519": "256",
    }


def test_only_rsa_is_slow():
    assert [family for family, bits, _ in QUICK if is_slow(KeySpec(family, bits))] == ["rsa", "rsa"]
    old = [KeySpec(family, bits, legacy=True) for family, bits, _ in LEGACY]
    assert [spec.family for spec in old if is_slow(spec)] == ["rsa1", "rsa"]


def test_a_key_whose_trial_signature_fails_is_not_handed_out(monkeypatch):
    """The fresh object signs, but the numbers taken from it are those of another key."""
    other = generate(KeySpec("ecdsa", 256)).private
    monkeypatch.setattr(generation, "_numbers", lambda *_: other)
    with pytest.raises(KeyMismatchError, match="trial signature"):
        generate(KeySpec("ecdsa", 256))


def test_a_key_whose_numbers_do_not_agree_is_not_handed_out(monkeypatch):
    """The public half verifies, but the private number that would be written is off by one."""
    real = generation._numbers

    def spoilt(family, fresh):
        key = expect(RsaPrivateKey, real(family, fresh))
        return RsaPrivateKey(key.public, key.d ^ 2, key.p, key.q, key.iqmp)

    monkeypatch.setattr(generation, "_numbers", spoilt)
    with pytest.raises(KeyMismatchError, match="private exponent"):
        generate(KeySpec("rsa", 2048))


def test_the_default_comment_is_user_at_host():
    user = pwd.getpwuid(os.getuid()).pw_name
    assert default_comment() == f"{user}@{os.uname().nodename}".encode()


def test_a_user_without_a_name_is_called_by_number(monkeypatch):
    """As in a container that runs under an arbitrary user id."""

    def unknown(uid):
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert default_comment().startswith(f"{os.getuid()}@".encode())


def test_private_numbers_do_not_show_in_the_repr_of_a_new_key():
    pair = generate(KeySpec("rsa", 2048))
    text, key = repr(pair), rsa_key(pair)
    assert not [number for number in (key.d, key.p, key.q) if str(number) in text]
