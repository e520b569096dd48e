"""``keywright check``: will it work with ...?"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from typing import TYPE_CHECKING, Any

from tui.cli import passphrases, services
from tui.keyops.services.checking import State, check, check_all
from tui.keyops.services.fixing import Fix, plan_fix
from tui.keyops.wording import container_label
from tui.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.cli.services import Subject
    from tui.keyops.services.checking import Verdict
    from tui.keyops.services.recipes import Recipe

_WIDTH = 24


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(
        prog=f"keywright {prog}", description="Tell which services and clients take a key, and why not."
    )
    made.add_argument("file", metavar="FILE", help="a key file, or - for standard input")
    services.add_for(
        made, "only this service or client, see: keywright services; exit code 1 when it refuses"
    )
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each service")
    passphrases.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Judge the key; exit code 1 when the service that was named refuses it."""
    if arguments.service:
        services.chosen(arguments.service)
    found = services.subject(arguments.file, arguments.passphrase_file)
    if arguments.service:
        verdicts: tuple[Verdict, ...] = (
            check(found.report, services.chosen(arguments.service), found.shape),
        )
    else:
        services.tell_problems()
        verdicts = check_all(found.report, found.shape)
    if arguments.json:
        sys.stdout.write(json.dumps([_object(found, verdict) for verdict in verdicts], indent=2) + "\n")
    else:
        key = ", ".join(filter(None, (found.report.label, container_label(found.report))))
        sys.stdout.write(visible(f"{found.name}: {key}") + "\n")
        lines = _whole(found, verdicts[0]) if arguments.service else _short(verdicts)
        sys.stdout.write("".join(visible(line) + "\n" for line in lines))
    return 1 if arguments.service and verdicts[0].state is State.REFUSES else 0


def _plan(found: Subject, verdict: Verdict) -> Fix | Recipe | None:
    return plan_fix(found.report, verdict, found.pair.comment if found.pair else None)


def _object(found: Subject, verdict: Verdict) -> dict[str, Any]:
    plan = _plan(found, verdict)
    row = services.verdict_object(verdict)
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
        yield f"{verdict.state:<{_WIDTH}}{verdict.profile.label} ({verdict.profile.id})"
        for reason in verdict.reasons[:1]:
            yield f"{'':<{_WIDTH}}  {reason.words}"


def _whole(found: Subject, verdict: Verdict) -> Iterator[str]:
    made = verdict.profile
    yield f"{made.label} {verdict.state}" + ("" if verdict.state is State.CANNOT_TELL else " it")
    for reason in verdict.reasons:
        yield f"  {'Because':<12} {reason.words}"
    if verdict.seen:
        yield f"  {'You would see':<12} {verdict.seen}"
    for note in made.notes:
        yield f"  {'Note':<12} {note}"
    for label, words in (
        ("Signatures", made.signatures),
        ("Life time", made.life_time),
        ("Where", made.where),
    ):
        if words:
            yield f"  {label:<12} {words}"
    for source in made.sources:
        yield f"  {'Source':<12} {source.address}" + (f": {source.says}" if source.says else "")
    yield f"  {'Checked':<12} {made.checked.isoformat()}, {made.confidence}"
    yield from _way_out(found, verdict)


def _way_out(found: Subject, verdict: Verdict) -> Iterator[str]:
    made = verdict.profile
    plan = _plan(found, verdict)
    if isinstance(plan, Fix):
        for step in plan.steps:
            yield f"  {'Fix':<12} {step}"
        for word, losses in (("Lost", plan.plan.lost), ("Weaker", plan.plan.weaker)):
            for loss in losses:
                yield f"  {word:<12} {loss}"
        yield f"  {'Do it':<12} keywright convert {shlex.quote(found.name)} --for {made.id} -o OUT"
    elif plan is not None:
        yield f"  {'Do this':<12} make another key: keywright generate --for {made.id}"
