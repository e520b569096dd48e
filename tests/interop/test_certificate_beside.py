"""A certificate beside another key, and one whose options are malformed."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import run
from tui.cli import main
from tui.keyops.inspection import advice
from tui.keyops.inspection.description import certificate_rows
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import inspect
from tui.keyops.records import replace

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("ca", "id", "other"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name)
    run(
        "ssh-keygen",
        "-q",
        "-s",
        tmp_path / "ca",
        "-I",
        "x",
        "-n",
        "kai",
        "-O",
        "force-command=ls",
        tmp_path / "other.pub",
    )
    return tmp_path


def test_a_certificate_of_another_key_is_told_at_both_files(home: Path, capsys) -> None:
    certificate = home / "id-cert.pub"
    certificate.write_bytes((home / "other-cert.pub").read_bytes())
    for name, title in (
        ("id", "id-cert.pub next to it certifies a different key"),
        ("id.pub", "id-cert.pub next to it certifies a different key"),
        ("id-cert.pub", "id-cert.pub certifies a different key than id next to it"),
    ):
        (found,) = [one for one in inspect_file(home / name).findings if one.id == "certificate-differs"]
        assert found.title == title
        assert "have this key signed" in found.hint
        assert "pair-differs" not in {one.id for one in inspect_file(home / name).findings}
        assert main(["inspect", "--json", str(home / name)]) == 1
        assert title in json.dumps(json.loads(capsys.readouterr().out))
    certificate.unlink()
    assert not [one for one in inspect_file(home / "id").findings if one.id == "certificate-differs"]


@pytest.mark.parametrize("data", [b"", b"ls", b"\0\0\0\x09ls", b"\0\0\0\0"])
def test_a_malformed_critical_option_is_a_warning(data: bytes, home: Path) -> None:
    body = base64.b64decode((home / "other-cert.pub").read_bytes().split()[1])
    assert body
    (report,) = inspect((home / "other-cert.pub").read_bytes())
    assert not [one for one in report.findings if one.id == "certificate-option"]
    spoilt = replace(report.certificate, critical_options=((b"force-command", data),))
    found = {one.id for one in advice.about_key(replace(report, certificate=spoilt))}
    assert "certificate-option" in found
    assert dict(certificate_rows(spoilt))["Only runs"]
