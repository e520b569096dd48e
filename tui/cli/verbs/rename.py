"""``keywright rename``: another name for a key and its other files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.editing import moving
from ...keyops.files import paths as presence
from ...keyops.inspection import key_folder
from .. import output, results
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Rename a key: id_rsa, id_rsa.pub and id_rsa-cert.pub are renamed together or not at "
        "all. Nothing is overwritten.",
    )
    made.add_argument(
        "path", type=output.place, metavar="FILE", help="the key file, preferably the private one"
    )
    made.add_argument("name", metavar="NAME", help="its new name, in the same folder")
    made.add_argument("--only", action="store_true", help="only this file, not the key's other files")
    results.add_json(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Rename, and tell each name."""
    path = arguments.path
    alone = arguments.only or not presence.is_taken(path) or presence.is_folder(path)
    files = (path,) if alone else key_folder.look(path.parent).files_of(path)
    told = results.Results(as_json=arguments.json)
    for old, new in moving.rename_key(files, arguments.name).moves:
        told.add("renamed", new, f"renamed {old} to {new.name}", old_path=old)
    return told.finish()
