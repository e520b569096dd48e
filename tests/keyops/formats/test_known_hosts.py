"""known_hosts files, without any peer program."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.keyops import limits
from tui.keyops.errors import CorruptKeyError, KeyOpsError, LimitError, UnsupportedAlgorithmError
from tui.keyops.formats import allowed_signers, known_hosts, openssh_public
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.eddsa import Ed25519PublicKey

FORMAT = known_hosts.FORMAT
KEY = Ed25519PublicKey(bytes(range(32)))
LINE = authorized_line(KEY).encode()
SALT = bytes(range(20))
HASHED = b"|1|" + b"|".join(
    base64.b64encode(part) for part in (SALT, hmac.digest(SALT, b"server.example", hashlib.sha1))
)
CORPUS = Path(__file__).parents[2] / "corpus" / "openssh-10.5"

HOSTS = [
    b"server.example",
    b"server,192.0.2.1,2001:db8::1",
    b"[server.example]:2222,[192.0.2.1]:2222",
    b"*.example.org,!bad.example.org,host?",
    b"@cert-authority *.example.org",
    b"@revoked *",
    b"restricted",
    b"host_with_underscore",
    "größe.example".encode(),
    HASHED,
]


@pytest.mark.parametrize("hosts", HOSTS)
def test_the_words_before_the_key_are_its_options(hosts):
    data = hosts + b" \t" + LINE + b" a note \n"
    assert FORMAT.sniff(data)
    (entry,) = FORMAT.read(data)
    assert (entry.format, entry.public, entry.comment, entry.line) == ("known-hosts", KEY, b"a note", 1)
    assert entry.options == hosts.decode()


def test_what_markers_and_hashes_mean_is_noted():
    entries = FORMAT.read(b"\n".join(hosts + b" " + LINE for hosts in HOSTS))
    notes = [dict(entry.notes) for entry in entries]
    assert "CA" in notes[4]["Marker"]
    assert "revoked" in notes[5]["Marker"]
    assert "Marker" not in notes[0]
    assert notes[1]["Hosts"] == "server, 192.0.2.1, 2001:db8::1"
    assert "hashed" in notes[-1]["Hosts"]


def test_a_host_certificate_may_stand_in_a_line():
    line = (CORPUS / "id_ed25519-cert.pub").read_bytes()
    (entry,) = FORMAT.read(b"server " + line)
    assert entry.certificate.public == entry.public


def test_comments_blank_lines_crlf_and_a_byte_order_mark_are_passed_over():
    for ending in (b"\n", b"\r\n"):
        data = b"\xef\xbb\xbf# known hosts" + ending + ending + b"  server " + LINE + ending
        assert FORMAT.sniff(data)
        assert [(entry.line, entry.public) for entry in FORMAT.read(data)] == [(3, KEY)]


@pytest.mark.parametrize("odd", [b"\r", b"\x0b", b"\x0c", b"\x1c", b"\xc2\x85", b"\xe2\x80\xa8"])
def test_only_lf_ends_a_line(odd):
    """As for ssh: what stands behind anything else is still the comment."""
    line = b"b " + LINE + b" note" + odd + b"c " + LINE
    entries = FORMAT.read(b"# gone:" + odd + b"a " + LINE + b"\n" + line + b"\n")
    assert [(entry.line, entry.options) for entry in entries] == [(2, "b")]
    assert entries[0].comment.endswith(odd + b"c " + LINE)


BAD_LINES = {
    "cut off": (b"server " + LINE[:40], "only 2 follow"),
    "no key": (b"server", "must contain"),
    "another type word": (b"server " + LINE.replace(b"ssh-ed25519", b"ssh-rsa"), "it says ssh-rsa, but"),
    "unknown marker": (b"@trusted server " + LINE, "its marker is neither"),
    "only a marker": (b"@revoked " + LINE, "must contain"),
    "cut hash": (HASHED[:-2] + b" " + LINE, "hashed host name is truncated"),
    "not base64": (b"server " + LINE.replace(b"AAAAC3", b"AAAA*3"), "does not belong there"),
}


@pytest.mark.parametrize("case", BAD_LINES)
def test_a_bad_line_is_an_entry_with_its_number_among_good_ones(case):
    line, reason = BAD_LINES[case]
    first, bad, last = FORMAT.read(b"\n".join((b"a " + LINE, line, b"b " + LINE)))
    assert (first.public, last.public, last.line) == (KEY, KEY, 3)
    assert (bad.public, bad.line) == (None, 2)
    assert "known_hosts line 2" in bad.error.title
    assert reason in bad.error.title


def test_a_lone_bad_line_is_refused():
    with pytest.raises(CorruptKeyError, match="line 2"):
        FORMAT.read(b"\n" + BAD_LINES["cut off"][0])


def test_a_line_of_ssh_version_1_is_named():
    bad = FORMAT.read(b"a " + LINE + b"\nserver 1024 35 1234567890123 note\n")[1]
    assert isinstance(bad.error, UnsupportedAlgorithmError)
    assert "version 1" in bad.error.title


def test_a_file_of_comments_holds_no_key():
    with pytest.raises(CorruptKeyError, match="no key"):
        FORMAT.read(b"# nothing\n\n")


def test_more_lines_than_sane_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "MAX_KEYS_IN_FILE", 3)
    assert len(FORMAT.read(b"\n".join([b"h " + LINE] * 3))) == 3
    with pytest.raises(LimitError, match="lines"):
        FORMAT.read(b"\n".join([b"h " + LINE] * 4))


def test_ten_thousand_lines_are_all_read():
    data = b"".join(b"h%d %s\n" % (number, LINE) for number in range(10_000))
    entries = FORMAT.read(data)
    assert (len(entries), entries[-1].line, entries[-1].options) == (10_000, 10_000, "h9999")


HOST_WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-*?:_", min_size=1, max_size=12).filter(
    lambda text: text != "-" and not text.endswith(":") and "-" not in text
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(HOST_WORDS, min_size=1, max_size=3), min_size=1, max_size=5),
    st.text("ab# ", max_size=5),
)
def test_any_host_names_make_a_known_hosts_file(rows, comment):
    words = ["x." + ",".join(row) for row in rows]
    data = "".join(f"{word} {LINE.decode()} {comment}\n" for word in words).encode()
    assert [row.sniff(data) for row in (FORMAT, allowed_signers.FORMAT)] == [True, False]
    assert [entry.options for entry in FORMAT.read(data)] == words


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 120), st.integers(0, 30))
def test_no_bytes_spliced_into_a_line_raise_anything_else(noise, at, gone):
    whole = HASHED + b" " + LINE
    data = whole[:at] + noise + whole[at + gone :]
    FORMAT.sniff(data)
    openssh_public.FORMAT.sniff(data)
    with contextlib.suppress(KeyOpsError):
        FORMAT.read(data)
