"""The names of Textual's own themes, without Textual, which is not loaded for ``--help``."""

from __future__ import annotations

from typing import Final

TEXTUAL_THEMES: Final = (
    "nord",
    "gruvbox",
    "catppuccin-mocha",
    "catppuccin-macchiato",
    "catppuccin-frappe",
    "catppuccin-latte",
    "dracula",
    "tokyo-night",
    "monokai",
    "flexoki",
    "solarized-dark",
    "solarized-light",
    "rose-pine",
    "rose-pine-moon",
    "rose-pine-dawn",
    "atom-one-dark",
    "atom-one-light",
    "textual-dark",
    "textual-light",
)

_FEW: Final = 6


def few(names: tuple[str, ...]) -> str:
    """As many as one sentence can hold."""
    if len(names) <= _FEW:
        return ", ".join(names)
    return f"{', '.join(names[:_FEW])} or {len(names) - _FEW} others (keywright settings --help)"
