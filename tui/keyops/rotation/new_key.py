"""The new key of a rotation: of the type, the size and the format of the old one, with its comment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..conversion import conversion
from ..errors import NextStep, UnsupportedAlgorithmError
from ..files import paths as presence
from ..files import storage
from ..formats import DEFAULT_PRIVATE, FORMATS, _blocks
from ..generation.generation import KeySpec
from ..inspection import inspection
from ..keys.algorithms import ALGORITHMS
from ..logins import account
from ..targets import names as targets

if TYPE_CHECKING:
    from ..formats.contract import Protection
    from ..keys.base import PublicKey
    from ..keys.pair import KeyPair
    from .journal import Rotation


def is_there(rotation: Rotation) -> bool:
    """Whether it was made already, here or by its user."""
    return presence.is_there(rotation.new)


def require(rotation: Rotation) -> None:
    """Make sure that the new key is there, or can be made, before a step is done.

    Raises:
        KeyOpsError: as ``spec_for``.
    """
    if not is_there(rotation):
        spec_for(rotation)


def _maker(public: PublicKey) -> str:
    if public.family != "sk":
        return "the program that made the old one"
    return f"ssh-keygen -t {'ed25519' if 'ed25519' in public.algorithm else 'ecdsa'}-sk"


def spec_for(rotation: Rotation) -> KeySpec:
    """What is to be made.

    Raises:
        KeyOpsError: the old key cannot be read, or no key of its kind is made here.
    """
    public, comment = account.of_file(rotation.old)
    row = ALGORITHMS.get(public.family)
    if row is None or not row.can_generate:
        raise UnsupportedAlgorithmError(
            f"keywright cannot make a key like {rotation.old.name}",
            f"Make it with {_maker(public)}",
        ).offering(NextStep.NAME_NEW_KEY)
    return KeySpec(public.family, public.bits or row.usual_sizes[0], comment)


def save(rotation: Rotation, pair: KeyPair, protection: Protection | None) -> None:
    """Write both halves, in the format of the old key where it can be written. Never overwrites.

    Raises:
        StorageError: nothing was written.
    """
    entries = inspection.read(storage.read_key_file(rotation.old))
    format_id = entries[_blocks.chosen(entries)].format
    row = FORMATS.get(format_id)
    if row is None or not row.write_private:
        format_id = DEFAULT_PRIVATE
    packed = conversion.pack(pair, format_id, protection)
    line = conversion.pack_public(pair.public, targets.public_line(pair.public.family), pair.comment)
    storage.save(
        [
            storage.NewFile(rotation.new, packed.data, private=True),
            storage.NewFile(storage.public_path(rotation.new), line.data, private=False),
        ]
    )
