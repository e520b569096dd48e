"""``keywright audit``: what it says of weak and revoked keys, and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tests.helpers.keys import make
from tests.helpers.project import ROOT
from tests.helpers.weak_keys import WEAK, E, healthy, prime
from tui.cli import main
from tui.keyops import weaknesses
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.keys import fingerprints
from tui.keyops.keys.rsa import RsaPublicKey
from tui.keyops.records import replace
from tui.keyops.secret import Secret
from tui.keyops.weaknesses import rsa

if TYPE_CHECKING:
    from pathlib import Path


def put(path: Path, public) -> Path:
    path.write_bytes(pack_public(public, "openssh-public", b"someone").data)
    return path


def test_a_fine_key_exits_with_0_and_says_how_much_was_looked_at(tmp_path: Path, capsys) -> None:
    assert main(["audit", str(put(tmp_path / "a.pub", healthy()))]) == 0
    assert capsys.readouterr().out == "1 key checked in 15 checks: none weak\n"


def test_a_weak_key_is_told_with_what_to_do_and_exits_with_1(tmp_path: Path, capsys) -> None:
    put(tmp_path / "a.pub", WEAK["rsa-roca"])
    put(tmp_path / "b.pub", make("ed25519").public)
    (tmp_path / "notes.txt").write_text("nothing")
    assert main(["audit", str(tmp_path)]) == 1
    shown = capsys.readouterr().out
    assert "has the structure of ROCA keys" in shown
    assert "Make a new key" in shown
    assert shown.endswith("2 keys checked in 16 checks: 1 weak\n")


def test_keys_with_one_modulus_and_two_exponents_name_each_other(tmp_path: Path, capsys) -> None:
    for name, exponent in (("a.pub", E), ("b.pub", 3), ("copy.pub", E)):
        put(tmp_path / name, RsaPublicKey(n=healthy().n, e=exponent))
    assert main(["audit", str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert told.count("It has the same modulus as b.pub: anyone who has one private key has the other") == 2
    assert told.count("It has the same modulus as a.pub: anyone who") == 1
    assert "shares a prime" not in told
    (tmp_path / "b.pub").unlink()
    assert main(["audit", str(tmp_path)]) == 0


def test_keys_with_a_prime_in_common_in_one_file_are_told_by_line(tmp_path: Path, capsys) -> None:
    file, line = tmp_path / "authorized_keys", tmp_path / "line"
    text = b"# all of them\n"
    for other in (7, 8):
        put(line, RsaPublicKey(n=prime(1024, 1) * prime(1024, other), e=E))
        text += line.read_bytes()
    file.write_bytes(text)
    assert main(["audit", str(file)]) == 1
    told = capsys.readouterr().out
    assert "authorized_keys, line 2: RSA" in told
    assert "It shares a prime with line 3 of authorized_keys: both" in told
    assert "It shares a prime with line 2 of authorized_keys: both" in told


@pytest.mark.long
def test_keys_with_a_prime_in_common_name_each_other(tmp_path: Path, capsys) -> None:
    for name, other in (("a.pub", 2), ("b.pub", 3)):
        put(tmp_path / name, RsaPublicKey(n=prime(1024, 1) * prime(1024, other), e=E))
    put(tmp_path / "c.pub", healthy(9))
    assert main(["audit", "--json", str(tmp_path)]) == 1
    told = {one["path"][-5:]: one for one in json.loads(capsys.readouterr().out)}
    assert [finding["id"] for finding in told["a.pub"]["findings"]] == ["rsa-shared-prime"]
    assert "b.pub" in told["a.pub"]["findings"][0]["title"]
    assert told["c.pub"] | {"weak": False, "findings": []} == told["c.pub"]


@pytest.mark.parametrize("own", [False, True], ids=["named", "own"])
def test_a_revoked_key_is_told_with_the_list_that_says_so(own: bool, fence: Path, capsys) -> None:
    public = make("ed25519").public
    key = put(fence / "a.pub", public)
    revoked = fence / ".config/keywright/revoked" if own else fence / "bad.txt"
    revoked.parent.mkdir(parents=True, exist_ok=True)
    revoked.write_text(f"{fingerprints.sha256(public)} laptop stolen\n")
    assert main(["audit", str(key), *([] if own else ["--revoked", str(revoked)])]) == 1
    shown = capsys.readouterr().out
    assert f"Revoked by {revoked.name}: its fingerprint is in the list: laptop stolen" in shown


def test_a_list_that_cannot_be_read_stops_the_audit(fence: Path, capsys) -> None:
    key = put(fence / "a.pub", healthy())
    (fence / "bad").write_text("SHA256:short\n")
    assert main(["audit", str(key), "--revoked", str(fence / "bad")]) == 1
    assert "line 1" in capsys.readouterr().err


def test_a_key_that_is_locked_away_is_not_called_fine(tmp_path: Path, capsys) -> None:
    path = tmp_path / "k.pem"
    path.write_bytes(pack(make("rsa"), "pkcs8", Protection(Secret("correct horse"))).data)
    path.chmod(0o600)
    assert main(["audit", str(path)]) == 1
    assert "its public key is encrypted" in capsys.readouterr().err
    phrase = tmp_path / "phrase"
    phrase.write_text("correct horse\n")
    assert main(["audit", str(path), "--passphrase-file", str(phrase)]) == 0
    put(tmp_path / "k.pem.pub", make("rsa").public)
    assert main(["audit", str(tmp_path / "k.pem"), str(tmp_path / "k.pem.pub")]) == 0


def test_the_checks_are_told_with_their_meaning(capsys) -> None:
    assert main(["audit", "--checks"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in WEAK)
    assert main(["audit"]) == 2


def test_a_block_that_cannot_be_read_is_told_as_not_looked_at(tmp_path: Path, capsys) -> None:
    broken = pack(make("rsa"), "pem").data.replace(b"MII", b"M-I", 1)
    path = tmp_path / "several"
    path.write_bytes(broken + pack(make("ed25519"), "openssh").data + broken)
    assert main(["audit", str(path)]) == 1
    told = capsys.readouterr()
    assert "2 keys of several could not be read and were not checked" in told.err
    assert "the first: " in told.err
    assert told.out.endswith(": none weak, 2 other problems; 1 not checked\n")


def test_a_key_line_that_cannot_be_read_is_told_with_its_number(tmp_path: Path, capsys) -> None:
    path = put(tmp_path / "authorized_keys", make("ed25519").public)
    path.write_bytes(path.read_bytes() + b"\nssh-rsa AAAAB3NzaC1yc2E= cut\n")
    assert main(["audit", str(path)]) == 1
    assert "1 key of authorized_keys could not be read" in (told := capsys.readouterr().err)
    assert "line 3: " in told


def test_a_check_that_takes_long_is_left_out_and_told_until_it_is_allowed(
    tmp_path: Path, capsys, monkeypatch
) -> None:
    asked = []
    (row,) = (row for row in weaknesses.rows("rsa") if row.id == "rsa-modulus-wrong")
    look = replace(row, check=lambda public: asked.append(public.bits), most_bits=1024)
    monkeypatch.setattr(rsa, "WEAKNESSES", (*(one for one in rsa.WEAKNESSES if one is not row), look))
    path = put(tmp_path / "large.pub", healthy())
    assert main(["audit", str(path)]) == 1
    told = capsys.readouterr()
    assert asked == []
    assert 'The check "Modulus even or prime" was skipped for a key of large.pub' in told.err
    assert "--allow-slow" in told.err
    assert told.out == "1 key checked in 14 checks: none weak; 1 not checked\n"
    assert main(["audit", "--allow-slow", str(path)]) == 0
    assert asked == [healthy().bits]


def test_where_no_key_was_looked_at_none_is_called_weak_or_sound(tmp_path: Path) -> None:
    """The error comes first, as on a terminal, where both streams are one."""
    for missing in ([], ["there"]):
        put(tmp_path / "there", make("ed25519").public)
        argv = [sys.executable, "-m", "tui", "audit", "missing", *missing]
        told = subprocess.run(
            argv,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        assert told.returncode == 1
        first, *_, last = told.stdout.decode().splitlines()
        assert first == "keywright: missing: no such file"
        assert ("weak" in last) is bool(missing)
        assert last.endswith("; 1 not checked")
