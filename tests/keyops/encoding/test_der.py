"""The DER cursor and writers."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.keyops.encoding import der
from tui.keyops.errors import CorruptKeyError


def cursor(data):
    return der.Cursor(data, "test key")


@given(st.integers(0, 2**4200))
def test_a_number_survives_writing_and_reading(number):
    fields = cursor(der.integer(number))
    assert fields.integer("n") == number
    fields.end()


@given(st.binary(max_size=70_000))
def test_bytes_of_any_length_survive_writing_and_reading(content):
    assert cursor(der.octets(content)).octets("d") == content
    assert cursor(der.bits(content)).bits("Q") == content


@pytest.mark.parametrize(
    ("dotted", "encoded"),
    [
        ("1.2.840.113549.1.1.1", "06092a864886f70d010101"),
        ("1.3.101.112", "06032b6570"),
        ("2.16.840.1.101.3.4.1.42", "060960864801650304012a"),
        ("2.999.3", "0603883703"),
        ("0.9.2342", "0603099226"),
    ],
)
def test_object_identifiers_are_those_of_the_standard(dotted, encoded):
    assert der.oid(dotted).hex() == encoded
    assert cursor(bytes.fromhex(encoded)).oid("the algorithm") == dotted


def test_an_element_that_was_cut_off_says_how_many_bytes_are_missing():
    whole = der.sequence(der.integer(0), der.octets(bytes(300)))
    with pytest.raises(CorruptKeyError, match="10 of the 307 bytes of the key are missing") as caught:
        cursor(whole[:-10]).sequence("the key")
    assert caught.value.field == "the key"
    assert caught.value.container == "test key"


def test_what_comes_before_a_cut_can_be_read_when_asked_for():
    whole = der.sequence(der.integer(5), der.octets(bytes(300)))
    fields = cursor(whole[:-10]).sequence("the key", cut=True)
    assert fields.integer("the version") == 5
    with pytest.raises(CorruptKeyError, match="10 of the 300 bytes of d are missing"):
        fields.octets("d")


def test_a_missing_field_is_named():
    with pytest.raises(CorruptKeyError, match="the prime p is missing: the data ends before it"):
        cursor(b"").integer("the prime p")


def test_a_field_of_another_type_is_named_with_both_types():
    with pytest.raises(CorruptKeyError, match=r"d should be an OCTET STRING, but is an INTEGER"):
        cursor(der.integer(1)).octets("d")
    with pytest.raises(CorruptKeyError, match=r"d should be an OCTET STRING, but is \[1\]"):
        cursor(der.explicit(1, der.integer(1))).octets("d")
    with pytest.raises(CorruptKeyError, match=r"is an element of type 0x17"):
        cursor(der.element(0x17, b"")).octets("d")


@pytest.mark.parametrize(
    ("encoded", "words"),
    [
        ("3080020100000000", "does not allow"),
        ("30850000000001", "does not allow"),
        ("308103020100", "shortest encoding"),
        ("30820003020100", "shortest encoding"),
        ("3082", "ends within the length"),
        ("30", "ends within the length"),
    ],
)
def test_lengths_that_der_forbids_are_refused(encoded, words):
    with pytest.raises(CorruptKeyError, match=words):
        cursor(bytes.fromhex(encoded)).sequence("the key")


@pytest.mark.parametrize(
    ("encoded", "words"),
    [("0200", "without content"), ("0201ff", "negative"), ("02020001", "shortest encoding")],
)
def test_numbers_that_are_not_plain_are_refused(encoded, words):
    with pytest.raises(CorruptKeyError, match=words):
        cursor(bytes.fromhex(encoded)).integer("n")


def test_a_count_that_no_program_writes_is_refused():
    assert cursor(der.integer(2**63 - 1)).small("N") == 2**63 - 1
    with pytest.raises(CorruptKeyError, match="absurdly large"):
        cursor(der.integer(2**63)).small("N")


@pytest.mark.parametrize("encoded", ["0600", "060188", "06028001", "0641" + "01" * 65])
def test_broken_object_identifiers_are_refused(encoded):
    with pytest.raises(CorruptKeyError, match="the algorithm"):
        cursor(bytes.fromhex(encoded)).oid("the algorithm")


@pytest.mark.parametrize("encoded", ["0300", "03020780"])
def test_bit_strings_that_are_not_whole_bytes_are_refused(encoded):
    with pytest.raises(CorruptKeyError, match="whole bytes"):
        cursor(bytes.fromhex(encoded)).bits("Q")


def test_a_null_with_content_is_refused():
    cursor(der.null()).null("the parameters")
    with pytest.raises(CorruptKeyError, match="should be empty"):
        cursor(b"\x05\x01\x00").null("the parameters")


def test_an_optional_element_is_read_when_it_is_next_and_passed_over_when_it_is_not():
    fields = cursor(der.explicit(1, der.integer(7)))
    assert fields.optional(0, "the curve") is None
    inner = fields.optional(1, "the public key")
    assert inner is not None
    assert inner.integer("n") == 7
    assert fields.peek() is None


def test_bytes_left_over_are_counted():
    with pytest.raises(CorruptKeyError, match="3 extra bytes"):
        cursor(b"abc").end()


def test_nesting_has_a_bound():
    data = b""
    for _ in range(20):
        data = der.sequence(data)
    fields = cursor(data)
    for _ in range(der.MAX_DEPTH):
        fields = fields.sequence("a level")
    with pytest.raises(CorruptKeyError, match="nested more than"):
        fields.sequence("a level")


@given(st.binary(max_size=200))
def test_the_tags_of_any_bytes_can_be_looked_at(data):
    assert all(0 <= tag < 256 for tag in der.tags(data))


def test_the_tags_of_a_sequence_are_told_in_order():
    data = der.sequence(der.integer(0), der.sequence(), der.octets(b"x"))
    assert der.tags(data) == [der.INTEGER, der.SEQUENCE, der.OCTET_STRING]


_READERS = ("sequence", "integer", "small", "octets", "bits", "oid", "null", "skip")


@given(st.binary(max_size=300), st.lists(st.sampled_from(_READERS), max_size=8))
def test_no_bytes_make_a_reader_fail_in_any_other_way(data, steps):
    fields = cursor(data)
    with contextlib.suppress(CorruptKeyError):
        for step in steps:
            made = getattr(fields, step)("a field")
            fields = made if isinstance(made, der.Cursor) else fields
    assert 0 <= fields.left <= len(data)
