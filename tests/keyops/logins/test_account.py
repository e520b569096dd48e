"""The key that is to log in: from a file of any kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.logins import account
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("container", ["openssh", "pkcs8"])
def test_a_comment_that_is_locked_away_is_that_of_the_public_file_of_the_same_key(
    container: str, tmp_path: Path
) -> None:
    pair, path = make("ed25519"), tmp_path / "id"
    path.write_bytes(
        pack(pair, container, Protection(Secret("horse"), rounds=1 if container == "openssh" else 2048)).data
    )
    path.chmod(0o600)
    (tmp_path / "id.pub").write_bytes(authorized_line(pair.public, b"me@here").encode() + b"\n")
    assert account.of_file(path) == (pair.public, b"me@here")
    if container == "openssh":
        (tmp_path / "id.pub").write_bytes(authorized_line(make("rsa").public, b"another").encode() + b"\n")
        assert account.of_file(path) == (pair.public, b"")
