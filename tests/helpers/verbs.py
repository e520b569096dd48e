"""The verbs, run as without a terminal, in this process: one of its own takes a quarter of a second."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from unittest import mock

from tui import __main__ as entry

if TYPE_CHECKING:
    from pathlib import Path


def keywright(
    *argv: str | Path, data: bytes = b"", home: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a verb.

    Args:
        argv: its words.
        data: its standard input.
        home: a home folder, other than that of the test.
    """
    words = list(map(str, argv))
    out, err = io.BytesIO(), io.BytesIO()
    with (
        mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8")),
        contextlib.redirect_stdout(io.TextIOWrapper(out, "utf-8", write_through=True)),
        contextlib.redirect_stderr(io.TextIOWrapper(err, "utf-8", write_through=True)),
        mock.patch.dict(os.environ, {"HOME": str(home)} if home else {}),
    ):
        code = entry._status(words)
        sys.stdout.flush()
        return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def objects(*argv: str | Path, data: bytes = b"", code: int = 0) -> list[dict[str, Any]]:
    """What ``inspect --json`` prints."""
    result = keywright("inspect", "--json", *argv, data=data)
    assert result.returncode == code, result.stderr.decode()
    return json.loads(result.stdout)
