"""``keywright inspect --verify``: does each private key in a file really work?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...keyops.errors import KeyOpsError
from ...keyops.files import storage
from ...keyops.inspection.integrity import check_integrity
from ...keyops.inspection.integrity_report import Integrity, IntegrityStep, StepState
from ...visible import visible
from .. import next_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...keyops.inspection.report import FileReport
    from ...keyops.secret import Secret


@dataclass(frozen=True, slots=True)
class Verification:
    """What verifying a file gave: the steps of its private keys, or why it could not be done."""

    integrity: Integrity
    error: KeyOpsError | None = None

    @property
    def is_fine(self) -> bool:
        """Whether every private key in it was verified and works."""
        return self.error is None and self.integrity.works

    def steps(self, index: int, *, private: bool) -> list[dict[str, str]] | None:
        """For JSON: the steps of one key of the file; None when it is not private.

        Args:
            index: which key, from 0.
            private: whether it is a private one: where it could not be verified, the first step says why.
        """
        found = next((key.steps for key in self.integrity.keys if key.index == index), ())
        if not found and private and self.error:
            found = (IntegrityStep("open", StepState.IMPOSSIBLE, self.error.title),)
        return [
            {"id": step.id, "state": str(step.state), "title": step.title, "words": step.words}
            for step in found
        ] or None

    def lines(self) -> Iterator[str]:
        """For people."""
        if self.error:
            yield f"  {'Verify':<12} not possible: {visible(self.error.title)}"
            if hint := next_steps.hint(self.error):
                yield f"  {'':<12} {visible(hint)}"
        for key in self.integrity.keys:
            yield f"  {'Verify':<12} {visible(key.verdict)}"
            for step in key.steps:
                yield f"  {'':<12} {step.state:<12} {step.title}: {visible(step.words)}"


def verify(report: FileReport, data: bytes | None, passphrase: Secret | None) -> Verification:
    """Verify the private keys of a file that was inspected.

    Args:
        report: of the file.
        data: its content; None to read it again from where it lies.
        passphrase: of the locked keys in it.
    """
    if report.error:
        return Verification(Integrity(()), None)
    try:
        whole = storage.read_key_file(report.path) if data is None else data
        beside = report.pair.public if report.pair else None
        return Verification(check_integrity(whole, passphrase, beside))
    except KeyOpsError as error:
        return Verification(Integrity(()), error)
