"""``keywright services``: what there is to check against."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from ...keyops.services import catalogue, own_folder
from ...keyops.services.finding import called
from ...keyops.services.freshness import MONTHS, age_words, stale
from ...visible import path_text, visible
from .. import json_objects, service_options
from ..argument_parser import ArgumentParser, number
from ..request_error import request

if TYPE_CHECKING:
    import argparse

    from ...keyops.services.rules import Profile

_FEW: Final = 5
"""So many have room for their other names."""
_GROUPS: Final = {
    "takes-private": "Services that use the private key",
    "takes-public": "Services that use the public key",
    "client": "Programs and libraries",
    "openssh-version": "OpenSSH by version",
    "policy": "Policies",
}


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="List the services and clients a key can be checked against.",
        epilog=f"Your own profiles: TOML files in {path_text(own_folder())}",
    )
    made.add_argument(
        "name", metavar="NAME", nargs="?", help="only those with this id or name, or part of it"
    )
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each")
    made.add_argument(
        "--stale",
        nargs="?",
        type=number,
        const=MONTHS,
        metavar="MONTHS",
        help=f"only those not checked for MONTHS (default: {MONTHS}), with their sources; uncertain ones "
        "count double",
    )
    return made


def run(arguments: argparse.Namespace) -> int:
    """List them; exit code 1 when one of the user's own cannot be read."""
    found = catalogue()
    chosen = tuple(found.profiles.values())
    if arguments.name is not None:
        with request():
            chosen = called(arguments.name)
    if arguments.stale is not None:
        chosen = stale(chosen, arguments.stale)
    if arguments.json:
        json_objects.write([service_options.profile_object(made) for made in chosen])
    elif arguments.stale is not None:
        for made in chosen:
            sys.stdout.write(visible(f"{made.id}: {made.label}, {age_words(made)}, {made.confidence}") + "\n")
            for source in made.sources:
                sys.stdout.write(visible(f"  {source.address}") + "\n")
    else:
        _list(chosen)
    service_options.tell_problems()
    return 1 if found.problems else 0


def _list(chosen: tuple[Profile, ...]) -> None:
    width = max(len(made.id) for made in chosen)
    for group, title in _GROUPS.items():
        rows = [made for made in chosen if made.group == group]
        if rows:
            sys.stdout.write(f"{title}\n")
        for made in rows:
            also = f"; also {', '.join(made.also)}" if made.also and len(chosen) <= _FEW else ""
            words = f"{made.label} ({made.confidence}, {made.checked.isoformat()}){also}"
            sys.stdout.write(visible(f"  {made.id:<{width}}  {words}") + "\n")
