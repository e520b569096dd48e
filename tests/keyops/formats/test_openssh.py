"""The OpenSSH private key container, without any peer program."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.children import PATIENCE
from tests.helpers.openssh_container import container, section
from tui.keyops import limits
from tui.keyops.encoding import pem, wire
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
from tui.keyops.formats import openssh_public
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.formats.openssh.ciphers import CIPHERS
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.keys.certificate import read_certificate
from tui.keyops.keys.dsa import DsaPrivateKey, DsaPublicKey
from tui.keyops.keys.ecdsa import CURVES, EcdsaPrivateKey
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.fingerprints import sha256
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

CORPUS = Path(__file__).parents[2] / "corpus" / "openssh-10.5"
FORMAT = openssh.FORMAT
PASSPHRASE = Secret("correct horse")
QUICK = Protection(PASSPHRASE, rounds=1)
PRIVATE = sorted(path.name for path in CORPUS.iterdir() if path.suffix == "" and path.name != "MANIFEST")
OPENSSH_FILES = [name for name in PRIVATE if b"BEGIN OPENSSH" in (CORPUS / name).read_bytes()]
FINGERPRINTS = {
    words[0].removesuffix(".pub"): (words[2], " ".join(words[3:-1]))
    for words in map(str.split, (CORPUS / "fingerprints.sha256.txt").read_text().splitlines())
}


def entry_of(data):
    (entry,) = FORMAT.read(data)
    return entry


def corpus(name):
    return (CORPUS / name).read_bytes()


ED25519 = EddsaPrivateKey.from_seed("ed25519", bytes(range(32)))
RSA = entry_of(corpus("id_rsa-2048")).open().private
KEYS = {
    "rsa": RSA,
    "ecdsa-256": EcdsaPrivateKey.from_scalar(CURVES["nistp256"], 0x1234567890ABCDEF << 190),
    "ecdsa-384": EcdsaPrivateKey.from_scalar(CURVES["nistp384"], 0xABCDEF << 350),
    "ecdsa-521": EcdsaPrivateKey.from_scalar(CURVES["nistp521"], 0x1FF << 500),
    "ecdsa-small": EcdsaPrivateKey.from_scalar(CURVES["nistp256"], 1),
    "ed25519": ED25519,
    "ed448": EddsaPrivateKey.from_seed("ed448", bytes(range(57))),
}


def ed25519_in(key=ED25519, comment=b"note"):
    pk = key.public.pk
    return b"".join(map(wire.string, (b"ssh-ed25519", pk, key.seed + pk, comment)))


@pytest.mark.parametrize("name", OPENSSH_FILES)
def test_a_file_of_openssh_10_5_shows_its_public_half_in_clear(name):
    entry = entry_of(corpus(name))
    assert FORMAT.sniff(corpus(name))
    assert sha256(entry.public) == FINGERPRINTS[name][0]
    assert entry.is_private
    locked = "locked" in name or "cipher" in name or "rounds" in name
    assert (entry.encryption is not None) == locked


@pytest.mark.parametrize("name", OPENSSH_FILES)
def test_a_file_of_openssh_10_5_opens_with_its_passphrase_and_keeps_its_comment(name):
    entry = entry_of(corpus(name))
    fingerprint, comment = FINGERPRINTS[name]
    pair = entry.open(PASSPHRASE)
    assert (sha256(pair.public), pair.comment) == (fingerprint, comment.encode())
    assert entry.comment == (None if entry.encryption else comment.encode())


def test_the_corpus_has_all_but_two_of_the_ciphers():
    locks = [entry_of(corpus(name)).encryption for name in OPENSSH_FILES]
    assert {lock.cipher for lock in locks if lock} == set(CIPHERS) - {"aes128-ctr", "aes192-cbc"}


def test_an_unknown_private_half_is_named_and_not_opened():
    body = pem.find(corpus("id_ed25519"), (openssh.LABEL,), "test")[0].body.replace(
        b"ssh-ed25519", b"ssh-xd25519"
    )
    entry = entry_of(pem.armour(openssh.LABEL, body))
    with pytest.raises(UnsupportedAlgorithmError, match=re.escape(entry.public.algorithm)):
        entry.open(PASSPHRASE)


@pytest.mark.parametrize("protection", [None, QUICK], ids=["unlocked", "locked"])
@pytest.mark.parametrize("kind", KEYS)
def test_what_is_written_reads_back_as_the_same_key(kind, protection):
    comment = b"J\xc3\xbcrgen's \xff key"
    entry = entry_of(FORMAT.write_private(KeyPair(KEYS[kind], comment), protection))
    assert entry.open(PASSPHRASE) == KeyPair(KEYS[kind], comment)
    assert entry.comment == (None if protection else comment)


@pytest.mark.parametrize("cipher", CIPHERS)
def test_every_cipher_locks_and_refuses_another_passphrase(cipher):
    data = FORMAT.write_private(KeyPair(ED25519, b"note"), Protection(PASSPHRASE, cipher=cipher, rounds=2))
    entry = entry_of(data)
    assert entry.encryption.words == f"{cipher}, bcrypt 2 rounds"
    assert entry.open(PASSPHRASE) == KeyPair(ED25519, b"note")
    with pytest.raises(WrongPassphraseError) as caught:
        entry.open(Secret("wrong horse"))
    assert "damaged" in caught.value.hint
    for nothing in (None, Secret("")):
        with pytest.raises(PassphraseRequiredError):
            entry.open(nothing)


@pytest.mark.parametrize("cipher", [name for name in CIPHERS if CIPHERS[name].tag])
@pytest.mark.parametrize("place", [-1, -20], ids=["tag", "ciphertext"])
def test_one_changed_bit_under_a_tag_is_never_opened(cipher, place):
    data = FORMAT.write_private(KeyPair(ED25519), Protection(PASSPHRASE, cipher=cipher, rounds=1))
    body = bytearray(pem.find(data, (openssh.LABEL,), "test")[0].body)
    body[place] ^= 1
    with pytest.raises(WrongPassphraseError):
        entry_of(pem.armour(openssh.LABEL, bytes(body))).open(PASSPHRASE)


def test_the_default_lock_is_aes256_ctr_with_24_rounds_and_a_fresh_salt():
    first, second = (FORMAT.write_private(KeyPair(ED25519), Protection(PASSPHRASE)) for _ in range(2))
    assert first != second
    assert entry_of(first).encryption == FORMAT.protection
    assert FORMAT.protection.words == "aes256-ctr, bcrypt 24 rounds"


def test_few_rounds_are_called_fair_and_sixteen_strong():
    def strength(rounds):
        data = FORMAT.write_private(KeyPair(ED25519), Protection(PASSPHRASE, rounds=rounds))
        return entry_of(data).encryption.strength

    assert (strength(15), strength(16)) == (Strength.FAIR, Strength.STRONG)


def test_the_check_numbers_are_drawn_anew_each_time():
    assert FORMAT.write_private(KeyPair(ED25519), None) != FORMAT.write_private(KeyPair(ED25519), None)


def test_the_body_is_wrapped_at_70_columns_and_ends_in_a_newline():
    lines = FORMAT.write_private(KeyPair(RSA, b"note"), None).split(b"\n")
    assert {len(line) for line in lines[1:-3]} == {70}
    assert lines[-2:] == [b"-----END OPENSSH PRIVATE KEY-----", b""]


@pytest.mark.parametrize("length", range(9))
def test_an_unlocked_section_is_filled_up_to_eight_bytes(length):
    data = FORMAT.write_private(KeyPair(ED25519, b"x" * length), None)
    body = pem.find(data, (openssh.LABEL,), "test")[0].body
    # What is in front of the section: magic, none, none, no options, one key, the blob, a length.
    front = len(openssh.MAGIC) + 8 + 8 + 4 + 4 + 4 + len(ED25519.public.blob) + 4
    assert (len(body) - front) % 8 == 0
    assert entry_of(data).open().comment == b"x" * length


def test_a_comment_is_written_in_one_line_without_nul():
    data = FORMAT.write_private(KeyPair(ED25519, b"a\nb\r\nc\0d"), None)
    assert entry_of(data).comment == b"a b  c d"


@pytest.mark.parametrize(
    "change", [lambda d: d.replace(b"\n", b"\r\n"), lambda d: b"\xef\xbb\xbf" + d.rstrip()]
)
def test_line_endings_and_a_byte_order_mark_do_not_stop_reading(change):
    assert entry_of(change(corpus("id_ed25519"))).open().comment == b"ed25519 plain"


@pytest.mark.parametrize("length", [0, 1, 7, 16, 255])
def test_padding_up_to_255_bytes_is_accepted(length):
    clear = section(ed25519_in(), padding=bytes(range(1, length + 1)))
    assert entry_of(container(clear, ED25519.public.blob)).open() == KeyPair(ED25519, b"note")


def test_more_padding_than_any_is_damage_and_the_public_half_stays_visible():
    padding = bytes(range(1, 256)) + b"\0"
    entry = entry_of(container(section(ed25519_in(), padding=padding), ED25519.public.blob))
    assert (entry.public, entry.comment) == (ED25519.public, None)
    with pytest.raises(CorruptKeyError, match="padding"):
        entry.open()


@pytest.mark.parametrize("padding", [b"\x00", b"\x01\x03", b"\x02"])
def test_padding_of_another_kind_is_read_over_and_told(padding):
    pair = entry_of(container(section(ed25519_in(), padding=padding), ED25519.public.blob)).open()
    assert pair == KeyPair(ED25519, b"note")
    assert "openssh-padding" in pair.mistakes


def test_differing_check_numbers_of_an_unlocked_key_are_read_over_and_told():
    pair = entry_of(container(section(ed25519_in(), check=b"abcdabce"), ED25519.public.blob)).open()
    assert pair == KeyPair(ED25519, b"note")
    assert "openssh-check" in pair.mistakes


def test_bytes_after_the_section_are_damage():
    entry = entry_of(container(section(ed25519_in()), ED25519.public.blob, after=b"!"))
    with pytest.raises(CorruptKeyError, match="1 extra byte at"):
        entry.open()


def test_a_cut_off_section_still_shows_the_public_half():
    body = pem.find(corpus("id_ed25519-locked"), (openssh.LABEL,), "test")[0].body
    entry = entry_of(pem.armour(openssh.LABEL, body[:-9]))
    assert sha256(entry.public) == FINGERPRINTS["id_ed25519-locked"][0]
    with pytest.raises(CorruptKeyError, match=r"only 1\d+ follow"):
        entry.open(PASSPHRASE)


def test_a_locked_section_that_is_not_whole_blocks_is_damage_and_asks_for_no_passphrase():
    options = wire.string(bytes(16)) + wire.u32(1)
    data = container(bytes(33), ED25519.public.blob, cipher=b"aes256-cbc", kdf=b"bcrypt", options=options)
    with pytest.raises(CorruptKeyError, match="not a multiple of"):
        entry_of(data).open(None)


def test_several_keys_in_one_file_are_opened_one_by_one():
    other = EddsaPrivateKey.from_seed("ed25519", bytes(32))
    clear = section(ed25519_in(comment=b"one"), ed25519_in(other, b"two"))
    entries = FORMAT.read(container(clear, ED25519.public.blob, other.public.blob))
    assert [entry.comment for entry in entries] == [b"one", b"two"]
    assert [entry.open() for entry in entries] == [KeyPair(ED25519, b"one"), KeyPair(other, b"two")]


def test_two_containers_after_each_other_are_two_keys():
    entries = FORMAT.read(corpus("id_ed25519") + corpus("id_ecdsa-256"))
    assert [entry.open().comment for entry in entries] == [b"ed25519 plain", b"ecdsa-256 plain"]


def test_a_public_blob_of_another_key_of_the_same_type_is_a_mismatch():
    other = EddsaPrivateKey.from_seed("ed25519", bytes(32))
    with pytest.raises(KeyMismatchError):
        entry_of(container(section(ed25519_in()), other.public.blob)).open()


def test_a_public_blob_of_another_type_is_a_mismatch():
    with pytest.raises(KeyMismatchError, match="ssh-rsa"):
        entry_of(container(section(ed25519_in()), RSA.public.blob)).open()


def test_an_ed25519_seed_beside_a_foreign_public_key_is_a_mismatch():
    """The public key outside, inside and behind the seed agree, and the seed makes another."""
    liar = EddsaPrivateKey(ED25519.public, bytes(32))
    with pytest.raises(KeyMismatchError):
        entry_of(container(section(ed25519_in(liar)), ED25519.public.blob)).open()


def test_two_public_keys_beside_one_ed25519_seed_are_a_mismatch():
    fields = (b"ssh-ed25519", ED25519.public.pk, ED25519.seed + b"x" * 32, b"")
    clear = section(b"".join(map(wire.string, fields)))
    with pytest.raises(KeyMismatchError, match="two different public keys"):
        entry_of(container(clear, ED25519.public.blob)).open()


def test_a_dsa_key_of_any_size_is_read_and_not_written():
    p, q, g = 283, 47, 60
    public = DsaPublicKey(p, q, g, pow(g, 24, p))
    fields = wire.string("ssh-dss") + b"".join(map(wire.mpint, (p, q, g, public.y, 24)))
    pair = entry_of(container(section(fields + wire.string(b"old")), public.blob)).open()
    assert pair == KeyPair(DsaPrivateKey(public, 24), b"old")
    with pytest.raises(UnsupportedConversionError, match="DSA"):
        FORMAT.write_private(pair, None)


def test_a_certificate_in_the_place_of_the_public_blob_is_shown_and_kept():
    (line,) = openssh_public.FORMAT.read(corpus("id_ed25519-cert.pub"))
    pair = entry_of(corpus("id_ed25519")).open()
    plain = ed25519_in(pair.private, b"note")
    (entry,) = FORMAT.read(container(section(plain), line.certificate.blob))
    assert entry.certificate == line.certificate
    assert entry.public == pair.public
    assert entry.open() == KeyPair(pair.private, b"note", line.certificate)


@pytest.mark.parametrize("name", ["id_ed25519", "id_ecdsa-256", "id_rsa-2048"])
def test_a_certificate_inside_the_private_section_is_read_as_openssh_serializes_it(name):
    certificate = read_certificate(openssh_public.FORMAT.read(corpus(f"{name}-cert.pub"))[0].certificate.blob)
    private = entry_of(corpus(name)).open().private
    if name == "id_ed25519":
        fields = wire.string(private.public.pk) + wire.string(private.seed + private.public.pk)
    elif name == "id_ecdsa-256":
        fields = wire.mpint(private.d)
    else:
        fields = b"".join(map(wire.mpint, (private.d, private.iqmp, private.p, private.q)))
    inside = (
        wire.string(certificate.algorithm) + wire.string(certificate.blob) + fields + wire.string(b"note")
    )
    (entry,) = FORMAT.read(container(section(inside), certificate.blob))
    assert entry.open() == KeyPair(private, b"note", certificate)


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (wire.string(b"") + wire.u32(16), 1),
        (wire.string(bytes(16)) + wire.u32(0), 1),
        (wire.string(bytes(16)) + wire.u32(16) + b"!", 1),
        (wire.string(bytes(16)), 1),
        (wire.string(bytes(16)) + wire.u32(16), 0),
        (wire.string(bytes(16)) + wire.u32(16), 2**32 - 1),
    ],
)
def test_a_header_that_makes_no_sense_is_damage(options, count):
    data = container(
        bytes(32), ED25519.public.blob, cipher=b"aes256-ctr", kdf=b"bcrypt", options=options, count=count
    )
    with pytest.raises(CorruptKeyError):
        FORMAT.read(data)


@pytest.mark.parametrize(("cipher", "kdf"), [(b"none", b"bcrypt"), (b"aes256-ctr", b"none")])
def test_a_cipher_without_its_kdf_is_damage(cipher, kdf):
    with pytest.raises(CorruptKeyError, match="contradict"):
        FORMAT.read(container(bytes(32), ED25519.public.blob, cipher=cipher, kdf=kdf))


@pytest.mark.parametrize(("cipher", "kdf"), [(b"twofish-cbc", b"bcrypt"), (b"aes256-ctr", b"argon2id")])
def test_an_unknown_cipher_or_kdf_is_named_when_opened_and_hides_nothing_else(cipher, kdf):
    options = wire.string(bytes(16)) + wire.u32(16)
    entry = entry_of(container(bytes(32), ED25519.public.blob, cipher=cipher, kdf=kdf, options=options))
    assert entry.public == ED25519.public
    with pytest.raises(UnsupportedAlgorithmError, match=f"{cipher.decode()} and {kdf.decode()}"):
        entry.open(PASSPHRASE)


def test_more_bcrypt_rounds_than_sane_are_shown_and_not_run():
    options = wire.string(bytes(16)) + wire.u32(2**32 - 1)
    data = container(bytes(32), ED25519.public.blob, cipher=b"aes256-ctr", kdf=b"bcrypt", options=options)
    entry = entry_of(data)
    assert entry.encryption.parameters["rounds"] == 2**32 - 1
    with pytest.raises(LimitError, match="bcrypt rounds"):
        entry.open(PASSPHRASE)


@pytest.mark.parametrize(
    ("protection", "error"),
    [
        (Protection(PASSPHRASE, cipher="none"), UnsupportedConversionError),
        (Protection(PASSPHRASE, cipher="rot13"), UnsupportedConversionError),
        (Protection(PASSPHRASE, kdf="argon2id"), UnsupportedConversionError),
        (Protection(PASSPHRASE, rounds=-1), LimitError),
        (Protection(PASSPHRASE, rounds=limits.MAX_BCRYPT_ROUNDS + 1), LimitError),
        (Protection(Secret("")), PassphraseRequiredError),
    ],
)
def test_a_lock_that_cannot_be_made_is_refused(protection, error):
    with pytest.raises(error):
        FORMAT.write_private(KeyPair(ED25519), protection)


@pytest.mark.parametrize(
    "data",
    [
        b"----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\n-----END OPENSSH PRIVATE KEY-----\n",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nMIIB\n-----END OPENSSH PRIVATE KEY-----\n",
    ],
    ids=["four dashes", "cut off", "empty", "another body"],
)
def test_broken_armour_is_recognised_and_refused_with_a_hint(data):
    assert FORMAT.sniff(data)
    with pytest.raises(CorruptKeyError) as caught:
        FORMAT.read(data)
    assert caught.value.hint


@pytest.mark.parametrize("family", sorted(set(ALGORITHMS) - FORMAT.families))
def test_a_type_without_room_is_refused_with_a_reason(family):
    assert FORMAT.why_not(family)


@pytest.mark.parametrize("name", ["id_ed25519", "id_ecdsa-256", "id_ecdsa-521", "id_rsa-2048"])
def test_one_changed_character_is_refused_or_changes_nothing_of_the_key(name):
    """A damaged file never loads as another key; a change in the comment cannot be seen."""
    data = bytearray(corpus(name))
    whole = entry_of(bytes(data)).open()
    body = range(data.index(b"\n") + 1, data.rindex(b"\n-----END"))
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    chance = random.Random(name)  # the same damage on every run
    loaded = refused = set_right = 0
    for _ in range(600):
        place = chance.choice([at for at in body if data[at] in alphabet])
        damaged = bytearray(data)
        damaged[place] = chance.choice([byte for byte in alphabet if byte != data[place]])
        try:
            pair = entry_of(bytes(damaged)).open()
        except KeyOpsError:
            refused += 1
            continue
        loaded += not pair.mistakes
        set_right += bool(pair.mistakes)
        assert pair.private == whole.private
    assert refused + set_right > loaded > 0


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_in_the_armour_raise_anything_else(noise):
    for body in (noise, openssh.MAGIC + noise):
        try:
            for entry in FORMAT.read(pem.armour(openssh.LABEL, body)):
                entry.open(PASSPHRASE)
        except KeyOpsError:
            pass


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 40))
def test_no_bytes_spliced_into_a_key_raise_anything_else(noise, at, gone):
    body = pem.find(corpus("id_ecdsa-256"), (openssh.LABEL,), "test")[0].body
    try:
        for entry in FORMAT.read(pem.armour(openssh.LABEL, body[:at] + noise + body[at + gone :])):
            entry.open(None)
    except KeyOpsError:
        pass


@settings(max_examples=200, deadline=None)
@given(st.binary())
def test_sniffing_never_raises(data):
    assert FORMAT.sniff(data) == (b"BEGIN OPENSSH PRIVATE KEY" in data)


def test_looking_at_a_locked_key_loads_no_cryptography():
    program = (
        "import sys, pathlib; from tui.keyops.formats.openssh import container as openssh;"
        "openssh.FORMAT.read(pathlib.Path(sys.argv[1]).read_bytes());"
        "sys.exit(bool({'cryptography', 'bcrypt'} & set(sys.modules)))"
    )
    for name in ("id_rsa-2048-locked", "id_rsa-2048"):
        result = subprocess.run([sys.executable, "-c", program, CORPUS / name], check=False, timeout=PATIENCE)
        assert result.returncode == 0


def test_neither_errors_nor_reprs_show_the_passphrase_or_private_bytes():
    data = FORMAT.write_private(KeyPair(ED25519, b"note"), QUICK)
    entry = entry_of(data)
    assert "correct" not in repr(QUICK)
    for text in (repr(entry), repr(entry.open(PASSPHRASE))):
        assert repr(ED25519.seed)[2:-1] not in text
