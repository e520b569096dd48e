"""What ssh -G told is taken as it is meant."""

from __future__ import annotations

import pytest

from tui.keyops.errors import SshConfigError
from tui.keyops.logins import client, client_config

TOLD = b"""\
user me
hostname git.example
port 2222
identitiesonly yes
identityfile ~/.ssh/with blank
identityfile none
certificatefile /c
preferredauthentications publickey,password
pubkeyacceptedalgorithms ssh-ed25519,rsa-sha2-256,!ecdsa-*
hostkeyalias none
requiredrsasize 3072
"""


def test_the_options_are_read() -> None:
    found = client_config.read(TOLD, "typed")
    assert (found.name, found.hostname, found.user, found.port) == ("typed", "git.example", "me", "2222")
    assert found.identity_files == ("~/.ssh/with blank", "none")
    assert found.certificate_files == ("/c",)
    assert (found.identities_only, found.public_key, found.least_rsa, found.alias) == (True, True, 3072, "")


def test_rsa_is_allowed_by_its_newer_names() -> None:
    found = client_config.read(TOLD, "x")
    assert found.allows("ssh-ed25519")
    assert found.allows("ssh-rsa")
    assert not found.allows("ssh-rsa-cert-v01@openssh.com")
    assert not found.allows("ecdsa-sha2-nistp256")
    assert not found.only_sha1("ssh-rsa")
    assert client_config.read(b"pubkeyacceptedkeytypes ssh-rsa\n", "x").only_sha1("ssh-rsa")
    assert client_config.read(b"", "x").allows("anything")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (b"identityfile ~/.ssh/id_rsa\nidentityfile ~/.ssh/id_ed25519\n", True),
        (b"identityfile ~/.ssh/id_rsa\n", False),
        (b"identityfile ~/.ssh/id_rsa\nidentityfile /x\n", False),
    ],
)
def test_usual_names_are_known_from_those_that_were_set(lines: bytes, expected: bool) -> None:
    assert client_config.read(lines, "x").uses_defaults is expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [(b"pubkeyauthentication false", False), (b"pubkeyauthentication host-bound", True), (b"", True)],
)
def test_keys_may_be_off(line: bytes, expected: bool) -> None:
    assert client_config.read(line, "x").public_key is expected


def test_the_version_is_read_from_its_line() -> None:
    assert client.version_of(b"OpenSSH_9.2p1 Debian-2+deb12u10, OpenSSL 3.0.19\n") == (9, 2)
    assert client.version_of(b"Dropbear v2022.83") is None


def test_what_ssh_refuses_is_told_in_its_words() -> None:
    with pytest.raises(SshConfigError, match="for box: /c line 3: Bad configuration option: nope"):
        client.config_of("box", 255, b"", b"/c line 3: Bad configuration option: nope\r\n")


def test_a_host_that_begins_with_a_dash_is_no_option() -> None:
    assert client.question("-oProxyCommand=x")[-2:] == ("--", "-oProxyCommand=x")
    assert client.login("-oProxyCommand=x")[-3:] == ("--", "-oProxyCommand=x", "exit")
