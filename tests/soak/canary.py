"""A planted passphrase and key, and the search for them in everything that a crash may have left."""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING

from tests.helpers.keys import eddsa_key, make
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PHRASE = "kanarie-Zaunkönig"
"""The passphrase, with a letter that UTF-8 and UTF-16 write differently."""


def forms(secret: bytes) -> set[bytes]:
    """A secret as it may be written: plain, hex, UTF-16, and base64 at each of the three places in a line."""
    written = {secret, secret.hex().encode(), secret.hex().upper().encode()}
    for before in range(3):
        # The first and the last letter also depend on what is beside the secret.
        middle = base64.b64encode(bytes(before) + secret)[4 if before else 0 :].rstrip(b"=")[:-1]
        written.add(middle)
    return written


@functools.cache
def needles() -> dict[str, frozenset[bytes]]:
    """What is looked for, by what it is called."""
    private = eddsa_key(make("ed25519"))
    seed = private.seed
    numbers = {
        str(int.from_bytes(seed, order)).encode() for order in ("big", "little")
    }  # as a debugger or a repr of numbers would show it
    utf16 = PHRASE.encode("utf-16-le")
    escaped = ascii(PHRASE)[1:-1].encode()
    return {
        "the passphrase": frozenset(forms(PHRASE.encode()) | {utf16, escaped}),
        "the private key": frozenset(forms(seed) | numbers | {repr(seed)[2:-1].encode()}),
    }


def found(haystack: bytes) -> list[str]:
    """What of the canary is in some bytes."""
    return [name for name, written in needles().items() if any(needle in haystack for needle in written)]


def plant(folder: Path) -> dict[str, bytes]:
    """Put the key, locked and unlocked, into a folder; returns the files and what is in them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    pair = make("ed25519")
    files = {
        "id_locked": pack(pair, "openssh", Protection(Secret(PHRASE), rounds=1)).data,
        "id_open": pack(pair, "pkcs8").data,
        "id_broken": pack(pair, "openssh").data.replace(b"\n", b"\r\n"),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)
    return files


def in_files(folders: Iterable[Path], keys: Iterable[Path] = ()) -> list[str]:
    """Where the canary is in files: the passphrase anywhere, the key only where no key belongs.

    Args:
        folders: looked through.
        keys: folders where private keys may be; those must be for the owner alone.
    """
    leaks = []
    keys = tuple(keys)
    for folder in folders:
        for path in folder.rglob("*"):
            if not path.is_file():
                continue
            there = found(path.read_bytes())
            if any(place in path.parents for place in keys) and not path.stat().st_mode & 0o077:
                there = [name for name in there if name != "the private key"]
            leaks += [f"{name} is in {path}" for name in there]
    return leaks
