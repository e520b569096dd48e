"""Reported files of key lines, and modes and links that tripped people up: both faces say what is so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers.faces import screen_says, verb_says, words_of
from tests.helpers.peers import run
from tui.cli import main

CASES = Path(__file__).parent / "cases"


class Said(NamedTuple):
    """What both faces must say of a file, and what neither may."""

    file: str
    words: tuple[str, ...]
    never: tuple[str, ...] = ()


SAID = (
    Said(
        "option-unknown-or-unquoted/authorized_keys",
        (
            "sshd ignores line 1: sshd does not know the option no-ptty",
            "sshd ignores line 2: the value of from is not quoted",
            "sshd ignores line 3: the value of command is in single quotes",
            "sshd ignores line 4: the value of environment is not NAME=VALUE",
            "sshd ignores line 5: the value of permitopen is not HOST:PORT",
        ),
    ),
    Said(
        "options-refused-by-check/authorized_keys",
        ('restrict,command="/bin/ls -l",from="10.0.0.0/8"',),
        ("ignores", "known_hosts"),
    ),
    Said(
        "options-refused-by-check/other/authorized_keys",
        ("authorized_keys line", "sshd does not know the option no-ptty"),
        ("known_hosts",),
    ),
    Said(
        "option-blank-after-comma/authorized_keys",
        ("There is a space between the options on line 1", "put only a comma between"),
        ("allowed_signers",),
    ),
    Said(
        "known-hosts-with-user/known_hosts",
        ("one host, hashed", "old.example", "revoked", "ssh looks up names without a user", "svc2.example"),
        ("allowed_signers",),
    ),
    Said(
        "known-hosts-ssh1-line/known_hosts",
        ("web.example", "line 2 holds a key for SSH version 1"),
        ("allowed_signers",),
    ),
    Said(
        "keyscan-errors-in-known-hosts/known_hosts",
        ("line 1: it is a message from ssh-keyscan, not an entry", "Remove the line", "git.example"),
        ("4 bytes long",),
    ),
    Said("pgp-private-block/key.asc", ("This is an OpenPGP private key", "gpg --export-ssh-key")),
    Said(
        "certificate-before-key/bundle.pem",
        ("An X.509 certificate before the BEGIN line", "Go, JSch, Paramiko, ssh2", "RSA 2048"),
        ("Nothing is wrong",),
    ),
    Said(
        "1password-pkcs8-v2/1password.pem",
        ("The PKCS#8 file contains the public key", "1Password did this", "OpenSSL"),
    ),
    Said(
        "ssh2-continued-header/id_rsa_2048_a.pub",
        ("RSA 2048", "joe@nas2000, Tue Mar 20 2012"),
    ),
)  # fmt: skip
each = pytest.mark.parametrize("said", SAID, ids=lambda said: said.file)


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files, for their owner alone."""
    shutil.copytree(CASES, tmp_path / "cases")
    for path in (tmp_path / "cases").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cases"


@each
def test_the_verb_says_of_each_line_what_is_so(said: Said, cases, capsys) -> None:
    shown = verb_says(capsys, cases / said.file)
    assert [words for words in said.words if words not in shown] == [], shown
    assert [words for words in said.never if words in shown] == []


@each
async def test_the_screen_says_of_each_line_what_is_so(said: Said, cases, fence) -> None:
    shown = (await screen_says(cases / said.file)).replace(" ...", "")
    assert [words for words in said.words if words not in shown] == [], shown
    assert [words for words in said.never if words in shown] == []


@pytest.mark.parametrize(
    ("file", "service", "code"),
    [
        ("option-unknown-or-unquoted/authorized_keys", "authorized-keys", 1),
        ("options-refused-by-check/authorized_keys", "authorized-keys", 0),
        ("options-refused-by-check/other/authorized_keys", "authorized-keys", 1),
        ("option-blank-after-comma/authorized_keys", "authorized-keys", 1),
        *(
            ("certificate-before-key/bundle.pem", name, 1)
            for name in ("go", "ssh2", "paramiko", "jsch", "puttygen", "phpseclib", "dropbear")
        ),
        *(("certificate-before-key/bundle.pem", name, 0) for name in ("openssh-9.2", "openssl", "libssh2")),
        *(("certificate-before-key/ec.pem", name, 1) for name in ("go", "puttygen", "ssh2", "dropbear")),
        *(("1password-pkcs8-v2/1password.pem", name, 1) for name in ("openssl", "cryptography", "bitwarden")),
    ],
)  # fmt: skip
def test_check_says_what_the_peer_does(file, service, code, cases, capsys) -> None:
    assert main(["check", "--for", service, str(cases / file)]) == code
    assert "remove the options" not in capsys.readouterr().out


@pytest.mark.interop
def test_the_repaired_bundle_is_the_key_alone_and_go_may_read_it(cases, tmp_path) -> None:
    out = tmp_path / "key.pem"
    assert main(["repair", str(cases / "certificate-before-key/bundle.pem"), "-o", str(out)]) == 0
    assert out.read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")
    assert run("ssh-keygen", "-y", "-P", "", "-f", out).stdout.startswith(b"ssh-rsa ")
    assert main(["check", "--for", "go", str(out)]) == 0


def test_a_hashed_name_with_a_user_is_named_as_near(cases, capsys) -> None:
    """Nobody can read what is hashed; the names that git servers have are tried."""
    hosts = str(cases / "known-hosts-with-user/known_hosts")
    assert main(["hosts", "find", "-f", hosts, "svc2.example"]) == 1
    shown = capsys.readouterr()
    assert (
        "line 4, git@svc2.example: git@ is before the name, but ssh looks up names without a user"
        in words_of(shown.err)
    )
    assert main(["hosts", "find", "-f", hosts, "svc.example"]) == 1
    assert (
        "line 2, hashed: it is the hash of git@svc.example, and ssh looks up names without a user"
        in words_of(capsys.readouterr().err)
    )


def test_a_mode_that_does_not_stay_is_no_success(cases, monkeypatch, capsys) -> None:
    """As on a drive of Windows in WSL: chmod says done, and nothing happens."""
    path = cases / "chmod-without-effect/id_ed25519"
    path.chmod(0o755)
    monkeypatch.setattr(os, "chmod", lambda *_args, **_more: None)
    monkeypatch.setattr(os, "fchmod", lambda *_args: None)
    assert main(["repair", "--permissions", str(path)]) == 1
    said = capsys.readouterr()
    assert "mode set" not in said.out
    assert "this file system does not keep modes" in words_of(said.err), said.err
    assert "home" in words_of(said.err)


def _mounted(folder: Path) -> Path:
    """A secret as Kubernetes mounts it: the key is a link through ..data."""
    (folder / "..2026_11_29").mkdir()
    key = folder / "..2026_11_29" / "ssh-privatekey"
    shutil.copy(folder / "ssh-privatekey", key)
    key.chmod(0o644)
    (folder / "ssh-privatekey").unlink()
    (folder / "..data").symlink_to("..2026_11_29")
    (folder / "ssh-privatekey").symlink_to("..data/ssh-privatekey")
    return folder / "ssh-privatekey"


async def test_a_mounted_secret_is_looked_at_through_its_links(cases, capsys, fence) -> None:
    folder = cases / "kubernetes-secret-links"
    key = _mounted(folder)
    for path in (key, folder):
        assert main(["repair", "--permissions", "--dry-run", str(path)]) == 1
        assert "mode 0644" in capsys.readouterr().out
    assert "Others can read this private key (mode 0644)" in await screen_says(key)


async def test_a_home_folder_that_the_group_may_write_is_told_at_the_file_too(
    cases, monkeypatch, capsys, fence
) -> None:
    home = cases / "home-open-to-group"
    ssh = home / ".ssh"
    ssh.mkdir(mode=0o700)
    shutil.copy(home / "authorized_keys", ssh)
    (ssh / "authorized_keys").chmod(0o600)
    home.chmod(0o775)
    monkeypatch.setenv("HOME", str(home))
    words = "Others can write in home-open-to-group (mode 0775)"
    assert words in verb_says(capsys, ssh / "authorized_keys")
    for path in (ssh, ssh / "authorized_keys"):
        assert main(["repair", "--permissions", "--dry-run", str(path)]) == 1
        assert words in words_of(capsys.readouterr().out)
    assert words in await screen_says(ssh / "authorized_keys")
