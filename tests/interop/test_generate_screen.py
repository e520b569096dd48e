"""Keys made on the Generate screen, read by the programs they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import peers
from tests.helpers.desk import agree
from tests.helpers.expect import expect
from tests.helpers.samples import one_in
from tests.helpers.snapshot import arrived
from tui.app import KeywrightApp
from tui.keyops.files.xdg import state_folder
from tui.keyops.generation import estimates
from tui.screens.generate.screen import GenerateScreen
from tui.screens.result.screen import ResultScreen
from tui.terminal.clipboard import CopyWay
from tui.widgets.choice import Choice

if TYPE_CHECKING:
    from pathlib import Path

PHRASE = "kanarienvogel 42"


async def make(folder: Path, family: str, container: str, phrase: str, bits: str = "") -> ResultScreen:
    estimates.save_speed(state_folder(), estimates.Speed(1.0, 12))  # else it is measured beside the search
    app = KeywrightApp(folder, clipboard_way=CopyWay.OSC52)
    async with app.run_test() as pilot:
        await pilot.press("f3")
        form = (await arrived(pilot, GenerateScreen)).form
        expect(Choice, form.row("type").field).chosen = family
        await pilot.pause()
        if bits:
            form.sizes.chosen = bits
        expect(Choice, form.row("container").field).chosen = container
        form.passphrase.value = form.again.value = phrase
        await pilot.pause()
        await pilot.press("f10")
        if not phrase:
            await agree(pilot)
        return await arrived(pilot, ResultScreen)


@pytest.mark.interop
@pytest.mark.parametrize(
    ("family", "container", "bits"),
    one_in(
        2,
        [
            ("ed25519", "openssh", ""),
            ("rsa", "openssh", "2048"),
            ("rsa", "pem", "2048"),
            ("rsa", "pkcs8", "2048"),
            ("ecdsa", "pem", "384"),
            ("ecdsa", "openssh", "521"),
        ],
    ),
)
@pytest.mark.parametrize("phrase", one_in(2, [PHRASE, ""]))
async def test_ssh_keygen_reads_what_was_made(
    fence: Path, family: str, container: str, bits: str, phrase: str
) -> None:
    """It computes the very public key that was written beside it, and prints the fingerprint shown."""
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    page = await make(folder, family, container, phrase, bits)
    private, public = (file.path for file in page.made.files)
    computed = peers.run("ssh-keygen", "-y", "-P", phrase, "-f", private).stdout.decode()
    assert computed.split()[:2] == public.read_text().split()[:2]
    shown = peers.run("ssh-keygen", "-l", "-f", public).stdout.decode()
    assert page.made.key.sha256 in shown


@pytest.mark.interop
@pytest.mark.parametrize(
    ("family", "container"), one_in(2, [("ed25519", "ppk3"), ("ed448", "ppk3"), ("rsa", "ppk2")])
)
async def test_puttygen_reads_what_was_made(fence: Path, tmp_path: Path, family: str, container: str) -> None:
    folder = fence / ".ssh"
    folder.mkdir(mode=0o700)
    page = await make(folder, family, container, PHRASE, "2048" if family == "rsa" else "")
    private, public = (file.path for file in page.made.files)
    phrase = peers.secret_file(tmp_path, PHRASE)
    line = peers.run("puttygen", private, "-L", "--old-passphrase", phrase).stdout.decode()
    assert line.split()[:2] == public.read_text().split()[:2]
