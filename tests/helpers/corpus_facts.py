"""What the manifest of the corpus says about a file."""

from __future__ import annotations

from typing import Any

from tui.keyops.errors import KeyOpsError, UnknownFormatError
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

FACTS = (
    "kind",
    "container",
    "keys",
    "algorithm",
    "bits",
    "sha256",
    "md5",
    "comment",
    "encrypted",
    "cipher",
    "kdf",
    "error",
    "what",
    "findings",
)


def facts_of(data: bytes, passphrase: str | None = None) -> dict[str, Any]:
    """What the program tells about a file, in the words of the manifest; what is not known is left out."""
    try:
        reports = inspect(data, Secret(passphrase) if passphrase else None)
    except KeyOpsError as error:
        what = error.what if isinstance(error, UnknownFormatError) else None
        return {"kind": "other", "error": error.id} | ({"what": what} if what else {})
    first = reports[0]
    encryption = first.encryption
    found = {
        "kind": str(first.kind),
        "container": first.container,
        "keys": len(reports) if len(reports) > 1 else None,
        "algorithm": first.algorithm,
        "bits": first.bits,
        "sha256": first.sha256,
        "md5": first.md5 if first.sha256 is None else None,
        "comment": None if first.comment is None else first.comment.decode("utf-8", "backslashreplace"),
        "encrypted": encryption is not None,
        "cipher": encryption.cipher if encryption else None,
        "kdf": {"name": encryption.kdf, **encryption.parameters} if encryption else None,
        "error": first.error.id if first.error else None,
        "findings": [finding.id for finding in first.findings] or None,
    }
    return {name: value for name, value in found.items() if value is not None}
