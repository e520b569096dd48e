"""The library as a other_file uses it: by the names that ``tui.keyops`` exports, and nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.project import ROOT
from tui import keyops

if TYPE_CHECKING:
    from pathlib import Path

SECRET = keyops.Secret("correct horse")


@pytest.fixture(scope="module")
def made() -> keyops.Conversion:
    pair = keyops.generate(keyops.KeySpec("ed25519", 256, b"me@here"))
    return keyops.pack(pair, "openssh", keyops.Protection(SECRET, rounds=1))


def test_a_key_is_made_looked_at_checked_edited_and_saved(made: keyops.Conversion, tmp_path: Path) -> None:
    (report,) = keyops.inspect(made.data)
    assert (report.algorithm, report.kind, report.is_locked) == ("ssh-ed25519", keyops.Kind.PRIVATE, True)
    assert keyops.check_integrity(made.data, SECRET).works
    with pytest.raises(keyops.WrongPassphraseError):
        keyops.check_integrity(made.data, keyops.Secret("another"))
    edited = keyops.edit(made.data, keyops.EditRequest(comment=b"moved"), SECRET)
    assert (edited.comment, edited.public) == (b"moved", made.public)
    keyops.save([keyops.NewFile(tmp_path / "k", edited.data, private=True)])
    with pytest.raises(keyops.StorageError):
        keyops.save([keyops.NewFile(tmp_path / "k", made.data, private=True)])
    (audited,) = keyops.audit([tmp_path / "k"]).keys
    assert not audited.is_weak
    assert keyops.inspect_file(tmp_path / "k").keys[0].sha256 == report.sha256


def test_what_a_service_refuses_is_fixed(made: keyops.Conversion) -> None:
    (report,) = keyops.inspect(made.data)
    assert keyops.check(report, keyops.profile("openssh-9.2")).state == "accepts"
    assert {verdict.profile.id for verdict in keyops.check_all(report)} == set(keyops.catalogue().profiles)
    verdict = keyops.check(report, keyops.profile("putty-old"))
    fix = keyops.plan_fix(report, verdict)
    assert isinstance(fix, keyops.Fix)
    fixed = keyops.apply_fix(made.data, fix, passphrase=SECRET)
    assert (fixed.format, fixed.public) == ("ppk2", made.public)


def test_a_file_is_signed_and_the_signature_judged(made: keyops.Conversion, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("a note")
    hashed = keyops.digests(tmp_path / "notes.txt")["sha512"]
    signed = keyops.sign(keyops.read(made.data)[0].open(SECRET), hashed)
    (signature,) = keyops.read_signatures(signed)
    assert keyops.judge(signature, hashed).trust == "unnamed"
    assert keyops.judge(signature, hashed[::-1]).trust == "bad"


def test_what_cannot_be_sent_as_a_file_is_exported_and_damage_is_repaired(made: keyops.Conversion) -> None:
    assert keyops.export(made.data, "base64").isascii()
    repaired = keyops.repair(made.data.replace(b"\n", b"\\n"))
    assert repaired.data == made.data


def test_the_page_of_the_library_works_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "library.md").read_text()
    names: dict[str, Any] = {
        "data": keyops.pack(keyops.generate(keyops.KeySpec("ecdsa", 256)), "openssh").data
    }
    exec(page.partition("```python\n")[2].partition("```")[0], names)  # noqa: S102 - our own page
    assert capsys.readouterr().out == f"{names['report'].label} {names['report'].sha256}\n"
    assert names["pem"].startswith(b"-----BEGIN EC PRIVATE KEY-----")
    told = re.findall(r"`([A-Za-z_]+)`", page.partition("It also")[2])
    assert len(told) > 15
    assert [name for name in told if not hasattr(keyops, name)] == []
