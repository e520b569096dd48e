"""Who has which key: a TOML file of people and the fingerprints of their keys.

::

    [[owner]]
    name = "Alice Example"
    mail = "alice@example.com"    # may be left out
    until = 2026-12-31            # the last day; may be left out
    keys = ["SHA256:..."]
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from ..errors import UnknownFormatError
from ..files import paths as presence
from ..files import storage
from ..files.xdg import configuration_folder
from ..findings import Finding, Severity
from ..formats import _key_lines
from ..inspection.report import Kind
from ..patterns import compiled
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from ..inspection.report import KeyReport

_FINGERPRINT: Final = compiled(r"SHA256:[A-Za-z0-9+/]{43}")
_FIELDS: Final = frozenset({"name", "mail", "until", "keys"})


@dataclass(frozen=True, slots=True)
class Owner:
    """A person."""

    name: str
    until: date | None = None
    """The last day on which the keys should let them in; None where there is none."""


def own_file() -> Path:
    """Where users name the people whose keys they know."""
    return configuration_folder() / "known-owners.toml"


def read(path: Path | None = None) -> Mapping[str, Owner] | None:
    """The owners by the fingerprints of their keys.

    Args:
        path: of the file; that of the user when None, and None is the answer where there is none.

    Raises:
        StorageError: it cannot be read.
        UnknownFormatError: it is not such a file, and the words say where.
    """
    if path is None:
        path = own_file()
        if not presence.is_there(path):
            return None
    import tomllib

    data = storage.read_key_file(path)
    try:
        content = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as error:
        raise _wrong(path.name, f"is not TOML: {str(error)[:200]}") from None
    rows = content.get("owner", [])
    if not isinstance(rows, list) or set(content) - {"owner"}:
        raise _wrong(path.name, "should have only [[owner]] tables")
    owners: dict[str, Owner] = {}
    for number, row in enumerate(rows, 1):
        where = f"{path.name}, owner {number}:"
        owner = _owner(row, where)
        for key in row.get("keys", []):
            if _FINGERPRINT.fullmatch(str(key)) is None:
                raise _wrong(where, f"{str(key)[:80]} is not a fingerprint such as SHA256:...")
            if key in owners:
                raise _wrong(where, f"{key} is already a key of {owners[key].name}")
            owners[key] = owner
    return owners


def _owner(row: Any, where: str) -> Owner:  # noqa: ANN401 - what TOML made of it
    from datetime import date, datetime

    if not isinstance(row, dict) or not isinstance(row.get("name"), str):
        raise _wrong(where, "it has no name")
    if surplus := sorted(set(row) - _FIELDS):
        raise _wrong(where, f"unknown {', '.join(surplus)[:80]}")
    until = row.get("until")
    if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
        raise _wrong(where, "until should be a date such as 2026-12-31")
    if not isinstance(row.get("keys", []), list):
        raise _wrong(where, "keys should be a list of fingerprints")
    return Owner(row["name"], until)


def _wrong(where: str, words: str) -> UnknownFormatError:
    return UnknownFormatError(f"{where} {words}", "Repair the file")


def finding(path: Path, key: KeyReport, owners: Mapping[str, Owner]) -> Finding | None:
    """What is to say of a line of authorized_keys: nobody known has its key, or somebody who left."""
    by_name = _key_lines.kind_of_name(path.name, path.parent.name)
    if by_name is not _key_lines.FileKind.AUTHORIZED_KEYS or key.kind is not Kind.PUBLIC or not key.line:
        return None
    owner = owners.get(key.sha256 or "")
    if owner is None:
        return Finding(
            "unknown-owner",
            Severity.WARNING,
            "This key can log in, but nobody in your list of owners has it",
            "Ask who uses it: add it to the list, or remove the line",
        )
    if owner.until is not None and owner.until.isoformat() < time.strftime("%Y-%m-%d"):
        return Finding(
            "owner-left",
            Severity.WARNING,
            f"The key of {owner.name} still lets them in, after their last day, {owner.until}",
            "Remove the line",
        )
    return None
