"""No text makes a repair slow, as it would be where a step looked at each byte once for each other byte.

Each text is the work of minutes or hours then. No file with one key is larger than these; what is larger is
not looked at so closely.
"""

from __future__ import annotations

import pytest

from tests.fuzz.engine import Figures, try_one
from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack_public
from tui.keyops.editing.differences import difference
from tui.keyops.encoding import pem

SIZE = 120_000
LINE = pack_public(make("ed25519").public, "openssh-public", b"me").data.strip()
BEGIN, END = b"-----BEGIN RSA PRIVATE KEY-----", b"-----END RSA PRIVATE KEY-----"

BARE = LINE.rsplit(b" ", 1)[0]
TEXTS = {
    "backslashes behind a line end": BEGIN + b"\\n" + b"\\" * SIZE,
    "a word of dots": b"AAAA\n" + b"." * SIZE,
    "blanks between two keys": b"h.example " + BARE + b" " * SIZE + b"x " + BARE,
    "dots between two keys": b"h.example " + BARE + b" " + b"." * SIZE + b" " + BARE,
    "key types without a key": b"ssh-rsa" * (SIZE // 7) + b" AAAA",
    "key types, then backslashes": b"ssh-rsa AAAA" * (SIZE // 24) + b"\\" * (SIZE // 2),
    "bytes that are not ASCII in one line": BEGIN + b"\xff" * SIZE + b"=" + END + b"\n",
    "empty lines": b"!" * SIZE + b"\n" * SIZE,
}
ENOUGH = 10.0
"""Seconds of processor time; each takes less than one."""


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_takes_long(name: str) -> None:
    figures = Figures(budget=ENOUGH)
    try_one("repair", TEXTS[name], figures)
    assert figures.problems == {}


def test_the_difference_of_very_many_lines_is_found_in_one_pass() -> None:
    rows = b"".join(b"x%d\n" % at for at in range(200_000))
    before, after = rows + LINE + b"x\n" + rows, rows + LINE + b"\n" + rows
    assert [old.endswith("x") for old, _ in difference(before, after)] == [True]


def test_a_header_of_very_many_lines_is_put_together_once() -> None:
    data = b"---- BEGIN SSH2 PUBLIC KEY ----\nx: \\\n" + b"a\\\n" * 300_000
    ((name, text),) = pem.raw_headers(data, pem.Block("SSH2 PUBLIC KEY", {}, b"", 0, len(data)))
    assert (name, len(text)) == ("x", 5 + 900_000)
