"""The forms of a secret field, each undone again or given to its reader."""

from __future__ import annotations

import base64
import json

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.conversion.exporting import FORMS, export
from tui.keyops.errors import UnsupportedConversionError
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

PEM = pack(make("rsa"), "pem").data
LINE = pack_public(make("ed25519").public, "openssh-public", b"me@here").data
SPKI = pack_public(make("rsa").public, "spki").data


def test_raw_is_the_file_as_it_is() -> None:
    assert export(PEM, "raw") == PEM


def test_base64_is_one_line_of_the_whole_file() -> None:
    made = export(PEM, "base64")
    assert b"\n" not in made
    assert base64.b64decode(made) == PEM


def test_json_is_one_string_that_gives_the_file_back() -> None:
    made = export(PEM, "json")
    assert b"\n" not in made
    assert made.startswith(b'"-----BEGIN RSA PRIVATE KEY-----\\nMII')
    assert json.loads(made).encode() == PEM


def test_typed_line_breaks_give_the_file_back() -> None:
    made = export(PEM, "crlf")
    assert b"\n" not in made
    assert made.replace(rb"\r\n", b"\n") == PEM


@pytest.mark.interop
def test_the_body_is_what_openssl_writes_as_der() -> None:
    made = export(SPKI, "body")
    der = run("openssl", "pkey", "-pubin", "-outform", "DER", data=SPKI).stdout
    assert base64.b64decode(made) == der
    assert b"\n" not in made
    assert b"-" not in made


def test_the_user_stands_before_the_line() -> None:
    assert export(LINE, "user", user="joe") == b"joe:" + LINE.strip()


def test_the_statement_holds_the_body() -> None:
    made = export(SPKI, "sql", user="JOE")
    assert made == b"ALTER USER JOE SET RSA_PUBLIC_KEY='" + export(SPKI, "body") + b"';"


@pytest.mark.parametrize(
    ("data", "form", "values", "words"),
    [
        (b"\xff\x00", "json", {}, "not text"),
        (b"\xff\x00", "crlf", {}, "not text"),
        (LINE, "body", {}, "no PEM body"),
        (PEM + PEM, "body", {}, "several PEM blocks"),
        (LINE, "user", {}, "not a user name"),
        (LINE, "user", {"user": "joe\nroot"}, "not a user name"),
        (PEM, "user", {"user": "joe"}, "not a single authorized_keys line"),
        (SPKI, "sql", {"user": "x'; DROP TABLE users; --"}, "not an SQL user name"),
        (SPKI, "sql", {"user": "joe", "column": "a b"}, "not an SQL name"),
        (LINE, "sql", {"user": "joe"}, "SPKI"),
        (PEM, "rot13", {}, "no export format called rot13"),
    ],
    ids=[f"case {number}" for number in range(11)],
)
def test_what_has_no_such_form_is_refused(data: bytes, form: str, values: dict[str, str], words: str) -> None:
    with pytest.raises(UnsupportedConversionError, match=words):
        export(data, form, **values)


def test_the_body_of_a_locked_pem_is_refused_as_nobody_could_open_it() -> None:
    locked = pack(make("rsa"), "pem", Protection(Secret("correct horse"))).data
    with pytest.raises(UnsupportedConversionError, match="headers"):
        export(locked, "body")


@pytest.mark.parametrize("form", ["raw", "base64", "json", "body", "crlf"])
def test_a_form_pasted_back_is_known_again(form: str) -> None:
    found = inspect(export(pack(make("rsa"), "pkcs8").data, form))[0]
    assert found.public == make("rsa").public


def test_every_form_has_words() -> None:
    assert set(FORMS) == {"raw", "base64", "json", "body", "crlf", "user", "sql"}


def test_no_number_of_begin_lines_makes_the_body_slow() -> None:
    """Read up to the end of the file from each, this would take minutes."""
    for label in ("RSA PRIVATE KEY", "PRIVATE KEY"):
        with pytest.raises(UnsupportedConversionError, match="no PEM body"):
            export(f"-----BEGIN {label}-----\n".encode() * 40_000, "body")


def test_the_body_is_that_of_the_block_which_is_whole() -> None:
    assert export(b"-----BEGIN PRIVATE KEY-----\n" + SPKI.replace(b"\n", b"\r\n"), "body") == export(
        SPKI, "body"
    )
