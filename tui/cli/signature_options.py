"""What ``sign`` and ``verify`` share: the namespace, and the digests of a named file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..keyops.signatures import files as file_signatures
from ..keyops.signatures.files import NAMESPACE

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable


def add_namespace(parser: argparse.ArgumentParser) -> None:
    """Add ``--namespace``."""
    parser.add_argument(
        "-n", "--namespace", default=NAMESPACE, help="what the signature is for, such as git; default file"
    )


def digests(name: str, names: Iterable[str]) -> dict[str, bytes]:
    """The digests of a file by these hashes; of standard input where it is called ``-``."""
    return file_signatures.digests(sys.stdin.buffer if name == "-" else Path(name), names)
