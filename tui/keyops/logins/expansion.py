"""Paths of ssh_config as ssh expands them: the tilde, percent tokens, and variables.

::

    ~ ~user            home folders, of the password file and not of HOME
    %% %d %h %i %k     a percent sign, home folder, host name, user number, HostKeyAlias
    %L %l %n %p %r %u  short and full local name, the name typed, port, remote and local user
    %C %j              the SHA-1 of %l%h%p%r%j, ProxyJump
    ${NAME}            a variable of the environment

Source: ssh_config(5), TOKENS; OpenSSH misc.c ``tilde_expand`` and ``vdollar_percent_expand``, ssh.c
``default_client_percent_dollar_expand``; %j is part of %C since 9.8, where it is empty in most cases.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import SshConfigError
from ..patterns import compiled

if TYPE_CHECKING:
    from .client_config import ClientConfig

_TOKEN: Final = compiled(r"%(?P<letter>.?)|\$\{(?P<name>[^}]*)\}", re.DOTALL)
_TILDE: Final = compiled(r"~(?P<user>[^/]*)(?P<rest>.*)", re.DOTALL)


def home() -> str:
    """The home folder that ssh goes by: of the password file; of HOME where the user is not in it."""
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return os.environ.get("HOME", "/")


def expand(text: str, config: ClientConfig) -> Path:
    """The path that ssh uses.

    Args:
        text: as it stands in the configuration.
        config: of the host.

    Raises:
        SshConfigError: ssh stops at it: an unknown token, a variable that is not set, no such user.
    """
    values = _values(config)

    def value(found: re.Match[str]) -> str:
        name, letter = found["name"], found["letter"]
        if name is not None:
            if name not in os.environ:
                raise SshConfigError(
                    f"{text} names the variable {name}, which is not set", "ssh stops at this"
                )
            return os.environ[name]
        if letter not in values:
            raise SshConfigError(
                f"{text} has the token %{letter}, which ssh does not know", "ssh stops at this"
            )
        return values[letter]

    return Path(_TOKEN.sub(value, _without_tilde(text)))


def of_any_host(text: str) -> Path | None:
    """The path where it is the same for every host; None where it has other tokens than ``%d`` and ``%%``."""
    known = {"%": "%", "d": home()}
    if any(found["letter"] not in known for found in _TOKEN.finditer(text)):
        return None
    path = _TOKEN.sub(lambda found: known[found["letter"]], text)
    return Path(home() + path[1:] if path.startswith("~/") else path)


def _without_tilde(text: str) -> str:
    found = _TILDE.fullmatch(text)
    if found is None:
        return text
    if not found["user"]:
        return home() + found["rest"]
    try:
        return pwd.getpwnam(found["user"]).pw_dir + found["rest"]
    except KeyError:
        raise SshConfigError(
            f"{text}: there is no user {found['user']} here", "Write the path in full"
        ) from None


def _values(config: ClientConfig) -> dict[str, str]:
    local = os.uname().nodename
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = str(os.getuid())
    whole = f"{local}{config.hostname}{config.port}{config.user}{config.jump}"
    return {
        "%": "%",
        "C": hashlib.sha1(whole.encode("utf-8", "surrogateescape"), usedforsecurity=False).hexdigest(),
        "d": home(),
        "h": config.hostname,
        "i": str(os.getuid()),
        "j": config.jump,
        "k": config.alias or config.name,
        "L": local.partition(".")[0],
        "l": local,
        "n": config.name,
        "p": config.port,
        "r": config.user,
        "u": user,
    }
