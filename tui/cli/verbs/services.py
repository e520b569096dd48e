"""``keywright services``: what there is to check against."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from ...keyops.files.xdg import state_folder
from ...keyops.services import catalogue, own_folder, yours
from ...keyops.services.finding import called, find
from ...keyops.services.freshness import MONTHS, age_words, stale
from ...visible import path_text, visible
from .. import json_objects, service_options
from ..argument_parser import ArgumentParser, number
from ..complaints import complain
from ..request_error import request

if TYPE_CHECKING:
    import argparse

    from ...keyops.services.rules import Profile
    from ...keyops.services.yours import Yours

_FEW: Final = 5
"""So many have room for their other names."""


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="List the services and clients a key can be checked against. Those that you starred come "
        f"first, then the last {yours.MOST_RECENT} for which you made, converted or deployed a key on the "
        "screens.",
        epilog=f"Your own profiles: TOML files in {path_text(own_folder())}",
    )
    made.add_argument(
        "name", metavar="NAME", nargs="?", help="only those with this id or name, or part of it"
    )
    change = made.add_mutually_exclusive_group()
    change.add_argument("--star", metavar="ID", help="star this one: it is listed first everywhere")
    change.add_argument("--unstar", metavar="ID", help="remove the star")
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each")
    made.add_argument(
        "--stale",
        nargs="?",
        type=number,
        const=MONTHS,
        metavar="MONTHS",
        help=f"only those not checked for MONTHS months (default: {MONTHS}), with their sources; "
        "uncertain ones are due twice as soon",
    )
    return made


def run(arguments: argparse.Namespace) -> int:
    """List them; exit code 1 when one of the user's own cannot be read."""
    found = catalogue()
    named = arguments.star or arguments.unstar
    if named is not None:
        if arguments.name is not None or arguments.stale is not None:
            return complain("--star and --unstar name the only service that is meant")
        return _star(named, on=arguments.star is not None, as_json=arguments.json)
    own = yours.load(state_folder())
    chosen = tuple(found.profiles.values())
    if arguments.name is not None:
        with request():
            chosen = called(arguments.name)
    if arguments.stale is not None:
        chosen = stale(chosen, arguments.stale)
    if arguments.json:
        rows = yours.grouped(chosen, lambda made: made, own)
        json_objects.write(service_options.profile_object(made, own) for _, group in rows for made in group)
    elif arguments.stale is not None:
        for made in chosen:
            sys.stdout.write(visible(f"{made.id}: {made.label}, {age_words(made)}, {made.confidence}") + "\n")
            for source in made.sources:
                sys.stdout.write(visible(f"  {source.address}") + "\n")
    else:
        _list(chosen, own)
    service_options.tell_problems()
    return 1 if found.problems else 0


def _star(name: str, *, on: bool, as_json: bool) -> int:
    """Star a service, or take its star away.

    Raises:
        StorageError: that cannot be kept.
    """
    with request():
        made = find(name)
    own = yours.star(state_folder(), made.id, on=on)
    if as_json:
        json_objects.write([service_options.profile_object(made, own)])
    else:
        words = "is starred" if on else "is not starred"
        sys.stdout.write(visible(f"{made.label} {words}") + "\n")
    return 0


def _list(chosen: tuple[Profile, ...], own: Yours) -> None:
    width = max(len(made.id) for made in chosen)
    for heading, rows in yours.grouped(chosen, lambda made: made, own):
        sys.stdout.write(f"{heading}\n")
        for made in rows:
            also = f"; also {', '.join(made.also)}" if made.also and len(chosen) <= _FEW else ""
            words = f"{made.label} ({made.confidence}, {made.checked.isoformat()}){also}"
            star = "*" if made.id in own.starred else " "
            sys.stdout.write(visible(f"{star} {made.id:<{width}}  {words}") + "\n")
