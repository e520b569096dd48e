"""A QR code as a camera sees it: in the pixels of a real terminal, in every theme and with 16 colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import qr_reader
from tests.helpers.keys import make
from tests.helpers.samples import one_in
from tests.pty import picture
from tests.pty.session import Session
from tui.keyops.conversion.conversion import pack_public

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("colours", ["truecolor", ""], ids=["all colours", "16 colours"])
@pytest.mark.parametrize("theme", one_in(2, ["terminal", "light", "mono"]))
def test_the_code_on_the_screen_is_read_back(theme: str, colours: str, fence: Path) -> None:
    line = pack_public(make("ed25519").public, "openssh-public", b"kai@laptop").data
    (fence / "id.pub").write_bytes(line)
    env = {"COLORTERM": colours, "TERM": "xterm-256color" if colours else "xterm"}
    with Session(["python", "-m", "tui", "--theme", theme, fence / "id.pub"], env=env) as session:
        session.wait_for("kai@laptop")
        session.settle()
        session.send("p")
        session.wait_for("QR code")
        session.settle()
        session.send("Q")
        session.wait_for("Esc closes")
        session.settle()
        assert qr_reader.read(picture.paint(session.screen)) == line.decode().rstrip("\n")
