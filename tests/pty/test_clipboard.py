"""Copying inside the real multiplexers: does the outer terminal get it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import need, run
from tests.pty.session import Session
from tui.terminal.clipboard import CopyWay, copy_public, osc52

if TYPE_CHECKING:
    from pathlib import Path

KEY = f"ssh-rsa {'AAAAB3NzaC1yc2EAAAADAQABAAAC' * 100} Zoë@jira"

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("setting", ["external", "on", "off"])
async def test_tmux_gets_its_buffer_and_passes_the_key_on(tmp_path: Path, setting: str) -> None:
    need("tmux")
    socket = tmp_path / "socket"
    settings = tmp_path / "tmux.conf"
    settings.write_text(f"set -s set-clipboard {setting}\n")
    with Session(["tmux", "-S", socket, "-f", settings, "new-session", "echo ready; cat"]) as session:
        try:
            session.wait_for("ready")
            environ = {"TMUX": f"{socket},{session.pid},0", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
            written: list[str] = []
            result = await copy_public(
                KEY, way=CopyWay.TMUX, write=written.append, what="key", environ=environ
            )
            assert result.checked
            assert result.way is CopyWay.TMUX
            assert result.sentence.startswith(
                f"Copied to the tmux buffer: key, {len(KEY.encode())} bytes, and sent on"
            )
            assert written == []
            shown = run("tmux", "-S", socket, "show-buffer")
            assert shown.stdout == KEY.encode()
            session.wait_raw(osc52(KEY.encode())[7:-1].encode())
            assert b"\x1b]52;" in session.raw
        finally:
            run("tmux", "-S", socket, "kill-server", ok=False)


async def test_a_tmux_in_a_tmux_says_that_the_outer_one_drops_it(tmp_path: Path) -> None:
    """So that nobody wonders about an empty paste: the default of the outer one is to do that."""
    need("tmux")
    outer, inner = tmp_path / "outer", tmp_path / "inner"
    command = f"env -u TMUX tmux -S {inner} -f /dev/null new-session 'echo ready; cat'"
    with Session(["tmux", "-S", outer, "-f", "/dev/null", "new-session", command]) as session:
        try:
            session.wait_for("ready")
            environ = {"TMUX": f"{inner},{session.pid},0", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
            result = await copy_public(KEY, way=CopyWay.TMUX, write=print, what="key", environ=environ)
            assert result.checked
            assert "sent on, but the tmux or screen around" in result.sentence
            session.run_for(1)
            assert b"\x1b]52;" not in session.raw
        finally:
            for socket in (inner, outer):
                run("tmux", "-S", socket, "kill-server", ok=False)


async def test_screen_passes_a_long_key_on_whole(tmp_path: Path) -> None:
    need("screen")
    folder = tmp_path / "screen"
    folder.mkdir(mode=0o700)
    settings = tmp_path / "screenrc"
    settings.write_text("startup_message off\n")
    sequence = tmp_path / "sequence"
    written: list[str] = []
    await copy_public(KEY, way=CopyWay.SCREEN, write=written.append)
    sequence.write_text("".join(written))
    environ = {"SCREENDIR": str(folder)}
    shell = f"cat {sequence}; echo ready; read line"
    with Session(["screen", "-c", settings, "-S", "keys", "sh", "-c", shell], env=environ) as session:
        try:
            session.wait_for("ready")
            session.wait_raw(osc52(KEY.encode()).encode())
            session.send("\n")
            session.wait_exit()
        finally:
            run("screen", "-S", "keys", "-X", "quit", ok=False, env=environ)
