"""What a test knows about a thing: asserted as it runs, and told to the type checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from textual.pilot import Pilot

Kind = TypeVar("Kind")


def expect(kind: type[Kind], thing: object) -> Kind:
    """The thing itself, which is of a kind."""
    assert isinstance(thing, kind), f"{thing!r} is not of {kind.__name__}"
    return thing


def screen(pilot: Pilot, kind: type[Kind]) -> Kind:
    """The screen in front, which is of a kind."""
    return expect(kind, pilot.app.screen)
