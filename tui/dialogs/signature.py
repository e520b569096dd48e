"""Shows what became of verifying a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.dialogs.steps import StepsDialog
from tui.keyops.algorithms import label_of
from tui.keyops.file_signatures import Trust
from tui.keyops.fingerprints import sha256
from tui.visible import path_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tui.keyops.file_signatures import Verdict


class SignatureDialog(StepsDialog):
    """For each signature the verdict, the key, and what it is for."""

    keys = "Enter or Esc closes"

    def __init__(self, name: str, file: str, verdicts: tuple[Verdict, ...], asked: Path | None) -> None:
        """Make the dialog.

        Args:
            name: of the signature, raw.
            file: of what was signed, raw.
            verdicts: one for each signature in it.
            asked: the file of allowed signers; None when there is none.
        """
        bad = any(verdict.trust is Trust.BAD for verdict in verdicts)
        super().__init__(f"{name} is not good for {file}" if bad else f"{name} fits {file}")
        self.verdicts = verdicts
        self.asked = asked

    def lines(self) -> Iterator[tuple[str, str]]:
        """Verdicts and facts."""
        for verdict in self.verdicts:
            bad = verdict.trust is Trust.BAD
            yield f"{'!!' if bad else 'ok'} {verdict.words}", "step -wrong" if bad else "step"
            signature = verdict.signature
            yield f"   {label_of(signature.public)} key {sha256(signature.public)}", "step"
            namespace = signature.namespace.decode("utf-8", "surrogateescape")
            yield f"   for the namespace {namespace}, over {signature.hash_name}", "step"
        if self.asked is None:
            yield "-- Who may sign is not known: there is no ~/.ssh/allowed_signers", "step"
        else:
            yield f"   Who may sign was asked of {path_text(self.asked)}", "step"
