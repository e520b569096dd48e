"""Digests of Python's own hashes are those of OpenSSL."""

from __future__ import annotations

import hashlib
import random

import pytest

from tui.keyops.crypto import digests


@pytest.mark.parametrize("size", [0, 51, 63, 64, 65, 279, 4096])
def test_they_are_those_of_hashlib(size: int) -> None:
    data = random.Random(size).randbytes(size)
    assert digests.sha256(data) == hashlib.sha256(data).digest()
    assert digests.md5(data) == hashlib.md5(data, usedforsecurity=False).digest()
