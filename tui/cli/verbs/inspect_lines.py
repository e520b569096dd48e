"""``keywright inspect -r --jsonl``: every key below folders, one JSON object in a line for each."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...keyops.findings import Severity
from ...keyops.trust.inventory import Found, Inventory
from ...visible import visible
from .. import json_lines, json_objects
from ..complaints import complain

if TYPE_CHECKING:
    import argparse

_CUTTABLE: Final = ("comment", "options", "error", "reuse", "findings", "path", "host")


def run(arguments: argparse.Namespace) -> int:
    """Write a line for each key as it is met; exit code 1 when anything is wrong with any of them."""
    if not arguments.jsonl:
        if arguments.recursive:
            return complain("-r goes with --jsonl; keywright list and audit -r look into folders too")
        return complain("--copied-from goes with --jsonl")
    fine, copied_from = True, arguments.copied_from
    host = json_objects.text(os.uname().nodename if copied_from is None else copied_from)
    inventory = Inventory(copied=copied_from is not None)
    paths = map(Path, arguments.paths)
    for found in inventory.look(paths, descend=arguments.recursive, standard_input=sys.stdin.buffer):
        json_lines.write({"host": host, **row(found)}, _CUTTABLE)
        wrong = any(one.severity is Severity.ERROR for one in found.findings)
        fine = fine and found.error is None and not wrong
    return 0 if fine else 1


def row(found: Found) -> dict[str, Any]:
    """The fields of a key."""
    key, text = found.key, json_objects.text
    comment = (key.comment or b"").decode("utf-8", "surrogateescape")
    return {
        "path": text(str(found.path)),
        "line": key.line or None,
        "kind": str(key.kind),
        "format": key.container,
        "algorithm": key.algorithm,
        "bits": key.bits,
        "sha256": key.sha256,
        "comment": text(comment) or None,
        "encrypted": (key.encryption is not None) if key.container else None,
        "options": text(key.options) or None,
        "mode": f"{found.mode:04o}" if found.mode >= 0 else None,
        "owner": found.owner or None,
        "mtime": _moment(found.modified) if found.mode >= 0 else None,
        "findings": sorted({one.id for one in found.findings}),
        "reuse": text(found.reuse) or None,
        "error": None if found.error is None else f"{found.error.id}: {visible(found.error.title)}",
    }


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
