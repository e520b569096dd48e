"""``keywright inspect -r --jsonl``: every key below folders, one JSON object in a line for each."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...keyops.findings import Severity
from ...keyops.keys import fingerprints
from ...keyops.keys.certificate import FOREVER, HOST, USER
from ...keyops.trust.inventory import Found, Inventory
from ...visible import visible
from .. import json_lines, json_objects
from ..complaints import complain

if TYPE_CHECKING:
    import argparse

    from ...keyops.keys.certificate import Certificate

_LAST: Final = 253402300799
"""The end of the year 9999, beyond which a date has no four digits."""
_CUTTABLE: Final = (
    "comment", "options", "error", "reuse", "findings", "principals", "key_id", "path", "host",
)  # fmt: skip


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
        **_certified(key.certificate),
        "mode": f"{found.mode:04o}" if found.mode >= 0 else None,
        "owner": found.owner or None,
        "mtime": _moment(found.modified) if found.mode >= 0 else None,
        "findings": sorted({one.id for one in found.findings}),
        "reuse": text(found.reuse) or None,
        "error": None if found.error is None else f"{found.error.id}: {visible(found.error.title)}",
    }


def _certified(certificate: Certificate | None) -> dict[str, Any]:
    """Of a certificate: whom it is for, who signed it, and when it ends."""
    if certificate is None:
        return dict.fromkeys(("certifies", "key_id", "principals", "ca", "expires"))
    names = (certificate.key_id, *certificate.principals)
    key_id, *principals = (json_objects.text(name.decode("utf-8", "surrogateescape")) for name in names)
    ends = certificate.valid_before
    return {
        "certifies": {USER: "user", HOST: "host"}.get(certificate.kind),
        "key_id": key_id,
        "principals": principals,
        "ca": fingerprints.sha256(certificate.authority),
        "expires": _moment(min(ends, _LAST)) if ends != FOREVER else None,
    }


def _moment(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
