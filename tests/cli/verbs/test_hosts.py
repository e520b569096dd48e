"""``keywright hosts``, run as a user runs it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.helpers.keys import make
from tests.helpers.known_hosts_sample import GITHUB, hash_of
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


def test_list_names_hashed_hosts_and_says_which_keys_their_services_publish(fence: Path) -> None:
    (fence / ".ssh").mkdir()
    (fence / ".bash_history").write_text("ssh -p 2222 kai@inner.example\n")
    (fence / ".ssh" / "known_hosts").write_bytes(
        hash_of(b"github.com")
        + b" "
        + GITHUB
        + b"\n"
        + hash_of(b"[inner.example]:2222")
        + b" "
        + GITHUB
        + b"\n"
    )
    found = keywright("hosts", "list")
    first, second = found.stdout.decode().splitlines()
    assert (found.returncode, first.split()[:3]) == (0, ["1", "github.com", "(hashed)"])
    assert "GitHub publishes this key" in first
    assert second.split() == ["2", "hashed", "Ed25519"]
    assert b"[inner.example]:2222 (hashed)" in keywright("hosts", "list", "--history").stdout
    with (fence / ".ssh" / "known_hosts").open("ab") as file:
        file.write(b"gitlab.com " + GITHUB + b"\n")
    found = keywright("hosts", "list", "--json")
    assert found.returncode == 1
    rows = json.loads(found.stdout)
    assert [(row["name"], row["published"] and row["published"]["standing"]) for row in rows] == [
        ("github.com", "published"),
        (None, None),
        (None, "unknown"),
    ]
    assert b"GitHub publishes this key" in keywright("hosts", "find", "github.com").stdout
