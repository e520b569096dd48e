"""``keywright completion``: what lets bash, zsh or fish complete verbs, options and values."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Final

from ..argument_parser import ArgumentParser

if TYPE_CHECKING:
    import argparse

SHELLS: Final = {
    "bash": "share/bash-completion/completions/keywright",
    "zsh": "share/zsh/site-functions/_keywright",
    "fish": "share/fish/vendor_completions.d/keywright.fish",
}
"""Each shell, and where it looks for the file below ``/usr``, ``/usr/local`` or ``~/.local``."""

_WHERE: Final = """\
pip, pipx and uv install them in share/ of their environment. For one user:

  bash  keywright completion bash > ~/.local/share/bash-completion/completions/keywright
  zsh   keywright completion zsh > FOLDER/_keywright, with FOLDER in $fpath
  fish  keywright completion fish > ~/.config/fish/completions/keywright.fish

Or at once, in this shell: source <(keywright completion bash)"""


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Print the completions for a shell: verbs, options and their values.",
        epilog=_WHERE,
    )
    made.add_argument("shell", choices=tuple(SHELLS), metavar="SHELL", help=", ".join(SHELLS))
    return made


def run(arguments: argparse.Namespace) -> int:
    """Print them."""
    sys.stdout.write(script(arguments.shell))
    return 0


def script(shell: str) -> str:
    """The whole file for a shell."""
    from ..commands import commands

    return str(importlib.import_module(f"..shells.{shell}", __package__).script(commands()))
