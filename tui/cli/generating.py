"""``keywright generate``: make a key pair, as ssh-keygen's users expect it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tui.cli import output, passphrases
from tui.keyops import conversion, fingerprints, storage, targets
from tui.keyops.algorithms import ALGORITHMS, label_of
from tui.keyops.codec import Protection
from tui.keyops.errors import UnsupportedConversionError
from tui.keyops.formats import FORMATS, PRIVATE_FORMATS
from tui.keyops.generation import KeySpec, default_comment, generate, is_slow

if TYPE_CHECKING:
    from tui.keyops.codec import KeyPair

_TYPES = [row.family for row in ALGORITHMS.values() if row.can_generate]
_FORMATS = [row.id for row in PRIVATE_FORMATS]


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = argparse.ArgumentParser(prog=f"keywright {prog}", description="Make a key pair.")
    made.add_argument(
        "-t", "--type", default="ed25519", choices=_TYPES, help="the key type (default: ed25519)"
    )
    made.add_argument(
        "-b", "--bits", type=int, help="the size: RSA 2048 to 16384 (default 4096), ECDSA 256, 384, 521"
    )
    made.add_argument("-C", "--comment", help="the comment (default: user@host)")
    made.add_argument(
        "--format", default="openssh", choices=_FORMATS, help="the container (default: openssh)"
    )
    made.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the private file (default: ssh-keygen's name)"
    )
    made.add_argument("--force", action="store_true", help="overwrite existing files")
    passphrases.add_new(made, "the passphrase: the first line of F; an empty file means none")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Make the key, write both halves, and show its fingerprint."""
    row = ALGORITHMS[arguments.type]
    bits = arguments.bits or row.sizes[0]
    comment = (
        default_comment()
        if arguments.comment is None
        else arguments.comment.encode("utf-8", "surrogateescape")
    )
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
    if arguments.new_passphrase_file is None and passphrases.can_ask():
        passphrase = passphrases.ask_new()
    pair = _generate(spec)
    packed = conversion.pack(pair, arguments.format, Protection(passphrase) if passphrase else None)
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
    return 0


def _generate(spec: KeySpec) -> KeyPair:
    if not is_slow(spec):
        return generate(spec)
    import asyncio

    from tui import jobs

    return asyncio.run(jobs.race(generate, spec))
