"""``keywright why HOST``: which keys ssh offers to a host, in its order, and why not another."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING, Any

from ...keyops.logins import answers, client
from ...keyops.logins.offers import Outlook, Way
from ...process import ask_programs, programs
from ...visible import path_text, visible
from .. import finding_lines, json_objects, logins, next_steps
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from ...keyops.logins.answers import LoginAnswer
    from ...keyops.logins.offers import LoginPlan, Offer


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Show which keys ssh offers to a host, in order, which it leaves out, and why. The "
        "options come from ssh -G; no connection is opened without --try.",
    )
    made.add_argument(
        "host",
        metavar="HOST",
        help="as you would give it to ssh: a Host from its configuration, or USER@NAME",
    )
    made.add_argument("-F", "--config", metavar="FILE", default="", help="instead of ~/.ssh/config")
    made.add_argument("--json", action="store_true", help="a JSON array with one object")
    made.add_argument(
        "--try",
        action="store_true",
        dest="log_in",
        help="then have ssh log in once, without prompts, and explain the result",
    )
    return made


def run(arguments: argparse.Namespace) -> int:
    """Tell the plan, and try it; exit code 1 when no key can log in, or with ``--try`` none did."""
    plan = ask_programs.plan_for(arguments.host, arguments.config)
    command = client.login(arguments.host, arguments.config)
    if not arguments.json:
        sys.stdout.write("".join(f"{visible(line)}\n" for line in _lines(arguments.host, plan)))
    answer = None
    if arguments.log_in:
        if not arguments.json:
            sys.stdout.write(f"\n$ {visible(shlex.join(command))}\n")
            sys.stdout.flush()
        answer = answers.explain(programs.run(command, 60).errors, arguments.host, plan.config.user)
    if arguments.json:
        json_objects.write([_object(arguments.host, plan, command, answer)])
    elif answer is not None:
        absent = {str(path) for path in plan.missing}
        lines = answer.lines(next_steps.hint(answer), absent)
        sys.stdout.write("".join(f"{visible(line)}\n" for line in lines))
    if answer is not None:
        return 0 if answer.logged_in else 1
    return 0 if any(one.outlook is not Outlook.USELESS for one in plan.in_order) else 1


def _lines(host: str, plan: LoginPlan) -> Iterator[str]:
    config = plan.config
    yield f"{host}: ssh logs in as {config.user} at {config.hostname}, port {config.port}"
    count = len(plan.agent.identities)
    keys = f", {count} key{'' if count == 1 else 's'}" if count else ""
    yield f"  {'Agent':<12} {plan.agent.words}{keys}"
    for finding in plan.findings:
        yield from finding_lines.plain(finding, 2)
    for one in plan.in_order:
        yield from _offer_lines(one)
    if plan.left_out:
        yield "Not offered"
    for one in plan.left_out:
        yield from _offer_lines(one)
    if plan.missing:
        yield f"Missing       {', '.join(path.name for path in plan.missing)}"


def _offer_lines(one: Offer) -> Iterator[str]:
    place = f"{one.place}." if one.place else "-"
    name = path_text(one.path) if one.path else one.name
    facts = [one.label, "in the agent" if one.in_agent else "", one.outlook.words if one.place else ""]
    yield f"{place:>4} {name}: {', '.join(filter(None, facts)) or 'no key'}"
    if one.sha256:
        yield f"     {one.sha256}"
    for finding in one.findings:
        yield from finding_lines.plain(finding, 5)


def _object(
    host: str, plan: LoginPlan, command: tuple[str, ...], answer: LoginAnswer | None
) -> dict[str, Any]:
    config, text = plan.config, json_objects.text
    return {
        "host": text(host),
        "hostname": text(config.hostname),
        "user": text(config.user),
        "port": int(config.port) if config.port.isdecimal() else None,
        "identities_only": config.identities_only,
        "agent": {"asked": plan.agent.is_asked, "words": text(plan.agent.words)},
        "offers": [_offer(one) for one in plan.in_order],
        "left_out": [_offer(one) for one in plan.left_out],
        "missing": [text(str(path)) for path in plan.missing],
        "findings": [json_objects.finding(one) for one in plan.findings],
        "command": [text(word) for word in command],
        "login": None if answer is None else logins.login_object(answer),
    }


def _offer(one: Offer) -> dict[str, Any]:
    text = json_objects.text
    return {
        "place": one.place or None,
        "way": str(one.way),
        "outlook": str(one.outlook) if one.way is not Way.LEFT_OUT else None,
        "source": str(one.source),
        "path": text(str(one.path)) if one.path else None,
        "comment": text(one.comment.decode("utf-8", "surrogateescape")) or None,
        "in_agent": one.in_agent,
        "algorithm": one.certificate.algorithm if one.certificate else one.public and one.public.algorithm,
        "bits": one.public and (one.public.bits or None),
        "sha256": one.sha256 or None,
        "certificate": one.certificate is not None,
        "findings": [json_objects.finding(each) for each in one.findings],
    }
