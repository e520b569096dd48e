"""More of what stands where a key should: what pipelines, shells, stores and desktops wrote there."""

from __future__ import annotations

import base64
import json
import random
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, verb_says, words_of
from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.errors import UnknownFormatError
from tui.keyops.inspection import inspection, no_key_inside

if TYPE_CHECKING:
    from pathlib import Path

PRINT = "SHA256:bcAIu2N3Zk2HuZ0HkVwItfW2eV77iaFm/W5duI6q2yM"
ITEM = {
    "title": "deploy",
    "category": "SSH_KEY",
    "fields": [{"id": "private_key", "value": "[use 'op item get deploy --reveal' to reveal]"}],
}
TEXTS: dict[str | bytes, str] = {
    "<< parameters.ssh-key >>": "variable",
    "!Ref KeyMaterial\n": "variable",
    '{"Ref": "KeyPair"}': "variable",
    "tls_private_key.deploy.private_key_openssh": "variable",
    'file("~/.ssh/id_rsa")': "variable",
    "export SSH_KEY=$(cat ~/.ssh/id_rsa)": "variable",
    "VARIABLE IS NOT DEFINED!": "variable",
    "SSH_KEY=\n": "no-value",
    "com.jcraft.jsch.KeyPairRSA@5e2de80c": "object",
    "System.Collections.Generic.List`1[System.String]": "object",
    "PrivateKeyObject {}": "object",
    "Promise { <pending> }": "object",
    "ssh-ed25519\n": "type-alone",
    "pkcs11:token=YubiKey%20PIV;id=%01;type=private": "pkcs11-address",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  id_rsa\n": "checksum",
    f"256 {PRINT} anna (ED25519)\n3072 {PRINT} bob (RSA)\n": "fingerprint",
    "total 8\n-rw------- 1 anna anna 411 Nov 30 10:00 id_ed25519\n": "listing",
    "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n": "ssh-message",
    "The authenticity of host 'a (10.0.0.1)' can't be established.\n": "ssh-message",
    "/home/anna/.ssh/id_rsa already exists.\nOverwrite (y/n)? \n": "ssh-message",
    "SSH_AUTH_SOCK=/tmp/ssh-x/agent.1; export SSH_AUTH_SOCK;\n": "ssh-message",
    "The system cannot find the path specified.\r\n": "message",
    "'ssh-keygen' is not recognized as an internal or external command,\r\n": "message",
    "Error response from daemon: No such container: web\n": "error-message",
    "The connection to the server localhost:8080 was refused\n": "error-message",
    "(SecretNotFound) A secret with (name/id) deploy was not found\n": "error-message",
    "\x1b[31mError\x1b[0m: key not found\n": "error-message",
    "Vault is locked.\n": "error-message",
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">\n<html><title>404</title></html>': "html",
    json.dumps(ITEM): "item-without-secret",
    '{"type": "about:blank", "title": "Not Found", "status": 404}': "json-error",
    "[InternetShortcut]\r\nURL=https://git.example/key\r\n": "shortcut",
    b"L\0\0\0\x01\x14\x02\0" + bytes(60): "shortcut",
    b"\0\0\0\x01Bud1\0\0\x10\0" + bytes(60): "ds-store",
    "76492d1116743f0423413b16050a5345MgB8AE" + "b" * 80: "secure-string",
    '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"/>': "clixml",
    "apiVersion: external-secrets.io/v1beta1\nkind: ExternalSecret\n": "secret-reference",
    b"AQIDAHj" + base64.b64encode(bytes(range(90))): "aws-kms",
    '{"encrypted": true, "data": "2.a|b|c"}': "bitwarden",
    '{"id": "key", "value": {"encrypted_data": "abc=", "iv": "d="}}': "data-bag",
    '{"protected": "eyJhbGciOiJkaXIifQ", "iv": "a", "ciphertext": "b", "tag": "c"}': "jwe",
    "correct horse battery staple\n": "text",
    "git.example.com\n": "text",
    "# my key\n": "text",
}


def read(text: str | bytes) -> UnknownFormatError:
    with pytest.raises(UnknownFormatError) as caught:
        inspection.look(text if isinstance(text, bytes) else text.encode())
    return caught.value


@pytest.mark.parametrize("text", TEXTS)
def test_what_stands_there_is_named_with_a_step(text: str | bytes) -> None:
    error = read(text)
    assert (error.what, bool(error.hint)) == (TEXTS[text], True)


def test_no_key_is_taken_for_one_of_them() -> None:
    for kind in ("ed25519", "rsa"):
        whole = pack(make(kind), "openssh").data
        for name in ("title", "code"):
            assert inspection.look(json.dumps({name: "x", "key": whole.decode()}).encode())[0]
        line = pack_public(make(kind).public, "openssh-public", b"The authenticity of host").data
        assert inspection.look(line)[0][0].public == make(kind).public


def test_what_may_be_a_key_in_another_code_is_not_called_text() -> None:
    draw = random.Random(3)
    for _ in range(50):
        assert read(base64.b64encode(draw.randbytes(90))).what != "text"
        assert "no key is found" not in read(draw.randbytes(64).hex()).title


@pytest.mark.parametrize("text", [json.dumps(ITEM), "git.example.com\n", "ssh-ed25519\n"])
async def test_both_faces_say_the_same(text: str, fence: Path, capsys) -> None:
    error = read(text)
    said, shown = await both_say(capsys, fence / "id_ed25519", text.encode())
    assert words_of(error.title) in said
    assert words_of(error.hint) in said
    assert words_of(error.title)[:32] in shown
    assert words_of(error.title) in verb_says(capsys, fence / "id_ed25519", "repair")


@pytest.mark.parametrize("message", ["curl: (22) said no\n", "cat: key: No such file or directory\n"])
def test_a_key_below_a_message_is_not_called_a_message(message: str) -> None:
    assert no_key_inside.identify(message.encode() + pack(make("rsa"), "pem").data) is None


@pytest.mark.parametrize(
    "form",
    ["// my key\n{}\n", "export const key = {};\n", "{{}}"],
    ids=["comment", "source code", "JSON in a string"],
)
def test_a_jwk_within_other_text_is_named_with_its_line(form: str) -> None:
    jwk = pack(make("ecdsa256"), "jwk").data.decode()
    text = json.dumps(jwk) if form == "{{}}" else form.format(jwk)
    error = read(text)
    assert error.what == "embedded"
    assert "text in which a JWK begins on line" in error.title
