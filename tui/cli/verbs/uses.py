"""``keywright uses FILE``: who uses a key; and ssh's configuration changed so that a host gets it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.logins import config_edit, uses
from ...process import ask_programs
from ...visible import path_text, visible
from .. import json_objects
from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from ...keyops.logins.config_edit import ConfigEdit
    from ...keyops.logins.uses import Use


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Show what uses a key: hosts in ssh's configuration, this account's authorized_keys, "
        "the agent, git, known_hosts and allowed_signers.",
    )
    made.add_argument("file", type=Path, metavar="FILE", help="a key file, private or public")
    made.add_argument("-F", "--config", metavar="FILE", default="", help="instead of ~/.ssh/config")
    made.add_argument("--json", action="store_true", help="a JSON array, one object for each use")
    made.add_argument(
        "--add-to",
        metavar="HOST",
        help="make ssh offer only this key to HOST: adds IdentityFile and IdentitiesOnly to the "
        "configuration; the old file is kept as a backup",
    )
    return made


def run(arguments: argparse.Namespace) -> int:
    """Tell the uses, exit code 1 when there are none; or change the configuration."""
    subject = uses.subject_of(arguments.file)
    if arguments.add_to is not None:
        return _add(arguments)
    found = ask_programs.uses_of(subject, arguments.config)
    if arguments.json:
        json_objects.write(map(_object, found))
        return 0 if found else 1
    name = visible(str(arguments.file))
    if not found:
        sys.stdout.write(f"{name}: nothing found that uses it\n")
        if not subject.publics:
            sys.stdout.write("  Its public key is unknown: put its .pub file next to it\n")
        return 1
    sys.stdout.write(f"{name}: {len(found)} use{'' if len(found) == 1 else 's'}\n")
    for one in found:
        sys.stdout.write(f"  {visible(one.title)}{_where(one)}\n")
    return 0


def _where(one: Use) -> str:
    if one.path is None or one.kind == "agent":
        return ""
    return f" ({path_text(one.path)}{f', line {one.line}' if one.line else ''})"


def _object(one: Use) -> dict[str, Any]:
    text = json_objects.text
    return {
        "kind": one.kind,
        "title": text(one.title),
        "path": text(str(one.path)) if one.path else None,
        "line": one.line or None,
        "backup": None,
    }


def _changed(title: str, path: Path, line: int | None, backups: Iterable[Path]) -> dict[str, Any]:
    """What ``--add-to`` did, in the fields of a use."""
    text = json_objects.text
    backup = next((text(str(one)) for one in backups), None)
    return {"kind": "config", "title": text(title), "path": text(str(path)), "line": line, "backup": backup}


def _add(arguments: argparse.Namespace) -> int:
    path = ask_programs.config_path(arguments.config)
    key = _private_of(arguments.file.absolute())
    edit = config_edit.plan(arguments.add_to, key, path)
    if edit is None:
        told = f"Host {arguments.add_to} already names this key in {path}"
        if arguments.json:
            json_objects.write([_changed(told, path, None, ())])
        else:
            sys.stdout.write(visible(told) + "\n")
        return 0
    backups = config_edit.save(edit, storage.stamp_now())
    if arguments.json:
        json_objects.write([_changed(edit.block, edit.path, edit.number, backups)])
        return _proved(arguments.add_to, arguments.config, key)
    _tell(edit)
    for backup in backups:
        sys.stdout.write(visible(f"backup    {backup}") + "\n")
    return _proved(arguments.add_to, arguments.config, key)


def _private_of(path: Path) -> Path:
    """The file that IdentityFile names: the private one next to a ``.pub``, else what was given."""
    stem = path.with_name(path.name.removesuffix(".pub"))
    return stem if presence.is_there(stem) else path


def _tell(edit: ConfigEdit) -> None:
    sys.stdout.write(visible(f"changed   {edit.path}, {edit.block}") + "\n")
    for number, line in enumerate(edit.added, edit.number):
        sys.stdout.write(f"  {number:>4} + {visible(line)}\n")


def _proved(host: str, config_file: str, key: Path) -> int:
    """Ask ssh whether it now does so; what stands above may say otherwise."""
    plan = ask_programs.plan_for(host, config_file)
    if plan.config.identities_only and plan.offers_first(key):
        return 0
    sys.stderr.write(
        visible(
            f"keywright: ssh still uses something else for {host}: another line in its configuration "
            "comes first"
        )
        + "\n"
        "  See keywright why " + visible(host) + "\n"
    )
    return 1
