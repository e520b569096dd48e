"""What ssh and git tell about this account, asked for both faces and put into records."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..keyops.errors import SshConfigError
from ..keyops.logins import client, config_files, git_config, uses
from . import programs

if TYPE_CHECKING:
    from ..keyops.logins.client_config import ClientConfig
    from ..keyops.logins.offers import LoginPlan
    from ..keyops.logins.uses import Use, UsedKey

MOST_HOSTS: Final = 64
"""Hosts of a configuration of which ssh is asked, each in some milliseconds."""


def plan_for(host: str, config_file: str = "") -> LoginPlan:
    """What ssh will do with keys for a host.

    Raises:
        SshConfigError: ssh is not there, or refuses its configuration.
    """
    version = client.version_of(programs.run(client.VERSION).errors)
    return client.plan_for(config_of(host, config_file), version)


def config_of(host: str, config_file: str = "") -> ClientConfig:
    """The options of a host.

    Raises:
        SshConfigError: as ``plan_for``.
    """
    ran = programs.run(client.question(host, config_file))
    return client.config_of(host, ran.status, ran.out, ran.errors)


def names_of(config_file: str = "") -> tuple[str, ...]:
    """The hosts that the configuration of the user names, without patterns."""
    return config_files.names(config_files.read(config_path(config_file)))


def config_path(config_file: str = "") -> Path:
    """The file of the user."""
    return Path(config_file) if config_file else config_files.of_user()


def uses_of(subject: UsedKey, config_file: str = "") -> tuple[Use, ...]:
    """Every use of a key that can be found; what cannot be asked uses nothing."""
    lines = config_files.read(config_path(config_file))
    if not config_file:
        lines = (*lines, *config_files.read(config_files.SYSTEM))
    home = Path.home()
    return (
        *uses.of_config(subject, lines),
        *uses.of_hosts(subject, _configs(config_files.names(lines), config_file)),
        *uses.of_key_lines(subject, home),
        *uses.of_agent(subject),
        *git_config.of_git(subject, _git_values(home)),
    )


def _configs(names: tuple[str, ...], config_file: str) -> dict[str, ClientConfig]:
    if not programs.there("ssh"):
        return {}
    found = {}
    for name in names[:MOST_HOSTS]:
        with contextlib.suppress(SshConfigError):  # ssh does not take the name, and goes to no such host
            found[name] = config_of(name, config_file)
    return found


def _git_values(home: Path) -> dict[str, str]:
    if programs.there("git"):
        return git_config.values_of(programs.run(git_config.QUESTION).out)
    return git_config.values_of_file(home / ".gitconfig")
