"""A key in a container of another program is named with what takes it out; none is called unknown."""

from __future__ import annotations

import base64
import json
import random

import pytest

from tests.helpers.faces import screen_says, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.keyops.conversion.conversion import pack_public
from tui.keyops.errors import UnknownFormatError
from tui.keyops.formats import FORMATS
from tui.keyops.inspection import inspection

DPAPI = bytes.fromhex("01000000d08c9ddf0115d1118c7a00c04fc297eb01000000") + bytes(range(200))
BODY = base64.b64encode(bytes(range(90))).decode()
JENKINS = "{AQAAABAAAAAw" + BODY + "}"
SEALED = (
    "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nspec:\n  encryptedData:\n    key: AgBy3i4OJSWK\n"
)
VAULT = "ssh_key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3132\n  3334\n"

WRAPPED = {
    "enc": (b"Salted__" + bytes(range(64)), "openssl-enc", "openssl enc -d"),
    "enc -a": (base64.encodebytes(b"Salted__" + bytes(range(64))), "openssl-enc", "-a"),
    "pvk": (b"\x1e\xf1\xb5\xb0" + bytes(20), "pvk", "-inform PVK"),
    "msblob": (b"\x07\x02\0\0\0\xa4\0\0RSA2" + bytes(60), "msblob", "-inform MSBLOB"),
    "msblob public": (b"\x06\x02\0\0\0\x24\0\0RSA1" + bytes(60), "msblob-public", "-pubin"),
    "cng": (b"RSA2\0\x08\0\0" + bytes(60), "cng-blob", "PKCS#8"),
    "dpapi": (DPAPI, "dpapi", "account and machine"),
    "dpapi hex": (DPAPI.hex().encode(), "dpapi", "account and machine"),
    "dpapi hex upper, folded": (DPAPI.hex("\n", 32).upper().encode(), "dpapi", "account and machine"),
    "dpapi base64": (base64.b64encode(DPAPI), "dpapi", "account and machine"),
    "sealed secret": (SEALED.encode(), "sealed-secret", "kubectl get secret"),
    "sealed secret json": (b'{"kind": "SealedSecret", "spec": {}}', "sealed-secret", "kubectl get secret"),
    "jenkins": (JENKINS.encode(), "jenkins-secret", "hudson.util.Secret.decrypt"),
    "jenkins in xml": (f"<a><privateKey>{JENKINS}</privateKey></a>".encode(), "jenkins-secret", "console"),
    "ansible": (b"$ANSIBLE_VAULT;1.1;AES256\n3132\n", "ansible-vault", "ansible-vault decrypt"),
    "ansible in yaml": (VAULT.encode(), "ansible-vault", "ansible-vault decrypt"),
    "sops yaml": (
        b"key: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\nsops:\n  version: 3\n",
        "sops",
        "sops -d",
    ),
    "sops env": (b"KEY=ENC[AES256_GCM,data:a]\nsops_version=3.8\n", "sops", "sops -d"),
    "sops binary": (b'{"data": "ENC[AES256_GCM,data:a]", "sops": {}}', "sops", "sops -d"),
    "age": (b"age-encryption.org/v1\n-> X25519 abc\n", "age-file", "age -d"),
    "age armoured": (
        b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
        "age-file",
        "age -d",
    ),
    "age in base64": (base64.b64encode(b"age-encryption.org/v1\n-> X25519 abc\n"), "base64", "age -d"),
    "gpg message": (
        b"-----BEGIN PGP MESSAGE-----\n\njA0E\n-----END PGP MESSAGE-----\n",
        "openpgp",
        "gpg -d",
    ),
    "gpg symmetric": (b"\x8c\x0d\x04\x09\x03\x02" + bytes(40), "openpgp", "gpg -d"),
    "gpg to a key": (b"\x85\x01\x0c\x03" + bytes(range(8)) + b"\x01" + bytes(60), "openpgp", "gpg -d"),
    "eyaml": (f"ENC[PKCS7,{BODY}]".encode(), "eyaml", "eyaml decrypt"),
    "vault transit": (f"vault:v1:{BODY}".encode(), "vault-transit", "transit/decrypt"),
    "kms": (f"AQICAH{BODY}".encode(), "aws-kms", "aws kms decrypt"),
    "fernet": (b"gAAAAABl" + b"x" * 80, "fernet", "Fernet"),
    "bitwarden": (f"2.{BODY}|{BODY}|{BODY}".encode(), "bitwarden", "Unlock"),
    "dsa xml": (b"<DSAKeyValue><P>AA==</P></DSAKeyValue>", "xml-key", "PKCS#8"),
    "bks": (b"\0\0\0\2\0\0\0\x14" + bytes(40), "bks", "keytool"),
    "rtf": (b"{\\rtf1\\ansi -----BEGIN OPENSSH PRIVATE KEY-----\\par}", "rtf", "plain text"),
    "tor": (b"== ed25519v1-secret: type0 ==\0\0\0" + bytes(64), "tor", "Tor"),
    "dnssec": (b"Private-key-format: v1.3\nAlgorithm: 15\n", "dnssec", "name server"),
    "solana": (str(list(range(64))).encode(), "numbers", "save it as bytes"),
    "putty registry": (
        (
            b"Windows Registry Editor Version 5.00\r\n\r\n"
            b"[HKEY_CURRENT_USER\\Software\\SimonTatham\\PuTTY\\Sessions]"
        ),
        "putty-session",
        "PublicKeyFile",
    ),
}


def refused(data: bytes) -> UnknownFormatError:
    with pytest.raises(UnknownFormatError) as caught:
        inspection.look(data)
    return caught.value


@pytest.mark.parametrize("case", WRAPPED)
def test_a_foreign_container_is_named_with_what_takes_the_key_out(case) -> None:
    data, kind, step = WRAPPED[case]
    error = refused(data)
    assert error.what == kind
    assert step in error.hint


@pytest.mark.interop
@pytest.mark.parametrize("flags", [["-aes-256-cbc", "-pbkdf2"], ["-aes-128-ctr", "-md", "md5", "-a"]])
def test_what_openssl_enc_wrote_is_known_and_its_line_opens_it(flags, tmp_path) -> None:
    key, locked, secret = tmp_path / "key", tmp_path / "locked", tmp_path / "secret"
    key.write_bytes(FORMATS["openssh"].write_private(make("ed25519"), None))
    secret.write_text("correct horse\n")
    run("openssl", "enc", *flags, "-pass", f"file:{secret}", "-in", key, "-out", locked)
    error = refused(locked.read_bytes())
    assert error.what == "openssl-enc"
    assert ("-a " in error.hint) == ("-a" in flags)


@pytest.mark.interop
@pytest.mark.parametrize(("form", "kind"), [("PVK", "pvk"), ("MSBLOB", "msblob")])
def test_what_openssl_wrote_for_windows_is_known_and_its_line_opens_it(form, kind, tmp_path) -> None:
    source, there, back = (tmp_path / name for name in ("key.pem", "there", "back.pem"))
    pair = make("rsa")
    source.write_bytes(FORMATS["pem"].write_private(pair, None))
    weak = ["-pvk-none"] if form == "PVK" else []
    run("openssl", "rsa", "-in", source, "-outform", form, *weak, "-out", there)
    error = refused(there.read_bytes())
    assert error.what == kind
    step = error.hint.partition(": ")[2].replace("FILE", str(there)).replace("key.pem", str(back)).split()
    assert step[0] == "openssl"
    run(*step)
    assert inspection.look(back.read_bytes())[0][0].public == pair.public


@pytest.mark.interop
def test_what_gpg_encrypted_is_known(tmp_path) -> None:
    (tmp_path / "home").mkdir(mode=0o700)
    key = tmp_path / "key"
    key.write_bytes(FORMATS["openssh"].write_private(make("ed25519"), None))
    for flags in ([], ["--armor"]):
        batch = ("--homedir", tmp_path / "home", "--batch", "--pinentry-mode", "loopback")
        said = run(
            "gpg", *batch, "--passphrase-fd", "0", *flags, "-o", "-", "-c", key, data=b"correct horse\n"
        )
        run("gpgconf", "--homedir", tmp_path / "home", "--kill", "all")
        assert refused(said.stdout).what == "openpgp"


def test_random_bytes_are_seldom_taken_for_a_wrapper_and_a_key_never_is() -> None:
    draw = random.Random(11)
    named = 0
    for _ in range(2000):
        try:
            inspection.look(draw.randbytes(400))
        except UnknownFormatError as error:
            named += bool(error.what)
    assert named <= 6
    for name in FORMATS:
        row = FORMATS[name]
        if row.write_private and "ed25519" in row.families:
            assert inspection.look(row.write_private(make("ed25519"), None))[0][0].is_private


@pytest.mark.parametrize("case", ["enc", "jenkins", "sealed secret", "gpg symmetric"])
async def test_the_screen_says_the_same(case, fence, capsys) -> None:
    path = fence / "id_rsa"
    path.write_bytes(WRAPPED[case][0])
    error = refused(WRAPPED[case][0])
    said, shown = verb_says(capsys, path), await screen_says(path)
    for sentence in (error.title, error.hint):
        assert words_of(sentence) in said
        assert words_of(sentence) in shown


@pytest.mark.parametrize("label", ["NEBULA X25519 PRIVATE KEY", "CURVE448 PRIVATE KEY", "RAS PRIVATE KEY"])
def test_a_private_key_under_a_label_of_nobody_is_not_called_damaged(label: str, tmp_path, capsys) -> None:
    path = tmp_path / "key"
    path.write_text(f"-----BEGIN {label}-----\n{'Ab3+' * 11}=\n-----END {label}-----\n")
    told = verb_says(capsys, path)
    assert f"a private key labelled {label.removesuffix(' PRIVATE KEY')}, which no SSH program reads" in told
    assert "damaged" not in told


@pytest.mark.parametrize("member", ["title", "code", "status"])
def test_the_keys_that_a_service_lists_are_no_error_response(member: str, tmp_path, capsys) -> None:
    key = pack_public(make("ed25519").public, "openssh-public", b"anna").data.decode().strip()
    path = tmp_path / "keys.json"
    path.write_text(json.dumps([{"id": 1, "key": key, member: "laptop"}]))
    assert "an error response" not in verb_says(capsys, path)
