"""``keywright check``: will it work with ...?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

from ...keyops.inspection.description import container_label
from ...keyops.services.checking import State
from ...keyops.services.fixing import Fix
from ...keyops.services.reasons import Cure, Weight
from ...keyops.services.subject import judge_all, plan_for
from ...visible import visible
from .. import (
    EXIT_CANNOT_TELL,
    EXIT_FINE,
    EXIT_MAY_REFUSE,
    EXIT_REFUSED,
    passphrase_options,
    service_options,
)
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ...keyops.services.checking import Verdict
    from ...keyops.services.recipes import Recipe
    from ...keyops.services.rules import Profile
    from ..service_options import Given

_WIDTH = 24
_EXIT: Final = {
    State.ACCEPTS: EXIT_FINE,
    State.REMARK: EXIT_FINE,
    State.REFUSES: EXIT_REFUSED,
    State.MAY_REFUSE: EXIT_MAY_REFUSE,
    State.CANNOT_TELL: EXIT_CANNOT_TELL,
}
"""What a script is told of the service that it named."""


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Show which services and clients accept a key, and why not. Where a service wants the "
        "public key, a private key is checked by its public key.",
        epilog="Exit codes with --for: 0 accepted, 1 refused, 3 may be refused, 4 unknown without the "
        "passphrase.",
    )
    made.add_argument("file", metavar="FILE", help="a key file, or - for standard input")
    service_options.add_for(
        made, "only this service or client: an id, a name or part of one; see keywright services"
    )
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each service")
    passphrase_options.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Judge the key; the exit code tells what the service that was named makes of it."""
    made = service_options.chosen(arguments.service) if arguments.service else None
    found = service_options.given(arguments.file, arguments.passphrase_file)
    if made is not None:
        verdicts: tuple[Verdict, ...] = (found.judge(made),)
    else:
        service_options.tell_problems()
        verdicts = judge_all(found.subject)
    if arguments.json:
        from .. import json_objects

        json_objects.write(_object(found, verdict) for verdict in verdicts)
    else:
        report = found.subject.key
        key = ", ".join(filter(None, (report.label, container_label(report))))
        sys.stdout.write(visible(f"{found.name}: {key}") + "\n")
        lines = _short(verdicts) if made is None else _whole(found, verdicts[0])
        sys.stdout.write("".join(visible(line) + "\n" for line in lines))
    return EXIT_FINE if made is None else _EXIT[verdicts[0].state]


def _plan(found: Given, verdict: Verdict) -> Fix | Recipe | None:
    return None if verdict.gives else plan_for(found.subject, verdict)


def _object(found: Given, verdict: Verdict) -> dict[str, Any]:
    plan = _plan(found, verdict)
    row = service_options.verdict_object(verdict)
    row["fix"] = row["generate"] = None
    if isinstance(plan, Fix):
        row["fix"] = {
            "to": plan.target,
            "steps": list(plan.steps),
            "lost": list(plan.plan.lost),
            "weaker": list(plan.plan.weaker),
        }
    elif plan is not None:
        row["generate"] = {"type": plan.family, "bits": plan.bits, "format": plan.container}
    return row


def _short(verdicts: tuple[Verdict, ...]) -> Iterator[str]:
    for verdict in verdicts:
        state = "accepts, with a remark" if verdict.state is State.REMARK else verdict.state
        yield f"{state:<{_WIDTH}}{_name(verdict.profile)}"
        for reason in verdict.reasons[:1]:
            yield f"{'':<{_WIDTH}}  {reason.words}"


def _name(made: Profile) -> str:
    return f"{made.label} ({made.id}), {made.confidence}, {made.checked.isoformat()}"


def _whole(found: Given, verdict: Verdict) -> Iterator[str]:
    made = verdict.profile
    yield verdict.headline
    for reason in verdict.reasons:
        label = "Remark" if reason.weight is Weight.REMARK else "Because"
        yield f"  {label:<13} {reason.words}"
    if verdict.seen:
        yield f"  {'You would see':<13} {verdict.seen}"
    for label, words in (*made.facts(), *(("Source", source.words) for source in made.sources)):
        yield f"  {label:<13} {words}"
    yield f"  {'Checked':<13} {made.checked.isoformat()}, {made.confidence}"
    yield from _way_out(found, verdict)


def _way_out(found: Given, verdict: Verdict) -> Iterator[str]:
    made = verdict.profile
    plan = _plan(found, verdict)
    import shlex

    name = shlex.quote(found.name)
    if isinstance(plan, Fix) and verdict.state.accepted and plan.is_plain:
        yield f"  {'Do it':<13} keywright public {name}"
    elif isinstance(plan, Fix):
        for step in plan.steps:
            yield f"  {'Fix':<13} {step}"
        for word, losses in (("Lost", plan.plan.lost), ("Weaker", plan.plan.weaker)):
            for loss in losses:
                yield f"  {word:<13} {loss}"
        out = " -o OUT" if found.name == "-" else ""
        yield f"  {'Do it':<13} keywright convert {name} --for {made.id}{out}"
    elif plan is None and any(reason.cure is Cure.MODE for reason in verdict.reasons):
        yield f"  {'Do it':<13} keywright repair --permissions {name}"
    elif plan is None and any(reason.cure is Cure.REWRITE for reason in verdict.reasons):
        yield f"  {'Do it':<13} keywright repair {name}"
    elif plan is not None:
        yield f"  {'Do this':<13} make another key: keywright generate --for {made.id}"
