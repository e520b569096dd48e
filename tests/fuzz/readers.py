"""What is fuzzed: every reader alone, and all that happens to a file that is looked at.

A target takes bytes. It raises nothing, however broken they are: a reader answers with KeyOpsError. The
readers are called without the fences of ``inspect``, which would hide what they stumble over.
"""

from __future__ import annotations

import contextlib
import functools
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tui.cli.verbs.inspect import objects
from tui.keyops.conversion import conversion
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import KeyOpsError
from tui.keyops.formats import FORMATS
from tui.keyops.inspection.description import certificate_rows
from tui.keyops.inspection.inspection import inspect
from tui.keyops.inspection.integrity import check_integrity
from tui.keyops.inspection.report import FileReport
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.keyops.formats.contract import Encryption, Format

CORPUS: Final = Path(__file__).resolve().parent.parent / "corpus"
PASS: Final = Secret("correct horse")
MAX_SEED_BYTES: Final = 8192


@functools.cache
def rows() -> tuple[dict, ...]:
    return tuple(tomllib.loads((CORPUS / "MANIFEST.toml").read_text())["file"])


def is_cheap(encryption: Encryption | None) -> bool:
    """Whether unlocking takes about a millisecond: a fuzzer has no time for a KDF that does its work."""
    if encryption is None:
        return True
    told = encryption.parameters
    numbers = {name: int(told.get(name, 0)) for name in ("rounds", "iterations", "memory_kib", "passes")}
    scrypt = int(told.get("n", 0)) * int(told.get("r", 0)) * int(told.get("p", 0))
    return (
        numbers["rounds"] <= 1
        and numbers["iterations"] <= 4096
        and numbers["memory_kib"] * numbers["passes"] <= 2048
        and scrypt <= 1 << 14
    )


@functools.cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """The files of the museum, by container; those that are none are under an empty name."""
    found: dict[str, list[bytes]] = {"": []}
    for row in rows():
        data = (CORPUS / row["path"]).read_bytes()
        if len(data) <= MAX_SEED_BYTES:
            found.setdefault(row.get("container", ""), []).append(data)
    return {name: tuple(files) for name, files in found.items()}


def reader(row: Format, data: bytes) -> None:
    """One reader: recognise, read, and open what can be opened quickly."""
    if not row.sniff(data):
        return
    with contextlib.suppress(KeyOpsError):
        for entry in row.read(data):
            if entry.opener is not None and is_cheap(entry.encryption):
                with contextlib.suppress(KeyOpsError):
                    pair = entry.opener(PASS if entry.encryption else None)
                    pair.private.check()


def look(data: bytes) -> None:
    """All that a file goes through that is looked at, on both faces."""
    try:
        reports = inspect(data)
    except KeyOpsError:
        return
    for report in reports:
        assert report.label is not None
        if report.certificate:
            assert list(certificate_rows(report.certificate))
        for row in FORMATS.values():
            if row.write_private or row.write_public:
                conversion.plan(report, row.id)
    json.dumps(list(objects(FileReport(Path("k"), keys=reports))))
    if all(is_cheap(report.encryption) for report in reports):
        with contextlib.suppress(KeyOpsError):
            inspect(data, PASS)


def summary(data: bytes) -> None:
    """What happens unasked when the cursor comes to a file."""
    with contextlib.suppress(KeyOpsError):
        inspect(data)


def mend(data: bytes) -> None:
    """What a repair would do."""
    with contextlib.suppress(KeyOpsError):
        repair(data)


def verify(data: bytes) -> None:
    """Every half compared, and a signature made."""
    with contextlib.suppress(KeyOpsError):
        if all(is_cheap(report.encryption) for report in inspect(data)):
            check_integrity(data, PASS)


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    **{row.id: functools.partial(reader, row) for row in FORMATS.values()},
    "summary": summary,
    "inspect": look,
    "repair": mend,
    "verify": verify,
}
