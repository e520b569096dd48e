"""Files with several keys: each part is a row, and the key that is used is the one that ssh uses."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.samples import one_in
from tui.cli import main
from tui.keyops.conversion.conversion import Locking, convert, pack, pack_public
from tui.keyops.editing.editing import edit_all
from tui.keyops.editing.plan import EditRequest
from tui.keyops.editing.repairing import repair
from tui.keyops.encoding import pem, wire
from tui.keyops.errors import KeyOpsError, LimitError, UnsupportedConversionError, WrongPassphraseError
from tui.keyops.formats import _blocks
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PASS = Secret("correct horse")
RSA = pack(make("rsa"), "pem").data
EC = pack(make("ecdsa256"), "pem").data
EC_PKCS8 = pack(make("ecdsa256"), "pkcs8").data
ED = pack(make("ed25519"), "openssh").data
PPK = pack(make("ed25519"), "ppk3").data
RFC4716 = pack_public(make("ed25519").public, "rfc4716").data
SPKI = pack_public(make("rsa").public, "spki").data
LINE = pack_public(make("ed25519").public, "openssh-public", b"x").data
X509 = pem.armour("CERTIFICATE", bytes(100))
BROKEN = RSA.replace(b"MII", b"M-I", 1)
CUT = RSA[: len(RSA) // 2] + b"\n"
PARAMETERS = pem.armour("EC PARAMETERS", bytes.fromhex("06082a8648ce3d030107"))


@pytest.mark.parametrize(
    ("data", "containers"),
    [
        (RSA + ED, ["pem", "openssh"]),
        (ED + RSA, ["openssh", "pem"]),
        (RSA + X509, ["pem", None]),
        (X509 + RSA + X509, [None, "pem", None]),
        (LINE + RSA, ["openssh-public", "pem"]),
        (ED + LINE + LINE, ["openssh", "openssh-public", "openssh-public"]),
        (PPK + RSA, ["ppk3", "pem"]),
        (RSA + PPK + PPK, ["pem", "ppk3", "ppk3"]),
        (RFC4716 + EC, ["rfc4716", "pem"]),
        (SPKI + RSA, ["spki", "pem"]),
        (ED + ED, ["openssh", "openssh"]),
        (PARAMETERS + EC + RSA, ["pem", "pem"]),
        ((RSA + ED).replace(b"\n", b"\r\n"), ["pem", "openssh"]),
        (b"a text\n" + RSA + b"between\n" + ED + b"after\n", ["pem", "openssh"]),
    ],
)
def test_every_block_of_a_file_is_a_row_in_its_order(data: bytes, containers: list[str | None]) -> None:
    reports = inspect(data)
    assert [report.container for report in reports] == containers
    assert all(report.error is None for report in reports)


@pytest.mark.parametrize("broken", [BROKEN, CUT])
@pytest.mark.parametrize("good", [ED, EC, PPK, RFC4716])
def test_a_block_that_cannot_be_read_hides_no_neighbour(broken: bytes, good: bytes) -> None:
    for data, at in ((broken + good, 0), (good + broken, 1)):
        reports = inspect(data)
        assert [report.error is not None for report in reports] == [number == at for number in (0, 1)]
        assert reports[1 - at].public is not None


def test_where_no_block_can_be_read_the_first_error_is_told() -> None:
    with pytest.raises(KeyOpsError, match="0x2d"):
        read(BROKEN + BROKEN)


def test_a_file_of_blocks_without_end_is_refused_by_their_number() -> None:
    with pytest.raises(LimitError, match="blocks in one file"):
        read(b"-----BEGIN RSA PRIVATE KEY-----:\n" * 5000 + b"-----END RSA PRIVATE KEY-----\n")


@pytest.mark.parametrize(
    "parts",
    [
        (RSA, ED),
        (ED, RSA),
        (RSA, EC),
        (EC_PKCS8, RSA),
        (X509, RSA),
        (X509, ED),
        (RSA, X509),
        (LINE, RSA),
        (LINE, ED),
        (RSA, LINE),
        (PPK, RSA),
        (PPK, ED),
        (SPKI, RSA),
        (RFC4716, RSA),
        (BROKEN, EC),
        (BROKEN, EC_PKCS8),
        (ED, ED),
        (ED, LINE),
        (EC, BROKEN, ED),
        (ED.replace(b"b3Bl", b"b3B!", 1), RSA),
    ],
    ids=range(20),
)
def test_ssh_keygen_takes_the_same_key(parts: tuple[bytes, ...], tmp_path: Path, capsys) -> None:
    path = tmp_path / "several"
    path.write_bytes(b"".join(parts))
    path.chmod(0o600)
    theirs = subprocess.run(
        ["ssh-keygen", "-y", "-P", "", "-f", path], capture_output=True, check=False, timeout=60
    )
    entries = read(path.read_bytes())
    if theirs.returncode:
        assert _blocks.used_by_ssh(entries) is None
        assert "ssh finds no private key in it" in _blocks.about_choice(entries)
    assert main(["public", str(path)]) == 0
    ours = capsys.readouterr()
    if not theirs.returncode:
        assert ours.out.split()[:2] == theirs.stdout.decode().split()[:2]
    others = {entry.public for entry in entries if entry.format}
    assert bool(ours.err) is (len(others) > 1 or bool(theirs.returncode))
    blob = wire.string  # the same key is converted and signed with, without a word about which
    assert blob(convert(path.read_bytes(), "openssh-public").public.blob) == blob(
        entries[_blocks.chosen(entries)].public.blob
    )


@pytest.mark.parametrize("data", one_in(2, [RSA + ED, ED + RSA, EC + PPK + X509, ED + ED, LINE + EC_PKCS8]))
def test_a_new_passphrase_is_that_of_every_private_key_of_the_file(data: bytes) -> None:
    request = EditRequest(locking=Locking.CHANGE, new=PASS)
    made = edit_all(data, request)
    before, after = read(data), read(made.data)
    assert [entry.public for entry in after if entry.public] == [
        entry.public
        for entry, now in zip(before, after, strict=True)
        if now.public  # PEM and PKCS#8 lock it away
    ]
    private = [entry for entry in after if entry.is_private]
    assert all(entry.encryption is not None for entry in private)
    assert {entry.open(PASS).public for entry in private} == {
        entry.public for entry in before if entry.is_private
    }
    assert len(made.plan.changes) == len(private)
    again = edit_all(made.data, EditRequest(locking=Locking.REMOVE), PASS)
    assert all(entry.encryption is None for entry in read(again.data))


def test_where_one_key_cannot_be_changed_none_is() -> None:
    request = EditRequest(locking=Locking.CHANGE, new=PASS)
    with pytest.raises(UnsupportedConversionError, match="Not every key"):
        edit_all(RSA + ED.replace(b"b3Bl", b"b3B!", 1), request)
    locked = pack(make("ecdsa256"), "pem", Protection(Secret("another"))).data
    with pytest.raises(WrongPassphraseError):
        edit_all(RSA + locked, request, PASS)


def test_the_verb_changes_all_or_says_what_it_left(tmp_path: Path, capsys) -> None:
    path, word = tmp_path / "two", tmp_path / "word"
    path.write_bytes(RSA + ED)
    path.chmod(0o600)
    word.write_text("correct horse\n")
    assert main(["edit", str(path), "--key", "2", "--new-passphrase-file", str(word), "--no-backup"]) == 0
    assert "the other private key keeps its own passphrase, or none" in capsys.readouterr().out
    assert [entry.encryption is None for entry in read(path.read_bytes())] == [True, False]
    known = ["--passphrase-file", str(word), "--new-passphrase-file", str(word), "--no-backup"]
    assert main(["edit", str(path), *known]) == 0
    assert "key 1: passphrase: added" in capsys.readouterr().out
    assert all(entry.encryption is not None for entry in read(path.read_bytes()))
    assert main(["edit", str(path), "-C", "new"]) == 1
    assert "holds 2 keys" in capsys.readouterr().err


def test_no_repair_loses_a_key_of_the_file() -> None:
    for data in (ED + RSA + LINE, LINE + RSA, RSA + X509 + ED):
        made = repair(data.replace(b"\n", b"\r\n"))
        assert [entry.public for entry in read(made.data)] == [entry.public for entry in read(data)]


# What is comment, and what is hidden


EVIL = pack_public(make("rsa").public, "openssh-public", b"evil").data.rstrip(b"\n")


@pytest.mark.parametrize(
    "lines",
    [
        LINE.rstrip(b"\n") + b"\r" + EVIL + b"\n",
        b"# removed:\r" + EVIL + b"\n" + LINE,
        LINE + b"# removed:\r" + EVIL + b"\r\n",
        LINE.replace(b"\n", b"\r\n") + b"#\r" + EVIL + b"\r\r\n",
    ],
    ids=["behind a key", "behind a comment", "CR and CRLF", "CR and CR CRLF"],
)
@pytest.mark.parametrize("block", [ED, RFC4716, X509 + ED], ids=["openssh", "rfc4716", "x509"])
def test_comment_behind_a_carriage_return_is_no_key_beside_a_block(lines: bytes, block: bytes) -> None:
    for data in (block + lines, lines + block, block + lines + block):
        publics = {report.public for report in inspect(data)} - {None}
        assert publics == {make("ed25519").public}


def test_a_key_line_is_counted_by_line_feeds_alone() -> None:
    (_, found) = inspect(ED + b"# a\rb\rc\n" + LINE)
    assert found.line == ED.count(b"\n") + 2


def test_what_stands_behind_an_end_line_that_ends_in_cr_alone_begins_no_line() -> None:
    assert len(inspect(ED.rstrip(b"\n") + b"\r" + EVIL + b"\n" + LINE)) == 2


@pytest.mark.parametrize(
    "cut", [CUT, CUT[:40] + b"\n", ED[:200] + b"\n", b"-----BEGIN RSA PRIVATE KEY-----\n"], ids=range(4)
)
@pytest.mark.parametrize("other", [PPK, LINE, PPK + LINE, RFC4716 + PPK], ids=range(4))
def test_a_block_without_its_end_does_not_hide_what_begins_behind_it(cut: bytes, other: bytes) -> None:
    broken, *rest = inspect(cut + other)
    assert broken.error is not None
    assert rest
    assert all(report.error is None and report.public == make("ed25519").public for report in rest)
