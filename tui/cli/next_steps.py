"""The next step after an error, with the option for what the command line offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.errors import NextStep

if TYPE_CHECKING:
    from ..keyops.errors import Told

_OPTIONS: Final = {
    NextStep.ALLOW_SLOW: "If you trust the file, use --allow-slow",
    NextStep.NAME_USER: "Name it with --user",
    NextStep.CHOOSE_KEY: "Choose with --key",
    NextStep.USE_AGENT: "Sign with the agent: --agent",
    NextStep.NAME_NEW_KEY: "Name it with --new",
}
_COMMANDS: Final = {
    NextStep.MAKE_KEY: "generate",
    NextStep.GENERATE: "generate",
    NextStep.REPAIR: "repair {about}",
    NextStep.SET_MODE: "repair --permissions {about}",
    NextStep.WRITE_PUBLIC: "public {about} -o {about}.pub",
    NextStep.CONVERT: "convert {about} --format openssh",
    NextStep.CERTIFY: "certificate sign -n USER",
    NextStep.INSTALL: "install {about}",
    NextStep.FORGET_HOST: "hosts remove {about}",
    NextStep.ASK_WHY: "why {about}",
    NextStep.LIST_SERVICES: "services",
}


NOTES: Final = {"Signature": " (keywright verify)"}
"""What stands behind a note of a file, by its label."""


def hint(told: Told) -> str:
    """What to do next, in a line; may be empty."""
    command = _COMMANDS.get(told.step) if told.step else None
    if command is not None:
        return ": ".join(filter(None, (told.hint, f"keywright {command.format(about=told.about)}".rstrip())))
    return ". ".join(filter(None, (told.hint, _OPTIONS.get(told.step) if told.step else "")))
