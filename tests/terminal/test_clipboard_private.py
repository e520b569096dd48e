"""A private half on the clipboard, and off it again, with what can be said of that."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.helpers.clipboards import KEY, TMUX, programs
from tui.terminal import clipboard
from tui.terminal.clipboard import CopyWay, clear, copy_private

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["programs"]


@pytest.mark.parametrize("way", [CopyWay.OSC52, CopyWay.SCREEN])
async def test_a_terminal_gets_the_text_then_a_blank_then_nothing(way: CopyWay) -> None:
    """Some terminals take no empty text."""
    environ = {"SSH_TTY": "x"} | ({"STY": "1"} if way is CopyWay.SCREEN else {})
    written: list[str] = []
    copied = await copy_private(KEY, way=way, write=written.append, environ=environ)
    assert base64.b64encode(KEY.encode()).decode() in written[0].replace("\x1b\\\x1bP", "")
    assert not copied.checked
    assert "press" not in copied.sentence
    cleared = await clear(copied, write=written.append, environ=environ)
    assert ["]52;c;IA==\x07" in written[1], "]52;c;\x07" in written[2]] == [True, True]
    assert not cleared.checked
    assert "see whether it did" in cleared.sentence


async def test_tmux_loses_our_buffer_and_no_other(programs, tmp_path: Path) -> None:
    store = tmp_path / "buffers.json"
    environ = programs("tmux", TMUX.format(store=str(store)))
    written: list[str] = []
    copied = await copy_private(KEY, way=CopyWay.TMUX, write=written.append, environ=environ)
    assert copied.buffer == "buffer0"
    await clipboard.copy_public("ssh-ed25519 AAAA", way=CopyWay.TMUX, write=written.append, environ=environ)
    cleared = await clear(copied, write=written.append, environ=environ)
    assert cleared.sent
    assert store.read_text() == '[["buffer1", "ssh-ed25519 AAAA"]]'
    assert written == []


async def test_what_was_copied_on_a_desktop_since_is_left_alone(programs, tmp_path: Path) -> None:
    store = tmp_path / "clipboard"
    environ = {
        **programs(
            "xclip",
            f"if '-o' in sys.argv: sys.stdout.buffer.write(open({str(store)!r}, 'rb').read())\n"
            f"else: open({str(store)!r}, 'wb').write(sys.stdin.buffer.read())",
        ),
        "DISPLAY": ":0",
    }
    copied = await copy_private(KEY, way=CopyWay.DESKTOP, write=lambda _: None, environ=environ)
    assert "digest" not in repr(copied)
    store.write_text("a shopping list")
    cleared = await clear(copied, write=lambda _: None, environ=environ)
    assert cleared.sent
    assert "left alone" in cleared.sentence
    assert store.read_text() == "a shopping list"


async def test_a_desktop_clipboard_is_emptied_and_looked_at(programs, tmp_path: Path) -> None:
    store = tmp_path / "clipboard"
    environ = {
        **programs(
            "xclip",
            f"if '-o' in sys.argv: sys.stdout.buffer.write(open({str(store)!r}, 'rb').read())\n"
            f"else: open({str(store)!r}, 'wb').write(sys.stdin.buffer.read())",
        ),
        "DISPLAY": ":0",
    }
    copied = await copy_private(KEY, way=CopyWay.DESKTOP, write=lambda _: None, environ=environ)
    assert copied.checked
    assert store.read_text() == KEY
    cleared = await clear(copied, write=lambda _: None, environ=environ)
    assert cleared.checked
    assert store.read_bytes() == b""


async def test_a_clipboard_that_cannot_be_emptied_is_told(programs, tmp_path: Path) -> None:
    store = tmp_path / "clipboard"
    environ = {
        **programs(
            "xclip",
            f"if '-o' in sys.argv: sys.stdout.buffer.write(open({str(store)!r}, 'rb').read())\n"
            f"else:\n    text = sys.stdin.buffer.read()\n    text and open({str(store)!r}, 'wb').write(text)",
        ),
        "DISPLAY": ":0",
    }
    copied = await copy_private(KEY, way=CopyWay.DESKTOP, write=lambda _: None, environ=environ)
    cleared = await clear(copied, write=lambda _: None, environ=environ)
    assert not cleared.sent
    assert cleared.sentence.startswith("Not cleared")
