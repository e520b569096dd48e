"""A file of owners names people to keys; a key that lets somebody in and has no owner is told of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.verbs import keywright
from tui.keyops.errors import KeyOpsError
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys import fingerprints
from tui.keyops.trust import auditing, known_owners

if TYPE_CHECKING:
    from pathlib import Path

ALICE, BOB, CAROL = "ed25519", "ecdsa256", "ecdsa384"
FINGERPRINT = "SHA256:" + "a" * 43
TODAY = dt.date.today()  # noqa: DTZ011 - as people read a calendar
DAY = dt.timedelta(days=1)


def sha(name: str) -> str:
    return fingerprints.sha256(make(name).public)


def owners(path: Path, until: dt.date) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'[[owner]]\nname = "Alice"\nmail = "a@example.com"\nkeys = ["{sha(ALICE)}"]\n'
        f'[[owner]]\nname = "Bob"\nuntil = {until}\nkeys = ["{sha(BOB)}"]\n'
    )
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    made.mkdir(mode=0o700)
    lines = [authorized_line(make(name).public, b"") + "\n" for name in (ALICE, BOB, CAROL)]
    (made / "authorized_keys").write_text("".join(lines))
    (made / "authorized_keys").chmod(0o600)
    (made / "carol.pub").write_text(lines[2])
    return made


@pytest.mark.parametrize(
    ("until", "told"),
    [
        (TODAY - DAY, [("owner-left", 2), ("unknown-owner", 3)]),
        (TODAY, [("unknown-owner", 3)]),
        (TODAY + DAY, [("unknown-owner", 3)]),
    ],
    ids=["yesterday", "today", "tomorrow"],
)
def test_only_lines_that_let_in_a_stranger_or_somebody_who_left_are_told(
    until: dt.date, told: list[tuple[str, int]], folder: Path, tmp_path: Path
) -> None:
    known = known_owners.read(owners(tmp_path / "owners.toml", until))
    found = auditing.audit([folder], owners=known).problems
    assert [(one.id, one.line) for one in found] == told
    assert all(one.path.name == "authorized_keys" for one in found), "a .pub lets nobody in"
    assert auditing.audit([folder]).problems == ()


def test_both_faces_read_the_list_of_the_user(folder: Path, fence: Path) -> None:
    assert auditing.of_folder(folder) == ()
    owners(known_owners.own_file(), TODAY - DAY)
    assert [one.id for one in auditing.of_folder(folder)] == ["owner-left", "unknown-owner"]


def test_the_verb_takes_a_list_and_exits_with_1(folder: Path, tmp_path: Path) -> None:
    path = owners(tmp_path / "owners.toml", TODAY - DAY)
    done = keywright("audit", "--owners", path, folder, home=tmp_path)
    assert done.returncode == 1
    assert b"The key of Bob still lets them in" in done.stdout
    assert b"nobody in your list of owners has it" in done.stdout
    done = keywright("audit", "--owners", tmp_path / "gone", folder, home=tmp_path)
    assert (done.returncode, b"gone" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[owner]]\nkeys = []\n", "owner 1: it has no name"),
        ('[[owner]]\nname = "A"\nkey = []\n', "unknown key"),
        ('[[owner]]\nname = "A"\nkeys = ["SHA256:short"]\n', "is not a fingerprint"),
        ('[[owner]]\nname = "A"\nkeys = "SHA256:short"\n', "should be a list"),
        (f'[[owner]]\nname = "A"\nkeys = ["{FINGERPRINT}", "{FINGERPRINT}"]\n', "already a key of A"),
        ('[[owner]]\nname = "A"\nuntil = "soon"\n', "should be a date"),
        ('[[owner]]\nname = "A"\nuntil = 2026-01-01T00:00:00Z\n', "should be a date"),
        ("owner = 3\n", "should have only"),
        ("[[owners]]\n", "should have only"),
        ("nonsense", "is not TOML"),
        ("a = " + "[" * 5000, "is not TOML"),
    ],
    ids=["no name", "misspelled", "short", "no list", "twice", "no date", "a moment", "no table", "plural",
         "no TOML", "deep"],
)  # fmt: skip
def test_a_wrong_list_is_refused_and_the_words_say_where(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "owners.toml").write_text(text)
    with pytest.raises(KeyOpsError, match="owners.toml") as caught:
        known_owners.read(tmp_path / "owners.toml")
    assert words in caught.value.title
