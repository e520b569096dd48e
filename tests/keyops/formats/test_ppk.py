"""PPK: what is written is what PuTTY writes, and no damage passes for a key."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import re
from types import MethodType
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import ppk_samples as samples
from tests.helpers.expect import expect
from tui.keyops.encoding import wire
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    KeyOpsError,
    LimitError,
    PassphraseRequiredError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.formats.ppk import container as ppk
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.keys.certificate import read_certificate
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.fido import FidoPrivateKey, FidoPublicKey
from tui.keyops.keys.opaque import OpaquePublicKey
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.keyops.formats.contract import Format

PASSPHRASE = Secret("open sesame")
LIGHT = Protection(PASSPHRASE, memory_kib=8, passes=1)
"""Argon2 with hardly any work, so that many files can be opened."""
VERSIONS = pytest.mark.parametrize("version", [ppk.VERSION_2, ppk.VERSION_3], ids=["v2", "v3"])
ED25519 = KeyPair(samples.ED25519, b"me@here")
RSA = KeyPair(samples.RSA, b"me@here")

GOLDEN = b"""\
PuTTY-User-Key-File-3: ssh-ed25519
Encryption: none
Comment: me@here
Public-Lines: 2
AAAAC3NzaC1lZDI1NTE5AAAAIAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQS
VTG4
Private-Lines: 1
AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f
"""


def write(form: Format, pair: KeyPair, protection: Protection | None = None) -> bytes:
    assert form.write_private is not None
    return form.write_private(pair, protection)


def light(form: Format) -> Protection:
    return LIGHT if form is ppk.VERSION_3 else Protection(PASSPHRASE)


def open_file(data: bytes, passphrase: Secret | None = PASSPHRASE) -> KeyPair:
    (entry,) = ppk.read(data)
    return entry.open(passphrase)


# What is written


@VERSIONS
@pytest.mark.parametrize("name", samples.KEYS)
@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_every_key_type_survives_writing_and_reading(version, name, locked):
    pair = KeyPair(samples.KEYS[name], b"a comment")
    data = write(version, pair, light(version) if locked else None)
    (entry,) = ppk.read(data)
    assert (entry.format, entry.public, entry.comment) == (version.id, pair.public, b"a comment")
    assert (entry.encryption is not None) is locked
    assert entry.open(PASSPHRASE if locked else None) == pair


def test_a_file_that_is_not_locked_has_the_layout_of_puttygen():
    data = write(ppk.VERSION_3, ED25519)
    head, mac = data.rsplit(b"Private-MAC: ", 1)
    assert head == GOLDEN
    assert re.fullmatch(rb"[0-9a-f]{64}\n", mac)


def test_version_3_is_locked_with_argon2id_at_least_as_strongly_as_by_puttygen():
    """PuTTYgen takes 8192 KiB and 13 to 34 passes."""
    data = write(ppk.VERSION_3, ED25519, Protection(PASSPHRASE))
    derivation = re.search(rb"VTG4\n(Key-Derivation.*)Private-Lines: 1\n.{64}\nPrivate-MAC", data, re.DOTALL)
    assert derivation is not None
    assert re.fullmatch(
        rb"Key-Derivation: Argon2id\nArgon2-Memory: 8192\nArgon2-Passes: 34\n"
        rb"Argon2-Parallelism: 1\nArgon2-Salt: [0-9a-f]{32}\n",
        derivation[1],
    )
    assert ppk.read(data)[0].encryption == ppk.VERSION_3.protection
    assert open_file(data) == ED25519


def test_each_locked_file_has_a_salt_of_its_own():
    salts = {re.search(rb"Salt: (\w+)", write(ppk.VERSION_3, ED25519, LIGHT))[1] for _ in range(3)}
    assert len(salts) == 3


@pytest.mark.parametrize("kdf", ["argon2id", "argon2i", "argon2d"])
def test_requests_for_the_work_factor_are_honoured(kdf):
    request = Protection(PASSPHRASE, cipher="aes256-cbc", kdf=kdf, memory_kib=32, passes=3, parallelism=2)
    data = write(ppk.VERSION_3, ED25519, request)
    (entry,) = ppk.read(data)
    assert entry.encryption.kdf == kdf
    assert entry.encryption.parameters == {"memory_kib": 32, "passes": 3, "parallelism": 2}
    assert entry.open(PASSPHRASE) == ED25519


@pytest.mark.parametrize(
    ("lock_request", "error", "words"),
    [
        ({"memory_kib": 15, "parallelism": 2}, LimitError, "15 KiB"),
        ({"passes": 0}, LimitError, "passes 0"),
        ({"parallelism": 0}, LimitError, "parallelism 0"),
        ({"parallelism": 256}, LimitError, "256 lanes"),
        ({"memory_kib": 1 << 21, "passes": 1}, LimitError, "memory"),
        ({"memory_kib": 1 << 20, "passes": 33}, LimitError, "work"),
        ({"kdf": "bcrypt"}, UnsupportedConversionError, "bcrypt"),
        ({"kdf": ""}, UnsupportedConversionError, "Argon2"),
        ({"cipher": "aes256-ctr"}, UnsupportedConversionError, "aes256-ctr"),
        ({"rounds": 24}, UnsupportedConversionError, "rounds"),
    ],
)
def test_a_request_that_version_3_cannot_fulfil_is_refused_with_the_reason(lock_request, error, words):
    with pytest.raises(error, match=words):
        write(ppk.VERSION_3, ED25519, Protection(PASSPHRASE, **lock_request))


@pytest.mark.parametrize(
    "lock_request", [{"kdf": "argon2id"}, {"memory_kib": 8192}, {"passes": 1}, {"parallelism": 1}]
)
def test_version_2_refuses_a_work_factor_because_it_has_none(lock_request):
    with pytest.raises(UnsupportedConversionError, match="no work factor"):
        write(ppk.VERSION_2, ED25519, Protection(PASSPHRASE, **lock_request))


@VERSIONS
def test_an_empty_passphrase_does_not_pass_for_a_lock(version):
    with pytest.raises(PassphraseRequiredError, match="protects nothing"):
        write(version, ED25519, Protection(Secret("")))


@VERSIONS
def test_what_cannot_stand_in_a_comment_becomes_a_blank(version):
    pair = dataclasses.replace(ED25519, comment=b"one\r\ntwo\0three\xff\x1b ")
    assert open_file(write(version, pair)).comment == b"one  two three\xff\x1b "


@VERSIONS
def test_the_larger_prime_is_written_first(version):
    data = write(version, KeyPair(samples.RSA_SMALL_PRIME_FIRST, b"me@here"))
    assert data == write(version, RSA)


def test_a_fido_key_is_refused_with_the_reason():
    fido = ALGORITHMS["sk"].public.read_fields(
        "sk-ssh-ed25519@openssh.com", wire.Reader(wire.string(bytes(32)) + wire.string("ssh:"), "test")
    )
    pair = KeyPair(FidoPrivateKey(expect(FidoPublicKey, fido), 1, b"handle"))
    assert "FIDO" in ppk.VERSION_3.why_not("sk")
    with pytest.raises(UnsupportedConversionError, match="FIDO"):
        write(ppk.VERSION_3, pair)


def test_version_1_is_a_private_format_that_nothing_is_written_in():
    assert ppk.VERSION_1.is_private
    assert ppk.VERSION_1.write_private is None
    assert all("not written" in ppk.VERSION_1.why_not(family) for family in ("rsa", "dsa", "ecdsa", "sk"))


def test_version_2_says_what_its_lock_is_worth():
    assert ppk.VERSION_2.protection.strength is Strength.WEAK
    assert "older than PuTTY 0.75" in ppk.VERSION_2.protection_advice
    assert not ppk.VERSION_3.protection_advice


# Certificates


@VERSIONS
@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_a_certificate_stays_with_its_key(version, locked):
    certificate = read_certificate(samples.certificate_blob(samples.RSA.public))
    pair = KeyPair(samples.RSA, b"certified", certificate)
    data = write(version, pair, light(version) if locked else None)
    assert data.split(b"\n")[0].endswith(b": ssh-rsa-cert-v01@openssh.com")
    (entry,) = ppk.read(data)
    assert (entry.public, entry.certificate) == (samples.RSA.public, certificate)
    assert entry.open(PASSPHRASE) == pair


def test_the_certificate_of_another_key_is_not_written():
    other = read_certificate(samples.certificate_blob(samples.RSA.public))
    with pytest.raises(UnsupportedConversionError, match="another key"):
        write(ppk.VERSION_3, KeyPair(samples.ED25519, b"", other))


# What is read


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda data: data.replace(b"\n", b"\r\n"), id="CRLF"),
        pytest.param(lambda data: data.replace(b"\n", b"\r"), id="CR"),
        pytest.param(lambda data: data.replace(b"\n", b"\r\r\n"), id="CRCRLF"),
        pytest.param(lambda data: b"\xef\xbb\xbf" + data, id="BOM"),
        pytest.param(lambda data: b"\n \n" + data, id="blank lines before"),
        pytest.param(lambda data: data.replace(b"\n", b"\n    "), id="indented"),
        pytest.param(lambda data: data.rstrip(), id="no newline at the end"),
        pytest.param(lambda data: data + b"and more\n", id="text behind"),
        pytest.param(lambda data: data.replace(b"Comment: \n", b"Comment:\n"), id="blank at the end gone"),
        pytest.param(lambda data: data[:-65] + data[-65:].upper(), id="MAC in capitals"),
    ],
)
def test_harmless_changes_do_not_keep_a_file_from_being_read(change: Callable[[bytes], bytes]):
    pair = KeyPair(samples.RSA, b"")
    changed = change(write(ppk.VERSION_3, pair, LIGHT))
    assert ppk.VERSION_3.sniff(changed)
    assert open_file(changed) == pair


def test_each_version_is_recognised_by_its_own_format_only():
    formats = (ppk.VERSION_1, ppk.VERSION_2, ppk.VERSION_3)
    files = (samples.version_1(samples.RSA), write(ppk.VERSION_2, RSA), write(ppk.VERSION_3, RSA))
    table = [[form.sniff(data) for form in formats] for data in files]
    assert table == [[True, False, False], [False, True, False], [False, False, True]]
    assert not any(form.sniff(b"-----BEGIN RSA PRIVATE KEY-----") for form in formats)
    assert not any(form.sniff(b"") for form in formats)


def test_what_stands_in_clear_in_a_locked_file_is_shown_without_its_passphrase():
    (entry,) = ppk.read(write(ppk.VERSION_3, RSA, Protection(PASSPHRASE, memory_kib=65536, passes=2)))
    assert (entry.public, entry.comment, entry.is_private) == (samples.RSA.public, b"me@here", True)
    assert entry.encryption.words == "aes256-cbc, argon2id 64 MiB, 2 passes"
    assert entry.encryption.strength is Strength.STRONG


@pytest.mark.parametrize(
    ("memory", "passes", "strength"),
    [(8, 1, Strength.WEAK), (1024, 1, Strength.FAIR), (8192, 7, Strength.FAIR), (8192, 13, Strength.STRONG)],
)
def test_the_strength_of_version_3_follows_from_memory_times_passes(memory, passes, strength):
    request = Protection(PASSPHRASE, memory_kib=memory, passes=passes)
    assert ppk.read(write(ppk.VERSION_3, ED25519, request))[0].encryption.strength is strength


def test_a_seed_without_its_zero_bytes_at_the_end_is_read():
    """PuTTY 0.68 to 0.74 wrote such files for one key in 256."""
    key = EddsaPrivateKey.from_seed("ed25519", b"\x07" * 31 + b"\0")
    data = samples.plain_ppk(2, "ssh-ed25519", key.public.blob, wire.string(b"\x07" * 31))
    assert open_file(data).private == key


@pytest.mark.parametrize("version", [2, 3])
def test_primes_in_the_wrong_order_are_turned_round(version):
    key = samples.RSA_SMALL_PRIME_FIRST
    private = b"".join(map(wire.mpint, (key.d, key.p, key.q, key.iqmp)))
    assert open_file(samples.plain_ppk(version, "ssh-rsa", key.public.blob, private)).private == samples.RSA


@pytest.mark.parametrize("key", [samples.RSA, samples.DSA], ids=["rsa", "dsa"])
@pytest.mark.parametrize("passphrase", [b"", b"open sesame"], ids=["plain", "locked"])
def test_version_1_is_read(key, passphrase):
    (entry,) = ppk.read(samples.version_1(key, passphrase))
    assert (entry.format, entry.comment, entry.public) == ("ppk1", b"old one", key.public)
    assert entry.open(PASSPHRASE).private == key


def test_version_1_with_another_public_half_is_refused():
    """Its MAC does not cover the public half, so only the numbers can tell."""
    other = dataclasses.replace(samples.RSA.public, n=samples.RSA.public.n + 2)
    data = samples.version_1(dataclasses.replace(samples.RSA, public=other))
    with pytest.raises(KeyMismatchError, match="primes"):
        open_file(data)


def test_a_key_type_without_code_shows_its_public_half_and_says_so_when_opened():
    name = "ssh-new@example.com"
    data = samples.plain_ppk(3, name, wire.string(name) + b"1234", b"5678")
    (entry,) = ppk.read(data)
    assert entry.public == OpaquePublicKey(name, b"1234")
    with pytest.raises(UnsupportedAlgorithmError, match=name):
        entry.open()


def test_no_repr_shows_the_private_half():
    (entry,) = ppk.read(write(ppk.VERSION_3, ED25519))
    seed = repr(samples.ED25519.seed)[2:40]
    assert seed not in repr(entry)
    assert seed not in repr(expect(MethodType, entry.opener).__self__)
    assert seed not in repr(entry.open())


# Passphrases


@VERSIONS
@pytest.mark.parametrize("passphrase", [None, Secret("")], ids=["none", "empty"])
def test_a_locked_file_asks_for_its_passphrase(version, passphrase):
    with pytest.raises(PassphraseRequiredError):
        open_file(write(version, ED25519, light(version)), passphrase)


@VERSIONS
@pytest.mark.parametrize("wrong", ["open sesam", "Open Sesame", "öpen sesame", "漢"])
def test_a_wrong_passphrase_is_called_wrong(version, wrong):
    with pytest.raises(WrongPassphraseError):
        open_file(write(version, RSA, light(version)), Secret(wrong))


def test_a_passphrase_for_a_file_that_is_not_locked_is_not_looked_at():
    assert open_file(write(ppk.VERSION_3, ED25519), Secret("whatever")) == ED25519


@VERSIONS
@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("secret123äöüß", "secret123äöüß".encode()),
        ("secret123äöüß", "secret123äöüß".encode("cp1252")),
        ("5 € “ja” Œ", "5 € “ja” Œ".encode("cp1252")),
        ("one\x85two", b"one\x85two"),
        ("テスト用の", b"?????"),
        ("prix 漢 é", b"prix ? \xe9"),
    ],
    ids=["UTF-8", "CP1252", "CP1252 only", "Latin-1 only", "question marks", "mixed"],
)
def test_a_passphrase_opens_whatever_code_page_the_file_was_locked_under(version, typed, written):
    protection = dataclasses.replace(light(version), passphrase=Secret(written))
    assert open_file(write(version, ED25519, protection), Secret(typed)) == ED25519


@VERSIONS
def test_a_passphrase_that_is_not_utf_8_is_taken_as_it_is(version):
    protection = dataclasses.replace(light(version), passphrase=Secret(b"\xff\xfe"))
    assert open_file(write(version, ED25519, protection), Secret(b"\xff\xfe")) == ED25519


# Damage


@VERSIONS
def test_blanks_behind_each_line_are_not_part_of_the_comment(version):
    for lock in (None, light(version)):
        data = write(version, ED25519, lock)
        assert open_file(data.replace(b"\n", b" \t\n")) == ED25519
        ends_so = KeyPair(ED25519.private, b"me ")
        assert open_file(write(version, ends_so, lock)).comment == b"me "


@VERSIONS
def test_a_changed_comment_is_damage_and_not_a_wrong_passphrase(version):
    plain = write(version, ED25519).replace(b"me@here", b"me@work")
    with pytest.raises(CorruptKeyError, match="changed after it was written"):
        open_file(plain)
    locked = write(version, ED25519, light(version)).replace(b"me@here", b"me@work")
    with pytest.raises(CorruptKeyError, match="passphrase is right, but the file was changed") as caught:
        open_file(locked)
    assert "its comment or another header was edited" in caught.value.hint
    with pytest.raises(WrongPassphraseError):
        open_file(locked, Secret("another"))


SMALL_FILES = ("v1", "v1 locked", "v2", "v2 locked", "v3", "v3 locked")


@functools.cache
def small_files() -> dict[str, bytes]:
    return {
        "v1": samples.version_1(samples.DSA),
        "v1 locked": samples.version_1(samples.DSA, b"open sesame"),
        "v2": write(ppk.VERSION_2, ED25519),
        "v2 locked": write(ppk.VERSION_2, ED25519, Protection(PASSPHRASE)),
        "v3": write(ppk.VERSION_3, ED25519),
        "v3 locked": write(ppk.VERSION_3, ED25519, LIGHT),
    }


def refused_or_same(data: bytes, original: KeyPair) -> bool:
    """Whether a damaged file was refused; False when it is still the same key."""
    try:
        pair = open_file(data)
    except KeyOpsError:
        return True
    assert pair.private == original.private
    assert ppk.read(data)[0].format == "ppk1" or pair.comment == original.comment
    return False


@pytest.mark.parametrize("name", SMALL_FILES)
def test_one_changed_character_is_refused_or_leaves_the_same_key(name):
    data = small_files()[name]
    original = open_file(data)
    refused = 0
    for at in range(len(data)):
        for byte in b"B0:\n\x80":
            if data[at] != byte:
                refused += refused_or_same(data[:at] + bytes((byte,)) + data[at + 1 :], original)
    assert refused > 3 * len(data)


@pytest.mark.parametrize("name", SMALL_FILES)
def test_a_file_cut_anywhere_is_refused_or_leaves_the_same_key(name):
    data = small_files()[name]
    original = open_file(data)
    refused = [at for at in range(len(data)) if refused_or_same(data[:at], original)]
    assert refused == list(range(len(data) - 1)), "only the last newline may be missing"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_lines_lost_doubled_or_moved_raise_only_key_errors(data):
    lines = data.draw(st.sampled_from(list(small_files().values()))).split(b"\n")
    for _ in range(data.draw(st.integers(1, 3))):
        source, target = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        lines[target : target + data.draw(st.integers(0, 1))] = [lines[source]]
    with contextlib.suppress(KeyOpsError):
        open_file(b"\n".join(lines))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120), st.sampled_from([b"1", b"2", b"3", b"4", b""]))
def test_arbitrary_bytes_behind_the_magic_raise_only_key_errors(tail, digit):
    with pytest.raises(KeyOpsError):
        open_file(b"PuTTY-User-Key-File-" + digit + tail)


def replaced(pattern: bytes, new: bytes) -> bytes:
    """A locked file of version 3 with one change."""
    data, count = re.subn(pattern, new, write(ppk.VERSION_3, ED25519, LIGHT))
    assert count == 1
    return data


@pytest.mark.parametrize(
    ("pattern", "new", "error", "words"),
    [
        (rb"File-3", b"File-4", UnsupportedAlgorithmError, "PPK version 4"),
        (rb"File-3", b"File-x", CorruptKeyError, "names no version"),
        (rb"aes256-cbc", b"aes256-gcm", UnsupportedAlgorithmError, "aes256-gcm"),
        (rb"aes256-cbc", b"a\xffs", CorruptKeyError, "plain text"),
        (rb"Argon2id", b"Argon3", UnsupportedAlgorithmError, "Argon3"),
        (rb"Public-Lines: 2", b"Public-Lines: 1", CorruptKeyError, "more lines of base64"),
        (rb"Public-Lines: 2", b"Public-Lines: 3", CorruptKeyError, "header comes earlier"),
        (rb"Public-Lines: 2", b"Public-Lines: 4000000000", CorruptKeyError, "only 10 lines follow"),
        (rb"Public-Lines: 2", b"Public-Lines: 99999999999", CorruptKeyError, "below"),
        (rb"Public-Lines: 2", b"Public-Lines: " + b"9" * 5000, CorruptKeyError, "below"),
        (rb"Public-Lines: 2", b"Public-Lines: -2", CorruptKeyError, "not a number"),
        (rb"Comment: me@here\n", b"", CorruptKeyError, "should be Comment"),
        (rb"Argon2-Salt: \w+", b"Argon2-Salt: 0011", CorruptKeyError, "shorter than 8"),
        (rb"Argon2-Salt: \w+", b"Argon2-Salt: xyz", CorruptKeyError, "hexadecimal"),
        (rb"Private-MAC: \w+", b"Private-MAC: \xe4", CorruptKeyError, "hexadecimal"),
        (rb"Private-MAC: \w+\n", b"", CorruptKeyError, "ends before its Private-MAC"),
        (rb"Lines: 1\n.{64}", b"Lines: 1\nAAAA", CorruptKeyError, "cipher blocks"),
        (rb"File-3: ssh-ed25519", b"File-3: ssh-ed448", CorruptKeyError, "different key types"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_when_it_is_read(pattern, new, error, words):
    data = replaced(pattern, new)
    with pytest.raises(error, match=words):
        ppk.read(data)


@pytest.mark.parametrize(
    ("pattern", "new", "words"),
    [
        (rb"Memory: 8", b"Memory: 4294967295", "Argon2 memory"),
        (rb"Passes: 1", b"Passes: 4294967295", "Argon2 work"),
        (rb"Passes: 1", b"Passes: 0", "0 passes"),
        (rb"Parallelism: 1", b"Parallelism: 2", "2 lanes"),
        (rb"Parallelism: 1", b"Parallelism: 4294967295", "Argon2 lanes"),
    ],
)
def test_a_file_that_asks_for_too_much_still_shows_its_public_half(pattern, new, words):
    (entry,) = ppk.read(replaced(pattern, new))
    assert entry.public == samples.ED25519.public
    with pytest.raises(LimitError, match=words):
        entry.open(PASSPHRASE)


def test_too_little_memory_in_the_machine_is_a_sentence(monkeypatch):
    class Starved:
        def __init__(self, **parameters: object) -> None:
            pass

        def derive(self, _passphrase: bytes) -> bytes:
            raise MemoryError

    monkeypatch.setattr("cryptography.hazmat.primitives.kdf.argon2.Argon2id", Starved)
    data = write(ppk.VERSION_3, ED25519, dataclasses.replace(LIGHT, kdf="argon2i")).replace(
        b"Argon2i", b"Argon2id"
    )
    with pytest.raises(LimitError, match="machine"):
        open_file(data)


@pytest.mark.parametrize(
    ("private", "words"),
    [
        (wire.mpint(1) * 3, "iqmp"),
        (wire.mpint(1) * 4 + bytes(16), "16 extra bytes"),
        (wire.mpint(1) * 4, "primes"),
        (b"".join(map(wire.mpint, (3, samples.RSA.p, samples.RSA.q, samples.RSA.iqmp))), "exponent d"),
    ],
)
def test_a_sealed_file_with_wrong_numbers_is_refused(private, words):
    data = samples.plain_ppk(3, "ssh-rsa", samples.RSA.public.blob, private)
    with pytest.raises(CorruptKeyError, match=words):
        open_file(data)


def test_a_wrong_inverse_is_computed_and_told():
    private = b"".join(map(wire.mpint, (samples.RSA.d, samples.RSA.p, samples.RSA.q, 5)))
    pair = open_file(samples.plain_ppk(3, "ssh-rsa", samples.RSA.public.blob, private))
    assert pair.private == samples.RSA
    assert pair.mistakes == ("rsa-inverse",)


def test_primes_with_a_common_factor_are_refused():
    public = dataclasses.replace(samples.RSA.public, n=15 * 25)
    private = b"".join(map(wire.mpint, (7, 15, 25, 1)))
    with pytest.raises(CorruptKeyError, match="common factor"):
        open_file(samples.plain_ppk(3, "ssh-rsa", public.blob, private))


def test_a_dsa_group_that_does_not_fit_its_hash_in_version_1_is_refused():
    other = dataclasses.replace(samples.DSA, public=dataclasses.replace(samples.DSA.public, g=5))
    data = samples.version_1(samples.DSA)
    changed = data.replace(
        data.split(b"Public-Lines: ")[1].split(b"Private")[0],
        samples.version_1(other).split(b"Public-Lines: ")[1].split(b"Private")[0],
    )
    with pytest.raises(CorruptKeyError, match="hash of p, q and g"):
        open_file(changed)
