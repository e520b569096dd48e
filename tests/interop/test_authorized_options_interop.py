"""A line of authorized_keys with options: sshd lets its key in exactly where we say that it may."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.interop.loopback import Server, sshd
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.errors import KeyOpsError
from tui.keyops.formats._authorized_options import judge
from tui.keyops.inspection.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.interop

LINES = {
    "restrict": True, "RESTRICT": True, "no-pty": True, "No-Pty": True, "pty": True, "restrict,pty": True,
    "no-agent-forwarding,no-port-forwarding,no-X11-forwarding,no-user-rc": True, "agent-forwarding": True,
    "user-rc,port-forwarding,x11-forwarding": True, "no-touch-required": True, "verify-required": True,
    "touch-required": True, "no-verify-required": True, "no-ptty": False, "nopty": False,
    "no-restrict": False, "no-cert-authority": False, "cert-authority": False, "restrict ": True,
    "restrict,": True, ",restrict": True, "restrict,,pty": True, "restrict;pty": False,
    "restrict=yes": False, 'restrict="yes"': False, "pty2": False, 'command="echo let in"': True,
    "command='echo'": False, "command=echo": False, 'command="echo': False, "command": False,
    'command="echo let in",command="x"': False, r'command="echo \"let\" in"': True,
    'from="127.0.0.1"': True, 'from="127.0.0.0/8"': True, 'from="127.0.0.1/8"': False, 'from="*"': True,
    'from="127.0.0.1,"': False, 'from=""': False, 'from="127.0.0.1, 10.0.0.1"': True,
    "from=127.0.0.1": False, 'from="*",from="*"': False, 'from="127.0.0.0/33,*"': False,
    'from="127.0.0.0/8x,*"': True, 'from="::1/64,*"': False, 'environment="FOO"': False,
    'environment="FOO=bar"': True, 'environment="F-O=bar"': False, 'environment="=bar"': False,
    'environment="FOO="': True, "environment=FOO=bar": False, 'permitopen="host"': False,
    'permitopen="host:22"': True, 'permitopen="host:*"': True, 'permitopen="host:0"': False,
    'permitopen="host:65536"': False, 'permitopen="host:ssh"': True, 'permitopen="host:nothing"': False,
    'permitopen="[::1]:22"': True, 'permitopen="::1:22"': False, 'permitopen="*:80",permitopen="a:1"': True,
    'permitopen="host/22"': True, 'permitopen=":22"': True, 'permitopen="[::1]22"': False,
    'permitopen="a:1:2"': False, 'permitlisten="8080"': True, 'permitlisten="localhost:8080"': True,
    'permitlisten="x"': False, 'permitlisten="*"': True, 'permitlisten="-1"': False,
    'permitlisten=" 22"': True, 'permitlisten="+22"': True, 'tunnel="0"': True, 'tunnel="any"': True,
    'tunnel="ANY"': True, 'tunnel="x"': False, 'tunnel="-1"': False, 'tunnel="2147483646"': False,
    'tunnel=""': False, "tunnel=0": False, 'expiry-time="20200101"': False, 'expiry-time="20991231"': True,
    'expiry-time="209912312359"': True, 'expiry-time="20991231235959Z"': True,
    'expiry-time="2099123"': False, 'expiry-time="forever"': False, 'expiry-time="20991301"': False,
    'expiry-time="20990230"': True, 'expiry-time="20991231",expiry-time="20200101"': False,
    'expiry-time="20991231x"': False, "expiry-time=20991231": False, 'principals="x"': False,
    'principals="x",cert-authority': False, 'unknown="x"': False, '"restrict"': False,
    'from="*", command="echo let in"': False, 'restrict command="x"': False,
    'from="127.0.0.1;10.0.0.1"': False, 'from="127.0.0.*/24"': False, 'from="!10.0.0.1"': False,
    'from="127.0.0."': False, 'from="127.0.0.1-127.0.0.9"': False, 'from="127.0.0.0/255.0.0.0"': False,
    'from="127.0.0.1:22"': False, 'from="root@127.0.0.1"': False, 'from=" 127.0.0.1"': False,
    'from="127.0.0.*"': True, 'from="10.0.0.1 ,127.0.0.1"': True, 'from="!10.0.0.1,127.0.?.1"': True,
}  # fmt: skip
"""By the words before the key: whether it logs in. Each is tried; the table says what to expect of both."""

IN = pack_public(make("ed25519").public, "openssh-public", b"anna").data.decode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sshd(tmp_path_factory.mktemp("options")) as running:
        key = running.folder / "key"
        key.write_bytes(pack(make("ed25519"), "openssh").data)
        key.chmod(0o600)
        yield running


def _lets_in(options: str) -> bool:
    """What we say of a line: its key is shown in it, and nothing says that it lets nobody in."""
    try:
        reports = inspect(f"{options} {IN}".encode(), name="authorized_keys")
    except KeyOpsError:
        return False
    found = {finding.id for report in reports for finding in report.findings}
    bad = any(report.error for report in reports) or found & {
        "options-refused",
        "options-idle",
        "option-blanks",
        "option-quotes",
    }
    return not bad and all(one.name != "cert-authority" for one in judge(options.strip()).options)


@pytest.mark.parametrize("options", LINES)
def test_sshd_lets_a_key_in_where_we_say_it_may(options: str, server: Server) -> None:
    server.let_in(f"{options} {IN}".encode())
    theirs = server.log_in(server.folder / "key").returncode == 0
    assert (theirs, _lets_in(options)) == (LINES[options], LINES[options])


def test_the_faces_tell_the_options_the_line_and_why_it_is_passed_over(tmp_path: Path, capsys) -> None:
    path = tmp_path / "authorized_keys"
    words = (
        "no-ptty",
        "from=10.0.0.1",
        "command='/bin/ls'",
        'environment="FOO"',
        'permitopen="host"',
        "restrict",
    )
    path.write_text("".join(f"{word} {IN}" for word in words))
    assert main(["inspect", "--json", str(path)]) == 1
    rows = json.loads(capsys.readouterr().out)
    assert [(row["line"], row["options"]) for row in rows] == list(enumerate(words, 1))
    told = [[one["title"] for one in row["findings"] if one["id"] == "options-refused"] for row in rows]
    assert told == [
        ["sshd ignores line 1: sshd does not know the option no-ptty"],
        ["sshd ignores line 2: the value of from is not quoted"],
        ["sshd ignores line 3: the value of command is in single quotes"],
        ["sshd ignores line 4: the value of environment is not NAME=VALUE"],
        ["sshd ignores line 5: the value of permitopen is not HOST:PORT"],
        [],
    ]
    assert main(["inspect", str(path)]) == 1
    assert "  Options      restrict\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "dead"),
    [("127.0.0.1, 10.0.0.1", " 10.0.0.1"), ("127.0.0.1,10.0.0.0/255.0.0.0", "10.0.0.0/255.0.0.0")],
)
def test_a_part_of_from_that_fits_nothing_is_told(value: str, dead: str, tmp_path: Path, capsys) -> None:
    path = tmp_path / "authorized_keys"
    path.write_text(f'from="{value}" {IN}')
    assert main(["inspect", str(path)]) == 0
    assert f"sshd reads line 1, but {dead!r} in its from= matches no host" in capsys.readouterr().out


def test_check_for_authorized_keys_takes_sound_options(tmp_path: Path, capsys) -> None:
    path = tmp_path / "authorized_keys"
    for options, code in (
        ('restrict,command="/bin/ls -l",from="10.0.0.0/8"', 0),
        ("no-ptty", 1),
        ('from="10.0.0.1/8"', 1),
    ):
        path.write_text(f"{options} {IN}")
        assert main(["check", "--for", "authorized-keys", str(path)]) == code
    assert "the bits after the mask must be zero" in capsys.readouterr().out.lower() or code
