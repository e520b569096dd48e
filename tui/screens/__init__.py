"""The screens, and SCREENS, the one table of those that have a key of their own."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Final, cast

from ..keyops.records import dataclass

if TYPE_CHECKING:
    from .base import WorkScreen


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
        return page(self.target)()


SCREENS: Final = (
    ScreenRow("keys", "f2", "Keys", ".keys.screen:KeysScreen"),
    ScreenRow("generate", "f3", "Generate", ".generate.screen:GenerateScreen"),
    ScreenRow("convert", "f4", "Convert", ".convert.screen:ConvertScreen"),
)

PAGES: Final = {
    "works_with": ("Works with", ".services.works_with:WorksWithScreen"),
    "hand_over": ("Hand over", ".services.hand_over:HandOverScreen"),
    "public_key": ("Public key page", ".public_key:PublicKeyScreen"),
    "certify": ("Certify", ".certify.screen:CertifyScreen"),
    "made": ("Made", ".made.screen:MadeScreen"),
    "pasted": ("Pasted", ".pasted:PastedScreen"),
    "settings": ("Settings", ".settings:SettingsScreen"),
    "agent": ("Agent", ".agent:AgentScreen"),
    "hosts": ("Known hosts", ".known_hosts:HostsScreen"),
}
"""The screens that come up over another, by the name of their style sheet: label, and where the class is."""


def page(target: str) -> type[WorkScreen]:
    """Import a class given as ``module:name``."""
    module, _, name = target.partition(":")
    return cast("type[WorkScreen]", getattr(importlib.import_module(module, __name__), name))
