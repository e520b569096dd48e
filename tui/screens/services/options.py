"""Services and clients in the form of a new key: which there are, and what they ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.files.xdg import state_folder
from ...keyops.services import catalogue, yours
from ...keyops.services.recipes import defaults_for
from ...widgets.choice import Option

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...keyops.services.recipes import Recipe


def options() -> Iterator[Option]:
    """All services and clients under their headings, those of the user first."""
    for heading, profiles in yours.grouped(
        catalogue().profiles.values(), lambda made: made, yours.load(state_folder())
    ):
        yield Option("", heading, is_heading=True)
        for made in profiles:
            yield Option(made.id, made.label, also=made.also)


def recipe_of(name: str) -> Recipe | None:
    """What a service asks of a new key; None for no service.

    Raises:
        KeyOpsError: there is no such service, or it takes nothing that is made here.
    """
    return defaults_for(catalogue().profiles[name]) if name in catalogue().profiles else None
