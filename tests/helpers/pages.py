"""The commands of a page, run as they stand, in a home folder that has what they speak of."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

from tests.helpers import ssh_home
from tests.helpers.agents import ssh_agent
from tests.helpers.children import LIFE
from tests.helpers.keys import make
from tests.tables import ROOT
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT_CODE = re.compile(r"#.*\bexit code (\d+)")


class Line(NamedTuple):
    """A command of a page."""

    command: str
    exit_code: int


def lines(text: str) -> list[Line]:
    """The commands in the ``sh`` blocks of a page; a comment tells an exit code that is not 0."""
    found = []
    for command in "".join(_BLOCK.findall(text)).splitlines():
        told = _EXIT_CODE.search(command)
        if command.strip() and not command.startswith("#"):
            found.append(Line(command, int(told[1]) if told else 0))
    return found


def home(folder: Path) -> Path:
    """A home folder with a few keys, an authority, a file to sign and known_hosts."""
    (folder / ".ssh").mkdir(parents=True, mode=0o700)
    (folder / "etc/ssh").mkdir(parents=True)
    for name, key, format_id in (
        ("build.ppk", "rsa", "ppk3"),
        ("id_rsa", "rsa", "openssh"),
        ("id_ed25519", "ed25519", "openssh"),
        ("ca_key", "ed25519", "openssh"),
    ):
        (folder / name).write_bytes(pack(make(key), format_id).data)
        (folder / name).chmod(0o600)
    public = pack_public(make("ed25519").public, "openssh-public").data
    (folder / "id_ed25519.pub").write_bytes(public)
    (folder / "from_mail").write_bytes((folder / "id_rsa").read_bytes().replace(b"\n", b"\r\n"))
    (folder / "from_mail").chmod(0o600)
    (folder / "notes.txt").write_text("notes\n")
    (folder / "allowed_signers").write_bytes(b"kai@example.com " + public)
    (folder / ".ssh/known_hosts").write_bytes(b"[git.example]:2222 " + public + b"old.example " + public)
    return folder


def run(
    text: str,
    folder: Path,
    *,
    but: Collection[str] = (),
    before: str = "",
    ssh: Callable[[Path], None] | None = None,
) -> list[subprocess.CompletedProcess[str]]:
    """Run each command of a page in its turn, by a shell, with an agent; each has to end as the page says.

    Args:
        text: the page.
        folder: for the home folder and all else.
        but: commands that are left out.
        before: a script that lays out what only this page speaks of.
        ssh: lays out a configuration in the home, by which ssh then goes.
    """
    programs = folder / "bin"
    programs.mkdir(parents=True)
    program = programs / "keywright"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m tui "$@"\n')
    program.chmod(0o755)
    env = {**os.environ, "HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
    env["PATH"] = f"{programs}:{env['PATH']}"
    env.pop("XDG_CONFIG_HOME", None)
    where = home(folder / "home")
    if ssh is not None:
        ssh(where)
        other = ssh_home.environment(where)
        env |= {"PATH": f"{programs}:{other['PATH']}", "PYTHONPATH": f"{other['PYTHONPATH']}:{ROOT}"}
    results = []
    with ssh_agent(folder / "agent") as socket:
        env["SSH_AUTH_SOCK"] = str(socket)
        if before:
            subprocess.run(["sh", "-ec", before], cwd=where, env=env, check=True, timeout=LIFE)
        for line in lines(text):
            if line.command in but:
                continue
            done = subprocess.run(
                ["sh", "-c", line.command],
                cwd=where,
                env=env,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=LIFE,
                check=False,
                start_new_session=True,
            )
            assert done.returncode == line.exit_code, f"{line.command}\n{done.stdout}{done.stderr}"
            results.append(done)
    return results
