"""Damage that is not in the bytes: the mode of a file, its name, and what lies next to it."""

from __future__ import annotations

from typing import Final

from .base import DamageKind

MODE_OPEN: Final = DamageKind(
    "mode-open",
    "Others can read the private key",
    "mode & 077",
    "mode 0600",
    only=frozenset(),
)
PAIR_DIFFERS: Final = DamageKind(
    "pair-differs",
    "The `.pub` file belongs to another key",
    "the public keys differ",
    "the `.pub` is rewritten from the private key, with a backup",
    only=frozenset(),
)
PRIVATE_IN_PUB: Final = DamageKind(
    "private-in-pub",
    "A private key in a `.pub` file",
    "the name ends in .pub and the content is private",
    "cannot be repaired: rename it, and never give it away",
    only=frozenset(),
)
PUBLIC_AS_PRIVATE: Final = DamageKind(
    "public-as-private",
    "A public key under the name of a private one",
    "a public key, and the name is `id_*` without .pub",
    "cannot be repaired: the private key is in another file",
    only=frozenset(),
)
