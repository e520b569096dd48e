"""A plain line is read as the format reads it, or not at all."""

from __future__ import annotations

import random
from base64 import b64encode

import pytest

from tests.helpers.keys import make
from tui.keyops.encoding import wire
from tui.keyops.errors import KeyOpsError
from tui.keyops.formats import FORMATS
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection import advice, inspection, plain_lines
from tui.keyops.keys import fingerprints
from tui.keyops.weaknesses import others

TYPES = ("ed25519", "rsa", "ecdsa256", "ecdsa384", "ecdsa521")
LINES = {name: authorized_line(make(name).public, b"who@where").encode() for name in TYPES}


def agrees(line: bytes) -> bool:
    """Whether a line is read as plain; it must be what the format says of it then."""
    found = plain_lines.read(line)
    if found is None:
        return False
    kind, bits, blob, comment = found
    (entry,) = FORMATS["openssh-public"].read(line)
    assert entry.public is not None
    assert (entry.certificate, entry.options) == (None, "")
    assert (bits, blob, comment.encode()) == (entry.public.bits, entry.public.blob, entry.comment)
    assert kind.word == fingerprints.type_word(entry.public)
    report = inspection.in_clear(entry)
    if kind.is_quiet and blob not in others.small_order_blobs():
        assert advice.about_key(report) == ()
    return True


@pytest.mark.parametrize("name", TYPES)
def test_a_usual_line_is_plain(name: str) -> None:
    bare = LINES[name].rpartition(b" ")[0]
    for line in (LINES[name], bare, bare + b" ", bare + " Zoë in Köln".encode(), bare + b" two words \r"):
        assert agrees(line)


@pytest.mark.parametrize("name", TYPES)
def test_a_line_that_was_changed_anywhere_is_left_to_the_format_or_read_as_by_it(name: str) -> None:
    chance = random.Random(name)
    line = LINES[name]
    for _ in range(400):
        at = chance.randrange(len(line))
        new = chance.choice([b"", b" ", b"\t", b"\0", b"=", b"A", b"\xff", b"#", b'"', b"\r", b"\x1b"])
        changed = line[:at] + new + line[at + chance.choice([0, 1]) :]
        try:
            agrees(changed)
        except KeyOpsError as error:
            pytest.fail(f"{changed!r} was plain: {error}")


def test_numbers_that_are_not_written_as_they_should_be_are_no_plain_key() -> None:
    def line(*numbers: bytes) -> bytes:
        return b"ssh-rsa " + b64encode(wire.string("ssh-rsa") + b"".join(map(wire.string, numbers)))

    good = b"\x01\x00\x01", b"\0" + b"\xc5" * 256
    assert agrees(line(*good))
    bad = [
        (b"\0\x01\x00\x01", good[1]),
        (good[0], b"\0\0" + good[1]),
        (good[0], b"\xc5" * 256),
        (b"", good[1]),
        (b"\0", good[1]),
        (good[0], b"\x02"),
        (*good, b"more"),
        (good[0],),
        (good[0], b"\0" + b"\xc5" * 4000),
        (b"\x7f" + b"\xc5" * 2200, good[1]),
    ]
    assert [plain_lines.read(line(*numbers)) for numbers in bad] == [None] * len(bad)


def test_the_points_of_small_order_are_known_by_their_bytes() -> None:
    blobs = others.small_order_blobs()
    assert len(blobs) == 14
    for blob in blobs:
        (entry,) = FORMATS["openssh-public"].read(b"ssh-ed25519 " + b64encode(blob))
        assert [one.id for one in advice.about_key(inspection.in_clear(entry))] == ["ed25519-small-order"]
