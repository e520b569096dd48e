"""Signing and verifying from the Keys screen, and asking a list of revoked keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.helpers.agents import ssh_agent
from tests.helpers.desk import CORPUS, PHRASE, fill, keys_app, ready, same_world, shows
from tests.helpers.peers import run as peer
from tests.helpers.snapshot import check
from tui.cli import main

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    same_world(monkeypatch)
    (fence / "keys").mkdir()
    (fence / "keys" / "notes.txt").write_text("hello\n")
    return fill(fence / "keys")


async def test_a_file_is_signed_and_enter_on_the_signature_verifies_it(folder: Path) -> None:
    async with keys_app(folder / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("s")
        await shows(pilot, "Sign with id_ed25519")
        await pilot.press(*"notes.txt", "f10")
        await shows(pilot, "notes.txt was signed: wrote notes.txt.sig")
        assert main(["verify", str(folder / "notes.txt"), "--no-identity"]) == 0
        await ready(pilot)
        await shows(pilot, "Enter verify")
        await pilot.press("enter")
        await shows(pilot, "notes.txt.sig matches notes.txt")
        check(pilot.app, "signature-80x24")
        await pilot.press("escape")
        (folder / "notes.txt").write_text("hullo\n")
        await pilot.press("s")
        await shows(pilot, "notes.txt.sig does not match notes.txt")


async def test_a_locked_key_asks_its_passphrase_and_an_old_signature_is_not_replaced_silently(
    folder: Path,
) -> None:
    old = folder / "notes.txt.sig"
    old.write_text("old")
    async with keys_app(folder / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("s")
        await shows(pilot, "Sign with ")
        await pilot.press(*"notes.txt", "f10")
        await shows(pilot, "Replace notes.txt.sig?")
        await pilot.press("right", "enter")
        await shows(pilot, "Passphrase of id_rsa")
        await pilot.press(*(char if char != " " else "space" for char in PHRASE), "enter")
        await shows(pilot, "notes.txt was signed")
        assert "SSH SIGNATURE" in old.read_text()
        (backup,) = folder.glob("notes.txt.sig.backup-*")
        assert backup.read_text() == "old"


async def test_a_file_whose_signature_can_have_no_name_is_told_of(folder: Path) -> None:
    (folder / ("n" * 253)).write_text("hello")
    async with keys_app(folder / "id_ed25519").run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("s")
        await shows(pilot, "Sign with ")
        pilot.app.screen.query_one(Input).value = str(folder / ("n" * 253))
        await pilot.press("f10")
        await shows(pilot, "The name is too long for the file system:")


async def test_a_public_key_says_why_it_cannot_sign(folder: Path) -> None:
    async with keys_app(folder / "id_rsa.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("s")
        await shows(pilot, "id_rsa.pub has no private key to sign with")


async def test_a_certificate_is_signed_under_with_the_private_key_beside_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    common = ["-I", "x", "-n", "kai", "-V", "+8h", "--force", str(folder / "id_ed25519.pub")]
    assert main(["certificate", "sign", "-s", str(folder / "id_ed25519"), *common]) == 0
    signers = folder / "signers"
    signers.write_bytes(b"* cert-authority " + (folder / "id_ed25519.pub").read_bytes())
    asked = ["verify", str(folder / "notes.txt"), "--signers", str(signers), "--identity", "kai"]
    private = folder / "id_ed25519"
    away = private.rename(folder / "away")
    async with keys_app(folder / "id_ed25519-cert.pub").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("s")
        await shows(pilot, "but the private key id_ed25519")
        await pilot.press("escape")
        away.rename(private)
        await pilot.press("s")
        await shows(pilot, "Sign with id_ed25519-cert.pub")
        await pilot.press(*"notes.txt", "f10")
        await shows(pilot, "notes.txt was signed: wrote notes.txt.sig")
        assert main(asked) == 0


@pytest.mark.interop
async def test_a_public_key_signs_where_the_agent_has_its_private_half(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ssh_agent(tmp_path / "agent") as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        private = folder / "id_ed25519"
        private.chmod(0o600)
        peer("ssh-add", "-q", private)
        private.rename(tmp_path / "elsewhere")
        async with keys_app(folder / "id_ed25519.pub").run_test(size=SIZE) as pilot:
            await ready(pilot)
            await pilot.press("s")
            await shows(pilot, "Sign with id_ed25519.pub")
            await pilot.press(*"notes.txt", "f10")
            await shows(pilot, "notes.txt was signed: wrote notes.txt.sig")
            assert main(["verify", str(folder / "notes.txt"), "--no-identity"]) == 0


async def test_a_list_of_revoked_keys_is_asked_about_a_key(folder: Path) -> None:
    for name, source in (("bad.krl", "revoked.krl"), ("gone.pub", "id_rsa-2048.pub")):
        (folder / name).write_bytes((CORPUS / source).read_bytes())
    async with keys_app(folder / "bad.krl").run_test(size=SIZE) as pilot:
        await ready(pilot)
        for name, words in (
            ("gone.pub", "gone.pub is revoked: the key is in the list"),
            ("id_rsa.pub", "id_rsa.pub is not revoked by bad.krl"),
        ):
            await pilot.press("enter")
            await shows(pilot, "Look up which key in bad.krl?")
            await pilot.press(*name, "enter")
            await shows(pilot, words)
