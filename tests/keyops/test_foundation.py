"""Secrets, errors, the wire cursor and armour."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.keyops import errors
from tui.keyops.encoding import pem, wire
from tui.keyops.errors import CorruptKeyError, KeyMismatchError, KeyOpsError, TargetExistsError
from tui.keyops.secret import Secret


def test_a_secret_does_not_show_itself() -> None:
    secret = Secret("correct horse")
    for text in (repr(secret), str(secret), f"{secret}", f"{secret:>30}", f"{[secret]}", f"{secret!r}"):
        assert "horse" not in text
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(secret)


def test_secrets_compare_by_value_and_are_not_hashed() -> None:
    assert Secret("a") == Secret(b"a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert not Secret("")
    with pytest.raises(TypeError):
        hash(Secret("a"))


def test_a_secret_keeps_bytes_that_are_not_utf8() -> None:
    assert Secret(b"\xff".decode("utf-8", "surrogateescape")).reveal() == b"\xff"


def test_every_error_crosses_a_pipe_whole(tmp_path) -> None:
    for error in (
        KeyOpsError("what", "next"),
        CorruptKeyError("PPK", "what", field="MAC"),
        KeyMismatchError("PPK", "what"),
        errors.PassphraseRequiredError(),
        errors.WrongPassphraseError(),
        TargetExistsError(tmp_path, "what", "next"),
    ):
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert copy.__dict__ == error.__dict__
        assert str(copy) == str(error)


def test_every_error_has_an_id_of_its_own() -> None:
    def walk(kind: type[KeyOpsError]) -> list[type[KeyOpsError]]:
        return [kind, *(found for sub in kind.__subclasses__() for found in walk(sub))]

    ids = [kind.id for kind in walk(KeyOpsError)]
    assert len(ids) == len(set(ids))
    for kind in (known for known in walk(KeyOpsError) if known.__module__ == errors.__name__):
        assert kind.__name__ in (errors.__doc__ or "") or kind is KeyOpsError


@given(st.integers(min_value=0, max_value=2**600))
def test_an_mpint_comes_back_as_it_was(value: int) -> None:
    raw = wire.mpint(value)
    reader = wire.Reader(raw, "test")
    assert reader.mpint("n") == value
    reader.end()
    assert not (len(raw) > 5 and raw[4] == 0 and not raw[5] & 0x80), "not minimal"


def test_a_cut_string_says_how_much_is_missing() -> None:
    with pytest.raises(
        CorruptKeyError, match="the modulus should be 10 bytes long, but only 3 follow"
    ) as caught:
        wire.Reader(b"\0\0\0\x0aabc", "RSA key").string("the modulus")
    assert caught.value.field == "the modulus"
    with pytest.raises(CorruptKeyError, match="2 extra bytes"):
        wire.Reader(b"ab", "RSA key").end()
    with pytest.raises(CorruptKeyError, match="negative"):
        wire.Reader(b"\0\0\0\x01\x80", "RSA key").mpint("e")


@given(st.binary(max_size=300), st.sampled_from([32, 64, 70, 76]), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_armour_is_read_with_any_line_ending_and_width(body: bytes, width: int, ending: bytes) -> None:
    text = pem.armour("PRIVATE KEY", body, width=width).replace(b"\n", ending)
    for data in (
        text,
        b"\xef\xbb\xbf" + text,
        text.rstrip(),
        b"Bag Attributes\n  x: y\n" + text + b"trailing",
    ):
        (block,) = pem.find(data, ["PRIVATE KEY"], "PKCS#8")
        assert block.body == body


def test_headers_are_read_and_continued() -> None:
    head = b'---- BEGIN SSH2 PUBLIC KEY ----\nComment: "a \\\nb"\nSubject: me\n'
    text = head + b"AAAA\n---- END SSH2 PUBLIC KEY ----\n"
    (block,) = pem.find(text, ["SSH2 PUBLIC KEY"], "RFC 4716")
    assert block.headers == {"Comment": b'"a b"', "Subject": b"me"}
    assert block.body == b"\0\0\0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n", "END PRIVATE KEY line is missing"),
        (b"-----BEGIN PRIVATE KEY-----\nAAA\n-----END PRIVATE KEY-----\n", "cut off or changed"),
        (b"-----BEGIN PRIVATE KEY-----\nAA\x1bA\n-----END PRIVATE KEY-----\n", "0x1b"),
    ],
)
def test_broken_armour_says_what_is_wrong(text: bytes, words: str) -> None:
    with pytest.raises(CorruptKeyError, match=words):
        pem.find(text, ["PRIVATE KEY"], "PKCS#8")


def test_two_blocks_are_both_found() -> None:
    text = pem.armour("PRIVATE KEY", b"one") + b"between\n" + pem.armour("PRIVATE KEY", b"two")
    assert [block.body for block in pem.find(text, ["PRIVATE KEY"], "PKCS#8")] == [b"one", b"two"]
