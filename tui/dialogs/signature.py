"""Shows what became of verifying a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.keys.algorithms import label_of
from ..keyops.keys.fingerprints import sha256
from ..keyops.signatures.files import Trust
from ..visible import path_text
from .steps import StepsDialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..keyops.signatures.files import SignatureVerdict

_MARKS: Final = {Trust.GOOD: "ok", Trust.UNNAMED: "--", Trust.BAD: "!!"}
"""Not by colour alone."""


class SignatureDialog(StepsDialog):
    """The verdict on a signature, the key, and what it is for."""

    widths = (70, 70)
    keys = "Enter or Esc closes"

    def __init__(self, name: str, file: str, verdict: SignatureVerdict, asked: Path | None) -> None:
        """Make the dialog.

        Args:
            name: of the signature, raw.
            file: of what was signed, raw.
            verdict: on it.
            asked: the file of allowed signers; None when there is none.
        """
        super().__init__(
            {
                Trust.GOOD: f"{name} matches {file}",
                Trust.UNNAMED: f"{name} matches {file}: identity not checked",
                Trust.BAD: f"{name} does not match {file}",
            }[verdict.trust]
        )
        self.verdict = verdict
        self.asked = asked

    def lines(self) -> Iterator[tuple[str, str]]:
        """The verdict and facts."""
        verdict, signature = self.verdict, self.verdict.signature
        yield (
            f"{_MARKS[verdict.trust]} {verdict.words}",
            "step -wrong" if verdict.trust is Trust.BAD else "step",
        )
        yield f"   {label_of(signature.public)} key {sha256(signature.public)}", "step"
        namespace = signature.namespace.decode("utf-8", "surrogateescape")
        yield f"   for the namespace {namespace}, hash {signature.hash_name}", "step"
        if self.asked is None:
            yield "-- No allowed signers are known: there is no ~/.ssh/allowed_signers", "step"
        else:
            yield f"   The allowed signers are those in {path_text(self.asked)}", "step"
