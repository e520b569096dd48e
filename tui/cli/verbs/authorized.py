"""``keywright authorized list|add|remove|disable|enable``: who may log in to an account."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.errors import TargetExistsError
from ...keyops.files import storage
from ...keyops.keys import fingerprints
from ...keyops.trust import authorized_keys, authorized_options
from .. import results
from ..argument_parser import ArgumentParser
from ..complaints import complain
from ..request_error import request

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ...keyops.keys.base import PublicKey
    from ...keyops.trust.authorized_keys import AuthorizedFile, AuthorizedLine

_CHANGES = {
    "remove": (authorized_keys.without, "removed"),
    "disable": (authorized_keys.disabled, "disabled"),
    "enable": (authorized_keys.enabled, "enabled"),
}


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="List and change authorized_keys: the keys that may log in to this account.",
    )
    actions = made.add_subparsers(dest="action", required=True, metavar="{list,add,remove,disable,enable}")
    one = actions.add_parser(
        "list",
        help="show each line, what its options allow, and what sshd does with it",
        description="List the lines: key, options in words, and what sshd does with each.",
    )
    one.add_argument("--json", action="store_true", help="a JSON array, one object for each line")
    _add_file(one)
    one.set_defaults(do=_list)
    _add_parser(actions)
    for name, about in (
        ("remove", "Remove lines, and keep the old file as a backup in the same folder."),
        ("disable", "Turn lines into comments, so that their keys can no longer log in."),
        ("enable", "Enable disabled lines again, byte for byte as they were."),
    ):
        one = actions.add_parser(name, help=f"{name} a line, or all lines of a key", description=about)
        one.add_argument(
            "which", metavar="WHICH", help="the number of a line, the key's SHA256:..., or a key file"
        )
        _add_file(one)
        results.add_json(one, "line")
        one.set_defaults(do=_change)
    return made


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-f", "--file", type=Path, metavar="FILE", help="instead of ~/.ssh/authorized_keys")


def _add_parser(actions: argparse._SubParsersAction[ArgumentParser]) -> None:
    from .authorized_options import add_options

    one = actions.add_parser(
        "add",
        help="let a key log in",
        description="Add a line for a key at the end of the file. Without options the key can do "
        "everything the account can.",
    )
    one.add_argument("key", metavar="KEY", help="a public or private key file, or - for standard input")
    _add_file(one)
    one.add_argument("-C", "--comment", metavar="TEXT", help="instead of the comment of the key")
    one.add_argument("--again", action="store_true", help="even if a line already has the key")
    add_options(one)
    results.add_json(one, "line")
    one.set_defaults(do=_add)


def run(arguments: argparse.Namespace) -> int:
    """List or change."""
    path = arguments.file or Path.home() / ".ssh" / authorized_keys.NAME
    return int(arguments.do(arguments, authorized_keys.load(path)))


def _list(arguments: argparse.Namespace, file: AuthorizedFile) -> int:
    """Exit code 1 when sshd passes over a line, or something else is wrong."""
    from . import authorized_list

    return authorized_list.tell(file, as_json=arguments.json)


# Adding


def _add(arguments: argparse.Namespace, file: AuthorizedFile) -> int:
    from .authorized_options import wanted

    public, comment = _key_of(arguments.key)
    if arguments.comment is not None:
        comment = arguments.comment.encode("utf-8", "surrogateescape")
    same = [line for line in file.of_key(public) if not line.is_disabled]
    if same and not arguments.again:
        raise TargetExistsError(
            file.path,
            f"Line {same[0].number} of {file.path.name} already has this key, and takes precedence",
            "Remove it first, or add another line with --again",
        )
    with request():
        options = authorized_options.compose(wanted(arguments))
    data = authorized_keys.added(file.data, public, options, comment)
    backup = authorized_keys.save(file, data, storage.stamp_now())
    number = data.count(b"\n")
    told = results.Results(as_json=arguments.json)
    facts = results.public_facts(public, comment.decode("utf-8", "surrogateescape"))
    words = f"added     line {number} of {file.path}"
    told.add("added", file.path, words, line=number, backup=backup, **facts)
    told.say(f"          {fingerprints.sha256(public)}")
    for written, words in authorized_options.in_words(options):
        told.remark(f"  {written}: {words}")
    if not options:
        told.remark("  It can do everything the account can")
    _tell_backup(backup, told)
    return told.finish()


def _key_of(name: str) -> tuple[PublicKey, bytes]:
    """The public key of a file or of standard input, and its comment."""
    from ...keyops.logins import account
    from .. import streams

    return account.of_text(streams.standard_input()) if name == "-" else account.of_file(Path(name))


# Changing lines that are there


def _change(arguments: argparse.Namespace, file: AuthorizedFile) -> int:
    change, word = _CHANGES[arguments.action]
    lines = [line for line in _named(arguments.which, file) if _fits(line, arguments.action)]
    if not lines:
        what = {"disable": "enabled ", "enable": "disabled "}.get(arguments.action, "")
        return complain(f"no {what}line of {file.path} is {arguments.which}", code=1)
    return _write(file, lines, change, results.Results(as_json=arguments.json), word)


def _fits(line: AuthorizedLine, action: str) -> bool:
    return action == "remove" or line.is_disabled == (action == "enable")


def _named(which: str, file: AuthorizedFile) -> list[AuthorizedLine]:
    """The lines that a word means: a number, a fingerprint, or the key of a file."""
    if which.isdecimal():
        return [line for line in file.lines if line.number == int(which)]
    if which.startswith("SHA256:"):
        return [line for line in file.lines if line.public and fingerprints.sha256(line.public) == which]
    public, _ = _key_of(which)
    return list(file.of_key(public))


def _write(
    file: AuthorizedFile,
    lines: list[AuthorizedLine],
    change: Callable[[bytes, set[int]], bytes],
    told: results.Results,
    word: str,
) -> int:
    data = change(file.data or b"", {line.number for line in lines})
    backup = authorized_keys.save(file, data, storage.stamp_now())
    for line in lines:
        name = f", {line.comment}" if line.comment else ""
        label = line.report.label or "damaged"
        facts = results.public_facts(line.public, line.comment)
        text = f"{word:<9} line {line.number}, {label}{name}"
        told.add(word, file.path, text, line=line.number, backup=backup, **facts)
    _tell_backup(backup, told)
    if word != "enabled" and not authorized_keys.lets_anyone_in(data):
        told.remark("  No key in this file can log in any more: keep another way into the account")
    return told.finish()


def _tell_backup(backup: Path | None, told: results.Results) -> None:
    if backup is not None:
        told.say(f"backup    {backup}")
