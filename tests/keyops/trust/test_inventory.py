"""An inventory tells every key below a folder, lists of any size among them, in flat memory."""

from __future__ import annotations

import io
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection import line_files
from tui.keyops.trust import inventory
from tui.keyops.trust.inventory import Found, Inventory

ED, EC = (
    authorized_line(make(name).public, name.encode()).encode() + b"\n" for name in ("ed25519", "ecdsa256")
)


def look(*paths: Path, descend: bool = True) -> list[Found]:
    return list(Inventory().look(paths, descend=descend))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "authorized_keys").write_bytes(b"# x\nno-pty " + ED + b"\nnonsense\nfrobnicate " + EC)
    (tmp_path / "a" / "b" / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    (tmp_path / "a" / "b" / "notes").write_text("nothing\n")
    (tmp_path / "a" / "known_hosts").write_bytes(b"h.example " + EC)
    os.mkfifo(tmp_path / "a" / "pipe")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    return tmp_path


def test_each_key_is_told_once_with_its_file(folder: Path) -> None:
    found = look(folder)
    assert [(one.path.name, one.key.line, one.key.algorithm) for one in found] == [
        ("authorized_keys", 2, "ssh-ed25519"),
        ("authorized_keys", 4, None),
        ("authorized_keys", 5, "ecdsa-sha2-nistp256"),
        ("id", 0, "ssh-ed25519"),
        ("known_hosts", 1, "ecdsa-sha2-nistp256"),
    ]
    place = folder / "a" / "authorized_keys"
    assert [one.reuse for one in found] == ["", "", "", f"{place}:2", f"{place}:5"]
    assert found[0].key.options == "no-pty"
    assert found[0].owner
    assert found[1].error is not None
    assert "options-refused" in {one.id for one in found[2].findings}


def test_what_was_named_and_is_no_key_is_told(folder: Path) -> None:
    for path in (folder / "a" / "b" / "notes", folder / "a" / "pipe", folder / "nothing"):
        (found,) = look(path)
        assert found.error is not None
    (found,) = look(folder, descend=False)
    assert found.error is not None


def test_a_list_larger_than_any_key_file_is_read_by_lines_in_flat_memory(tmp_path: Path) -> None:
    path = tmp_path / "everybody"
    line = ED.strip() + b"c" * 6000 + b"\n"
    count = 3000
    path.write_bytes(line * count)
    assert path.stat().st_size > 16 << 20, "larger than any list that is read whole"
    list(Inventory().look([tmp_path / "warm"], descend=False))
    tracemalloc.start()
    told = sum(one.error is None for one in Inventory().look([path], descend=False))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told == count
    assert peak < 4 << 20, f"{peak:,} bytes were held at once"


def test_a_stream_of_any_size_is_read_by_lines_in_flat_memory() -> None:
    line = ED.strip() + b"c" * 6000 + b"\n"
    count = 3000

    class Trickle(io.RawIOBase):
        """Brings less than a line at a time, as a slow connection does."""

        left = line * count

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any, /) -> int:
            part = self.left[:1000]
            Trickle.left = self.left[1000:]
            buffer[: len(part)] = part
            return len(part)

    stream = io.BytesIO(Trickle.left)
    tracemalloc.start()
    found = Inventory().look([Path("-")], descend=False, standard_input=stream)
    told = [(one.key.line, one.error, one.mode) for one in found]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told == [(number, None, -1) for number in range(1, count + 1)]
    assert peak < 5 << 20, f"{peak:,} bytes were held at once"
    Trickle.left = line * 20
    found = Inventory().look([Path("-")], descend=False, standard_input=io.BufferedReader(Trickle()))
    assert [one.key.line for one in found] == list(range(1, 21))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (pack(make("ed25519"), "openssh").data, "ssh-ed25519"),
        (ED, "ssh-ed25519"),
        (b"h.example " + EC, "ecdsa-sha2-nistp256"),
        (b"nothing\n", None),
        (b"", None),
    ],
    ids=["private", "line", "host", "nothing", "empty"],
)
def test_standard_input_is_told_without_what_only_a_file_has(data: bytes, told: str | None) -> None:
    (found,) = Inventory().look([Path("-")], descend=True, standard_input=io.BytesIO(data))
    assert (found.key.algorithm, found.mode, found.owner) == (told, -1, "")
    assert (found.error is None) == (told is not None)


def test_of_a_copy_only_what_its_host_knows_is_told(folder: Path) -> None:
    (folder / "a" / "b" / "id").chmod(0o666)
    place = folder / "a"
    assert "mode-open" in {one.id for found in look(folder) for one in found.findings}
    found = list(Inventory(copied=True).look([place, place / "b" / "id"], descend=True))
    assert [str(one.path) for one in found] == [
        *["/authorized_keys"] * 3, "/b/id", "/known_hosts", str(place / "b" / "id")
    ]  # fmt: skip
    assert {(one.mode, one.owner, one.modified) for one in found} == {(-1, "", 0.0)}
    assert found[3].reuse == "/authorized_keys:2"
    assert not {one.id for each in found for one in each.findings} & {"mode-open", "folder-open", "file-open"}


def test_a_line_that_never_ends_is_told_and_the_next_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes(b"ssh-rsa " + b"A" * (3 * line_files.LONGEST_LINE) + b"\n" + ED)
    first, second = look(path)
    assert "longer than any key line" in first.error.title
    assert (second.key.line, second.key.algorithm) == (2, "ssh-ed25519")


def test_only_so_many_places_are_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inventory, "MOST_REMEMBERED", 1)
    path = tmp_path / "authorized_keys"
    path.write_bytes(ED + EC + ED + EC)
    assert [one.reuse for one in look(path)] == ["", "", f"{path}:1", ""]
