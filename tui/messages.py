"""Messages that cross a screen boundary. Screens do not import each other: they ask the App by these.

None shows a passphrase or a private number: what may be one is a ``Secret``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from pathlib import Path

    from .keyops.secret import Secret
    from .settings import LoadedSettings


@dataclass
class OpenPath(Message):
    """Show a file or a folder on the Keys screen."""

    path: Path


@dataclass
class ConvertKey(Message):
    """Open the Convert screen with this file as its source."""

    path: Path
    key: int | None = None
    """Which of several in it, from 0; None: the one that ssh takes."""
    target: str = ""
    """The id of the format to convert it to; empty for the one that suits it best."""


@dataclass(frozen=True)
class PublicKeyText:
    """All that is shown and copied of a public key. Raw: escape what is shown."""

    name: str
    """Of the file it came from."""
    label: str
    """Type and size, such as ``RSA 4096``."""
    line: str
    """The authorized_keys line, without a newline."""
    sha256: str
    comment: str = ""
    path: Path | None = None
    """The file, where it is the key of one."""


@dataclass
class ShowPublicKey(Message):
    """Show a public key on a screen of its own."""

    key: PublicKeyText


@dataclass
class CopyPublicKey(Message):
    """Copy a public key at once, and say which way it went."""

    key: PublicKeyText


@dataclass(frozen=True)
class ResultFile:
    """A file that was written."""

    path: Path
    mode: int
    private: bool


@dataclass
class KeyGenerated(Message):
    """A key was generated or converted, and written: show the result page."""

    headline: str
    """What happened, such as ``id_rsa was made``."""
    container: str
    """The label of the private file's container."""
    key: PublicKeyText
    randomart: str
    files: tuple[ResultFile, ...]
    notes: tuple[str, ...] = ()
    """Findings worth reading now."""
    service: str = ""
    """The id of the service it was made for; empty when for none."""


@dataclass
class GenerateFor(Message):
    """Open the Generate screen, filled in for a service."""

    service: str


@dataclass
class KeyPasted(Message):
    """A text was pasted where no input has the focus: show what it is."""

    pasted: Secret
    folder: Path | None = None
    """Where a file would be written; the folder of the settings when None."""


@dataclass
class ShowDeploy(Message):
    """Show which half of a key goes where at a service, and in which form."""

    path: Path
    service: str


@dataclass
class ShowPage(Message):
    """Show a page of ``tui.screens.registry`` that is about a file."""

    page: str
    path: Path


@dataclass
class SettingsChosen(Message):
    """These settings count from now on."""

    chosen: LoadedSettings
