"""``keywright rotate``: what is refused before a step is done, and what is shown of those to come."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.project import ROOT
from tests.helpers.verbs import keywright
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A key, for which no configuration is there."""
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh").data)
    path.chmod(0o600)
    return path


def files(old: Path) -> set[str]:
    return {one.name for one in old.parent.iterdir()}


def test_a_plan_shows_every_step_and_writes_nothing(old: Path) -> None:
    done = keywright("rotate", str(old), "one", "me@two", "--old-line", "remove", "--plan")
    assert done.returncode == 0
    told = done.stdout.decode().splitlines()
    assert [line.split()[0] for line in told] == ["todo"] * 9
    assert told[6] == "todo     Log in to one with id_2, and remove the line of id"
    rows = json.loads(keywright("rotate", str(old), "one", "--plan", "--json").stdout)
    assert [row["step"] for row in rows] == ["make", "install", "prove", "config", "retire", "keep"]
    assert [row["host"] for row in rows] == [None, "one", "one", None, "one", None]
    assert {row["journal"] for row in rows} == {None}
    assert files(old) == {"id"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--new", "{old}"], "id holds the same key as id"),
        (["--new", "{same}"], "same holds the same key as id"),
        (["--new", "/elsewhere/id"], "must be in the folder of the old one"),
        (["--keep-days", "-1"], "needs 0 to 36500 days"),
        (["--keep-days", "99999999999"], "needs 0 to 36500 days"),
        (["--keep-days", "many"], "needs a whole number"),
        (["--next", "--undo"], "cannot be used together"),
    ],
    ids=["itself", "copy", "elsewhere", "negative", "many", "no number", "both"],
)
def test_what_would_end_badly_is_refused_before_it_begins(old: Path, words: list[str], told: str) -> None:
    """The line of the old key would be that of the new one as well: marking it expired would lock out."""
    same = old.with_name("same")
    shutil.copy(old, same)
    done = keywright("rotate", str(old), "one", *(word.format(old=old, same=same) for word in words))
    assert done.returncode != 0
    assert told in done.stderr.decode()
    assert files(old) == {"id", "same"}


@pytest.mark.parametrize(
    ("container", "mode", "told", "step"),
    [
        (
            "ppk3",
            0o600,
            "ssh does not read PPK version 3, the format of id",
            "keywright convert id --format openssh",
        ),
        (
            "ppk2",
            0o600,
            "ssh does not read PPK version 2, the format of id",
            "keywright convert id --format openssh",
        ),
        (
            "openssh",
            0o644,
            "Others can read the private key id (mode 0644); OpenSSH refuses to use it",
            "keywright repair --permissions id",
        ),
    ],
    ids=["ppk3", "ppk2", "open"],
)
@pytest.mark.parametrize("words", [["one"], ["one", "--plan"]], ids=["begin", "plan"])
def test_a_key_that_ssh_does_not_use_is_refused_before_a_step_with_what_helps(
    old: Path,
    words: list[str],
    container: str,
    mode: int,
    told: str,
    step: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    old.write_bytes(pack(make("ed25519"), container).data)
    old.chmod(mode)
    assert main(["rotate", str(old), *words]) == 1
    said = capfd.readouterr().err
    assert told in said
    assert step in said
    assert files(old) == {"id"}, "no journal, and no new key"


def test_the_new_key_of_one_on_an_authenticator_has_to_be_there_first(
    old: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    old.write_bytes((ROOT / "tests" / "corpus" / "openssh-10.5" / "id_ed25519-sk").read_bytes())
    assert main(["rotate", str(old), "one", "--plan"]) == 1
    assert "Make it with ssh-keygen -t ed25519-sk. Name it with --new" in capfd.readouterr().err
    assert files(old) == {"id"}
    old.with_name("new").write_bytes(pack(make("ed25519"), "openssh").data)
    assert main(["rotate", str(old), "one", "--new", str(old.with_name("new")), "--plan"]) == 0


def test_a_public_key_is_not_what_is_replaced(old: Path) -> None:
    old.with_name("id.pub").write_bytes(pack_public(make("ed25519").public, "openssh-public").data)
    done = keywright("rotate", str(old.with_name("id.pub")), "one")
    assert done.returncode == 1
    assert "Name the private key" in done.stderr.decode()


def test_the_new_key_of_a_locked_one_gets_a_passphrase(old: Path) -> None:
    old.write_bytes(pack(make("ed25519"), "openssh", Protection(Secret("horse"))).data)
    done = keywright("rotate", str(old), "one")
    assert done.returncode == 1
    assert "id has a passphrase, and so should the new key" in done.stderr.decode()
    assert "id_2" not in files(old)


def test_the_new_key_is_made_alike_and_all_is_taken_back(old: Path) -> None:
    old.write_bytes(pack(make("ecdsa384"), "pem").data)
    assert main(["rotate", str(old), "one", "--next", "--new-passphrase-file", "/dev/null"]) == 0
    made = old.with_name("id_2")
    assert made.read_bytes().startswith(b"-----BEGIN EC PRIVATE KEY-----\n")
    assert files(old) == {"id", "id_2", "id_2.pub", "id.rotation.json"}
    assert main(["rotate", str(old), "--undo"]) == 0
    assert {one for one in files(old) if "backup" not in one} == {"id"}
    assert main(["rotate", str(old), "--undo"]) == 2, "there is nothing to take back, and no host"


def test_what_was_begun_is_listed(old: Path, fence: Path) -> None:
    assert main(["rotate"]) == 1
    (fence / ".ssh").mkdir(exist_ok=True)
    key = shutil.copy(old, fence / ".ssh" / "id")
    assert main(["rotate", str(key), "one", "--skip"]) == 0
    done = keywright("rotate")
    assert done.returncode == 0
    assert done.stdout.decode().startswith("id -> id_2, started 20")
    assert done.stdout.decode().endswith("next: Log in to one with id, and add id_2 to its authorized_keys\n")
