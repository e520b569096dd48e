"""``keywright install FILE HOST``: a public key put into authorized_keys on a server, then proved."""

from __future__ import annotations

import asyncio
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.errors import SshConfigError
from ...keyops.files import paths as presence
from ...keyops.logins import account, installation
from ...process import one_key_logins, programs
from ...visible import visible
from .. import json_objects, logins, next_steps
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse

    from ...keyops.logins.answers import LoginAnswer
    from ...process.one_key_logins import Route


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Add a public key to ~/.ssh/authorized_keys on a server, as ssh-copy-id does, then prove "
        "it: ssh logs in with this key alone. Each command is shown before it runs. For GitHub, GitLab.com, "
        "Gitea and Codeberg the key is uploaded with gh, glab or tea.",
    )
    made.add_argument("file", type=Path, metavar="FILE", help="a key file, private or public")
    made.add_argument(
        "host", metavar="HOST", nargs="?", help="as you would give it to ssh; not needed with --print"
    )
    made.add_argument("-F", "--config", metavar="FILE", default="", help="instead of ~/.ssh/config")
    only = made.add_mutually_exclusive_group()
    only.add_argument(
        "--print", action="store_true", help="print the line to run on the server, and do nothing else"
    )
    only.add_argument("--prove", action="store_true", help="install nothing: only log in with this key alone")
    made.add_argument("--json", action="store_true", help="a JSON array with one object")
    return made


def run(arguments: argparse.Namespace) -> int:
    """Install and prove; exit code 1 when the key was not installed, or not proved."""
    if arguments.print:
        public, comment = account.of_file(arguments.file)
        sys.stdout.write(installation.on_server(public, comment) + "\n")
        return 0
    if arguments.host is None:
        return complain("HOST is missing: where is the key to be installed?", code=2)
    way = one_key_logins.way_to(arguments.host, arguments.config)
    key = one_key_logins.key_for(arguments.file, way)
    commands = []
    if not arguments.prove:
        command = _command(arguments, way)
        _show(command, quiet=arguments.json)
        status = asyncio.run(programs.show_async(command, reads=command[0] != "ssh", quiet=arguments.json))
        if status:
            return complain(f"{command[0]} ended with status {status}; nothing was proved", code=1)
        commands.append(command)
    login = way.login(key)
    commands.append(login)
    _show(login, quiet=arguments.json)
    answer = one_key_logins.prove(way, key)
    if arguments.json:
        json_objects.write([_object(way, commands, answer)])
    else:
        sys.stdout.write("".join(f"{visible(line)}\n" for line in answer.lines(next_steps.hint(answer))))
    return 0 if answer.proved else 1


def _command(arguments: argparse.Namespace, way: Route) -> tuple[str, ...]:
    """The command that installs it.

    Raises:
        SshConfigError: the host takes keys another way, and the program for that is not here.
    """
    public, comment = account.of_file(arguments.file)
    forge = installation.forge_of(way.config.hostname)
    if forge is None:
        return installation.through(arguments.host, public, comment, arguments.config)
    path = installation.public_file(arguments.file.absolute())
    if not presence.is_there(path):
        raise SshConfigError(
            f"{forge.program} uploads a public key file, and there is no {path.name}",
            f"Write it first: keywright public {arguments.file} -o {path.name}",
        )
    if not programs.there(forge.program):
        raise SshConfigError(
            f"{way.config.hostname} accepts keys on its website or from {forge.program}, which is not "
            "installed here",
            f"Copy the key with keywright public {arguments.file}, and paste it into the settings there",
        )
    return installation.upload(forge, path, comment)


def _show(command: tuple[str, ...], *, quiet: bool) -> None:
    if not quiet:
        sys.stdout.write(f"$ {visible(shlex.join(command))}\n")
        sys.stdout.flush()


def _object(way: Route, commands: list[tuple[str, ...]], answer: LoginAnswer) -> dict[str, Any]:
    text = json_objects.text
    return {
        "host": text(way.host),
        "hostname": text(way.config.hostname),
        "user": text(way.config.user),
        "commands": [[text(word) for word in command] for command in commands],
        "proved": answer.proved,
        "login": logins.login_object(answer),
    }
