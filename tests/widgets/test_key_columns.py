"""How the columns of the list of keys share the room."""

from __future__ import annotations

from pathlib import Path

from tui.keyops.files.listing import Entry
from tui.keyops.inspection.key_files import KeyFiles, Section, Summary
from tui.widgets import key_lines


def told(row: KeyFiles, room: int) -> list[str]:
    """What stands behind the name of a key."""
    wide = key_lines.columns([row], room)
    return [text for text, _ in key_lines.cells(row, wide, loaded=False, unlocked=False)]


def test_a_type_is_whole_where_there_is_room_and_no_other_file_reads_like_an_unlocked_key() -> None:
    summary = Summary(label="FIDO Ed25519", encryption="none", parts="openssh")
    row = KeyFiles(Section.KEYS, Entry(Path("k" * 30), "k" * 30), summary=summary)
    wide = key_lines.columns([row], 100)
    assert wide.label == len("FIDO Ed25519")
    assert "openssh" in told(row, 100)
    assert "+" in told(row, 50)
    assert not any(text.startswith(key_lines.UNLOCKED) for text in told(row, 50))
