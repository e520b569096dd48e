"""Which of authorized_keys, known_hosts and allowed_signers a file is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.make_damaged import source
from tui.keyops.formats import FORMATS
from tui.keyops.formats._key_lines import FileKind, kind_of_file
from tui.keyops.formats.openssh_public import FORMAT as AUTHORIZED
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import recognise
from tui.keyops.keys.eddsa import Ed25519PublicKey

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssh-10.5"
KEY = Ed25519PublicKey(bytes(range(32)))
LINE = authorized_line(KEY, b"alice@laptop").encode()

FLAGS = [
    "agent-forwarding",
    "cert-authority",
    "no-agent-forwarding",
    "no-port-forwarding",
    "no-pty",
    "no-touch-required",
    "no-user-rc",
    "no-X11-forwarding",
    "port-forwarding",
    "pty",
    "restrict",
    "Touch-Required",
    "no-verify-required",
    "user-rc",
    "verify-required",
    "X11-forwarding",
]
VALUED = [
    "command",
    "environment",
    "expiry-time",
    "from",
    "permitlisten",
    "permitopen",
    "principals",
    "tunnel",
]
VALUES = st.text(st.characters(codec="utf-8", exclude_characters='"\\\r\n\0'), max_size=20)
OPTIONS = st.lists(
    st.sampled_from(FLAGS)
    | st.sampled_from(FLAGS).map(str.upper)
    | st.builds(lambda name, value: f'{name}="{value}"', st.sampled_from(VALUED), VALUES),
    min_size=1,
    max_size=4,
).map(",".join)
COMMENTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=20)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.none() | OPTIONS, COMMENTS), min_size=1, max_size=6))
def test_a_file_of_authorized_keys_is_never_taken_for_another(rows):
    data = "".join(
        f"{options + ' ' if options else ''}{authorized_line(KEY)} {comment}\n" for options, comment in rows
    ).encode()
    assert kind_of_file(data) is FileKind.AUTHORIZED_KEYS
    assert AUTHORIZED.sniff(data)
    assert all(entry.public == KEY for entry in AUTHORIZED.read(data))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.pub")), ids=lambda path: path.name)
def test_every_public_file_of_openssh_is_one_of_authorized_keys(path):
    assert kind_of_file(path.read_bytes()) is FileKind.AUTHORIZED_KEYS


def test_a_plain_key_in_a_large_known_hosts_file_does_not_change_what_it_is():
    rows = [b"host%d.example %s" % (number, LINE) for number in range(20)]
    rows.insert(0, LINE)
    assert kind_of_file(b"\n".join(rows)) is FileKind.KNOWN_HOSTS


def test_a_broken_first_line_does_not_change_what_a_file_is():
    assert kind_of_file(b"host.example\nhost.example " + LINE) is FileKind.KNOWN_HOSTS
    assert kind_of_file(b"alice@example\nbob@example " + LINE) is FileKind.ALLOWED_SIGNERS


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"# only a comment\n",
        b"ssh_authorized_keys:\n  - " + LINE + b"\n",
        b"users:\n- name: alice\n  shell: /bin/sh\n  key: " + LINE + b"\n",
        b"Host a\n  User b\n  Port 22\nHost c\n",
        b"a text of many lines\nin which the line\nserver " + LINE + b"\nstands alone\n",
        b"@unknown " + LINE,
        bytes(range(256)) * 4,
    ],
)
def test_other_texts_are_none_of_them(data):
    assert kind_of_file(data) is None


def test_the_name_of_a_file_decides_what_its_lines_are():
    odd = b"no-ptty " + LINE + b"\n" + LINE + b"\n"
    assert {entry.format for entry in recognise(odd, "authorized_keys")} == {"openssh-public"}
    odd = b"git@host " + LINE + b"\nweb " + LINE + b"\n"
    assert {entry.format for entry in recognise(odd, "known_hosts")} == {"known-hosts"}
    assert {entry.format for entry in recognise(odd + odd[odd.index(b"web") :])} == {"known-hosts"}


def test_what_does_not_belong_among_lines_is_told(tmp_path):
    shuffled = b"".join(sorted(source("openssh").splitlines(keepends=True)))
    for name, data, told in (
        ("authorized_keys", source("openssh"), "private-in-lines"),
        ("authorized_keys", LINE + b"\n" + source("openssh"), "private-in-lines"),
        (
            "sorted_authorized_keys",
            shuffled,
            "private-in-lines",
        ),
        ("authorized_keys", LINE + b"\n" + source("rfc4716"), "block-in-lines"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(0o600)
        report = inspect_file(path)
        assert told in {finding.id for finding in report.findings}, (name, report.error)
    entries = FORMATS["known-hosts"].read(b"getaddrinfo web: Name or service not known\nweb " + LINE)
    assert "a message from ssh-keyscan" in entries[0].error.title
    assert entries[1].public == KEY


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (b"git.example, 10.0.0.1", FileKind.KNOWN_HOSTS),
        (b'no-pty, command="/bin/ls"', FileKind.AUTHORIZED_KEYS),
        (b'alice@example.com namespaces="git"', FileKind.ALLOWED_SIGNERS),
        (b"alice@example.com, bob@example.com", FileKind.ALLOWED_SIGNERS),
    ],
    ids=["hosts", "options", "signer", "signers"],
)
def test_a_blank_within_a_list_does_not_change_what_the_file_is(words: bytes, kind: FileKind) -> None:
    assert kind_of_file(words + b" " + LINE + b"\n") is kind
