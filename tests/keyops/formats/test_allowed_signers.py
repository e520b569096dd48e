"""allowed_signers files, without any peer program."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.keyops.errors import CorruptKeyError, KeyOpsError
from tui.keyops.formats import allowed_signers, known_hosts
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.eddsa import Ed25519PublicKey

FORMAT = allowed_signers.FORMAT
KEY = Ed25519PublicKey(bytes(range(32)))
LINE = authorized_line(KEY, b"a note").encode()

SIGNERS = [
    b"alice@example.com",
    b"alice@example.com,*@example.org,!bob@example.org",
    b'"alice smith@example.com,bob"',
    b"*@example.com cert-authority",
    b'alice@example.com namespaces="git,file"',
    b'alice namespaces="git"',
    b'* cert-authority,namespaces="a b",valid-after="20240101",valid-before="20300101Z"',
    b'alice@example.com ,Valid-Before="20300101"',
]


@pytest.mark.parametrize("words", SIGNERS)
def test_principals_and_options_stand_before_the_key(words):
    data = words + b" \t" + LINE + b"\n"
    assert (FORMAT.sniff(data), known_hosts.FORMAT.sniff(data)) == (True, False)
    (entry,) = FORMAT.read(data)
    assert (entry.format, entry.public, entry.comment, entry.line) == ("allowed-signers", KEY, b"a note", 1)
    assert entry.options == words.decode()
    assert "Refused" not in dict(entry.notes)


def test_principals_and_options_are_told_apart():
    notes = dict(FORMAT.read(SIGNERS[6] + b" " + LINE)[0].notes)
    assert notes["Principals"] == "*"
    assert notes["Options"].startswith("cert-authority,")


REFUSED = {
    b'namespaces="git",no-pty': "no-pty is not an option that ssh-keygen knows here",
    b'colour="b,lue"': 'colour="b,lue" is not an option that ssh-keygen knows here',
    b'cert-authority="yes"': 'cert-authority="yes" is not an option',
    b"namespaces": "namespaces is not an option",
    b"valid-before=20300101": "cannot parse the options at valid-before=20300101; values need quotes",
    b'namespaces="git",': "cannot parse the options at ,",
    b'namespaces="git"cert-authority': "cannot parse the options at namespaces",
    b'valid-after="20300101Z",Valid-After="20200101Z"': "valid-after is given twice",
}


@pytest.mark.parametrize("options", REFUSED)
def test_options_that_ssh_keygen_refuses_are_noted(options):
    (entry,) = FORMAT.read(b"alice@example.com " + options + b" " + LINE)
    (refused,) = (value for label, value in entry.notes if label == "Refused")
    assert REFUSED[options] in refused
    with pytest.raises(KeyOpsError):
        allowed_signers.parts(entry)


def test_the_parts_of_a_line_are_told():
    (entry,) = FORMAT.read(b'"alice b,*@x" ,,CERT-AUTHORITY,cert-authority,,Namespaces="a \\"b\\",c" ' + LINE)
    assert allowed_signers.parts(entry) == ("alice b,*@x", {"cert-authority": "", "namespaces": 'a "b",c'})


def test_one_principal_with_an_at_sign_makes_the_whole_file_one_of_signers():
    data = b"alice " + LINE + b"\nbob@example.com " + LINE + b"\n"
    assert (FORMAT.sniff(data), known_hosts.FORMAT.sniff(data)) == (True, False)


BAD_LINES = {
    "no key": (b"alice@example.com", "must contain"),
    "cut off": (b"alice@example.com " + LINE[:40], "only 2 follow"),
    "open quote": (b'"alice ' + LINE, "must contain"),
    "a key alone": (LINE, "must contain"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_an_entry_with_its_number_among_good_ones(case):
    line, reason = BAD_LINES[case]
    first, bad, last = FORMAT.read(b"\n".join((b"a@b " + LINE, line, b"c@d " + LINE)))
    assert (first.public, last.public, last.line) == (KEY, KEY, 3)
    assert (bad.public, bad.line) == (None, 2)
    assert "allowed_signers line 2" in bad.error.title
    assert reason in bad.error.title


def test_a_lone_bad_line_is_refused():
    with pytest.raises(CorruptKeyError, match="line 1"):
        FORMAT.read(BAD_LINES["cut off"][0])


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 120), st.integers(0, 30))
def test_no_bytes_spliced_into_a_line_raise_anything_else(noise, at, gone):
    whole = SIGNERS[6] + b" " + LINE
    data = whole[:at] + noise + whole[at + gone :]
    FORMAT.sniff(data)
    with contextlib.suppress(KeyOpsError):
        FORMAT.read(data)
