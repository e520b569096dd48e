"""Our verbs in this process, and keys of the museum to run them and the anchors on."""

from __future__ import annotations

import contextlib
import io
import shutil
import sys
from pathlib import Path
from unittest import mock

from tests.helpers.peers import run, secret_file
from tui.cli import main

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def keywright(*argv: object, data: bytes = b"", code: int | None = 0) -> str:
    """What a verb says on standard output, run without a terminal; fails the test on another exit code.

    With a code that is not 0, what it says on standard error; None takes any code.
    """
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(data)),
        "stdout": io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True),
        "stderr": io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True),
    }
    with contextlib.ExitStack() as stack:
        for name, stream in streams.items():
            stack.enter_context(mock.patch.object(sys, name, stream))
        try:
            found = main([str(word) for word in argv])
        except SystemExit as stop:
            found = int(stop.code or 0)
    said, complained = (streams[name].buffer.getvalue().decode() for name in ("stdout", "stderr"))
    assert code in {found, None}, said + complained
    assert found or not complained, "what is fine is told on standard output"
    return complained if code else said


def copied(folder: Path, source: str, name: str = "key") -> Path:
    """A file of the museum under another name, with the mode that ssh-keygen wants."""
    path = folder / name
    shutil.copy(CORPUS / source, path)
    path.chmod(0o600)
    return path


def nothing(folder: Path) -> Path:
    """The file of an empty passphrase."""
    return secret_file(folder, "", "nothing")


def puttygen(folder: Path, *argv: object, old: Path | None = None, new: Path | None = None) -> str:
    """What puttygen says, with the passphrases given in files: none unless told otherwise."""
    none = nothing(folder)
    phrases = ("--old-passphrase", old or none, "--new-passphrase", new or old or none)
    return run("puttygen", *map(str, argv), *phrases).stdout.decode()
