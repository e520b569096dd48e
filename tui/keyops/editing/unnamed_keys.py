"""The keys that a repair would let in, and that nobody said yes to: then nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import UnnamedKeyError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from ..damage.live_lines import Live
    from .repairing import Repaired


def refused_names(repaired: Repaired, *paths: Path, accepted: Collection[str] = ()) -> tuple[Live, ...]:
    """The keys that nobody said yes to.

    Args:
        repaired: a file.
        paths: where it is read from and written to.
        accepted: fingerprints of keys that somebody did say yes to.
    """
    names = [name for path in paths for name in (path.name, path.absolute().parent.name)]
    pub = all(path.suffix.lower() == ".pub" for path in paths)
    return tuple(one for one in repaired.to_be_named(*names, pub=pub) if one.fingerprint not in accepted)


def check_named(repaired: Repaired, *paths: Path, accepted: Collection[str] = ()) -> None:
    """Refuse to write a repaired file of key lines in which OpenSSH would read a key that nobody agreed to.

    Raises:
        UnnamedKeyError: names the first of them in full.
    """
    missing = refused_names(repaired, *paths, accepted=accepted)
    if not missing:
        return
    count = "a key" if len(missing) == 1 else f"{len(missing)} keys"
    raise UnnamedKeyError(
        f"After the repair OpenSSH would read {count} that it does not read now",
        f"In {missing[0].sentence}. Nothing is written until you accept each by its fingerprint",
    )
