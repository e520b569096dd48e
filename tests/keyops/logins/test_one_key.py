"""A login with one key: what of the configuration is handed over, and what counts as the proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.errors import SshConfigError
from tui.keyops.logins import one_key

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.logins.one_key import OneKey

PLAIN = b"host box\nuser me\nhostname box\nport 22\nidentityfile ~/.ssh/id_rsa\nproxyjump none\n"
USED = (
    "debug1: Offering public key: {name} {type} {sha256} explicit\n"
    "debug1: Server accepts key: {name} {type} {sha256} explicit\n"
    'Authenticated to box ([192.0.2.1]:22) using "publickey".\n'
)


@pytest.fixture
def key(tmp_path: Path) -> OneKey:
    pair = make("ed25519")
    (tmp_path / "id").write_bytes(pack(pair, "openssh").data)
    (tmp_path / "id.pub").write_bytes(pack_public(pair.public, "openssh-public").data)
    return one_key.of_file(tmp_path / "id.pub")


def test_what_leads_to_the_host_is_handed_over_and_other_keys_are_not() -> None:
    told = (
        b"host box\nuser deploy\nhostname 192.0.2.7\nport 2222\nidentityfile ~/.ssh/other\n"
        b"certificatefile ~/.ssh/x-cert.pub\nidentityagent /run/agent\ncontrolpath /tmp/%C\n"
        b"remotecommand top\nlocalforward 80 x:80\nuserknownhostsfile /a /b c\nproxycommand none\n"
    )
    assert one_key.taken_over(told, PLAIN) == (
        "user deploy",
        "hostname 192.0.2.7",
        "port 2222",
        "userknownhostsfile /a /b c",
        "proxycommand none",
    )
    assert one_key.taken_over(PLAIN, PLAIN) == ()


@pytest.mark.parametrize(
    ("jump", "config", "command"),
    [
        ("gate", "", "ssh -W [%h]:%p gate"),
        ("me@gate:2200", "", "ssh -p 2200 -W [%h]:%p me@gate"),
        ("a,b,c", "", "ssh -J a,b -W [%h]:%p c"),
        ("ssh://gate:2200", "", "ssh -W [%h]:%p ssh://gate:2200"),
        ("gate", "/my conf%", "ssh -F '/my conf%%' -W [%h]:%p gate"),
    ],
)
def test_a_jump_becomes_the_command_that_it_stands_for(jump: str, config: str, command: str) -> None:
    told = PLAIN.replace(b"proxyjump none", b"proxyjump " + jump.encode())
    assert one_key.taken_over(told, PLAIN, config) == (f"proxycommand {command}",)


def test_the_command_offers_this_key_alone(key: OneKey, tmp_path: Path) -> None:
    command = one_key.login("box", key, ("port 7",), "true")
    assert command[:3] == ("ssh", "-F", "none")
    assert command[-5:] == ("-i", str(tmp_path / "id"), "--", "box", "true")
    assert {"BatchMode=yes", "IdentitiesOnly=yes", "IdentityAgent=none", "port 7"} <= set(command)


def test_a_name_with_a_percent_sign_is_spelled_for_ssh_and_a_variable_is_refused(tmp_path: Path) -> None:
    for name in ("a%d", "${HOME}"):
        (tmp_path / name).write_bytes(pack(make("ed25519"), "openssh").data)
    command = one_key.login("box", one_key.of_file(tmp_path / "a%d"), ())
    assert str(tmp_path / "a%%d") in command
    with pytest.raises(SshConfigError):
        one_key.login("box", one_key.of_file(tmp_path / "${HOME}"), ())


@pytest.mark.parametrize(
    ("kind", "sha256", "expected"),
    [
        ("ED25519", "", "proved"),
        ("ED25519-CERT", "", "by-certificate"),
        ("RSA", "SHA256:another", "logged-in"),
    ],
)
def test_only_a_login_with_the_plain_key_proves_it(
    key: OneKey, kind: str, sha256: str, expected: str
) -> None:
    told = USED.format(name=key.path, type=kind, sha256=sha256 or key.sha256)
    answer = one_key.proof(told.encode(), "box", "me", key)
    assert (answer.id, answer.proved) == (expected, expected == "proved")


def test_a_login_without_a_key_proves_nothing(key: OneKey) -> None:
    told = b'Authenticated to box ([192.0.2.1]:22) using "none".\n'
    assert not one_key.proof(told, "box", "me", key).proved
