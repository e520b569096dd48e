"""keywright certificate, run as a user runs it."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.certificate_samples import CORPUS, line, made
from tests.helpers.keys import make
from tests.helpers.peers import secret_file
from tests.helpers.verbs import keywright, objects
from tui.cli.verbs import certificate as verb
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import read
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PHRASE = "correct horse"
SIGN = ("certificate", "sign", "-I", "alice@laptop")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An authority that is locked, and two keys to certify."""
    lock = Protection(Secret(PHRASE), memory_kib=64, passes=1)
    (tmp_path / "ca.ppk").write_bytes(pack(make("ecdsa256"), "ppk3", lock).data)
    (tmp_path / "ca.pub").write_bytes(pack_public(make("ecdsa256").public, "openssh-public").data)
    for name in ("ed25519", "ecdsa384"):
        data = pack_public(make(name).public, "openssh-public", b"a comment").data
        (tmp_path / f"{name}.pub").write_bytes(data)
    return tmp_path


def sign(folder: Path, *more: str | Path, code: int = 0) -> tuple[str, str]:
    phrase = secret_file(folder, PHRASE)
    result = keywright(*SIGN, "--passphrase-file", phrase, "-s", folder / "ca.ppk", *more)
    assert result.returncode == code, result.stderr
    return result.stdout.decode(), result.stderr.decode()


def test_sign_certifies_each_key_counts_up_and_says_what_it_allows(folder: Path) -> None:
    words, _ = sign(
        folder, "-n", "deploy,root", "-V", "-1d:+2d", "-z", "+7", "-O", "no-pty",
        folder / "ed25519.pub", folder / "ecdsa384.pub",
    )  # fmt: skip
    assert "deploy and root log in, from " in words
    assert "May not   open a terminal" in words
    assert "TrustedUserCAKeys with the key SHA256:" in words
    entries = [read((folder / f"{name}-cert.pub").read_bytes())[0] for name in ("ed25519", "ecdsa384")]
    assert [entry.certificate.serial for entry in entries] == [7, 8]
    assert [entry.public for entry in entries] == [make("ed25519").public, make("ecdsa384").public]
    assert entries[0].comment == b"a comment"
    assert (folder / "ed25519-cert.pub").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    ("code", "more", "why"),
    [
        (2, ["-V", "+5m"], "refuse a certificate without principals"),
        (2, ["-V", "+5m", "-n", "a,,b"], "is empty"),
        (2, ["-V", "8h", "-n", "a"], "neither a date nor a length of time"),
        (2, ["-V", "+5m", "-n", "a", "-O", "permit-all"], "not a certificate option"),
        (2, ["-V", "+5m", "-n", "a", "-z", "x"], "not a serial number"),
        (1, ["-V", "+5m", "-n", "a", "-t", "rsa-sha2-256"], "is for RSA authorities"),
        (2, ["-V", "+5m", "-n", "a", "--any-principal"], "contradict"),
        (1, ["-V", "+5m", "-n", "a", "-s", "{}/ca.pub"], "signs with its private key"),
        (1, ["-V", "+5m", "-n", "a", "{}/ca.ppk.no"], "no such file"),
        (1, ["-V", "+5m", "-n", "a", "{}/old-cert.pub"], "is already a certificate"),
        (1, ["-V", "+5m", "-n", "a", "{}/old.pub"], "old-cert.pub already exists"),
    ],
    ids=lambda value: value if isinstance(value, str) else "with",
)
def test_what_cannot_be_is_refused_before_a_passphrase_is_asked_for(
    folder: Path, code: int, more, why
) -> None:
    """Without a passphrase file, and with nobody to ask, the question would be the error."""
    (folder / "old-cert.pub").write_bytes(line(made().blob))
    (folder / "old.pub").write_bytes((folder / "ed25519.pub").read_bytes())
    before = sorted(folder.iterdir())
    given = [word.format(folder) for word in more]
    result = keywright(*SIGN, "-s", folder / "ca.ppk", *given, folder / "ed25519.pub")
    assert result.returncode == code
    assert why in result.stderr.decode()
    assert b"passphrase" not in result.stderr
    assert sorted(folder.iterdir()) == before


def test_principals_are_asked_for_where_somebody_can_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tui.cli.passphrase_options.can_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("deploy, root\n"))
    phrase = secret_file(folder, PHRASE)
    words = ("sign", "-s", folder / "ca.ppk", "-I", "x", "-V", "+5m", "-o", folder / "out")
    argv = [*words, "--passphrase-file", phrase, folder / "ed25519.pub"]
    assert verb.run(verb.parser("certificate").parse_args([*map(str, argv)])) == 0
    assert "User names it is for" in capsys.readouterr().err
    assert read((folder / "out").read_bytes())[0].certificate.principals == (b"deploy", b"root")


def test_doubts_are_told_and_a_dry_run_writes_nothing(folder: Path) -> None:
    result = keywright(
        *SIGN,
        "-s",
        folder / "ca.ppk",
        "--any-principal",
        "-V",
        "always:forever",
        "--dry-run",
        folder / "ed25519.pub",
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.count(b"Warning") == 2
    assert b"never expires" in result.stdout
    assert b"OpenSSH 10.3 and newer accept it for nobody" in result.stdout
    assert not (folder / "ed25519-cert.pub").exists()


def test_another_certificate_is_overwritten_on_purpose_only_and_kept(folder: Path) -> None:
    sign(folder, "-n", "a", "-V", "+5m", folder / "ed25519.pub")
    before = (folder / "ed25519-cert.pub").read_bytes()
    sign(folder, "-n", "b", "-V", "+5m", folder / "ed25519.pub", code=1)
    assert (folder / "ed25519-cert.pub").read_bytes() == before
    sign(folder, "-n", "b", "-V", "+5m", "--force", folder / "ed25519.pub")
    assert read((folder / "ed25519-cert.pub").read_bytes())[0].certificate.principals == (b"b",)
    (kept,) = folder.glob("ed25519-cert.pub.backup-*")
    assert kept.read_bytes() == before


def test_show_tells_of_every_certificate_in_a_file_in_the_words_of_inspect() -> None:
    data = (CORPUS / "id_ed25519-cert.pub").read_bytes() + line(made().blob)
    result = keywright("certificate", "show", "-", data=data)
    text = result.stdout.decode()
    assert "-, line 2: certificate of Ed25519" in text
    one = (CORPUS / "id_ed25519-cert.pub").read_bytes()
    shown = keywright("inspect", "-", data=one).stdout.decode().splitlines()
    rows = [row for row in shown if row.startswith("  ") and "Format" not in row and "Comment" not in row]
    assert {row for row in rows if "MD5  " not in row} <= set(text.splitlines())
    result = keywright("certificate", "show", "--json", "-", data=data)
    first, second = json.loads(result.stdout)
    (inspected,) = objects(CORPUS / "id_ed25519-cert.pub")
    assert inspected["certificate"].items() <= first.items()
    assert (second["principals"], second["valid_before"], second["signature"]) == (["alice"], None, "valid")


def test_show_finds_the_certificate_beside_a_key_and_says_where_there_is_none(folder: Path) -> None:
    sign(folder, "-n", "a", "-V", "+5m", folder / "ed25519.pub")
    assert keywright("certificate", "show", folder / "ed25519.pub").stdout.startswith(
        f"{folder}/ed25519-cert.pub: certificate".encode()
    )
    result = keywright("certificate", "show", folder / "ecdsa384.pub")
    assert result.returncode == 1
    assert b"ecdsa384.pub holds no certificate" in result.stderr


def test_attach_and_remove_keep_a_backup_and_refuse_to_replace_silently(folder: Path) -> None:
    key, phrase = folder / "k.ppk", secret_file(folder, PHRASE)
    lock = Protection(Secret(PHRASE), memory_kib=64, passes=1)
    key.write_bytes(before := pack(make("ed25519"), "ppk3", lock).data)
    sign(folder, "-n", "a", "-V", "+5m", folder / "ed25519.pub")
    sent = (folder / "ed25519-cert.pub").rename(folder / "sent")
    attach = ("certificate", "attach", key, sent, "--passphrase-file", phrase)
    result = keywright(*attach)
    assert result.returncode == 0, result.stderr
    (backup,) = folder.glob("k.ppk.backup-*")
    assert backup.read_bytes() == before
    assert str(backup) in result.stdout.decode()
    assert key.stat().st_mode & 0o777 == 0o600
    assert b"already" in keywright(*attach).stdout
    sign(folder, "-n", "b", "-V", "+5m", folder / "ed25519.pub")
    other = (folder / "ed25519-cert.pub").rename(sent)
    refused = keywright("certificate", "attach", key, other)
    assert (refused.returncode, b"--force" in refused.stderr) == (1, True)
    assert keywright(*attach, "--force").returncode == 0
    shown = keywright("certificate", "show", "--line", key).stdout
    assert read(shown)[0].certificate == read(key.read_bytes())[0].certificate
    assert keywright("certificate", "remove", key, "--passphrase-file", phrase).returncode == 0
    assert key.read_bytes() == before


def test_a_key_that_hides_its_public_half_is_opened_to_compare_it(folder: Path) -> None:
    key, phrase = folder / "hidden.pem", secret_file(folder, PHRASE)
    key.write_bytes(pack(make("ecdsa384"), "pem", Protection(Secret(PHRASE))).data)
    sign(folder, "-n", "a", "-V", "+5m", folder / "ecdsa384.pub")
    sent = (folder / "ecdsa384-cert.pub").rename(folder / "sent")
    refused = keywright("certificate", "attach", key, sent)
    assert (refused.returncode, b"protected by a passphrase" in refused.stderr) == (1, True)
    assert keywright("certificate", "attach", key, sent, "--passphrase-file", phrase).returncode == 0
    assert (folder / "hidden.pem-cert.pub").read_bytes() == sent.read_bytes()


def test_usage_is_answered_with_exit_code_2(folder: Path) -> None:
    assert keywright("certificate").returncode == 2
    assert keywright(*SIGN, "-s", folder / "ca.ppk", "-n", "a", folder / "ed25519.pub").returncode == 2
