"""The verbs, run as a user runs them: in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.helpers.project import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def keywright(
    *argv: str | Path, data: bytes = b"", home: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a verb in a process of its own, without a terminal."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **({"HOME": str(home)} if home else {})}
    return subprocess.run(
        [sys.executable, "-m", "tui", *map(str, argv)],
        input=data,
        capture_output=True,
        timeout=120,
        check=False,
        env=environment,
        start_new_session=True,
    )


def objects(*argv: str | Path, data: bytes = b"", code: int = 0) -> list[dict[str, Any]]:
    result = keywright("inspect", "--json", *argv, data=data)
    assert result.returncode == code, result.stderr.decode()
    assert b"Traceback" not in result.stderr
    return json.loads(result.stdout)
