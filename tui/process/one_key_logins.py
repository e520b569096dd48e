"""Logging in with one key and no other, for both faces: what leads to the host is asked of ssh first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.errors import SshConfigError
from ..keyops.logins import client, identity_files, installation, one_key, plan
from ..keyops.records import dataclass
from . import programs

if TYPE_CHECKING:
    from pathlib import Path

    from ..keyops.logins.answers import LoginAnswer
    from ..keyops.logins.client_config import ClientConfig
    from ..keyops.logins.one_key import OneKey

_PATIENCE: Final = 60.0
_ASKED_PATIENCE: Final = 300.0
"""Seconds where ssh asks for a passphrase."""


@dataclass(frozen=True, slots=True)
class Route:
    """A host, and what leads there."""

    host: str
    """As it was typed."""
    config: ClientConfig
    options: tuple[str, ...]
    """As ``one_key.taken_over`` gives them."""

    def login(self, key: OneKey, command: str = "exit") -> tuple[str, ...]:
        """The command that logs in with this key alone."""
        return one_key.login(self.host, key, self.options, command)


def way_to(host: str, config_file: str = "") -> Route:
    """Ask ssh what leads to a host; no connection is opened. At a git host the user is git.

    Raises:
        SshConfigError: ssh is not there, or refuses its configuration.
    """
    told = programs.run(client.question(host, config_file))
    config = client.config_of(host, told.status, told.out, told.errors)
    plain = programs.run(one_key.plain_question(host))
    options = one_key.taken_over(told.out, plain.out, config_file)
    names_user = "@" in host or any(one.startswith("user ") for one in options)
    if not names_user and installation.forge_of(config.hostname) is not None:
        return way_to(f"git@{host}", config_file)
    return Route(host, config, options)


def key_for(path: Path, way: Route) -> OneKey:
    """The key of a file, as ssh would come by it for a host.

    Raises:
        KeyOpsError: it cannot be read, or ssh could not log in with it.
    """
    key = usable(path)
    if key.is_locked:
        key = one_key.of_file(path, plan.ask_agent(way.config))
    why = one_key.why_no_login(key)
    if why:
        raise SshConfigError(why, "Load it with ssh-add, or name the private key")
    return key


def usable(path: Path) -> OneKey:
    """The key of a file, unless ssh does not use the private key in it, whichever host it is for.

    Raises:
        KeyOpsError: it cannot be read, or ssh does not use it: the hint is what helps.
    """
    key = one_key.of_file(path)
    found = identity_files.examine(key.path)
    if found.private is identity_files.Private.UNUSABLE:  # for the oldest ssh; the one here may do
        found = identity_files.examine(key.path, client.version_of(programs.run(client.VERSION).errors))
    if found.private is identity_files.Private.UNUSABLE and key.path.suffix != ".pub":
        why = found.findings[0]
        raise SshConfigError(why.title, why.hint).offering(why.step, why.about)
    return key


def prove(way: Route, key: OneKey) -> LoginAnswer:
    """Log in with this key alone, where no event loop runs; ssh may ask for its passphrase on the terminal.

    Raises:
        SshConfigError: ssh is not there, or took too long.
    """
    ran = programs.run(way.login(key), patience(key))
    return one_key.proof(ran.errors, way.host, way.config.user, key)


def patience(key: OneKey) -> float:
    """Seconds for a login."""
    return _ASKED_PATIENCE if key.asks else _PATIENCE
