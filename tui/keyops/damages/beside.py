"""Damage that is not in the bytes: the mode of a file, its name, and what lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.keyops.damages.base import DamageKind
from tui.keyops.models import Finding, Kind, Severity

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.models import KeyReport

MODE_OPEN: Final = DamageKind(
    "mode-open",
    "Others may read the private key",
    "mode & 077",
    "mode 0600",
    only=frozenset(),
)
PAIR_DIFFERS: Final = DamageKind(
    "pair-differs",
    "The `.pub` beside belongs to another key",
    "the public halves differ",
    "the `.pub` is written anew from the private half, with a backup",
    only=frozenset(),
)
PRIVATE_IN_PUB: Final = DamageKind(
    "private-in-pub",
    "A private key in a `.pub` file",
    "the name ends in .pub and the content is private",
    "not from the bytes: rename it, and never give it away",
    only=frozenset(),
)
PUBLIC_AS_PRIVATE: Final = DamageKind(
    "public-as-private",
    "A public key under the name of a private one",
    "a public key, and the name is `id_*` without .pub",
    "not from the bytes: the private half is in another file",
    only=frozenset(),
)


def about_name(path: Path, keys: tuple[KeyReport, ...]) -> tuple[Finding, ...]:
    """Findings about a file whose name promises the other half of a key."""
    if len(keys) != 1:
        return ()
    kind = keys[0].kind
    if kind is Kind.PRIVATE and path.suffix == ".pub":
        return (
            Finding(
                PRIVATE_IN_PUB.id,
                Severity.ERROR,
                f"{path.name} is named like a public key and holds the private one",
                "Give it to nobody. Rename it, and make the public file anew with Convert; "
                "if others have seen it, make a new key",
            ),
        )
    if kind is Kind.PUBLIC and not path.suffix and path.name.startswith("id_"):
        return (
            Finding(
                PUBLIC_AS_PRIVATE.id,
                Severity.WARNING,
                f"{path.name} is named like a private key and holds the public one",
                "ssh cannot log in with it: look for the private file, or get it from a backup",
            ),
        )
    return ()
