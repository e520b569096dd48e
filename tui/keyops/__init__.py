"""Everything keywright knows about keys: bytes in, records out. No screens, no printing, no prompting.

The names in ``__all__`` are the library; each is loaded on first use, so that looking at a public key
never pays for what generating or converting needs::

    from keywright.keyops import Secret, convert, inspect

    report = inspect(data)[0]
    print(report.label, report.sha256)
    pem = convert(data, "pem", passphrase=Secret("correct horse")).data

What there is to do, by subject; each function tells its arguments and errors:

look        ``inspect`` bytes, ``inspect_file`` with what lies next to it, ``read`` the keys to open them,
            ``check_integrity`` of both halves, ``audit`` files for weak and revoked keys (``read_lists``)
make        ``generate`` a KeySpec; ``pack`` a pair and ``pack_public`` a key in a container of FORMATS
change      ``plan`` and ``convert`` to another format, ``edit`` in the same one by an EditRequest,
            ``repair`` damaged bytes, ``export`` for where a file cannot go
services    ``catalogue`` of all and ``profile`` of one; ``check`` a key against one and ``check_all``;
            ``plan_fix`` and ``apply_fix`` for what would be refused
signatures  ``digests`` of a file, ``sign`` them; ``read_signatures`` and ``judge`` each
files       ``save`` each NewFile: all or none, private ones for their owner alone, never over another
            file unasked

Every error is a KeyOpsError with a title and a hint. Work that a file should not ask for is a LimitError;
``lifted`` does one operation all the same. Further modules of the same kind, to be imported by name:
``certificates.issuing`` and ``certificates.attachment``, ``trust.known_hosts`` and ``trust.revocation``,
``keys.fingerprints``, ``inspection.numbers`` and ``inspection.permissions``, ``logins.installation``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .conversion.conversion import Conversion, Locking, Plan, convert, pack, pack_public, plan
    from .conversion.exporting import export
    from .editing.editing import Edited, edit
    from .editing.plan import EditRequest
    from .editing.repairing import Repaired, repair
    from .errors import (
        CorruptKeyError,
        KeyOpsError,
        LimitError,
        PassphraseRequiredError,
        StorageError,
        UnknownFormatError,
        UnsupportedError,
        WrongPassphraseError,
    )
    from .files.storage import NewFile, save
    from .findings import Finding, Severity
    from .formats import FORMATS
    from .formats.contract import Encryption, Format, KeyEntry, Protection
    from .formats.sshsig import read_signatures
    from .generation.generation import KeySpec, generate
    from .inspection.files import inspect_file
    from .inspection.inspection import inspect, read
    from .inspection.integrity import check_integrity
    from .inspection.integrity_report import Integrity
    from .inspection.report import FileReport, KeyReport, Kind
    from .keys.algorithms import ALGORITHMS
    from .keys.pair import KeyPair
    from .limits import lifted
    from .secret import Secret
    from .services import catalogue, profile
    from .services.checking import Verdict, check, check_all
    from .services.fixing import Fix, apply_fix, plan_fix
    from .services.recipes import Recipe
    from .signatures.files import digests, judge, sign
    from .trust.auditing import Audit, audit, read_lists

_HOMES: Final = {
    "keys.algorithms": ("ALGORITHMS",),
    "trust.auditing": ("Audit", "audit", "read_lists"),
    "formats.contract": ("Encryption", "Format", "KeyEntry", "Protection"),
    "keys.pair": ("KeyPair",),
    "conversion.conversion": ("Conversion", "Locking", "Plan", "convert", "pack", "pack_public", "plan"),
    "editing.plan": ("EditRequest",),
    "editing.editing": ("Edited", "edit"),
    "errors": (
        "CorruptKeyError",
        "KeyOpsError",
        "LimitError",
        "PassphraseRequiredError",
        "StorageError",
        "UnknownFormatError",
        "UnsupportedError",
        "WrongPassphraseError",
    ),
    "conversion.exporting": ("export",),
    "signatures.files": ("digests", "judge", "sign"),
    "formats": ("FORMATS",),
    "formats.sshsig": ("read_signatures",),
    "generation.generation": ("KeySpec", "generate"),
    "inspection.inspection": ("inspect", "read"),
    "inspection.integrity": ("check_integrity",),
    "limits": ("lifted",),
    "editing.repairing": ("Repaired", "repair"),
    "findings": ("Finding", "Severity"),
    "inspection.report": ("FileReport", "KeyReport", "Kind"),
    "inspection.files": ("inspect_file",),
    "inspection.integrity_report": ("Integrity",),
    "secret": ("Secret",),
    "services": ("catalogue", "profile"),
    "services.checking": ("Verdict", "check", "check_all"),
    "services.fixing": ("Fix", "apply_fix", "plan_fix"),
    "services.recipes": ("Recipe",),
    "files.storage": ("NewFile", "save"),
}

__all__ = [
    "ALGORITHMS",
    "FORMATS",
    "Audit",
    "Conversion",
    "CorruptKeyError",
    "EditRequest",
    "Edited",
    "Encryption",
    "FileReport",
    "Finding",
    "Fix",
    "Format",
    "Integrity",
    "KeyEntry",
    "KeyOpsError",
    "KeyPair",
    "KeyReport",
    "KeySpec",
    "Kind",
    "LimitError",
    "Locking",
    "NewFile",
    "PassphraseRequiredError",
    "Plan",
    "Protection",
    "Recipe",
    "Repaired",
    "Secret",
    "Severity",
    "StorageError",
    "UnknownFormatError",
    "UnsupportedError",
    "Verdict",
    "WrongPassphraseError",
    "apply_fix",
    "audit",
    "catalogue",
    "check",
    "check_all",
    "check_integrity",
    "convert",
    "digests",
    "edit",
    "export",
    "generate",
    "inspect",
    "inspect_file",
    "judge",
    "lifted",
    "pack",
    "pack_public",
    "plan",
    "plan_fix",
    "profile",
    "read",
    "read_lists",
    "read_signatures",
    "repair",
    "save",
    "sign",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the classes and functions above
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
