from __future__ import annotations

import asyncio
import base64
import os
import re
import signal
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tests.helpers.clipboards import programs
from tests.helpers.peers import need
from tests.helpers.processes import children, is_running, linux, until
from tui.keyops.files import cleanup as undo
from tui.process import shutdown
from tui.terminal import clipboard
from tui.terminal.clipboard import Copied, CopyWay, choose, copy_public

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["programs"]

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMJbAKnw4T8kfMfjhpsQ2NEBUMIgEjHpOJHWXp9hxTLo Zoë@jira"
OSC = f"\x1b]52;c;{base64.b64encode(KEY.encode()).decode()}\x07"
SIZE = len(KEY.encode())
TERMINAL_SENTENCE = f"Copied through your terminal (OSC 52): id.pub, Ed25519, {SIZE} bytes"


async def copied(way: CopyWay, environ: dict[str, str]) -> tuple[Copied, str]:
    """The result, and what was written to the terminal."""
    written: list[str] = []
    result = await copy_public(KEY, way=way, write=written.append, what="id.pub, Ed25519", environ=environ)
    return result, "".join(written)


def _runs(pid: Path) -> bool:
    """Whether the process whose number a file holds is there."""
    return Path(f"/proc/{pid.read_text()}").exists()


@pytest.mark.parametrize(
    ("environ", "way"),
    [
        ({}, CopyWay.DESKTOP),
        ({"DISPLAY": ":0"}, CopyWay.DESKTOP),
        ({"SSH_TTY": "/dev/pts/1"}, CopyWay.OSC52),
        ({"SSH_CONNECTION": "1 2 3 4", "DISPLAY": "localhost:10.0"}, CopyWay.OSC52),
        ({"SSH_CONNECTION": "1 2 3 4", "STY": "1.pts"}, CopyWay.SCREEN),
        ({"STY": "1.pts", "DISPLAY": ":0"}, CopyWay.SCREEN),
        ({"TMUX": "socket,1,0"}, CopyWay.TMUX),
        ({"TMUX": "socket,1,0", "SSH_TTY": "/dev/pts/1", "STY": "1.pts"}, CopyWay.TMUX),
        ({"TMUX": "", "SSH_TTY": ""}, CopyWay.DESKTOP),
    ],
)
def test_the_way_follows_from_where_we_run(environ: dict[str, str], way: CopyWay) -> None:
    assert choose(environ) is way


async def test_over_ssh_the_terminal_is_asked_and_nothing_is_claimed() -> None:
    result, written = await copied(CopyWay.OSC52, {"SSH_TTY": "/dev/pts/1"})
    assert written == OSC
    assert result == Copied(CopyWay.OSC52, SIZE, TERMINAL_SENTENCE, checked=False)
    assert result.told(clipboard.INSTEAD) == (
        f"{TERMINAL_SENTENCE}. Paste empty? p, then b (bare page) or P (print)"
    )


async def test_for_screen_the_sequence_goes_in_pieces_that_join_to_the_whole() -> None:
    result, written = await copied(CopyWay.SCREEN, {"STY": "1", "SSH_TTY": "/dev/pts/1"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", written, re.DOTALL)
    assert "".join(pieces) == OSC
    assert max(map(len, pieces)) <= 200
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == written
    assert result.way is CopyWay.SCREEN
    assert not result.checked


async def test_a_stale_tmux_falls_back_to_the_terminal(tmp_path: Path) -> None:
    need("tmux")
    environ = {"TMUX": f"{tmp_path}/gone,1,0", "SSH_TTY": "/dev/pts/1", "PATH": "/usr/bin:/bin"}
    result, written = await copied(CopyWay.TMUX, environ)
    assert written == OSC
    assert result.sentence == TERMINAL_SENTENCE


@pytest.mark.parametrize(("term", "told"), [("tmux-256color", True), ("screen", True), ("xterm", False)])
async def test_a_terminal_that_is_a_tmux_itself_and_would_drop_it_is_told_of(term: str, told: bool) -> None:
    """As over SSH out of a tmux at home, which by default passes on its own copies only."""
    result, written = await copied(CopyWay.OSC52, {"SSH_TTY": "/dev/pts/1", "TERM": term})
    assert written == OSC
    assert ("the tmux or screen around this session drops it" in result.sentence) is told
    assert (result.sentence == TERMINAL_SENTENCE) is not told


async def test_inside_screen_its_own_name_tells_nothing_of_what_is_around(tmp_path: Path) -> None:
    result, _ = await copied(CopyWay.SCREEN, {"STY": "1.pts", "TERM": "screen"})
    assert "Copied through your terminal" in result.sentence


async def test_a_missing_tmux_program_falls_back_to_the_terminal(tmp_path: Path) -> None:
    result, written = await copied(
        CopyWay.TMUX, {"TMUX": "x", "STY": "1", "SSH_TTY": "y", "PATH": str(tmp_path)}
    )
    assert clipboard.through_screen(OSC) == written
    assert result.way is CopyWay.SCREEN


async def test_an_old_tmux_fills_its_buffer_and_says_how_to_paste(programs, tmp_path: Path) -> None:
    store = str(tmp_path / "buffer")
    environ = programs(
        "tmux",
        "if '-w' in sys.argv: sys.exit(1)\n"
        f"if sys.argv[1] == 'load-buffer': open({store!r}, 'wb').write(sys.stdin.buffer.read())\n"
        f"else: sys.stdout.buffer.write(open({store!r}, 'rb').read())",
    )
    result, written = await copied(CopyWay.TMUX, environ)
    assert written == ""
    assert result.checked
    assert "sent on" not in result.sentence
    assert "prefix ] pastes it" in result.sentence


async def test_a_tmux_that_holds_something_else_is_not_believed(programs) -> None:
    environ = programs("tmux", "sys.stdin.buffer.read()\nprint('other')")
    result, written = await copied(CopyWay.TMUX, {**environ, "SSH_TTY": "x"})
    assert (result.way, written) == (CopyWay.OSC52, OSC)


async def test_a_program_that_hangs_is_given_up(
    programs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clipboard, "SECONDS", 0.3)
    alive = tmp_path / "pid"
    environ = programs(
        "tmux", f"import time\nopen({str(alive)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    )
    result, written = await copied(CopyWay.TMUX, {**environ, "SSH_TTY": "x"})
    assert (result.way, written) == (CopyWay.OSC52, OSC)
    if alive.exists():  # on a busy machine it may be killed before it could write
        assert not _runs(alive)


async def test_on_a_desktop_the_clipboard_is_read_back(programs, tmp_path: Path) -> None:
    stored = tmp_path / "clipboard"
    store = str(stored)
    environ = programs(
        "xclip",
        f"if '-o' in sys.argv: sys.stdout.buffer.write(open({store!r}, 'rb').read())\n"
        f"else: open({store!r}, 'wb').write(sys.stdin.buffer.read())",
    )
    result, written = await copied(CopyWay.DESKTOP, {**environ, "DISPLAY": ":0"})
    assert stored.read_bytes() == KEY.encode()
    sentence = f"Copied to the clipboard: id.pub, Ed25519, {SIZE} bytes"
    assert replace(result, digest="") == Copied(CopyWay.DESKTOP, SIZE, sentence, checked=True, is_sure=True)
    assert written == ""


@pytest.mark.interop
async def test_a_dead_display_is_noticed_and_nothing_of_xclip_reaches_our_terminal(
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = str(Path(need("xclip")).parent)
    result, written = await copied(CopyWay.DESKTOP, {"DISPLAY": ":97", "PATH": f"{folder}:/usr/bin:/bin"})
    assert (result.way, result.checked, written) == (CopyWay.OSC52, False, OSC)
    assert capfd.readouterr() == ("", "")


async def test_without_any_display_the_terminal_is_asked(tmp_path: Path) -> None:
    result, written = await copied(CopyWay.DESKTOP, {"PATH": str(tmp_path), "STY": "1"})
    assert (result.way, written) == (CopyWay.SCREEN, clipboard.through_screen(OSC))


async def test_a_module_in_the_current_folder_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "pyperclip.py"
    trap.write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')\ncopy = paste = lambda text='': text\n")
    monkeypatch.chdir(tmp_path)
    await copied(CopyWay.DESKTOP, {"PATH": str(tmp_path)})
    assert not (tmp_path / "sprung").exists()


async def test_a_terminal_that_takes_nothing_is_told_and_not_raised() -> None:
    def broken(_: str) -> None:
        raise OSError

    result = await copy_public(KEY, way=CopyWay.OSC52, write=broken)
    assert not result.sent
    assert result.sentence.startswith("Not copied")
    assert result.told(clipboard.INSTEAD_HERE).endswith(". Instead: b (bare page) or P (print)")


async def test_who_wants_no_clipboard_gets_none() -> None:
    result, written = await copied(CopyWay.SHOW, {"TMUX": "x", "DISPLAY": ":0"})
    assert (result.sent, written) == (False, "")
    assert result.sentence == f'Not copied, as clipboard is "show": id.pub, Ed25519, {SIZE} bytes'


async def test_a_text_that_looks_like_a_place_in_the_sentence_stays_as_it_is() -> None:
    result = await copy_public("x", way=CopyWay.OSC52, write=lambda _: None, what="a\x00b")
    assert "a\x00b, 1 bytes" in result.sentence


@pytest.mark.parametrize("way", list(CopyWay))
@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n",
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "text before\n---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n",
        "PuTTY-User-Key-File-3: ssh-rsa\n",
        "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU=",
    ],
)
async def test_a_private_key_is_refused_on_every_way(text: str, way: CopyWay) -> None:
    written: list[str] = []
    with pytest.raises(ValueError, match="private key"):
        await copy_public(text, way=way, write=written.append)
    assert written == []


async def test_a_comment_that_speaks_of_private_keys_is_only_a_comment() -> None:
    written: list[str] = []
    await copy_public(f"{KEY} -----BEGIN RSA PRIVATE KEY-----", way=CopyWay.OSC52, write=written.append)
    assert written


@linux
@pytest.mark.parametrize("turns", [*range(14), None])
async def test_a_copy_that_is_cancelled_twice_leaves_no_process(
    programs: Callable[..., dict[str, str]], turns: int | None
) -> None:
    """As when the program quits while another copy takes the place of this one."""
    before = children()
    environ = programs("tmux", "import time; time.sleep(600)")
    copying = asyncio.create_task(copied(CopyWay.TMUX, environ))
    if turns is None:
        await until(lambda: children() - before)
    else:
        for _ in range(turns):
            await asyncio.sleep(0)
    for _ in range(2):
        copying.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert children() == before, "it is gone, and was waited for, when the cancellation arrives"


@linux
async def test_a_program_that_leaves_a_child_with_our_pipe_is_not_waited_for_long(
    programs: Callable[..., dict[str, str]], tmp_path: Path
) -> None:
    # The first process ends at once; its child, which is none of ours, keeps the other end of the pipe.
    alive = tmp_path / "pid"
    environ = programs(
        "tmux",
        "import time\nchild = os.fork()\n"
        f"if child: open({str(alive)!r}, 'w').write(str(child))\nelse: time.sleep(600)",
    )
    async with asyncio.timeout(PATIENCE):
        result, _ = await copied(CopyWay.TMUX, {**environ, "SSH_TTY": "x"})
    assert result.way is CopyWay.OSC52
    assert is_running(int(alive.read_text())), "it was not waited for"
    os.kill(int(alive.read_text()), signal.SIGKILL)


@linux
async def test_the_child_that_holds_a_copy_dies_with_us_and_cannot_be_looked_into(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stand-in for pyperclip tells what the child has made of itself."""
    (tmp_path / "pyperclip.py").write_text(
        "import ctypes\n"
        "def paste():\n"
        "    number, call = ctypes.c_int(), ctypes.CDLL(None).prctl\n"
        "    call(2, ctypes.byref(number), 0, 0, 0)\n"
        "    return f'{number.value} {call(3, 0, 0, 0, 0)}'\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = await clipboard._run(clipboard._PASTE, b"", os.environ)
    assert told == b"9 0"


@linux
async def test_a_program_that_hangs_is_ended_when_ours_must_end_at_once(
    programs: Callable[..., dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "SECONDS", 600)
    before, duties = children(), len(undo._duties)
    environ = programs("tmux", "import time; time.sleep(600)")
    copying = asyncio.create_task(clipboard._run(["tmux"], b"", environ))
    await until(lambda: children() - before and len(undo._duties) > duties)
    shutdown.clean_up()
    async with asyncio.timeout(60):
        assert await copying is None
