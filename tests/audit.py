"""``make audit``: what is installed is what the locked requirement files say, to the byte.

Each dependency has a version and the SHA-256 of every file of it, and pip installs nothing else: a package
that was taken over or exchanged does not get in. Lists of known weaknesses (``pip-audit``) live on the
network; this does not ask for them.
"""

from __future__ import annotations

import importlib.metadata
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-fuzz.txt")
OWN = frozenset({"pip", "setuptools", "keywright"})
"""In the environment, but not from a lock."""

_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)")


def pins(text: str) -> list[tuple[str, str, int]]:
    """Normal name, version and number of hashes of each requirement of a lock.

    One name may stand there twice, for different versions of Python.

    Raises:
        ValueError: a line is no pin.
    """
    found = []
    for block in re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip()):
        if block.startswith("#"):
            continue
        pin = _PIN.match(block)
        if pin is None:
            raise ValueError(f"not pinned: {block[:60]}")
        found.append((normal(pin[1]), pin[2], block.count("--hash=sha256:")))
    return found


def normal(name: str) -> str:
    """The name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def problems() -> list[str]:
    """What is not as the locks say."""
    locked = [pin for name in LOCKS for pin in pins((ROOT / name).read_text())]
    wrong = [f"{name} has no hash" for name, _, hashes in locked if not hashes]
    for found in importlib.metadata.distributions():
        name = normal(found.metadata["Name"])
        versions = [version for known, version, _ in locked if known == name]
        if name not in OWN and found.version not in versions:
            words = " or ".join(versions) or "nothing"
            wrong.append(f"{name} {found.version} is installed, locked is {words}")
    return wrong


def main() -> int:
    """Print what is wrong; 1 when anything is."""
    wrong = problems()
    print(
        "\n".join(wrong)
        or f"every package of this environment is pinned with its hashes ({', '.join(LOCKS)})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
