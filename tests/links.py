"""``make links``: asks each address outside that a page links to, or a service profile has as its source.

It needs the network, and other people's sites fail when they like: so a human runs it before a release, and
tests look at the form of the addresses alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

ROOT: Final = Path(__file__).resolve().parent.parent
_ADDRESS: Final = re.compile(r"https?://[^\s\"'`<>)\]}|]+")
_SOURCE: Final = re.compile(r'^address = "([\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/[^\s,;"]*)', re.MULTILINE)
_SECONDS: Final = 20


def addresses(root: Path = ROOT) -> dict[str, str]:
    """Each address outside, and the first file that has it."""
    words = [
        "git",
        "ls-files",
        "README.md",
        "*.md",
        ".github",
        "pyproject.toml",
        "tui/keyops/services/*.toml",
    ]
    listed = subprocess.run(words, cwd=root, check=True, capture_output=True, text=True, timeout=60)
    found: dict[str, str] = {}
    for name in listed.stdout.split():
        text = (root / name).read_text()
        sources = _SOURCE.findall(text) if name.startswith("tui/") else ()
        for address in (*_ADDRESS.findall(text), *(f"https://{source}" for source in sources)):
            found.setdefault(address.rstrip(".,;:"), name)
    return {address: name for address, name in found.items() if not _is_reserved(address)}


def _is_reserved(address: str) -> bool:
    """Whether it is an example, or what is set at publication: nobody answers."""
    host = urlsplit(address).hostname or ""
    return host.rpartition(".")[2] in {"example", "invalid", "test", "localhost"} or host.startswith(
        "example."
    )


def problem(address: str) -> str:
    """What is wrong with the form of an address, or nothing."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        return str(error)
    if parts.scheme != "https":
        return "not https"
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}", parts.netloc) or port is not None:
        return "no host of the public network"
    return "has what is to be escaped" if not re.fullmatch(r"[!-~]+", address) else ""


def answer(address: str) -> str:
    """What goes wrong when somebody follows it, or nothing."""
    request = urllib.request.Request(address, headers={"User-Agent": "Mozilla/5.0 (make links)"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310 - a test looks at the scheme
            return ""
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.reason}"
    except OSError as error:
        return str(error)


def main() -> int:
    """Ask all of them; 1 when one does not lead anywhere."""
    found = addresses()
    with ThreadPoolExecutor(8) as threads:
        answers = dict(zip(found, threads.map(answer, found), strict=True))
    failed = {address: why for address, why in answers.items() if why}
    for address, why in failed.items():
        print(f"{found[address]}: {address}: {why}")
    print(f"{len(found)} addresses asked, {len(failed)} failed")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
