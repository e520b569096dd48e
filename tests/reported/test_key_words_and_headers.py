"""Key lines with words of another form, PPK files and locked keys without the lines that describe them."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.faces import both_say, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tests.helpers.text_encodings import TEXTS
from tui.keyops.conversion.conversion import pack_public
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import KeyOpsError, UnknownFormatError, UnrepairableError
from tui.keyops.inspection.inspection import inspect, recognise

if TYPE_CHECKING:
    from pathlib import Path

LINES = ("id_ed25519.pub", "id_rsa-2048.pub", "id_ecdsa-256.pub", "id_ed25519-cert.pub")
PPKS = ("rsa-2048.ppk", "ecdsa-256.ppk", "rsa-2048-v2.ppk", "rsa-2048-locked.ppk", "dsa-1024-v2.ppk")
LOCKED = ("id_rsa-2048-pem-locked", "id_ecdsa-256-pem-locked")


def line(name: str) -> bytes:
    return TEXTS[f"openssh-10.5/{name}"].read_bytes()


@pytest.mark.parametrize("sign", [b": ", b"= ", b" : ", b", ", b" = "])
@pytest.mark.parametrize("name", LINES)
def test_a_sign_behind_the_type_word_is_taken_out(name: str, sign: bytes) -> None:
    source = line(name)
    repaired = repair(source.replace(b" ", sign, 1))
    assert repaired.data == source
    assert [one.id for one in repaired.applied] == ["type-sign"]


@pytest.mark.parametrize("kind", ["rsa", "ecdsa256", "ecdsa384"])
@pytest.mark.parametrize("comment", [b"", b" me@host", b" two words"])
def test_the_body_of_a_pem_behind_a_type_word_becomes_the_line_that_was_meant(
    kind: str, comment: bytes
) -> None:
    public = make(kind).public
    pem = pack_public(public, "spki", b"").data
    body = b"".join(row for row in pem.splitlines() if b"-----" not in row)
    repaired = repair(public.algorithm.encode() + b" " + body + comment + b"\n")
    assert [one.id for one in repaired.applied] == ["pem-in-line"]
    assert recognise(repaired.data)[0].public == public
    assert repaired.data.rstrip(b"\n").endswith(comment or base64.b64encode(public.blob))


def test_der_that_is_no_key_stays_unknown() -> None:
    with pytest.raises(KeyOpsError):
        repair(b"ssh-rsa " + base64.b64encode(b"\x30\x82\x01\x22" + bytes(290)) + b"\n")


@pytest.mark.parametrize("name", PPKS)
def test_the_first_line_of_a_ppk_is_put_back(name: str) -> None:
    source = TEXTS[f"puttygen-0.78/{name}"].read_bytes()
    repaired = repair(source.partition(b"\n")[2])
    assert repaired.data == source
    assert [one.id for one in repaired.applied] == ["ppk-headless"]


@pytest.mark.parametrize("name", PPKS)
@pytest.mark.parametrize("wrong", [-1, 1, 7])
def test_a_wrong_count_of_lines_is_set_right(name: str, wrong: int) -> None:
    source = TEXTS[f"puttygen-0.78/{name}"].read_bytes()
    data = re.sub(
        rb"Private-Lines: (\d+)", lambda found: b"Private-Lines: %d" % (int(found[1]) + wrong), source
    )
    assert repair(data).data == source


@pytest.mark.parametrize("cut", [1, 2])
def test_a_ppk_that_lost_a_line_is_still_called_cut(cut: int) -> None:
    rows = TEXTS["puttygen-0.78/rsa-2048.ppk"].read_bytes().splitlines(keepends=True)
    with pytest.raises(UnrepairableError):
        repair(b"".join((*rows[: 12 - cut], *rows[12:])))


@pytest.mark.parametrize("name", LOCKED)
@pytest.mark.parametrize("gap", [b"", b"\n"], ids=["", "blank"])
def test_a_locked_key_without_the_lines_of_its_lock_is_named(name: str, gap: bytes) -> None:
    rows = [row for row in line(name).splitlines(keepends=True) if b":" not in row and row.strip()]
    with pytest.raises(UnrepairableError, match="looks encrypted, but the Proc-Type and DEK-Info lines"):
        repair(rows[0] + gap + b"".join(rows[1:]))


@pytest.mark.parametrize("name", ["id_rsa-2048-pem"])
def test_a_damaged_key_is_not_called_encrypted(name: str) -> None:
    source = line(name)
    for at in (100, 400):
        with pytest.raises(KeyOpsError) as caught:
            repair(source[:at] + source[at + 65 :])
        assert "encrypted" not in caught.value.title


@pytest.mark.parametrize(
    "name", ["rsa-2048-public.pub", "ecdsa-256-public.pub", "ed25519-certified-public.pub"]
)
@pytest.mark.parametrize("dashes", [b"---- ", b"-----"])
def test_a_public_key_of_ssh2_under_the_label_of_pem_gets_its_own(name: str, dashes: bytes) -> None:
    source = TEXTS[f"puttygen-0.78/{name}"].read_bytes()
    data = re.sub(
        rb"---- (BEGIN|END) SSH2 PUBLIC KEY ----",
        lambda found: dashes + found[1] + b" PUBLIC KEY" + dashes[::-1],
        source,
    )
    repaired = repair(data)
    assert "wrong-label" in [one.id for one in repaired.applied]
    assert recognise(repaired.data)[0].public == recognise(source)[0].public


@pytest.mark.parametrize(
    "words", ["your private key here", "insert the private key here", "paste your key here"]
)
@pytest.mark.parametrize("label", ["RSA PRIVATE KEY", "OPENSSH PRIVATE KEY"])
def test_words_in_place_of_a_key_are_a_placeholder(words: str, label: str) -> None:
    with pytest.raises(UnknownFormatError, match="placeholder"):
        inspect(f"-----BEGIN {label}-----\n{words}\n-----END {label}-----\n".encode())


@pytest.mark.parametrize("mode", [0o777, 0o755, 0o744])
def test_what_is_said_of_a_mode_is_what_is_set(mode: int, fence: Path, capsys) -> None:
    path = fence / "id_ed25519"
    path.write_bytes(line("id_ed25519"))
    path.chmod(mode)
    assert "Set its mode to 0600" in verb_says(capsys, path)
    verb_says(capsys, path, "repair", "--in-place")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.interop
def test_ssh_keygen_reads_what_was_made_of_a_pem_in_a_line(tmp_path: Path) -> None:
    spki = TEXTS["openssl-3.0/rsa.spki"].read_bytes()
    body = b"".join(row for row in spki.splitlines() if b"-----" not in row)
    (tmp_path / "key.pub").write_bytes(repair(b"ssh-rsa " + body + b" me\n").data)
    (tmp_path / "spki").write_bytes(spki)
    wanted = run("ssh-keygen", "-i", "-m", "PKCS8", "-f", tmp_path / "spki").stdout.split()[1]
    assert (tmp_path / "key.pub").read_bytes().split()[1] == wanted
    assert run("ssh-keygen", "-l", "-f", tmp_path / "key.pub").returncode == 0


@pytest.mark.parametrize("name", ["sign", "lock", "ppk"])
async def test_both_faces_say_the_same(name: str, fence: Path, capsys) -> None:
    data, words = {
        "sign": (line("id_ed25519.pub").replace(b" ", b": ", 1), "A stray character follows the key type"),
        "lock": (
            b"".join(row for row in line(LOCKED[0]).splitlines(keepends=True) if b":" not in row),
            "its body looks encrypted, but the Proc-Type and DEK-Info lines",
        ),
        "ppk": (
            TEXTS["puttygen-0.78/ecdsa-256.ppk"].read_bytes().partition(b"\n")[2],
            "The first line, PuTTY-User-Key-File, is missing",
        ),
    }[name]
    for text in await both_say(capsys, fence / "id_key", data):
        assert words_of(words) in text


@pytest.mark.parametrize("count", [1, 2, 3, 5, 6])
@pytest.mark.parametrize("name", LINES)
def test_a_key_that_begins_with_more_or_fewer_a_is_read(name: str, count: int) -> None:
    source = line(name)
    repaired = repair(source.replace(b" AAAA", b" " + b"A" * count, 1))
    assert repaired.data == source
    assert [one.id for one in repaired.applied] == ["key-start"]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("name", LINES[:3])
def test_a_line_in_three_lines_is_joined(name: str, end: bytes) -> None:
    source = line(name)
    assert repair(source.replace(b" ", end, 2)).data == source


@pytest.mark.parametrize("name", LINES[:3])
def test_a_line_that_begins_as_no_key_does_is_named(name: str) -> None:
    data = line(name).replace(b" AAAA", b" aaAA", 1)
    for look in (inspect, repair):
        with pytest.raises(UnknownFormatError, match="does not begin with AAAA"):
            look(data)


# Files of lines of which some cannot be read


@pytest.mark.parametrize(
    ("file", "bad"),
    [
        ("known_hosts", b"|1|abc|def ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK9o\n"),
        ("known_hosts", b"host ssh-rsa AAAA...\n"),
        ("authorized_keys", b"ssh-dss AAAAB3NzaC1kc3MAAAAA x\n"),
        ("authorized_keys", b'command="a b ssh-ed25519 AAAA\n'),
    ],
)
def test_repair_does_not_call_a_file_right_in_which_a_line_is_wrong(
    file: str, bad: bytes, fence: Path, capsys
) -> None:
    path = fence / file
    host = b"host.example " if file == "known_hosts" else b""
    path.write_bytes(host + line("id_ed25519.pub") + bad + host + line("id_rsa-2048.pub"))
    path.chmod(0o600)
    said = verb_says(capsys, path, "repair", "--dry-run")
    assert "Nothing is wrong" not in said
    assert "cannot be repaired" in said
    assert "line 2" in said


def test_repair_does_not_call_a_file_right_of_which_there_are_warnings(fence: Path, capsys) -> None:
    path = fence / "known_hosts"
    path.write_bytes(b"host.example:2222 " + line("id_ed25519.pub"))
    said = verb_says(capsys, path, "repair", "--dry-run")
    assert f"Nothing in {path} can be repaired; its warnings need another step" in said


# What OpenSSL refuses, and was read


@pytest.mark.parametrize("more", [b"=\n", b"==\n", b"\n=\n"])
@pytest.mark.parametrize("name", ["id_rsa-2048-pem", "id_ed25519", "id_ed25519-pkcs8"])
def test_more_equals_signs_than_belong_at_the_end_are_taken_off(name: str, more: bytes) -> None:
    source = line(name)
    repaired = repair(source.replace(b"\n-----END", more + b"-----END"))
    assert repaired.data == source
    assert {one.id for one in repaired.applied} & {"padding", "stray-lines"}


@pytest.mark.parametrize("name", LOCKED)
def test_headers_of_a_lock_in_the_wrong_order_are_put_right(name: str) -> None:
    source = line(name)
    repaired = repair(re.sub(rb"(Proc-Type[^\n]*\n)(DEK-Info[^\n]*\n)", rb"\2\1", source))
    assert repaired.data == source
    assert [one.id for one in repaired.applied] == ["proc-type-missing"]


@pytest.mark.interop
def test_openssl_and_ssh_keygen_refuse_both_and_puttygen_reads_them(tmp_path: Path) -> None:
    locked, plain, phrase = line(LOCKED[0]), line("id_rsa-2048-pem"), secret_file(tmp_path, "correct horse")
    cases: dict[str, tuple[bytes, Path | None]] = {
        "order": (re.sub(rb"(Proc-Type[^\n]*\n)(DEK-Info[^\n]*\n)", rb"\2\1", locked), phrase),
        "equals": (plain.replace(b"\n-----END", b"=\n-----END"), None),
    }
    for name, (data, words) in cases.items():
        path = tmp_path / name
        path.write_bytes(data)
        path.chmod(0o600)
        secret = ["-passin", f"file:{words}"] if words else []
        assert run("openssl", "pkey", "-in", path, "-noout", *secret, ok=False).returncode != 0
        assert run("ssh-keygen", "-y", "-P", "correct horse", "-f", path, ok=False).returncode != 0
        old: list[str | Path] = ["--old-passphrase", words] if words else []
        none = secret_file(tmp_path, "", "none")
        argv: list[str | Path] = [
            path,
            *old,
            "--new-passphrase",
            none,
            "-O",
            "private",
            "-o",
            tmp_path / f"{name}.ppk",
        ]
        run("puttygen", *argv)
        assert (tmp_path / f"{name}.ppk").exists()


SPELLINGS: dict[str, tuple[bytes, Any, int]] = {
    "a space after the comma": (rb"(?<=-CBC),", b", ", 1),
    "small letters": (rb"Proc-Type|DEK-Info", lambda found: found[0].lower(), 1),
    "spaces before the colon": (rb"(?<=Type|Info):", b" :", 1),
    "a space in ENCRYPTED's line": (rb"4,ENC", b"4, ENC", 0),
    "small letters in the value": (rb"4,ENCRYPTED", b"4,Encrypted", 1),
}


@pytest.mark.parametrize("name", LOCKED)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_lines_of_a_lock_are_spelled_as_programs_read_them(
    name: str, spelling: str, tmp_path: Path, capsys
) -> None:
    pattern, new, refused = SPELLINGS[spelling]
    source, path = line(name), tmp_path / "key"
    path.write_bytes(re.sub(pattern, new, source))
    path.chmod(0o600)
    assert "lines of an encrypted key are not spelled as programs expect" in verb_says(capsys, path)
    assert repair(path.read_bytes()).data == source
    ssh = run("ssh-keygen", "-y", "-P", "correct horse", "-f", path, ok=False)
    assert (ssh.returncode != 0) is bool(refused)


PLAIN_PPKS = ("rsa-2048.ppk", "rsa-2048-v2.ppk", "ecdsa-256.ppk", "dsa-1024-v2.ppk", "ed25519-certified.ppk")


@pytest.mark.interop
@pytest.mark.parametrize("name", PLAIN_PPKS)
@pytest.mark.parametrize("edit", ["comment", "no comment", "no MAC", "MAC"])
def test_a_ppk_whose_keys_prove_each_other_gets_its_mac_again(
    name: str, edit: str, tmp_path: Path, capsys
) -> None:
    source, path = TEXTS[f"puttygen-0.78/{name}"].read_bytes(), tmp_path / "key.ppk"
    edits: dict[str, tuple[bytes, Any]] = {
        "comment": (rb"Comment: .*", b"Comment: anna@desktop"),
        "no comment": (rb"Comment: .*\n", b""),
        "no MAC": (rb"Private-MAC: .*\n", b""),
        "MAC": (rb"(?<=Private-MAC: ).", lambda found: b"%x" % (int(found[0], 16) ^ 1)),
    }
    path.write_bytes(re.sub(*edits[edit], source))
    told = verb_says(capsys, path)
    assert "the key is intact" in told or "line of the PPK file is missing" in told, told
    path.write_bytes(repair(path.read_bytes()).data)
    assert recognise(path.read_bytes())[0].public == recognise(source)[0].public
    assert run("puttygen", path, "-L").stdout


@pytest.mark.parametrize("name", [*PLAIN_PPKS, "rsa-2048-locked.ppk", "rsa-2048-v2-locked.ppk"])
def test_the_version_in_the_first_line_of_a_ppk_is_that_of_its_mac(name: str) -> None:
    source = TEXTS[f"puttygen-0.78/{name}"].read_bytes()
    edited = source.replace(b"File-3", b"File-?").replace(b"File-2", b"File-3").replace(b"File-?", b"File-2")
    repaired = repair(edited)
    assert repaired.data == source
    assert [one.id for one in repaired.applied] == ["ppk-version"]


def test_a_ppk_whose_keys_are_not_one_gets_no_mac() -> None:
    source = TEXTS["puttygen-0.78/rsa-2048.ppk"].read_bytes()
    flipped = re.sub(rb"(Private-Lines: .*\n.{30})(.)", lambda m: m[1] + b"AB"[m[2] == b"A" :][:1], source)
    with pytest.raises(UnrepairableError):
        repair(flipped)
