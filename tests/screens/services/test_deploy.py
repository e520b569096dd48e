"""Deploy: each half in the form a service takes; a private half only after asking."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, snapshot
from tests.helpers.desk import ready, shows
from tests.helpers.keys import make
from tests.helpers.snapshot import arrived, text, until
from tui.app import KeywrightApp
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.line import LineDialog
from tui.keyops.conversion.conversion import convert, pack
from tui.messages import CopyPublicKey
from tui.screens.services.deploy import DeployScreen
from tui.terminal import clipboard
from tui.terminal.clipboard import CopyWay

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot


@pytest.fixture
def ssh(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    folder = desk.fill(fence / ".ssh")
    (folder / "jira").write_bytes(pack(make("rsa"), "pem").data)
    (folder / "jira").chmod(0o600)
    return folder


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(KeywrightApp, "on_copy_public_key", lambda _, message: texts.append(message.key.line))
    return texts


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What goes to the terminal's clipboard."""
    texts: list[str] = []
    monkeypatch.setattr(KeywrightApp, "write_sequence", lambda _, sequence: texts.append(sequence))
    return texts


async def opened(pilot: Pilot, path: Path, service: str) -> DeployScreen:
    await ready(pilot)
    await pilot.app.push_screen(DeployScreen(path, service, CopyWay.OSC52))
    shown = await arrived(pilot, DeployScreen)
    await until(pilot, lambda: shown.deployment)
    return shown


def app_of(ssh: Path) -> KeywrightApp:
    return KeywrightApp(ssh, clipboard_way=CopyWay.OSC52)


@pytest.mark.parametrize(("cols", "rows"), [(80, 24), (120, 40), (200, 60)])
async def test_the_page_looks_as_approved(ssh: Path, cols: int, rows: int) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(cols, rows)) as pilot:
        await opened(pilot, ssh / "jira", "aws-transfer-sftp-connector")
        snapshot.check(app, f"deploy-{cols}x{rows}")


async def test_y_copies_the_public_half_at_once(ssh: Path, copied: list[str]) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ssh / "id_ed25519", "git-integration-for-jira-cloud")
        await pilot.press("y")
        await until(pilot, lambda: copied)
    assert copied == [(ssh / "id_ed25519.pub").read_text().rstrip("\n")]


async def test_a_private_half_is_copied_only_after_a_yes_and_x_clears_it(ssh: Path, sent: list[str]) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ssh / "jira", "git-integration-for-jira-cloud")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        assert "clipboard of the machine your terminal runs on" in text(app)
        assert "no passphrase: anyone who gets the copy can use the key" in " ".join(
            text(app).replace("│", "").split()
        )
        await pilot.press("enter")
        await shows(pilot, "Nothing was copied")
        assert [piece for piece in sent if "]52;" in piece] == []
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await until(pilot, lambda: screen.leased)
        assert sent[-1] == clipboard.osc52((ssh / "jira").read_bytes())
        await pilot.press("escape")
        await shows(pilot, "still on the clipboard")
        assert app.screen is screen
        await pilot.press("X")
        await until(pilot, lambda: not screen.leased)
        assert sent[-1] == "\x1b]52;c;\x07"
        assert "paste to see whether it did" in " ".join(text(app).split())
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is not screen)


async def test_the_secret_field_has_the_form_of_the_service(ssh: Path, sent: list[str]) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ssh / "jira", "azure-data-factory")
        assert [offer.form for offer in screen.deployment.offers if offer.private] == ["base64", "raw"]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await until(pilot, lambda: screen.leased)
    assert sent[-1] == clipboard.osc52(base64.b64encode((ssh / "jira").read_bytes()))


async def test_a_statement_asks_for_the_account(ssh: Path, copied: list[str]) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ssh / "jira", "snowflake-public")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press(*"KAI", "enter")
        await until(pilot, lambda: copied)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press(*"a b", "enter")
        await shows(pilot, "is not an SQL user name")
    body = "".join(convert((ssh / "jira").read_bytes(), "spki").data.decode().splitlines()[1:-1])
    assert copied == [f"ALTER USER KAI SET RSA_PUBLIC_KEY='{body}';"]


async def test_a_line_with_an_account_before_it(ssh: Path, copied: list[str]) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ssh / "id_ed25519", "google-compute-metadata")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LineDialog))
        await pilot.press(*"kai", "enter")
        await until(pilot, lambda: copied)
    assert copied[0].startswith("kai:ssh-ed25519 ")


async def test_a_key_that_is_refused_there_says_so(ssh: Path) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ssh / "id_rsa", "git-integration-for-jira-cloud")
        assert "Refused" in text(app)
        assert "it needs PEM" in text(app)


async def test_a_service_that_takes_the_public_half_is_offered_no_private_one(ssh: Path) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ssh / "id_ed25519", "github")
        assert not [offer for offer in screen.deployment.offers if offer.private]
        assert "stays here" in text(app)
        await pilot.press("X")
        await shows(pilot, "Nothing private was copied from here")


async def test_a_public_half_that_is_locked_away_says_what_is_missing(ssh: Path, copied: list[str]) -> None:
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, ssh / "alone.p8", "github")
        await pilot.press("y")
        await shows(pilot, "is encrypted")
    assert copied == []


async def test_no_message_between_screens_ever_carries_a_private_half(
    ssh: Path, sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    posted: list[object] = []
    monkeypatch.setattr(KeywrightApp, "on_copy_public_key", lambda _, message: posted.append(message))
    app = app_of(ssh)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, ssh / "jira", "git-integration-for-jira-cloud")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmDialog))
        await pilot.press("right", "enter")
        await until(pilot, lambda: screen.leased)
        assert "PRIVATE KEY" not in repr(vars(screen)) + text(app)
    assert not [message for message in posted if isinstance(message, CopyPublicKey)]
