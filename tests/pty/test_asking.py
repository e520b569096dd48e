"""A verb that asks at a terminal, and the input ends instead of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.pty.session import Session
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("argv", "prompt"),
    [
        (("convert", "id", "--to", "pkcs8", "-o", "new"), "Passphrase for"),
        (("edit", "id", "--ask-new"), "New passphrase"),
        (("generate", "-t", "ed25519", "-o", "new"), "New passphrase"),
    ],
    ids=["convert", "edit", "generate"],
)
def test_the_end_of_input_is_no_passphrase(argv: tuple[str, ...], prompt: str, tmp_path: Path) -> None:
    data = pack(make("ed25519"), "openssh", Protection(Secret("correct horse"), rounds=1)).data
    (tmp_path / "id").write_bytes(data)
    words = [str(tmp_path / word) if word in {"id", "new"} else word for word in argv]
    with Session(["python", "-m", "tui", *words], cols=120) as session:
        session.wait_for(prompt)
        session.send("\x04")
        assert session.wait_exit() == 1
        assert "keywright: No passphrase was entered" in session.text()
        assert "Nothing was written" in session.text()
        assert "keywright stopped" not in session.text()
    assert [path.name for path in tmp_path.iterdir()] == ["id"]
    assert (tmp_path / "id").read_bytes() == data
