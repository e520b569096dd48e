"""Completions, a module for each shell: ``script(commands)`` writes the whole file.

What stands in them comes from our own parsers; single quotes keep it from the shell all the same.
"""

from __future__ import annotations

from typing import Final

OWN_SERVICES: Final = r"""s/^ *id *= *["']\([a-z0-9.-]*\)["'].*/\1/p"""
"""For ``sed -n``: the ids in the user's own service profiles."""


def quoted(text: str) -> str:
    """One word for a shell of the Bourne family."""
    return "'" + text.replace("'", "'\\''") + "'"
