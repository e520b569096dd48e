"""``keywright public``: it prints what is a key in the file, and nothing that a repair would make one."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import qr_reader
from tests.helpers.keys import make
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.inspection import inspection

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.formats.contract import KeyEntry

LINE = pack_public(make("ed25519").public, "openssh-public", b"me").data
EVIL = pack_public(make("rsa").public, "openssh-public", b"evil").data


@pytest.mark.parametrize(
    "verb", [("public",), ("public", "--sshfp", "h"), ("convert", "--to", "rfc4716")], ids=" ".join
)
@pytest.mark.parametrize(
    "data",
    [
        b"# removed:\r" + EVIL,
        b"# removed:\r" + EVIL.replace(b"\n", b"\r"),
        b"# removed:\r" + EVIL + b"# nothing else\n",
    ],
    ids=["LF", "CR", "a comment behind"],
)
def test_no_key_is_made_of_comment(verb: tuple[str, ...], data: bytes, tmp_path: Path, capsysbinary) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes(data)
    assert main([*verb, str(path)]) == 1
    told = capsysbinary.readouterr()
    assert told.out == b""
    assert b"OpenSSH does not read th" in told.err


def test_a_key_that_is_only_read_after_a_repair_is_printed_and_told(tmp_path: Path, capsysbinary) -> None:
    path = tmp_path / "key.pub"
    words = LINE.split(b" ")
    path.write_bytes(b" ".join((words[0], words[1][:30] + b"\n" + words[1][30:], words[2])))
    assert main(["public", str(path)]) == 1
    told = capsysbinary.readouterr()
    assert told.out.startswith(LINE[:60])
    assert b"after an in-memory repair" in told.err


def test_a_list_is_read_as_often_for_many_keys_as_for_one(tmp_path: Path, capsys, monkeypatch) -> None:
    read: list[int] = []
    real = inspection.recognise

    def noted(*args: Any) -> tuple[KeyEntry, ...]:
        read.append(1)
        return real(*args)

    monkeypatch.setattr(inspection, "recognise", noted)
    block = pack_public(make("ed25519").public, "rfc4716").data
    counts = set()
    for data in (LINE, LINE * 20, block * 2, block * 20):
        for option in ((), ("--sshfp", "host")):
            path = tmp_path / "keys"
            path.write_bytes(data)
            read.clear()
            assert main(["public", *option, str(path)]) == 0
            counts.add(len(read))
    assert len(counts) == 1
    assert "SSHFP" in capsys.readouterr().out


def test_a_damaged_private_key_is_told_too(tmp_path: Path, capsys) -> None:
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh").data.partition(b"\n")[2])
    path.chmod(0o600)
    assert main(["public", str(path)]) == 1
    assert "after an in-memory repair" in capsys.readouterr().err


def test_a_qr_code_is_drawn_that_another_reader_takes(tmp_path: Path, capsys) -> None:
    path = tmp_path / "key.pub"
    path.write_bytes(LINE)
    assert main(["public", "--qr", str(path)]) == 0
    drawn = capsys.readouterr().out.splitlines()
    assert qr_reader.read(qr_reader.picture_of(drawn, ink=False)) == LINE.decode().rstrip("\n")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_where_blocks_cannot_be_shown_no_code_is_drawn(
    encoding: str, tmp_path: Path, capsys, monkeypatch
) -> None:
    path = tmp_path / "key.pub"
    path.write_bytes(LINE)
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert main(["public", "--qr", str(path)]) == 2
    assert "block characters" in capsys.readouterr().err


@pytest.mark.parametrize("other", [("--json",), ("--sshfp", "host")], ids=" ".join)
def test_a_code_is_for_people_and_of_a_key(other: tuple[str, ...], tmp_path: Path, capsys) -> None:
    assert main(["public", "--qr", *other, str(tmp_path / "key.pub")]) == 2
    assert "neither --json nor --sshfp" in capsys.readouterr().err
