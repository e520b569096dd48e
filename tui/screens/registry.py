"""ROWS, the one table of the screens and pages: mode, key, tab, style sheet and class of each."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final, cast

from ..keyops.records import dataclass

if TYPE_CHECKING:
    from collections.abc import Callable

    from .base import WorkScreen


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """A screen, or a page that comes up over one."""

    name: str
    """Its name for the app: of the mode, or of the page."""
    label: str
    target: str
    """Where its class is, as ``module:name``; imported when first shown, so that start-up stays quick."""
    key: str = ""
    """The keys that go there from anywhere, the one to show first; a page has none."""
    sheet: str = ""
    """The name of its style sheet, where it has none of its own name."""

    def kind(self) -> type[WorkScreen]:
        """Its class, imported."""
        module, _, name = self.target.partition(":")
        return cast("type[WorkScreen]", getattr(importlib.import_module(module, __package__), name))

    def make(self, *about: Any) -> WorkScreen:  # noqa: ANN401 - what the class of a page takes
        """Make it. A page takes what it is about, a screen nothing."""
        return cast("Callable[..., WorkScreen]", self.kind())(*about)


ROWS: Final = (
    ScreenRow("keys", "Keys", ".keys.screen:KeysScreen", "1,f2"),
    ScreenRow("generate", "Generate", ".generate.screen:GenerateScreen", "2,f3"),
    ScreenRow("result", "Result", ".result.screen:ResultScreen"),
    ScreenRow("convert", "Convert", ".convert.screen:ConvertScreen", "3,f4"),
    ScreenRow("public_key", "Public key page", ".public_key:PublicKeyScreen"),
    ScreenRow("works_with", "Works with", ".services.works_with:WorksWithScreen"),
    ScreenRow("deploy", "Where each half goes", ".services.deploy:DeployScreen", sheet="list_detail"),
    ScreenRow("pasted", "Pasted", ".pasted:PastedScreen"),
    ScreenRow("settings", "Settings", ".settings:SettingsScreen"),
    ScreenRow("agent", "Agent", ".agent:AgentScreen"),
    ScreenRow("hosts", "Known hosts", ".known_hosts:HostsScreen", sheet="list_detail"),
    ScreenRow("authorized", "authorized_keys", ".authorized:AuthorizedScreen", sheet="list_detail"),
    ScreenRow("why", "Which key", ".why:WhyScreen", sheet="list_detail"),
    ScreenRow("install", "Install", ".install:InstallScreen", sheet="list_detail"),
    ScreenRow("rotate", "Replace", ".rotate:RotateScreen", sheet="list_detail"),
    ScreenRow("certify", "Sign a certificate", ".certify.screen:CertifyScreen"),
)
SCREENS: Final = tuple(row for row in ROWS if row.key)
"""Those that are always there, each under its key; the first is the home screen."""
PAGES: Final = {row.name: row for row in ROWS if not row.key}
"""Those that come up over another, by their names."""
