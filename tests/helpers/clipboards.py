"""Stand-ins for the programs of a desktop, and for tmux."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def programs(tmp_path: Path):
    """Makes a folder of stand-in programs; PATH of a machine that has only them."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "which").symlink_to(shutil.which("which") or "/usr/bin/which")

    def add(name: str, body: str) -> dict[str, str]:
        path = folder / name
        path.write_text(f"#!{sys.executable} -S\nimport os, sys\n{body}\n")
        path.chmod(0o755)
        return {"PATH": str(folder), "LC_ALL": "C.UTF-8"}

    return add


KEY = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"


TMUX = """
import json
store = {store!r}
buffers = json.load(open(store)) if os.path.exists(store) else []
verb, rest = sys.argv[1], sys.argv[2:]
name = rest[rest.index('-b') + 1] if '-b' in rest else None
if verb == 'load-buffer':
    buffers.insert(0, [name or 'buffer%d' % len(buffers), sys.stdin.read()])
elif verb == 'show-buffer':
    sys.stdout.write(dict(buffers)[name] if name else buffers[0][1])
elif verb == 'list-buffers':
    print('\\n'.join(row[0] for row in buffers))
elif verb == 'delete-buffer':
    buffers = [row for row in buffers if row[0] != (name or buffers[0][0])]
json.dump(buffers, open(store + '.new', 'w'))
os.replace(store + '.new', store)  # whoever looks meanwhile sees the old ones or the new ones
"""
