"""``keywright hosts``, run as a user runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers.keys import make
from tests.helpers.verbs import keywright
from tui.keyops.conversion.conversion import pack_public

if TYPE_CHECKING:
    from pathlib import Path


def test_the_lines_of_a_host_go_to_a_pipe_as_they_stand(tmp_path: Path) -> None:
    """They are for another known_hosts; a tab spelt out would make them useless there."""
    key = pack_public(make("ed25519").public, "openssh-public", b"").data.split()
    line = b"git.example\t" + b"\t".join(key[:2]) + b"\ta \x1b \xff comment\n"
    (tmp_path / "known_hosts").write_bytes(line)
    found = keywright("hosts", "find", "git.example", "--lines", "-f", tmp_path / "known_hosts")
    assert (found.returncode, found.stdout) == (0, line)
