"""The commands by which ssh is asked, and what its answers mean. Nothing here runs them: the faces do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import SshConfigError
from ..patterns import compiled
from . import client_config, plan

if TYPE_CHECKING:
    from .client_config import ClientConfig
    from .offers import LoginPlan

VERSION: Final = ("ssh", "-V")
_VERSION: Final = compiled(r"OpenSSH_(\d+)\.(\d+)")
QUIET: Final = (
    "BatchMode=yes", "ControlPath=none", "ClearAllForwardings=yes", "ForwardAgent=no",
    "PermitLocalCommand=no", "RemoteCommand=none", "ConnectTimeout=20",
)  # fmt: skip
"""A login that asks nothing, opens nothing, and is a new one also where a shared connection is open."""


def question(host: str, config_file: str = "") -> tuple[str, ...]:
    """The command that tells the options for a host; it opens no connection."""
    return ("ssh", *config_words(config_file), "-T", "-G", "--", host)


def login(host: str, config_file: str = "") -> tuple[str, ...]:
    """The command that logs in without asking anything, tells what it does, and leaves at once.

    Args:
        host: as it was typed.
        config_file: in place of ~/.ssh/config.
    """
    options = [word for option in QUIET for word in ("-o", option)]
    return ("ssh", *config_words(config_file), "-v", "-T", *options, "--", host, "exit")


def config_words(config_file: str) -> tuple[str, ...]:
    """The words that name a configuration in place of that of the user."""
    return ("-F", config_file) if config_file else ()


def version_of(told: bytes) -> tuple[int, int] | None:
    """The version that ``ssh -V`` tells; None when it is not OpenSSH."""
    found = _VERSION.search(told.decode("ascii", "replace"))
    return (int(found[1]), int(found[2])) if found else None


def config_of(host: str, status: int, out: bytes, errors: bytes) -> ClientConfig:
    """The options that the answer to ``question`` tells.

    Raises:
        SshConfigError: ssh refuses its configuration, or the host.
    """
    if status:
        lines = errors.decode("utf-8", "surrogateescape").strip().splitlines()
        words = next((line for line in reversed(lines) if "terminating" not in line), f"status {status}")
        raise SshConfigError(
            f"ssh cannot read its configuration for {host}: {words}", "Correct the line that ssh names"
        )
    return client_config.read(out, host)


def plan_for(config: ClientConfig, version: tuple[int, int] | None) -> LoginPlan:
    """What ssh will do, with the agent that it asks. It may wait for the agent: call it off the event loop.

    Raises:
        SshConfigError: ssh stops at one of the paths.
    """
    return plan.make(config, plan.ask_agent(config), version)
