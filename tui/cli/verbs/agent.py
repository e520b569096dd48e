"""``keywright agent list|add|remove``: what the running ssh-agent holds, one key more, one key less."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.agent import adding
from ...keyops.agent import client as agent
from ...keyops.certificates import validity
from ...keyops.errors import AgentError, PassphraseRequiredError
from ...keyops.files import paths as presence
from ...keyops.inspection.description import certificate_rows
from ...visible import visible
from .. import json_objects, passphrase_options, results, slow_option
from ..argument_parser import ArgumentParser
from ..request_error import request

if TYPE_CHECKING:
    import argparse

    from ...keyops.agent.protocol import Identity


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Talk to the ssh-agent named by SSH_AUTH_SOCK, even a forwarded one.",
    )
    actions = made.add_subparsers(dest="action", required=True, metavar="{list,add,remove}")
    one = actions.add_parser(
        "list", help="list the keys it holds", description="List the keys that the agent holds."
    )
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON array, one object for each key")
    form.add_argument(
        "--public", action="store_true", help="the authorized_keys line of each, like ssh-add -L"
    )
    one.set_defaults(do=_list)

    one = actions.add_parser(
        "add",
        help="load a key file in any format",
        description="Load a key file in any format, with the certificate in it or next to it.",
    )
    one.add_argument("file", type=Path, metavar="FILE", help="the private key file")
    one.add_argument("--lifetime", metavar="TIME", help="forget it after TIME, such as 1h or 90m")
    one.add_argument("--confirm", action="store_true", help="make the agent ask before each use")
    one.add_argument("--no-certificate", action="store_true", help="load only the plain key")
    results.add_json(one, "key or certificate")
    slow_option.add(one)
    passphrase_options.add_old(one)
    one.set_defaults(do=_add)

    one = actions.add_parser(
        "remove",
        help="forget one key, or all",
        description="Make the agent forget a key and its certificates.",
    )
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument(
        "key", nargs="?", metavar="KEY", help="a private or public key file, or the key's SHA256:..."
    )
    which.add_argument("--all", action="store_true", help="every key")
    results.add_json(one, "key or certificate")
    one.set_defaults(do=_remove)
    return made


def run(arguments: argparse.Namespace) -> int:
    """List, add or remove."""
    return int(arguments.do(arguments))


def _list(arguments: argparse.Namespace) -> int:
    found = agent.identities()
    if arguments.json:
        json_objects.write(map(_object, found))
    elif arguments.public:
        sys.stdout.write("".join(f"{visible(one.line)}\n" for one in found if one.line))
    else:
        sys.stdout.write("".join(f"{_words(one)}\n" for one in found) or "The agent holds no keys\n")
    return 0


def _words(one: Identity) -> str:
    """As ``ssh-add -l`` has it."""
    return visible(f"{one.bits} {one.sha256} {_text(one.comment)} ({one.type_word})")


def _object(one: Identity) -> dict[str, Any]:
    return {
        "algorithm": one.certificate.algorithm if one.certificate else one.public and one.public.algorithm,
        "type": one.label,
        "bits": one.bits or None,
        "comment": json_objects.text(one.comment),
        "sha256": one.sha256,
        "public_key": json_objects.text(one.line) or None,
        "certificate": dict(certificate_rows(one.certificate)) if one.certificate else None,
    }


def _add(arguments: argparse.Namespace) -> int:
    with request():
        lifetime = validity.interval(arguments.lifetime) if arguments.lifetime is not None else 0
    wanted = adding.AddRequest(lifetime, arguments.confirm, not arguments.no_certificate)
    path = arguments.file
    passphrase = passphrase_options.from_file(arguments.passphrase_file)
    try:
        done = slow_option.run(arguments, adding.add, path, passphrase, wanted)
    except PassphraseRequiredError:
        done = slow_option.run(arguments, adding.add, path, passphrase_options.ask(path.name), wanted)
    told = results.Results(as_json=arguments.json)
    for comment, label in done.keys:
        name = json_objects.text(comment)
        told.add("loaded", path, f"loaded    {comment} ({label})", comment=name, type=label)
    for note in done.notes:
        sys.stderr.write(visible(f"keywright: {note}") + "\n")
    return told.finish()


def _remove(arguments: argparse.Namespace) -> int:
    told = results.Results(as_json=arguments.json)
    if arguments.all:
        held = agent.identities() if arguments.json else ()
        agent.remove_all()
        for one in held:
            told.add("removed", None, **_facts(one))
        told.say("removed   all keys")
        return told.finish()
    found = _chosen(arguments.key)
    if not found:
        raise AgentError(
            f"The agent does not hold {Path(arguments.key).name}", "keywright agent list shows what it holds"
        )
    for one in found:
        agent.remove(one.blob)
        told.add("removed", None, f"removed   {_text(one.comment)} ({one.label})", **_facts(one))
    return told.finish()


def _facts(one: Identity) -> dict[str, Any]:
    found = _object(one)
    names = ("algorithm", "bits", "comment", "sha256", "type")
    return {"look": None, **{name: found[name] for name in names}}


def _chosen(key: str) -> tuple[Identity, ...]:
    if key.startswith("SHA256:") and not presence.is_there(Path(key)):
        return tuple(one for one in agent.identities() if one.sha256 == key)
    wanted = agent.public_halves(Path(key))
    found = agent.identities()
    return tuple(one for public in wanted for one in agent.same_key(found, public))


def _text(comment: bytes) -> str:
    return comment.decode("utf-8", "surrogateescape")
