"""Services and clients in the form of a new key: which there are, and what they ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.services import catalogue
from ...keyops.services.recipes import defaults_for
from ...widgets.choice import Option

if TYPE_CHECKING:
    from ...keyops.services.recipes import Recipe

_FIRST = ("takes-private", "takes-public", "client", "policy", "openssh-version")
"""The groups, in the order in which people go through them."""


def options() -> list[Option]:
    """All services and clients, those that keys are made for first."""
    found = sorted(catalogue().profiles.values(), key=lambda made: _FIRST.index(made.group))
    return [Option(made.id, made.label, also=made.also) for made in found]


def recipe_of(name: str) -> Recipe | None:
    """What a service asks of a new key; None for no service.

    Raises:
        KeyOpsError: there is no such service, or it takes nothing that is made here.
    """
    return defaults_for(catalogue().profiles[name]) if name in catalogue().profiles else None
