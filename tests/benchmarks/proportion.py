"""Ten times the work may take ten times the time, and no more: lines, files, services, hosts, revoked keys.

From the time of each run what an empty run of the verb takes is taken off. What grows faster than the work is
named, and so is memory of what promises to be flat.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.benchmarks.inspecting import folder_of_keys
from tests.benchmarks.memory import Cost, cost
from tests.helpers.peers import need
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.eddsa import Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS: Final = (1, 10, 100)
_MOST: Final = 1.3
"""How much more than in proportion is noise."""
_FLAT_KIB: Final = 2048


def _lines(path: Path, count: int, before: str = "") -> Path:
    with path.open("w") as file:
        for at in range(count):
            line = authorized_line(Ed25519PublicKey(os.urandom(32)), b"user")
            file.write(f"{before % at if before else ''}{line}\n")
    return path


def authorized(folder: Path, count: int) -> Path:
    """A file of key lines."""
    return _lines(folder / "authorized_keys", count)


def hosts(folder: Path, count: int) -> Path:
    """A known_hosts."""
    return _lines(folder / "known_hosts", count, "host%d.example ")


def files(folder: Path, count: int) -> Path:
    """A folder of keys."""
    folder_of_keys(folder, count)
    return folder


def revoked(folder: Path, count: int) -> Path:
    """A revocation list of hashes."""
    keys = _lines(folder / "keys", count)
    spec = folder / "spec"
    spec.write_text("".join(f"hash: {_sha256(line)}\n" for line in keys.read_text().splitlines()))
    made = folder / "krl"
    subprocess.run([need("ssh-keygen"), "-q", "-k", "-f", made, spec], check=True, capture_output=True)
    return made


def _sha256(line: str) -> str:
    from base64 import b64decode, b64encode
    from hashlib import sha256

    digest = sha256(b64decode(line.split()[1])).digest()
    return "SHA256:" + b64encode(digest).decode().rstrip("=")


def services(folder: Path, count: int) -> Path:
    """Profiles of the user."""
    place = folder / "keywright" / "services"
    place.mkdir(parents=True)
    source = Path(__file__).resolve().parents[2] / "tui" / "keyops" / "services" / "gerrit.toml"
    for at in range(count):
        (place / f"own-{at}.toml").write_text(source.read_text().replace('"gerrit"', f'"own-{at}"', 1))
    os.environ["XDG_CONFIG_HOME"] = str(folder)
    return folder


class Work:
    """One kind of work: what it is, how to make it, and the verb that does it."""

    def __init__(
        self, name: str, make: Callable[[Path, int], Path], least: int, *words: str, flat: bool = False
    ) -> None:
        self.name, self.make, self.least, self.words, self.flat = name, make, least, words, flat

    def costs(self) -> list[Cost]:
        """What each step takes, the empty run first."""
        found = []
        for step in (0, *STEPS):
            with tempfile.TemporaryDirectory() as name:
                path = self.make(Path(name), max(1, step * self.least))
                found.append(cost(*(str(path) if word == "PATH" else word for word in self.words)))
                os.environ.pop("XDG_CONFIG_HOME", None)
        return found


WORKS: Final = (
    Work("lines, list", authorized, 100, "list", "PATH", flat=True),
    Work("lines, inspect", authorized, 100, "inspect", "PATH"),
    Work("lines, inspect --json", authorized, 100, "inspect", "--json", "PATH"),
    Work("lines, inspect --jsonl", authorized, 100, "inspect", "--jsonl", "PATH"),
    Work("files, list", files, 10, "list", "PATH"),
    Work("files, audit", files, 10, "audit", "PATH"),
    Work("known_hosts, find", hosts, 100, "hosts", "find", "host1.example", "--file", "PATH"),
    Work("known_hosts, list", hosts, 100, "list", "PATH", flat=True),
    Work("KRL entries, inspect", revoked, 100, "inspect", "PATH"),
    Work("services of one's own", services, 1, "services"),
)


def main(argv: list[str] | None = None) -> None:
    """Print the table, and what grows faster than the work."""
    del argv
    print("\nProportion: processor time and memory at 1, 10 and 100 times the work")
    faster = []
    for work in WORKS:
        empty, *steps = work.costs()
        shown = "".join(f"{one.seconds * 1000:8.0f} ms {one.kib / 1024:5.1f} MiB" for one in steps)
        ten, hundred = (max(one.seconds - empty.seconds, 1e-3) for one in steps[1:])
        print(f"  {work.name:<24} {steps[0].seconds * 1000:6.0f} ms then{shown}  times {hundred / ten:.1f}")
        if hundred > 10 * _MOST * ten and hundred > 0.1:
            faster.append(f"{work.name}: time")
        if work.flat and steps[-1].kib - steps[1].kib > _FLAT_KIB:
            faster.append(f"{work.name}: memory")
    print("  faster than the work: " + (", ".join(faster) or "nothing"))


if __name__ == "__main__":
    main(sys.argv[1:])
