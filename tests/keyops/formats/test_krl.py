"""Key revocation lists: recognised and summed up."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.keyops.conversion.conversion import why_not
from tui.keyops.encoding import wire
from tui.keyops.errors import CorruptKeyError, KeyOpsError, UnsupportedAlgorithmError
from tui.keyops.formats import FORMATS, krl, openssh_public
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.inspection.report import Kind

CORPUS = Path(__file__).parents[2] / "corpus" / "openssh-10.5"
FORMAT = krl.FORMAT
REVOKED = (CORPUS / "revoked.krl").read_bytes()
CA = read((CORPUS / "ca_user.pub").read_bytes())[0].public
CA_WORDS = "Ed25519 SHA256:adW3TbT+G1VwheRVQ4cpLVLc+v/BiKnFf+KR7UckR8k"


def u64(value: int) -> bytes:
    return value.to_bytes(8, "big")


def section(kind: int, *parts: bytes) -> bytes:
    return bytes((kind,)) + wire.string(b"".join(parts))


def made(*sections: bytes, layout: int = 1, date: int = 1_767_225_600, comment: bytes = b"") -> bytes:
    """A list of version 7."""
    head = krl.MAGIC + wire.u32(layout) + u64(7) + u64(date) + u64(0) + wire.string(b"")
    return head + wire.string(comment) + b"".join(sections)


def certificates_of(authority: bytes, *parts: bytes) -> bytes:
    return section(1, wire.string(authority), wire.string(b""), *parts)


def notes_of(data: bytes) -> list[tuple[str, str]]:
    (entry,) = FORMAT.read(data)
    return list(entry.notes)


def test_a_list_of_openssh_10_5_is_summed_up():
    assert FORMAT.sniff(REVOKED)
    assert notes_of(REVOKED)[0] == ("Version", "0")
    assert notes_of(REVOKED)[2:] == [("Revokes", "2 whole keys")]


def test_a_list_is_no_key_and_nothing_can_be_made_of_it():
    assert FORMATS["krl"] is FORMAT
    (report,) = inspect(REVOKED)
    assert (report.kind, report.public, report.comment, report.findings) == (Kind.OTHER, None, b"", ())
    assert report.notes == FORMAT.read(REVOKED)[0].notes
    assert "no key" in why_not(report, openssh_public.FORMAT)


def test_every_way_to_revoke_is_counted():
    data = made(
        certificates_of(
            CA.blob,
            section(0x20, u64(1), u64(5), u64(9)),
            section(0x21, u64(100), u64(199)),
            section(0x22, u64(1000), wire.mpint(0b1011)),
            section(0x23, wire.string("alice"), wire.string("bob")),
        ),
        certificates_of(b"", section(0x23, wire.string("mallory"))),
        section(2, wire.string(CA.blob)),
        section(3, wire.string(bytes(20)), wire.string(bytes(20))),
        section(5, wire.string(bytes(32))),
        comment="since müller left".encode(),
    )
    assert notes_of(data) == [
        ("Version", "7"),
        ("Made", "2026-01-01 00:00 UTC"),
        ("Revokes", f"certificates of {CA_WORDS}: 106 by serial number, 2 by key id"),
        ("Revokes", "certificates of any CA: 1 by key id"),
        ("Revokes", "1 whole key"),
        ("Revokes", "2 SHA-1 fingerprints"),
        ("Revokes", "1 SHA-256 fingerprint"),
    ]
    assert FORMAT.read(data)[0].comment == "since müller left".encode()


def test_an_empty_list_says_so():
    assert notes_of(made())[2:] == [("Revokes", "nothing")]
    assert notes_of(made(certificates_of(CA.blob)))[2:] == [("Revokes", f"certificates of {CA_WORDS}: none")]


def test_the_sections_of_one_authority_are_one_row():
    one = certificates_of(CA.blob, section(0x20, u64(1)))
    assert notes_of(made(one, one))[2:] == [("Revokes", f"certificates of {CA_WORDS}: 2 by serial number")]


def test_signatures_and_extensions_are_named():
    extension = wire.string("hint@example.com") + b"\1" + wire.string(b"")
    data = made(
        section(4, CA.blob) + wire.string(b"signature"),
        section(255, extension),
        certificates_of(CA.blob, section(0x39, extension)),
    )
    assert notes_of(data)[3:] == [
        ("Also contains", "1 signature (not verified)"),
        ("Also contains", "2 critical extension hint@example.com"),
    ]


def test_the_largest_range_is_counted_and_not_walked():
    data = made(certificates_of(CA.blob, section(0x21, u64(0), u64(2**64 - 1))))
    assert "18,446,744,073,709,551,616 by serial number" in notes_of(data)[2][1]


def test_thousands_of_authorities_become_a_hundred_rows():
    names = (wire.string("ssh-ed25519") + wire.string(number.to_bytes(32, "big")) for number in range(5000))
    rows = notes_of(made(*map(certificates_of, names)))
    assert (len(rows), rows[-1]) == (103, ("And", "4,900 more"))


def test_a_date_beyond_all_calendars_is_shown_as_a_number():
    assert notes_of(made(date=2**64 - 1))[1] == ("Made", f"second {2**64 - 1}")


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (section(9), "no section of type 9"),
        (certificates_of(b"", section(0x24)), "no part of kind 36"),
        (certificates_of(b"", section(0x20, bytes(9))), "not 8 bytes each"),
        (certificates_of(b"", section(0x21, u64(2), u64(1))), "ends before it begins"),
        (certificates_of(b"", section(0x21, u64(1), u64(2), b"x")), "1 extra byte "),
        (certificates_of(b"", section(0x22, u64(1), wire.string(b"\xff"))), "negative"),
        (certificates_of(b"no key"), "key type"),
        (section(3, wire.string(bytes(32))), "must be 20 bytes"),
        (section(5, wire.string(bytes(20))), "must be 32 bytes"),
        (section(255, b"x"), "extension"),
        (b"\2\0", "section"),
    ],
)
def test_a_broken_list_is_refused_in_words(bad, words):
    with pytest.raises(CorruptKeyError, match=words):
        FORMAT.read(made(bad))


def test_a_later_format_is_named():
    with pytest.raises(UnsupportedAlgorithmError, match="format 2"):
        FORMAT.read(made(layout=2))


def test_a_truncated_list_is_refused_but_between_two_sections():
    whole = made(section(2, wire.string(CA.blob)), section(3, wire.string(bytes(20))))
    good = []
    for end in range(len(krl.MAGIC), len(whole)):
        try:
            FORMAT.read(whole[:end])
        except CorruptKeyError:
            continue
        good.append(end)
    assert good == [len(made()), len(made(section(2, wire.string(CA.blob))))]


@settings(max_examples=300, deadline=None)
@given(at=st.integers(min_value=0), value=st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused_in_words(at, value):
    data = bytearray(REVOKED)
    data[8 + at % (len(data) - 8)] = value
    with contextlib.suppress(KeyOpsError):
        assert len(FORMAT.read(bytes(data))) == 1
