"""The README as a package index shows it: its links and pictures get the address of ``[project.urls]``."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(?P<picture>!?)(?P<words>\[[^\]\[]*\])\((?P<target>(?!https?:|mailto:|#)[^)\s]+)\)")


class AbsoluteReadme(MetadataHookInterface):
    """Gives the metadata the README with absolute links."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Add the readme to what ``[project]`` says."""
        text = absolute(Path(self.root, "README.md").read_text(), metadata["urls"]["Source"])
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


def absolute(text: str, address: str, folder: str = "", *, keep: str = "//") -> str:
    """A page of Markdown whose links lead to the repository at an address.

    Args:
        text: the page.
        address: of the repository on its forge.
        folder: that the page is in, in the repository.
        keep: links that lead into this folder stay as they are.
    """

    def replaced(link: re.Match[str]) -> str:
        path = normpath(PurePosixPath(folder, link["target"]))
        if path.startswith(f"{keep}/"):
            return link[0]
        kind = "raw" if link["picture"] else "blob"
        return f"{link['picture']}{link['words']}({address}/{kind}/main/{path})"

    return _LINK.sub(replaced, text)
