"""Everything keywright knows about keys: bytes in, records out. No screens, no printing, no prompting.

The names in ``__all__`` are the library; each is loaded on first use, so that looking at a public key
never pays for what generating or converting needs::

    from tui.keyops import Secret, convert, inspect

    report = inspect(data)[0]
    print(report.label, report.sha256)
    pem = convert(data, "pem", passphrase=Secret("correct horse")).data
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tui.keyops.algorithms import ALGORITHMS
    from tui.keyops.codec import Encryption, Format, KeyEntry, KeyPair, Protection
    from tui.keyops.conversion import Conversion, Locking, Plan, convert, pack, pack_public, plan
    from tui.keyops.errors import KeyOpsError
    from tui.keyops.formats import FORMATS
    from tui.keyops.generation import KeySpec, generate
    from tui.keyops.inspection import inspect, read
    from tui.keyops.models import FileReport, Finding, KeyReport, Kind, Severity
    from tui.keyops.neighbours import inspect_file
    from tui.keyops.secret import Secret

_HOMES: Final = {
    "algorithms": ("ALGORITHMS",),
    "codec": ("Encryption", "Format", "KeyEntry", "KeyPair", "Protection"),
    "conversion": ("Conversion", "Locking", "Plan", "convert", "pack", "pack_public", "plan"),
    "errors": ("KeyOpsError",),
    "formats": ("FORMATS",),
    "generation": ("KeySpec", "generate"),
    "inspection": ("inspect", "read"),
    "models": ("FileReport", "Finding", "KeyReport", "Kind", "Severity"),
    "neighbours": ("inspect_file",),
    "secret": ("Secret",),
}

__all__ = [
    "ALGORITHMS",
    "FORMATS",
    "Conversion",
    "Encryption",
    "FileReport",
    "Finding",
    "Format",
    "KeyEntry",
    "KeyOpsError",
    "KeyPair",
    "KeyReport",
    "KeySpec",
    "Kind",
    "Locking",
    "Plan",
    "Protection",
    "Secret",
    "Severity",
    "convert",
    "generate",
    "inspect",
    "inspect_file",
    "pack",
    "pack_public",
    "plan",
    "read",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the classes and functions above
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"tui.keyops.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
