"""A folder of the museum: runs the tools that make key files, and notes what is known about each.

What is noted comes from the tools and from what they were told to do, not from the program under test;
only the ids of findings and errors are the program's own words.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent
PASSPHRASE = "correct horse"


@dataclass(frozen=True)
class Key:
    """What is known about a key, whatever container it goes into."""

    name: str
    algorithm: str
    bits: int
    sha256: str
    comment: str = ""

    def facts(self, kind: str, container: str, *, comment: bool = True, **more: Any) -> dict[str, Any]:
        """The facts of a file with this key."""
        facts: dict[str, Any] = {
            "kind": kind,
            "container": container,
            "algorithm": self.algorithm,
            "bits": self.bits,
            "sha256": self.sha256,
        }
        if comment:
            facts["comment"] = self.comment
        return facts | more


@dataclass
class Folder:
    """One folder of files of one origin, made in a workspace that is thrown away."""

    name: str
    origin: str
    rows: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.path = CORPUS / self.name
        self.work = Path(tempfile.mkdtemp(prefix="museum-"))
        (self.work / "pass").write_text(PASSPHRASE + "\n")
        (self.work / "none").write_text("")
        self._commands: list[str] = []

    def run(self, *argv: str | Path, data: bytes = b"", ok: bool = True) -> bytes:
        """Run a tool in the workspace and note the command; what it prints."""
        words = [str(word) for word in argv]
        self._commands.append(" ".join(f"'{word}'" if not word or " " in word else word for word in words))
        done = subprocess.run(
            words,
            input=data,
            capture_output=True,
            cwd=self.work,
            check=False,
            timeout=120,
            env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": str(self.work)},
        )
        if ok and done.returncode:
            raise SystemExit(f"{words}: {(done.stdout + done.stderr).decode(errors='replace')}")
        return done.stdout

    def quietly(self, *argv: str | Path, data: bytes = b"") -> bytes:
        """Run a tool that only answers a question."""
        commands = list(self._commands)
        answer = self.run(*argv, data=data)
        self._commands = commands
        return answer

    def copy(self, source: str, target: str) -> None:
        """A private copy in the workspace, for tools that change files in place."""
        shutil.copyfile(self.work / source, self.work / target)
        (self.work / target).chmod(0o600)
        self._commands.append(f"cp {source} {target}")

    def put(self, name: str, data: bytes) -> None:
        """A file in the workspace that no tool made."""
        (self.work / name).write_bytes(data)
        (self.work / name).chmod(0o600)

    def keep(self, name: str, facts: dict[str, Any], *, made: str = "", origin: str = "") -> None:
        """Take a file of the workspace into the museum.

        Args:
            name: of the file, here and there.
            facts: what is expected of it.
            made: how it was made, where that was not by the commands since the last ``keep``.
            origin: where it is from, if not from the folder's tool.
        """
        self.path.mkdir(exist_ok=True)
        shutil.copyfile(self.work / name, self.path / name)
        how = made or " && ".join(self._commands)
        self._commands = []
        self.note(name, facts, how, origin)

    def note(self, name: str, facts: dict[str, Any], made: str, origin: str = "") -> None:
        """A row for a file that is there."""
        row: dict[str, Any] = {"path": f"{self.name}/{name}", "origin": origin or self.origin, "made": made}
        if facts.pop("locked", False):
            row["passphrase"] = PASSPHRASE
        self.rows.append(row | facts)

    def close(self) -> None:
        """Throw the workspace away."""
        shutil.rmtree(self.work)


def lock(cipher: str, kdf: str, **parameters: int) -> dict[str, Any]:
    """The facts of a locked file."""
    return {"locked": True, "encrypted": True, "cipher": cipher, "kdf": {"name": kdf, **parameters}}


def version(*argv: str) -> str:
    """The first line in which a tool tells its version."""
    done = subprocess.run(argv, capture_output=True, check=False, text=True, timeout=60)
    return (done.stdout + done.stderr).strip().splitlines()[0]
