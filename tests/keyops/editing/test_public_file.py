"""What is foretold of a ``.pub`` is what the edit says and does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.editing import files, public_file
from tui.keyops.editing.plan import EditRequest
from tui.keyops.editing.public_file import Outcome
from tui.keyops.formats import FORMATS
from tui.keyops.inspection.files import inspect_file

if TYPE_CHECKING:
    from pathlib import Path

OWN = pack_public(make("rsa").public, "openssh-public", b"old").data
OTHER = pack_public(make("ed25519").public, "openssh-public", b"old").data
COMMENT, MADE = EditRequest(comment=b"new"), EditRequest(public=True)
BOTH = EditRequest(comment=b"new", public=True)

TABLE = [
    ("openssh", None, COMMENT, Outcome.UNTOUCHED, None),
    ("pem", None, COMMENT, Outcome.WRITTEN, b" new\n"),
    ("openssh", None, MADE, Outcome.WRITTEN, b"\n"),
    ("pem", None, BOTH, Outcome.WRITTEN, b" new\n"),
    ("openssh", OWN, COMMENT, Outcome.COMMENT, b" new\n"),
    ("pem", OWN, COMMENT, Outcome.COMMENT, b" new\n"),
    ("pem", OWN, MADE, Outcome.WRITTEN, b" old\n"),
    ("openssh", OTHER, COMMENT, Outcome.OTHER_KEY, OTHER),
    ("pem", OTHER, COMMENT, Outcome.OTHER_KEY, OTHER),
    ("pem", OTHER, MADE, Outcome.REPLACED, b"\n"),
    ("pem", OTHER, BOTH, Outcome.REPLACED, b" new\n"),
    ("pem", b"no key\n", COMMENT, Outcome.NO_KEY, b"no key\n"),
    ("pem", b"no key\n", MADE, Outcome.REPLACED, b"\n"),
]


@pytest.mark.parametrize(("target", "there", "asked", "outcome", "end"), TABLE, ids=range(len(TABLE)))
def test_what_is_foretold_is_done(
    tmp_path: Path,
    target: str,
    there: bytes | None,
    asked: EditRequest,
    outcome: Outcome,
    end: bytes | None,
) -> None:
    path, public = tmp_path / "id", tmp_path / "id.pub"
    path.write_bytes(pack(make("rsa"), target).data)
    if there is not None:
        public.write_bytes(there)
    report = inspect_file(path)
    told = public_file.foretell(path, report.pair, asked, FORMATS[target], public=report.keys[0].public)
    done = files.prepare(path, request=asked)
    assert told.outcome is outcome
    assert set(told.cannot) <= set(done.cannot)
    assert [words for words in told.changes if words in done.changes] == [
        words for words in done.changes if "id.pub" in words
    ]
    files.write(done, "20261130-010000", backup=False)
    if end is None:
        assert not public.exists()
    else:
        assert public.read_bytes().endswith(end)
        assert inspect_file(public).error is None or there == b"no key\n" == end


def test_a_comment_that_is_kept_nowhere_is_said_to_be(tmp_path: Path) -> None:
    """It was said to be in the ``.pub`` of another key, which is left alone."""
    path = tmp_path / "id"
    path.write_bytes(pack(make("rsa"), "pem").data)
    (tmp_path / "id.pub").write_bytes(OTHER)
    assert files.prepare(path, request=COMMENT).cannot == (
        "id.pub belongs to another key: left unchanged",
        "PEM (PKCS#1, SEC1) has no room for a comment: it will be lost",
    )


def test_a_link_to_nothing_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_bytes(pack(make("rsa"), "openssh").data)
    (tmp_path / "id.pub").symlink_to("elsewhere")
    told = public_file.foretell(path, None, MADE, FORMATS["openssh"], public=make("rsa").public)
    assert told.outcome is Outcome.LOST_LINK
    assert files.prepare(path, request=MADE).cannot == told.cannot


def test_of_several_keys_no_pub_is_written(tmp_path: Path) -> None:
    path = tmp_path / "id"
    told = public_file.foretell(path, None, MADE, FORMATS["openssh"], public=None, keys=2)
    assert told.outcome is Outcome.SEVERAL_KEYS
    assert told.changes == ()
