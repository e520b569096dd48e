"""RSAKeyValue: the key of .NET is read, private and public; a broken number is named."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from tui.keyops.conversion.conversion import convert
from tui.keyops.errors import CorruptKeyError, UnknownFormatError
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.inspection.report import Kind

CORPUS = Path(__file__).parents[2] / "corpus" / "bare"
PRIVATE = (CORPUS / "rsa-2048.xml").read_bytes()
PUBLIC = (CORPUS / "rsa-2048-public.xml").read_bytes()


def test_both_halves_are_read_and_are_the_same_key() -> None:
    private, public = inspect(PRIVATE)[0], inspect(PUBLIC)[0]
    assert (private.kind, public.kind) == (Kind.PRIVATE, Kind.PUBLIC)
    assert private.error is None
    assert private.sha256 == public.sha256


def test_it_becomes_pem() -> None:
    made = convert(PRIVATE, "pem")
    assert inspect(made.data)[0].sha256 == inspect(PUBLIC)[0].sha256


@pytest.mark.parametrize(
    "change",
    [
        lambda text: re.sub(rb"><", b">\r\n  <", text),
        lambda text: re.sub(rb"<(/?)", rb"<\1ds:", text),
        lambda text: b'\xef\xbb\xbf<?xml version="1.0"?>\n<settings><k>\n' + text + b"</k></settings>",
        lambda text: re.sub(rb"([A-Za-z0-9+/]{64})", rb"\1\n    ", text),
    ],
)
def test_line_ends_a_namespace_and_a_text_around_it_are_no_hindrance(change) -> None:
    assert inspect(change(PRIVATE))[0].sha256 == inspect(PUBLIC)[0].sha256


@pytest.mark.parametrize("name", ["Modulus", "Exponent", "P", "Q", "D", "InverseQ"])
def test_a_missing_element_is_named(name) -> None:
    cut = re.sub(f"<{name}>.*?</{name}>".encode(), b"", PRIVATE)
    try:
        error = inspect(cut)[0].error
    except CorruptKeyError as raised:
        error = raised
    assert f"its element {name} is missing" in error.title


def test_a_changed_number_is_found_out() -> None:
    prime = re.search(rb"<P>(.*?)</P>", PRIVATE)[1]
    other = base64.b64encode((int.from_bytes(base64.b64decode(prime), "big") + 2).to_bytes(128, "big"))
    assert inspect(PRIVATE.replace(prime, other))[0].error is not None
    with pytest.raises(CorruptKeyError, match="base64 of Modulus"):
        read(PUBLIC.replace(b"<Modulus>", b"<Modulus>A"))


def test_other_xml_is_not_taken_for_it() -> None:
    with pytest.raises(UnknownFormatError):
        read(b"<a>RSAKeyValue</a>")
    with pytest.raises(UnknownFormatError):
        read(b"<DSAKeyValue><P>AA==</P></DSAKeyValue>")
