"""The service that people mean: by its id, its label, another name of it, or a part of one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError, NextStep
from . import UnknownServiceError, by_id, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .rules import Profile

_WITHOUT_FACTS: Final = {name.casefold(): name for name in ("DataGrip", "Termius")}
"""Programs that people ask for, and of which no document or code that says what they read was found."""
_NEAR: Final = 3
_CUTOFF: Final = 0.6


class SeveralServicesError(KeyOpsError):
    """More than one profile goes by a name; the hint lists them."""

    id = "several-services"


def find(text: str) -> Profile:
    """The one profile that goes by a name.

    An id, a label or another name as a whole comes before a part of one; capitals, dashes and blanks do not
    count.

    Raises:
        SeveralServicesError: there are more.
        UnknownServiceError: there is none.
    """
    if (made := by_id(text)) is not None:
        return made
    profiles = catalogue().profiles
    if text in profiles:
        return profiles[text]
    found = called(text)
    if len(found) == 1:
        return found[0]
    raise SeveralServicesError(
        f"{len(found)} services and clients are called {text}",
        f"Name one: {', '.join(f'{made.id} ({made.label})' for made in found)}",
    )


def called(text: str) -> tuple[Profile, ...]:
    """All profiles that go by a name, as ``matching`` finds them.

    Raises:
        UnknownServiceError: there is none; of a program that is known to have none, says so.
    """
    profiles = catalogue().profiles
    found = (profiles[text],) if text in profiles else matching(text, profiles.values())
    if found:
        return found
    label = _WITHOUT_FACTS.get(_plain(text))
    if label is not None:
        raise UnknownServiceError(
            f"No source says which keys {label} accepts, so there is no profile for it",
            "Try the key there; you can put what you find out in a profile of your own",
        )
    near = _near(text, profiles.values())
    title = f"There is no service or client called {text}"
    if near:
        raise UnknownServiceError(title, f"Did you mean {' or '.join(near)}?")
    raise UnknownServiceError(title, "List them all").offering(NextStep.LIST_SERVICES)


def matching(text: str, profiles: Iterable[Profile]) -> tuple[Profile, ...]:
    """The profiles that go by a name: those with it as a whole, else those that hold each of its words."""
    wanted = _plain(text)
    names = {made.id: (made, _names(made)) for made in profiles}
    whole = tuple(made for made, own in names.values() if wanted in own)
    if whole or not wanted:
        return whole
    parts = wanted.split()
    return tuple(
        made for made, own in names.values() if any(all(part in name for part in parts) for name in own)
    )


def _names(made: Profile) -> tuple[str, ...]:
    return tuple(map(_plain, (made.id, made.label, *made.also)))


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def _near(text: str, profiles: Iterable[Profile]) -> list[str]:
    """The ids of what is spelled nearly so, a word of a name or a whole one."""
    import difflib

    ids: dict[str, str] = {}
    for made in sorted(profiles, key=lambda made: len(made.id)):  # GitHub before its deploy key
        for name in _names(made):
            for word in (name, *name.split()):
                ids.setdefault(word, made.id)
    near = difflib.get_close_matches(_plain(text), ids, n=_NEAR, cutoff=_CUTOFF)
    return list(dict.fromkeys(ids[word] for word in near))
