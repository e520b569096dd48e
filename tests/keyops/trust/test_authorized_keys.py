"""authorized_keys is changed line by line, and every other byte stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.keyops.errors import SshConfigError, StorageError, UnknownFormatError
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.trust import authorized_keys, authorized_options
from tui.keyops.trust.authorized_options import LineOptions

if TYPE_CHECKING:
    from pathlib import Path

ED, EC, RSA = (
    authorized_line(make(name).public, name.encode()).encode() for name in ("ed25519", "ecdsa256", "rsa")
)
DATA = (
    b"# people\n" + ED + b"\n\n\t" + b'from="10.0.0.0/8" ' + EC + b"\r\n"
    b"# " + RSA + b"\n#not a key\nnonsense \xff\nfrobnicate " + RSA + b"\nno-pty " + ED
)  # fmt: skip


def test_each_line_is_told_with_what_sshd_makes_of_it() -> None:
    lines = list(authorized_keys.parse(DATA))
    assert [(line.number, line.is_disabled, line.is_read, line.lets_in, line.first) for line in lines] == [
        (2, False, True, True, 0),
        (4, False, True, True, 0),
        (5, True, True, False, 0),
        (7, False, False, False, 0),
        (8, False, False, False, 0),
        (9, False, True, True, 2),
    ]
    assert [line.comment for line in lines] == ["ed25519", "ecdsa256", "rsa", "", "rsa", "ed25519"]
    assert "options-refused" in {one.id for one in lines[4].findings}


def test_a_line_is_disabled_and_enabled_to_the_same_bytes() -> None:
    numbers = {2, 4, 8, 9}
    disabled = authorized_keys.disabled(DATA, numbers)
    assert disabled != DATA
    assert {line.number for line in authorized_keys.parse(disabled) if line.is_disabled} == {2, 4, 5, 8, 9}
    assert not any(line.lets_in for line in authorized_keys.parse(disabled))
    assert authorized_keys.enabled(disabled, numbers) == DATA
    assert authorized_keys.without(disabled, numbers) == authorized_keys.without(DATA, numbers)


def test_a_comment_that_somebody_made_of_a_line_is_enabled() -> None:
    enabled = authorized_keys.enabled(DATA, {5})
    (line,) = [one for one in authorized_keys.parse(enabled) if one.number == 5]
    assert (line.lets_in, line.public) == (True, make("rsa").public)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, b"no-pty " + EC + b"\n"),
        (b"", b"no-pty " + EC + b"\n"),
        (ED, ED + b"\nno-pty " + EC + b"\n"),
        (ED + b"\r\n", ED + b"\r\nno-pty " + EC + b"\r\n"),
    ],
    ids=["no file", "empty", "no line end", "CRLF"],
)
def test_a_line_is_added_at_the_end_with_the_ends_of_the_file(before: bytes | None, after: bytes) -> None:
    assert authorized_keys.added(before, make("ecdsa256").public, "no-pty", b"ecdsa256") == after


def test_a_comment_cannot_add_a_line() -> None:
    made = authorized_keys.added(None, make("ecdsa256").public, "", b"a\nssh-ed25519 AAAA")
    assert made.count(b"\n") == 1


def test_a_file_is_saved_with_a_backup_and_not_over_a_change(tmp_path: Path) -> None:
    path = tmp_path / "ssh" / "authorized_keys"
    assert authorized_keys.save(authorized_keys.load(path), DATA, "now") is None
    assert path.stat().st_mode & 0o777 == 0o600
    file = authorized_keys.load(path)
    backup = authorized_keys.save(file, authorized_keys.without(DATA, {2}), "now")
    assert backup is not None
    assert backup.read_bytes() == DATA
    with pytest.raises(StorageError):
        authorized_keys.save(file, b"", "now")


def test_a_text_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes(ED.decode().encode("utf-16"))
    with pytest.raises(UnknownFormatError, match="not text that sshd can read"):
        authorized_keys.load(path)


def test_options_are_written_as_sshd_reads_them_and_told_in_words() -> None:
    wanted = LineOptions(
        restrict=True, allowed=("pty",), sources="10.0.0.0/8,!10.0.0.1", command='echo "a, b"',
        expires="20990101Z",
        environment=("A=1", "B=2"), open_to=("localhost:80",), listen_on=("8080",), tunnel="0", verify=True,
    )  # fmt: skip
    text = authorized_options.compose(wanted)
    words = dict(authorized_options.in_words(text))
    assert ",".join(words) == text
    assert words["pty"] == "may open a terminal"
    assert words['command="echo \\"a, b\\""'] == 'always runs echo "a, b", whatever the client asks for'
    assert words['expiry-time="20990101Z"'] == "until 2099-01-01 00:00 UTC"
    assert words['from="10.0.0.0/8,!10.0.0.1"'] == "only from 10.0.0.0/8, !10.0.0.1"
    assert authorized_options.compose(LineOptions()) == ""


@pytest.mark.parametrize(
    "wanted",
    [
        LineOptions(sources="10.0.0.1/8"),
        LineOptions(expires="tomorrow"),
        LineOptions(expires="20200101"),
        LineOptions(principals="me"),
        LineOptions(environment=("NAME",)),
        LineOptions(open_to=("no-port",)),
        LineOptions(tunnel="x"),
        LineOptions(command="a\nb"),
    ],
)
def test_what_lets_nobody_in_is_refused(wanted: LineOptions) -> None:
    with pytest.raises(SshConfigError):
        authorized_options.compose(wanted)
