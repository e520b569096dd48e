"""What came to light when a key was opened: another spelling of the passphrase, mistakes in its envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..crypto import spellings
from ..findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..keys.pair import KeyPair

SPELLING: Final = "passphrase-spelling"
"""The id of the finding that the passphrase opened it in another spelling."""


def findings(pair: KeyPair) -> Iterator[Finding]:
    """What is worth knowing about how a key was opened."""
    if pair.spelling:
        yield Finding(
            SPELLING,
            Severity.WARNING,
            f"The passphrase opens it only {spellings.WORDS[pair.spelling]}",
            "Other programs refuse it as you gave it. Change the passphrase, also to the same words: "
            "then it is what you type",
        )
