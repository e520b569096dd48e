"""``keywright host-keys``: the keys a new server needs, as ``ssh-keygen -A`` makes them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...keyops.conversion import conversion
from ...keyops.errors import TargetExistsError
from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.formats import DEFAULT_PRIVATE, DEFAULT_PUBLIC
from ...keyops.generation.generation import KeySpec
from ...keyops.keys import fingerprints
from ...keyops.keys.algorithms import ALGORITHMS, label_of
from .. import output, results
from ..argument_parser import ArgumentParser
from ..complaints import complain
from .generate import make_key

if TYPE_CHECKING:
    import argparse

DEFAULTS: Final = {"rsa": 3072, "ecdsa": 256, "ed25519": 256, "mldsa44-ed25519": 256}
"""Types and sizes, those of ssh-keygen; the last is made only when it is asked for."""

_USUAL: Final = ("rsa", "ecdsa", "ed25519")


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Create a server's missing host keys; existing ones are left unchanged.",
    )
    made.add_argument(
        "--dir",
        type=Path,
        default=Path("/etc/ssh"),
        metavar="DIR",
        help="the folder for them (default: /etc/ssh)",
    )
    made.add_argument(
        "--types",
        default=",".join(_USUAL),
        metavar="LIST",
        help=f"any of {', '.join(DEFAULTS)} (default: %(default)s)",
    )
    results.add_json(made, "key file")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing, each pair whole or not at all, and tell the fingerprints."""
    types = [name.strip() for name in arguments.types.split(",") if name.strip()]
    unknown = [name for name in types if name not in DEFAULTS]
    if unknown or not types:
        words = ", ".join(unknown) or "no type"
        return complain(f"{words}: choose from {', '.join(DEFAULTS)}")
    told = results.Results(as_json=arguments.json)
    comment = b"root@" + os.fsencode(os.uname().nodename)
    for name in types:
        stem = "mldsa44_ed25519" if name.startswith("mldsa") else name
        path = arguments.dir / f"ssh_host_{stem}_key"
        if presence.is_taken(path):
            told.add("kept", path, f"kept      {path}")
            continue
        public_path = storage.public_path(path)
        if presence.is_taken(public_path):
            raise TargetExistsError(
                public_path,
                f"{public_path.name} exists, but its private key does not",
                "Move it away, or restore the private key",
            )
        pair = make_key(KeySpec(ALGORITHMS[name].family, DEFAULTS[name], comment))
        public = conversion.pack_public(pair.public, DEFAULT_PUBLIC, comment)
        output.save(
            [
                storage.NewFile(path, conversion.pack(pair, DEFAULT_PRIVATE).data, private=True),
                storage.NewFile(public_path, public.data, private=False),
            ],
            told,
            force=False,
        )
        told.say(f"{label_of(pair.public)} {fingerprints.sha256(pair.public)}")
    return told.finish()
