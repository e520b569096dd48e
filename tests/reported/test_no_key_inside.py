"""A file in which something else stands where the key should be: it is said what, and what to do."""

from __future__ import annotations

import base64
import json
import random

import pytest

from tests.helpers.faces import screen_says, verb_says, words_of
from tests.helpers.keys import make
from tui.cli import main
from tui.keyops.errors import KeyOpsError, NotAKeyFileError, UnknownFormatError
from tui.keyops.files.reading import read_key_file
from tui.keyops.formats import FORMATS
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection import inspection, no_key_inside

FRAME = "-----BEGIN OPENSSH PRIVATE KEY-----\n{}\n-----END OPENSSH PRIVATE KEY-----\n"
PEM = "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----\n"

TEXTS = {
    "/home/anna/.ssh/id_ed25519\n": "path",
    "~/.ssh/id_rsa": "path",
    "$HOME/.ssh/id_rsa": "path",
    "%USERPROFILE%\\.ssh\\id_rsa": "path",
    "C:\\Users\\anna\\.ssh\\id_rsa\r\n": "path",
    "\\\\server\\share\\key.ppk": "path",
    "file:///etc/ssh/ssh_host_rsa_key": "path",
    "@/run/secrets/deploy_key": "path",
    "../keys/deploy.pem": "path",
    "keys/id_ed25519": "path",
    "'/builds/group/project.tmp/SSH_PRIVATE_KEY'": "path",
    "deploy.pem": "path",
    "${SSH_PRIVATE_KEY}\n": "variable",
    "$SSH_PRIVATE_KEY": "variable",
    "%SSH_KEY%": "variable",
    "${{ secrets.DEPLOY_KEY }}": "variable",
    "{{ vault_ssh_key }}": "variable",
    "<%= ENV['KEY'] %>": "variable",
    "$(cat ~/.ssh/id_rsa)": "variable",
    "((private_key))": "variable",
    "#{ENV['KEY']}": "variable",
    "$(SSH_KEY)": "variable",
    "process.env.SSH_KEY": "variable",
    '"$KEY"': "variable",
    "op://Private/deploy/private key": "secret-reference",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:deploy-AbCdEf": "secret-reference",
    "projects/p/secrets/key/versions/latest": "secret-reference",
    "ref+vault://secret/data/key#private": "secret-reference",
    "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/k/)": "secret-reference",
    "***\n": "redacted",
    "********": "redacted",
    "[REDACTED]": "redacted",
    "[FILTERED]": "redacted",
    "(sensitive value)": "redacted",
    "<sensitive>": "redacted",
    "(known after apply)": "redacted",
    "\u2022" * 8: "redacted",
    "xxxxxxxx": "redacted",
    "null\n": "no-value",
    "None": "no-value",
    "undefined": "no-value",
    "<no value>": "no-value",
    "{}": "no-value",
    '""': "no-value",
    "[object Object]": "no-value",
    "System.Byte[]": "object",
    "System.Security.SecureString": "object",
    "[B@6d06d69c": "object",
    "<_io.TextIOWrapper name='key' mode='r' encoding='UTF-8'>": "object",
    "<Buffer 2d 2d 2d 2d 2d 42 45 47 49 4e ... 349 more bytes>": "object",
    "<your private key here>": "placeholder",
    "YOUR_PRIVATE_KEY": "placeholder",
    "PASTE YOUR KEY HERE": "placeholder",
    "changeme": "placeholder",
    "TODO: add the deploy key": "placeholder",
    "256 SHA256:bcAIu2N3Zk2HuZ0HkVwItfW2eV77iaFm/W5duI6q2yM anna (ED25519)\n": "fingerprint",
    "SHA256:bcAIu2N3Zk2HuZ0HkVwItfW2eV77iaFm/W5duI6q2yM": "fingerprint",
    "3e:d4:be:1f:e6:87:2a:34:9e:9c:6e:a2:97:0d:9c:54": "fingerprint",
    "ghp_" + "a1B2" * 9: "token",
    "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n": "banner",
    "https://git.example/anna.keys": "address",
    "git@git.example:team/keys.git": "address",
    "The agent has no identities.\n": "ssh-add",
    "Could not open a connection to your authentication agent.\n": "ssh-add",
    "Error connecting to agent: No such file or directory": "ssh-add",
    "getaddrinfo git.example: Name or service not known\n": "ssh-keyscan",
    "# git.example:22 SSH-2.0-OpenSSH_9.2\n": "ssh-keyscan",
    "read (git.example): Connection reset by peer\n": "ssh-keyscan",
    'Load key "/k": invalid format\n': "ssh-message",
    "/k is not a public key file.\n": "ssh-message",
    "Generating public/private ed25519 key pair.\n": "ssh-message",
    "Host key verification failed.\r\n": "ssh-message",
    "git@git.example: Permission denied (publickey).": "ssh-message",
    "cat: /run/secrets/key: No such file or directory\n": "message",
    "bash: line 1: jq: command not found\n": "message",
    "Traceback (most recent call last):\n  File 'x', line 1\nKeyError: 'k'\n": "message",
    'Error from server (NotFound): secrets "deploy" not found\n': "error-message",
    "An error occurred (AccessDenied) when calling the GetSecretValue operation": "error-message",
    "curl: (22) The requested URL returned error: 404\n": "error-message",
    "404: Not Found": "error-message",
    "Access Denied": "error-message",
    "<!DOCTYPE html>\n<html><title>Sign in</title></html>": "html",
    "<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>": "xml-error",
    '{"message": "Not Found", "documentation_url": "https://docs.example"}': "json-error",
    '{"errors": ["permission denied"]}': "json-error",
    "<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> theirs\n": "conflict",
    "/annex/objects/SHA256E-s411--ab.pem\n": "git-annex",
    "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 411\n": "git-lfs",
    "\0GITCRYPT\0abc": "git-crypt",
    "\0" * 411: "zeros",
    "Cg==": "empty",
    "IA==\n": "empty",
    "bnVsbA==": "empty",
    "\ufeff": "empty",
    "  \n\t\n": "empty",
    "": "empty",
}  # fmt: skip

FRAMES = {
    FRAME.format("$KEY"): "variable",
    PEM.format("${DEPLOY_KEY}"): "variable",
    FRAME.format("{{ key }}"): "variable",
    FRAME.format("***"): "redacted",
    FRAME.format("[REDACTED]"): "redacted",
    FRAME.format("..."): "redacted",
    FRAME.format("b3BlbnNzaC1rZXktdjEAAAAABG5vbmUA\n...\nAAAAAAEAAAAzAAAAC3NzaC1l"): "redacted",
    PEM.format("MIIEpAIBAAKCAQEA****************"): "redacted",
    PEM.format("<your key here>"): "placeholder",
    PEM.format("/etc/ssl/private/key.pem"): "path",
    "ssh-ed25519 $PUBLIC_KEY anna\n": "variable",
    "ssh-rsa AAAAB3NzaC1yc2E... anna@example.com\n": "redacted",
    "ssh-ed25519 *** anna\n": "redacted",
    "ssh-ed25519 <your-public-key> anna\n": "placeholder",
}


def read(text: str) -> UnknownFormatError:
    with pytest.raises(UnknownFormatError) as caught:
        inspection.look(text.encode())
    return caught.value


@pytest.mark.parametrize("text", TEXTS)
def test_what_stands_in_place_of_a_key_is_named_with_the_next_step(text) -> None:
    error = read(text)
    assert (error.what, bool(error.hint)) == (TEXTS[text], True)


@pytest.mark.parametrize("text", FRAMES)
def test_a_frame_without_a_key_is_not_called_damaged(text) -> None:
    error = read(text)
    assert error.what == FRAMES[text]
    assert "no key: the text" in error.title or "shortened" in error.title


@pytest.mark.parametrize("text", FRAMES)
def test_repair_says_the_same(text, tmp_path, capsys) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    assert main(["repair", "--dry-run", str(path)]) == 1
    assert words_of(read(text).title) in words_of(capsys.readouterr().err)


def test_a_secret_that_stands_alone_is_not_repeated() -> None:
    for secret in ("ghp_" + "a1B2" * 9, "op://vault/item/field", "hunter2-hunter2"):
        assert secret not in read(secret).title + read(secret).hint


def test_a_path_and_a_variable_are_repeated_as_they_stand_there() -> None:
    assert "(/srv/key.pem)" in read("/srv/key.pem\n").title
    assert "($DEPLOY)" in read("$DEPLOY").title


def test_an_empty_folder_in_place_of_a_key_is_said_to_be_made_by_docker(tmp_path) -> None:
    place = tmp_path / "id_ed25519"
    place.mkdir()
    with pytest.raises(NotAKeyFileError, match="an empty folder") as caught:
        read_key_file(place)
    assert "Docker" in caught.value.hint
    (place / "key").write_text("x")
    with pytest.raises(NotAKeyFileError, match="is a folder") as caught:
        read_key_file(place)
    assert "Docker" not in caught.value.hint


def test_no_sound_key_is_taken_for_a_text_in_its_place() -> None:
    for name in ("ed25519", "rsa", "ecdsa256"):
        pair = make(name)
        for comment in (b"error: no such file", b"$HOME/.ssh/id_rsa", b"***", b"null", b"https://a.example"):
            line = authorized_line(pair.public, comment)
            assert inspection.look(line.encode())[0][0].public == pair.public
        whole = FORMATS["openssh"].write_private(pair, None)
        assert no_key_inside.identify(whole) is None
        assert no_key_inside.identify(authorized_line(pair.public, b"a").encode()) is None


def test_a_key_in_a_bigger_text_with_an_error_word_is_still_found() -> None:
    key = FORMATS["openssh"].write_private(make("ed25519"), None).decode()
    for text in (json.dumps({"message": "ok", "key": key}), f"curl: (22) said\n{key}\nbash: x: not found\n"):
        assert _is_read(text)


def _is_read(text: str) -> bool:
    try:
        return inspection.look(text.encode())[0][0].is_private
    except UnknownFormatError as error:
        return error.what == "embedded"


def test_random_bytes_and_words_are_not_named_wrongly() -> None:
    draw = random.Random(7)
    for _ in range(300):
        data = draw.randbytes(draw.randrange(1, 200))
        assert no_key_inside.identify(base64.b64encode(data)) is None
        with pytest.raises(KeyOpsError):
            inspection.look(data)


@pytest.mark.parametrize("text", ["$SSH_KEY", "***", FRAME.format("$KEY"), '{"error": "gone"}'])
async def test_the_screen_says_the_same(text, fence, capsys) -> None:
    path = fence / "id_ed25519"
    path.write_text(text)
    error = read(text)
    said, shown = verb_says(capsys, path), await screen_says(path)
    assert words_of(error.title) in said
    assert words_of(error.hint) in said
    assert words_of(error.title)[:32] in shown  # a long one is folded or cut where the screen has no room
    assert words_of(error.hint) in shown
