"""``keywright generate``: make a key pair, as ssh-keygen's users expect it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import fitting, output, passphrases
from tui.keyops import conversion, fingerprints, storage, targets
from tui.keyops.algorithms import ALGORITHMS, label_of
from tui.keyops.codec import Protection
from tui.keyops.errors import UnsupportedConversionError
from tui.keyops.formats import FORMATS, PRIVATE_FORMATS
from tui.keyops.generation import KeySpec, default_comment, generate, is_slow
from tui.keyops.services.rules import PassphraseRule

if TYPE_CHECKING:
    from tui.keyops.codec import KeyPair

_TYPES = [row.family for row in ALGORITHMS.values() if row.can_generate]
_FORMATS = [row.id for row in PRIVATE_FORMATS]


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(prog=f"keywright {prog}", description="Make a key pair.")
    made.add_argument("-t", "--type", choices=_TYPES, help="the key type (default: ed25519)")
    made.add_argument(
        "-b", "--bits", type=int, help="the size: RSA 2048 to 16384 (default 4096), ECDSA 256, 384, 521"
    )
    made.add_argument("-C", "--comment", help="the comment (default: user@host)")
    made.add_argument("--format", choices=_FORMATS, help="the container (default: openssh)")
    made.add_argument(
        "--for",
        dest="service",
        metavar="ID",
        help="type, size, container and passphrase as a service takes them, see: keywright services",
    )
    made.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the private file (default: ssh-keygen's name)"
    )
    made.add_argument("--force", action="store_true", help="overwrite existing files")
    passphrases.add_new(made, "the passphrase: the first line of F; an empty file means none")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Make the key, write both halves, and show its fingerprint."""
    recipe = fitting.recipe_for(arguments) if arguments.service else None
    arguments.format = arguments.format or "openssh"
    row = ALGORITHMS[arguments.type or "ed25519"]
    bits = arguments.bits or row.sizes[0]
    comment = (
        default_comment()
        if arguments.comment is None
        else arguments.comment.encode("utf-8", "surrogateescape")
    )
    if recipe is not None:
        comment = fitting.fitting(comment, recipe)
    spec = KeySpec(row.family, bits, comment)
    reason = FORMATS[arguments.format].why_not(row.family)
    if reason:
        raise UnsupportedConversionError(
            f"{row.label} cannot be written as {FORMATS[arguments.format].label}: {reason}"
        )
    target = arguments.output or Path.home() / ".ssh" / targets.default_name(
        row.family, FORMATS[arguments.format]
    )
    if not arguments.force:
        output.refuse_existing(target, storage.public_path(target))
    passphrase = passphrases.from_file(arguments.new_passphrase_file)
    may_lock = recipe is None or recipe.passphrase is not PassphraseRule.FORBIDDEN
    if arguments.new_passphrase_file is None and may_lock and passphrases.can_ask():
        passphrase = passphrases.ask_new()
    protection = Protection(passphrase) if passphrase else None
    if recipe is not None:
        protection = fitting.protection_for(recipe, arguments.format, passphrase)
    pair = _generate(spec)
    packed = conversion.pack(pair, arguments.format, protection)
    line = conversion.pack_public(pair.public, "openssh-public", pair.comment)
    output.save(
        [
            storage.NewFile(target, packed.data, private=True),
            storage.NewFile(storage.public_path(target), line.data, private=False),
        ],
        force=arguments.force,
    )
    sys.stdout.write(f"{label_of(pair.public)} {fingerprints.sha256(pair.public)}\n")
    sys.stdout.write(fingerprints.randomart(pair.public) + "\n")
    if recipe is not None:
        fitting.tell(recipe, packed.data, line.data)
    return 0


def _generate(spec: KeySpec) -> KeyPair:
    if not is_slow(spec):
        return generate(spec)
    import asyncio

    from tui import jobs

    return asyncio.run(jobs.race(generate, spec))
