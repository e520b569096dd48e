"""Reported files, each with the verb and what must be in its words, and what a repair makes of them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers.faces import screen_says, words_of
from tests.helpers.peers import run
from tui.cli import main

CASES = Path(__file__).parent / "cases"


class Told(NamedTuple):
    """What a verb must say of a file."""

    file: str
    verb: tuple[str, ...]
    code: int
    words: tuple[str, ...]


TOLD = (
    Told("yaml-indented/state.yaml", ("inspect",), 1, ("7 lines are indented", "6 lines of other text")),
    Told("backslash-after-end/deploy_key", ("inspect",), 1, ("private key, Ed25519", "Repair will")),
    Told("n-spelt-out-and-newline/key.pem", ("inspect",), 1, ("spelled out", "private key, RSA 2048")),
    Told("base64-of-body/secret.txt", ("inspect",), 1, ("The whole file is base64", "Only the base64 body")),
    Told("blank-line-after-begin/id", ("inspect",), 0, ("Harmless", "1 blank line")),
    Told("only-begin-line/secret", ("inspect",), 1, ("so is the key",)),
    Told("bitwarden-line-width/aws-ed25519.pem", ("check", "--for", "bitwarden"), 0, ("accepts it",)),
    Told("bitwarden-ecdsa/id_ecdsa", ("check", "--for", "bitwarden"), 0, ("accepts it", "June 2026")),
    Told("oci-label/oci_api_key.pem", ("inspect",), 0, ("Harmless", "OCI_API_KEY", "Oracle")),
    Told("oci-label/glued.pem", ("inspect",), 1, ("put back 1 line ending",)),
    Told("brainpool-and-x25519/bp.pem", ("inspect",), 1, ("brainpoolP256r1",)),
    Told("brainpool-and-x25519/x.pem", ("inspect",), 1, ("X25519", "SSH does not support such keys")),
    Told("brainpool-and-x25519/pss.pem", ("inspect",), 1, ("RSA-PSS",)),
    Told("brainpool-and-x25519/k1.pem", ("inspect",), 1, ("secp256k1",)),
    Told("ssh2-continued-header/id_rsa_2048_a.pub", ("inspect",), 0, ("joe@nas2000, Tue Mar 20 2012",)),
    Told("certificate-of-another-key/id_rsa", ("inspect",), 1, ("certifies a different key", "signed")),
    Told("certificate-of-another-key/id_rsa-cert.pub", ("inspect",), 1, ("a different key", "signed")),
    Told("certificate-sha1-ca/id-cert.pub", ("inspect",), 0, ("SHA-1", "OpenSSH 8.2 and newer refuse")),
    Told("sk-key-refused/id_ed25519_sk_rk.pub", ("check", "--for", "azure-devops"), 1, ("needs RSA",)),
    Told("sk-key-refused/id_ed25519_sk_rk.pub", ("check", "--for", "github"), 0, ("accepts it",)),
    Told("first-letter-lost/id_rsa.pub", ("inspect",), 1, ("says sh-rsa, but the key is ssh-rsa",)),
    Told("first-letter-lost/id2.pub", ("inspect",), 1, ("says rsa, but the key is ssh-rsa",)),
    Told("private-key-in-authorized-keys/authorized_keys", ("inspect",), 1, ("Remove it from the file",)),
    Told("private-key-in-authorized-keys/sorted_authorized_keys", ("inspect",), 1, ("lines were sorted",)),
    Told("path-instead-of-content/deploy_key", ("inspect",), 1, ("a path, not the content",)),
    Told("path-instead-of-content/id_rsa", ("inspect",), 1, ("was not expanded", "${SSH_PRIVATE_KEY}")),
    Told("path-instead-of-content/key2", ("inspect",), 1, ("was not expanded", "$KEY")),
    Told("path-instead-of-content/stars", ("inspect",), 1, ("in place of a secret",)),
    Told("rsa-key-value-xml/private.xml", ("inspect",), 0, ("private key, RSA 2048", "RSAKeyValue")),
    Told("openssl-salted/id_rsa.enc", ("inspect",), 1, ("openssl enc -d -aes",)),
    Told("openssl-salted/deploy_id_rsa_enc", ("inspect",), 1, ("openssl enc -d -a",)),
    Told("raw-public-blob/router_key.bin", ("inspect",), 0, ("public key, RSA 2048", "RFC 4253")),
)  # fmt: skip
REPAIRED = (
    "yaml-indented/state.yaml",
    "backslash-after-end/deploy_key",
    "n-spelt-out-and-newline/key.pem",
    "base64-of-body/secret.txt",
    "blank-line-after-begin/id",
    "oci-label/glued.pem",
)


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files, for their owner alone."""
    shutil.copytree(CASES, tmp_path / "cases")
    for path in (tmp_path / "cases").rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cases"


@pytest.mark.parametrize("told", TOLD, ids=lambda told: f"{told.file} {told.verb[-1]}")
def test_the_verb_says_what_is_so(told, cases, capsys) -> None:
    code = main([*told.verb, str(cases / told.file)])
    said = capsys.readouterr()
    shown = words_of(said.out + said.err)
    assert code == told.code, shown
    for words in told.words:
        assert words in shown


@pytest.mark.interop
@pytest.mark.parametrize("name", REPAIRED)
def test_what_is_repaired_opens_in_ssh_keygen(name, cases, tmp_path) -> None:
    out = tmp_path / "repaired"
    assert main(["repair", str(cases / name), "-o", str(out)]) == 0
    assert run("ssh-keygen", "-y", "-P", "", "-f", out).stdout.startswith(b"ssh-")


def test_why_a_signature_does_not_count_is_told_of_each_cause(cases, capsys) -> None:
    folder = cases / "allowed-signers-not-matching"
    for signers, words in {
        "as_other": "bob@example.com signed, not anna@example.com",
        "as_unq": "values need quotes",
        "as_ns": "for other namespaces",
    }.items():
        argv = ["verify", str(folder / "msg"), "-n", "git", "--signers", str(folder / signers)]
        assert main([*argv, "--identity", "anna@example.com"]) == 1
        said = capsys.readouterr()
        assert words in words_of(said.out + said.err)


def test_another_cipher_in_place_of_gcm_is_written_and_said(cases, tmp_path, capsys) -> None:
    folder, out = cases / "gcm-lock-of-1password", tmp_path / "ctr"
    words = ["--passphrase-file", str(folder / "pw")]
    assert main(["check", "--for", "go", str(folder / "id_ed25519"), *words]) == 1
    assert "aes256-gcm@openssh.com" in capsys.readouterr().out
    argv = ["edit", str(folder / "id_ed25519"), *words, "--cipher", "aes256-ctr", "-o", str(out)]
    assert main(argv) == 0
    assert main(["check", "--for", "go", str(out), *words]) == 0


@pytest.mark.parametrize(
    "name", ["oci-label/oci_api_key.pem", "base64-of-body/secret.txt", "raw-public-blob/router_key.bin"]
)
async def test_the_screen_says_the_same(name, cases, capsys, fence) -> None:
    (told,) = (one for one in TOLD if one.file == name)
    shown = await screen_says(cases / name)
    for words in told.words:
        said = words.removeprefix("private key, ").removeprefix("public key, ")
        assert said in shown
