"""A key that lost its end is whole again where what is left of it determines the rest, and only there."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import verb_says
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.text_encodings import TEXTS
from tui.cli import main
from tui.keyops.conversion.conversion import pack
from tui.keyops.damage import diagnosis
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import KeyOpsError, UnrepairableError
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.records import replace

if TYPE_CHECKING:
    from pathlib import Path

CUT = {
    ("rsa", "pem"): 13, ("rsa", "pkcs8"): 14, ("rsa", "openssh"): 8, ("ed25519", "openssh"): 1,
    ("ecdsa256", "pem"): 1, ("ecdsa256", "openssh"): 1, ("ecdsa521", "pkcs8"): 3,
}  # fmt: skip
"""How many lines of the body may be lost; one more is one too many."""


@functools.cache
def whole(kind: str, format_id: str) -> bytes:
    return pack(make(kind), format_id).data


def cut(data: bytes, lost: int, *, end: bool) -> bytes:
    """Without the last lines of the body; with its END line or without."""
    rows = data.rstrip(b"\n").split(b"\n")
    return b"\n".join((*rows[: -1 - lost], *([rows[-1]] if end else []))) + b"\n"


@pytest.mark.parametrize(("kind", "format_id"), CUT)
def test_the_lost_end_of_a_key_is_computed(kind: str, format_id: str) -> None:
    source, most = whole(kind, format_id), CUT[kind, format_id]
    for lost, end in ((1, True), (most, False)):
        data = cut(source, lost, end=end)
        assert [one.id for report in inspect(data) for one in report.findings if one.id == "truncated"]
        found = recognise(repair(data).data)
        assert [(one.public, one.error) for one in found] == [(make(kind).public, None)]
        assert found[0].open(None).private == make(kind).private
    with pytest.raises(KeyOpsError):
        repair(cut(source, most + 1, end=True))


def test_ssh_keygen_reads_what_was_computed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "key"
    path.write_bytes(cut(whole("rsa", "pem"), 10, end=False))
    path.chmod(0o600)
    assert "compute the missing part" in verb_says(capsys, path)
    assert main(["repair", str(path), "--in-place"]) == 0
    assert run("ssh-keygen", "-y", "-P", "", "-f", path).stdout


def test_a_changed_number_proves_nothing() -> None:
    """Of the exponent d, in the part that is left."""
    rows = whole("rsa", "pem").split(b"\n")
    rows[8] = rows[8][::-1]
    with pytest.raises(KeyOpsError):
        repair(cut(b"\n".join(rows), 3, end=True))


def test_a_lost_sign_behind_d_is_not_called_a_cut() -> None:
    source = TEXTS["openssh-10.5/id_rsa-2048-pem"].read_bytes()
    last = source.rindex(b"+")
    assert last > len(source) * 2 // 3
    ids = {one.id for report in inspect(source.replace(b"+", b" ")) for one in report.findings}
    assert "plus-lost" in ids
    assert "truncated" not in ids


@pytest.mark.parametrize("kind", ["rsa", "ecdsa256"])
def test_a_repair_that_gives_another_key_is_refused_whatever_did_it(kind: str, monkeypatch) -> None:
    """The last fence, behind all that looks at single kinds of damage."""
    found = diagnosis.examine(whole("ed25519", "openssh").replace(b"\n", b"\r\n"))
    other = replace(found, data=whole(kind, "openssh"))
    monkeypatch.setattr(diagnosis, "examine", lambda _: other)
    with pytest.raises(UnrepairableError, match="the repair would turn it into a different key"):
        repair(whole("ed25519", "openssh"))
