"""The screens, and SCREENS, the one table of those that have a key of their own."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from tui.screens.base import WorkScreen


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """One screen. Its mode, key, tab, help and style sheet come from here."""

    name: str
    """Mode of the app, and name of the style sheet."""
    key: str
    label: str
    target: str
    """Where its class is, as ``module:name``; imported when first shown, so that start-up stays quick."""

    def make(self) -> WorkScreen:
        """Import the class and make the screen."""
        module, _, name = self.target.partition(":")
        return cast("WorkScreen", getattr(importlib.import_module(module), name)())


SCREENS: Final = (
    ScreenRow("keys", "f2", "Keys", "tui.screens.keys:KeysScreen"),
    ScreenRow("generate", "f3", "Generate", "tui.screens.generate:GenerateScreen"),
    ScreenRow("convert", "f4", "Convert", "tui.screens.convert:ConvertScreen"),
)
