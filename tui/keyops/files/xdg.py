"""Where the program's own files lie: settings, profiles and lists of the user, and what was learnt.

Source: XDG Base Directory Specification, 0.8. Nothing is made here, and nothing read.
"""

from __future__ import annotations

import os
from pathlib import Path


def configuration_folder() -> Path:
    """What the user has set: ``$XDG_CONFIG_HOME/keywright``."""
    return _folder("XDG_CONFIG_HOME", ".config")


def state_folder() -> Path:
    """What the program has learnt: ``$XDG_STATE_HOME/keywright``."""
    return _folder("XDG_STATE_HOME", ".local/state")


def _folder(variable: str, usual: str) -> Path:
    configured = os.environ.get(variable, "")
    # The specification has relative paths there ignored.
    return (Path(configured) if configured.startswith("/") else Path.home() / usual) / "keywright"
