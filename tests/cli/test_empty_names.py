"""Names that are none: empty ones, as of a variable that is not set, and those of folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.certificate_samples import line, made
from tests.helpers.keys import make
from tests.helpers.verbs import keywright
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["", ".", "..", "/", "missing/", "missing/.."])
def test_a_file_to_write_has_a_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = keywright("generate", "-t", "ed25519", "-o", name)
    assert result.returncode == 2
    assert b"file name" in result.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("verb", [("audit",), ("repair",), ("repair", "--permissions")], ids=" ".join)
def test_an_empty_name_is_not_the_folder_one_is_in(
    verb: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    (tmp_path / "id").chmod(0o644)
    monkeypatch.chdir(tmp_path)
    result = keywright(*verb, "")
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"name is empty" in result.stderr
    assert (tmp_path / "id").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("name", [".", "..", "/"])
@pytest.mark.parametrize("verb", ["sign", "verify"])
def test_a_folder_is_not_signed(
    verb: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    monkeypatch.chdir(tmp_path)
    result = keywright(verb, name, *(("-k", "id") if verb == "sign" else ()))
    assert result.returncode == 1
    assert result.stderr.startswith(f"keywright: {name}".encode())
    assert len(result.stderr.splitlines()) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["id"]


@pytest.mark.parametrize("action", ["attach", "remove"])
def test_a_certificate_goes_over_another_file_only_with_force(action: str, tmp_path: Path) -> None:
    """What the refusal proposes must be there."""
    key, certificate, out = tmp_path / "id", tmp_path / "id-cert.pub", tmp_path / "out"
    certificate.write_bytes(line(made().blob))
    key.write_bytes(pack_public(made().public, "openssh-public").data)
    argv = ("certificate", action, *((key, certificate) if action == "attach" else (certificate,)), "-o", out)
    out.write_text("precious")
    refused = keywright(*argv)
    assert (refused.returncode, b"overwrite with --force" in refused.stderr) == (1, True), refused.stderr
    assert out.read_text() == "precious"
    assert keywright(*argv, "--force").returncode == 0
    assert out.read_text() != "precious"
    assert [path.read_text() for path in tmp_path.glob("out.backup-*")] == ["precious"]


def test_a_host_key_without_its_private_half_is_told_with_what_can_be_done(tmp_path: Path) -> None:
    (tmp_path / "ssh_host_ed25519_key.pub").write_text("precious")
    result = keywright("host-keys", "--dir", tmp_path, "--types", "ed25519")
    assert result.returncode == 1
    assert b"Move it away, or restore the private key" in result.stderr
    assert b"--force" not in result.stderr, "there is no such option"
    assert [path.name for path in tmp_path.iterdir()] == ["ssh_host_ed25519_key.pub"]
