"""``keywright generate``: generate a key pair, as ssh-keygen's users expect it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.conversion import conversion
from ...keyops.errors import UnsupportedConversionError, WeakKeyError
from ...keyops.files import storage
from ...keyops.formats import FORMATS, PRIVATE_FORMATS
from ...keyops.generation.generation import KeySpec, default_comment, generate, is_slow
from ...keyops.keys import fingerprints
from ...keyops.keys.algorithms import ALGORITHMS, label_of
from ...keyops.services.rules import PassphraseRule
from ...keyops.targets import names as targets
from .. import lock_options, output, passphrase_options, results
from ..argument_parser import ArgumentParser, number
from . import convert_for

if TYPE_CHECKING:
    import argparse

    from ...keyops.keys.algorithms import Algorithm
    from ...keyops.keys.pair import KeyPair

_TYPES = [row.family for row in ALGORITHMS.values() if row.can_generate]
_LEGACY = [row.family for row in ALGORITHMS.values() if row.legacy and not row.can_generate]
_FORMATS = [row.id for row in PRIVATE_FORMATS]


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(prog=f"keywright {prog}", description="Generate a key pair.")
    made.add_argument(
        "-t",
        "--type",
        choices=[*_TYPES, *_LEGACY],
        help=f"the key type (default: from the settings); {' and '.join(_LEGACY)} with --legacy",
    )
    made.add_argument(
        "-b", "--bits", type=number, help="the size: RSA 2048 to 16384 (default 4096), ECDSA 256, 384, 521"
    )
    made.add_argument("-C", "--comment", help="the comment (default: user@host)")
    made.add_argument(
        "--legacy",
        action="store_true",
        help=f"allow what only old devices need: {', '.join(_LEGACY)}, and RSA from 1024 to 2040 bits",
    )
    made.add_argument(
        *output.FORMAT_OPTIONS,
        dest="format",
        metavar="FORMAT",
        choices=_FORMATS,
        help=f"{', '.join(_FORMATS)} (default: openssh, or the first that supports the type)",
    )
    made.add_argument(
        "--for",
        dest="service",
        metavar="ID",
        help="use the type, size, format and passphrase that a service accepts; see keywright services",
    )
    made.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="FILE",
        help="the private key file (default: ssh-keygen's name)",
    )
    output.add_force(made, "both files")
    results.add_json(made)
    passphrase_options.add_new(made, "the passphrase: the first line of F; an empty file means none")
    lock_options.add(made, "default: the format's")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Make the key, write both halves, and show its fingerprint."""
    if arguments.service:
        lock_options.refuse(arguments)
    recipe = convert_for.recipe_for(arguments) if arguments.service else None
    row = ALGORITHMS[arguments.type or default_type()]
    arguments.format = arguments.format or targets.default_container(row.family)
    bits = arguments.bits or row.usual_sizes[0]
    comment = (
        default_comment()
        if arguments.comment is None
        else arguments.comment.encode("utf-8", "surrogateescape")
    )
    if recipe is not None:
        comment = recipe.fitting_comment(comment)
    spec = _spec(row, bits, comment, legacy=arguments.legacy)
    reason = FORMATS[arguments.format].why_not(row.family)
    if reason:
        raise UnsupportedConversionError(
            f"{row.label} cannot be written as {FORMATS[arguments.format].label}: {reason}"
        )
    lock = lock_options.new_request(arguments, arguments.format)
    target = arguments.output or Path.home() / ".ssh" / targets.default_name(
        row.family, FORMATS[arguments.format]
    )
    if not arguments.force:
        output.refuse_existing(target, storage.public_path(target))
    passphrase = passphrase_options.from_file(arguments.new_passphrase_file)
    may_lock = recipe is None or recipe.passphrase is not PassphraseRule.FORBIDDEN
    if arguments.new_passphrase_file is None and may_lock and passphrase_options.can_ask():
        passphrase = passphrase_options.ask_new()
    protection = lock_options.protection(lock, arguments.format, passphrase)
    if recipe is not None:
        protection = convert_for.protection_for(recipe, arguments.format, passphrase)
    pair = make_key(spec)
    packed = conversion.pack(pair, arguments.format, protection)
    line = conversion.pack_public(pair.public, targets.public_line(row.family), pair.comment)
    told = results.Results(as_json=arguments.json)
    output.save(
        [
            storage.NewFile(target, packed.data, private=True),
            storage.NewFile(storage.public_path(target), line.data, private=False),
        ],
        told,
        force=arguments.force,
        backup=not arguments.no_backup,
    )
    told.say(f"{label_of(pair.public)} {fingerprints.usual(pair.public)}")
    for art in fingerprints.randomart(pair.public).splitlines() if row.names else ():
        told.say(art)
    if row.legacy and row.is_legacy(bits):
        told.note("legacy", f"for {row.legacy.needed_by}")
    if recipe is not None:
        convert_for.tell(recipe, packed, told)
    return told.finish()


def _spec(row: Algorithm, bits: int, comment: bytes, *, legacy: bool) -> KeySpec:
    """What to make; a key that only old devices need has to be asked for.

    Raises:
        WeakKeyError, UnsupportedAlgorithmError: as KeySpec, and says which option allows it.
    """
    try:
        return KeySpec(row.family, bits, comment, legacy)
    except WeakKeyError as error:
        if row.legacy is None or not row.is_legacy(bits):
            raise
        allows = f"For {row.legacy.needed_by}: add --legacy" if row.can_generate else "Or add --legacy"
        raise WeakKeyError(error.title, f"{error.hint}. {allows}") from None


def default_type() -> str:
    """The key type of the settings; what of them is ignored is told on standard error."""
    from ... import settings
    from .settings import tell_problems

    chosen = settings.load()
    tell_problems(chosen)
    return chosen.settings.key_type


def make_key(spec: KeySpec) -> KeyPair:
    """Make a key here, or by a race on every core where that takes luck."""
    if not is_slow(spec):
        return generate(spec)
    import asyncio

    from ...process import jobs

    return asyncio.run(jobs.race(generate, spec))
