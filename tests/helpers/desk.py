"""A folder of keys to try screens on: the same files, sizes, ages and owner on every machine."""

from __future__ import annotations

import os
import pwd
import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from tests.helpers.expect import screen
from tests.helpers.snapshot import text, until
from tui.app import KeywrightApp
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.keys.screen import KeysScreen
from tui.terminal.clipboard import CopyWay
from tui.widgets.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest
    from textual.pilot import Pilot

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "openssh-10.5"
PHRASE = "correct horse"
NOW = 1_790_000_000.0
FILES = {
    "id_ed25519": "id_ed25519",
    "id_ed25519.pub": "id_ed25519.pub",
    "id_ed25519-cert.pub": "id_ed25519-cert.pub",
    "id_rsa": "id_rsa-2048-locked",
    "id_rsa.pub": "id_rsa-2048-locked.pub",
    "old.pem": "id_rsa-2048-pem-locked",
    "alone.p8": "id_rsa-2048-pkcs8-locked",
    "wrong": "id_ecdsa-256",
    "wrong.pub": "id_ecdsa-384.pub",
}


def fill(folder: Path, files: Iterable[str] = FILES) -> Path:
    """Copy keys into a folder, three weeks old, private ones 0600."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in files:
        shutil.copy(CORPUS / FILES[name], folder / name)
        (folder / name).chmod(0o644 if name.endswith(".pub") else 0o600)
    (folder / "config").write_text("Host *\n")
    (folder / "archive").mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.chmod(0o644) if path.name == "config" else None
        age(path)
    return folder


def age(path: Path) -> None:
    """Make a file three weeks old."""
    then = time.time() - 22 * 86400
    os.utime(path, (then, then))


def same_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files belong to kai, and it is September 2026, whoever runs the tests and whenever."""
    monkeypatch.setattr(time, "time", lambda: NOW)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: SimpleNamespace(pw_name="kai", pw_dir=os.environ["HOME"]))


def keys_app(start: Path) -> KeywrightApp:
    """The app, copying by OSC 52, which a headless driver swallows."""
    return KeywrightApp(start, clipboard_way=CopyWay.OSC52)


def screen_of(pilot: Pilot) -> KeysScreen:
    """The home screen."""
    return screen(pilot, KeysScreen)


async def ready(pilot: Pilot) -> None:
    """Wait until the folder is read, every file looked at, and the details are those of the cursor."""

    def quiet() -> bool:
        keys = screen_of(pilot)
        looked = all(entry.is_folder or entry.path in keys.names.summaries for entry in keys.here.entries)
        looked = looked and not keys.summarizer.is_busy
        looked = looked and (keys.problems is not None or len(keys.here.entries) > 300)
        entry = keys.names.entry
        told = entry is None or entry.is_folder or (keys.report and keys.report.path == entry.path)
        return bool(keys.where) and looked and bool(told)

    await until(pilot, quiet)


async def agree(pilot: Pilot) -> None:
    """Answer a question with yes, when it is asked."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
    await until(pilot, lambda: pilot.app.screen.query_one(Answers)._asked)
    await pilot.press("y")


async def generate(pilot: Pilot) -> None:
    """Press the key of the Generate form's button, and agree that the key has no passphrase."""
    await pilot.press("f10")
    await agree(pilot)


async def go_to(pilot: Pilot, name: str) -> None:
    """Put the cursor on a file: on its key, or among the files of its key."""
    keys = screen_of(pilot)
    keys.list_rows(keys.here.path.parent if name == ".." else keys.here.path / name)
    assert keys.names.line.name == name
    await ready(pilot)


async def shows(pilot: Pilot, words: str) -> None:
    """Wait until the screen shows some words."""
    await until(pilot, lambda: words in text(pilot.app))
