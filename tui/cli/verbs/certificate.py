"""``keywright certificate``: sign a key as an authority; show, attach and remove certificates."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

from ..full_parser import FullParser

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

ACTIONS: Final = {
    "sign": ("certificate_sign", "sign public keys with a CA's private key"),
    "show": ("certificate_show", "show what certificates contain"),
    "attach": ("certificate_attach", "store a certificate with its key"),
    "remove": ("certificate_attach", "remove the certificate from a key"),
}
"""Each action, the module that has its ``add_ACTION`` and ``ACTION``, and what it does."""


class _Parser(FullParser):
    """Takes ``-V -1d:+1d`` as ssh-keygen does, where argparse would see another option behind ``-V``."""

    def parse_known_args(  # type: ignore[override]
        self,
        args: Sequence[str] | None = None,
        namespace: Any = None,  # noqa: ANN401 - as argparse has it
    ) -> tuple[Any, list[str]]:
        joined: list[str] = []
        for word in args or ():
            if joined and joined[-1] in {"-V", "--validity"} and word[:1] == "-" and word[1:2].isdigit():
                joined[-1] = f"--validity={word}"
            else:
                joined.append(word)
        return super().parse_known_args(joined, namespace)


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = _Parser(
        prog=f"keywright {prog}", description="Sign, show, attach and remove OpenSSH certificates."
    )
    actions = made.add_subparsers(dest="action", required=True, metavar=f"{{{','.join(ACTIONS)}}}")
    for name, (module, words) in ACTIONS.items():
        add = getattr(importlib.import_module(f".{module}", __package__), f"add_{name}")
        add(actions.add_parser(name, help=words, description=f"{words[0].upper()}{words[1:]}."))
    return made


def run(arguments: argparse.Namespace) -> int:
    """Do it."""
    module, _ = ACTIONS[arguments.action]
    return int(getattr(importlib.import_module(f".{module}", __package__), arguments.action)(arguments))
