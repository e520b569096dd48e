"""The child process that asks pyperclip to read or set the clipboard of a desktop, and then ends.

``tui.terminal.clipboard`` starts it; nobody else does. It may hold a private key: it dies with us and cannot
be looked into. pyperclip has no time limit, and what it starts may write on our terminal; hence a child.
"""

from __future__ import annotations

import signal
import sys

import pyperclip

from . import hardening


def main(name: str) -> None:
    """Copy standard input, or write to standard output what is on the clipboard.

    Args:
        name: ``copy`` or ``paste``.
    """
    # Signals are blocked in our threads and a child inherits that; xclip lives on and must be killable.
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    hardening.die_with_parent(signal.SIGKILL)
    hardening.settle()
    if name == "copy":
        pyperclip.copy(sys.stdin.buffer.read().decode())
    else:
        sys.stdout.buffer.write(pyperclip.paste().encode())
