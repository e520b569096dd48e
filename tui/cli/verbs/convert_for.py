"""``keywright convert --for`` and ``generate --for``: the key that a service takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.errors import PassphraseError, UnsupportedConversionError
from ...keyops.findings import Severity
from ...keyops.keys.algorithms import ALGORITHMS
from ...keyops.services.checking import State
from ...keyops.services.fixing import Fix, apply_fix
from ...keyops.services.outcome import outcome
from ...keyops.services.recipes import defaults_for
from ...keyops.services.subject import plan_for
from ...keyops.targets import beside
from .. import EXIT_MAY_REFUSE, output, passphrase_options, results, service_options, slow_option, streams
from ..complaints import complain

if TYPE_CHECKING:
    import argparse

    from ...keyops.conversion.conversion import Conversion
    from ...keyops.formats.contract import Protection
    from ...keyops.secret import Secret
    from ...keyops.services.checking import Verdict
    from ...keyops.services.recipes import Recipe
    from ..service_options import Given


def convert(arguments: argparse.Namespace) -> int:
    """Write a key so that a service takes it, and tell what was done and lost."""
    made = service_options.chosen(arguments.service)
    found = slow_option.run(arguments, service_options.given, arguments.source, arguments.passphrase_file)
    verdict = found.judge(made)
    if verdict.state is State.CANNOT_TELL and found.passphrase is None:
        found = slow_option.run(arguments, service_options.unlocked, found)
        verdict = found.judge(made)
    plan = plan_for(found.subject, verdict)
    if not isinstance(plan, Fix):
        return _no_fix(found, verdict, plan, arguments)
    arguments.output = arguments.output or output.proposed(arguments.source, plan.plan.target)
    if arguments.output is None and arguments.json:
        return complain(results.NEEDS_FILE)
    if arguments.output is not None and not arguments.force:
        output.refuse_existing(arguments.output)
    new = passphrase_options.from_file(arguments.new_passphrase_file)
    if plan.needs_new_passphrase and new is None and passphrase_options.can_ask():
        new = passphrase_options.ask_new()
    old = found.unlocking() if plan.needs_passphrase else found.passphrase
    converted = slow_option.run(
        arguments, apply_fix, found.data, plan, passphrase=old, new_passphrase=new, beside=found.pair
    )
    if arguments.output is None:
        streams.write(converted.data)
        return 0
    told = results.Results(as_json=arguments.json)
    output.save(
        beside.files_for(arguments.output, converted, overwrite=arguments.force),
        told,
        force=arguments.force,
        backup=not arguments.no_backup,
    )
    for word, lines in (("done", plan.steps), ("lost", plan.plan.lost), ("weaker", plan.plan.weaker)):
        for line in lines:
            told.note(word, line)
    return told.finish()


def _no_fix(found: Given, verdict: Verdict, recipe: Recipe | None, arguments: argparse.Namespace) -> int:
    label = verdict.profile.label
    if recipe is not None:
        raise UnsupportedConversionError(
            f"{label} cannot accept {found.name} in any format: {verdict.reasons[0].words}",
            f"Make a new key: keywright generate --for {verdict.profile.id}",
        )
    if verdict.state is State.REFUSES:
        raise UnsupportedConversionError(f"{label} refuses {found.name}: {verdict.reasons[0].words}")
    told = results.Results(as_json=arguments.json)
    told.add("kept", Path(found.name) if found.name != "-" else None)
    told.remark(f"{verdict.sentence}: {found.name} was left unchanged")
    if arguments.output is not None:
        told.note("not made", f"{arguments.output}: use {found.name} as it is")
    return told.finish(EXIT_MAY_REFUSE if verdict.state is State.MAY_REFUSE else 0)


def recipe_for(arguments: argparse.Namespace) -> Recipe:
    """The recipe of ``--for``, and the arguments that were not given filled in from it."""
    recipe = defaults_for(service_options.chosen(arguments.service))
    if arguments.type is None:
        arguments.type = recipe.family
    if arguments.bits is None:
        same = arguments.type == recipe.family
        arguments.bits = recipe.bits if same else ALGORITHMS[arguments.type].usual_sizes[0]
    arguments.format = arguments.format or recipe.container
    return recipe


def protection_for(recipe: Recipe, container: str, passphrase: Secret | None) -> Protection | None:
    """How to lock the new key.

    Raises:
        PassphraseError: the service wants it otherwise.
    """
    problem, severity = recipe.misfit(locked=bool(passphrase)) or ("", Severity.INFO)
    if severity is Severity.ERROR:
        raise PassphraseError(problem, "Leave it out" if passphrase else "Set one with --new-passphrase-file")
    return recipe.protection(container, passphrase)


def tell(recipe: Recipe, made: Conversion, told: results.Results) -> None:
    """Say why the key is as it is, and whether the service accepts it."""
    where = (recipe.profile.where,) if recipe.profile.where else ()
    for line in (*recipe.why, *where, outcome(made, recipe.profile)):
        told.remark(line)
