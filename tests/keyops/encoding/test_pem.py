"""The edges of armoured blocks are found where the pattern alone would find them, and much sooner."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from tui.keyops.encoding import pem

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

PIECES = (
    *(b"-", b"----", b"-----", b" ", b"\t", b"\n", b"\r", b"BEGIN ", b"END ", b"X", b"\n\n  ", b" ----"),
    *(b"BEGIN RSA PRIVATE KEY-----", b"END RSA PRIVATE KEY-----", b"-----END X-----", b"-----BEGIN X-----"),
    *(b"---- BEGIN B ----", b"---- END B ----", b"END A ----"),
)


def told(matches: Iterable[re.Match[bytes]]) -> list[object]:
    return [(one.span(), one.groups()) for one in matches]


def test_the_edges_are_those_of_the_pattern() -> None:
    chance = random.Random(5)
    found = 0
    for _ in range(4_000):
        text = b"".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        wanted = told(pem._EDGE.finditer(text))
        assert told(pem._edges(text)) == wanted, text
        found += len(wanted)
    assert found > 1_000


LINES = (
    *(b"-----BEGIN RSA PRIVATE KEY-----\n", b"-----END RSA PRIVATE KEY-----\n", b"-----END X-----\n"),
    *(b"-----BEGIN X-----\n", b"AAAA\n", b"\n", b" ", b"----", b"A: b\n", b"---- BEGIN X ----\n"),
)


def test_a_block_that_is_the_whole_file_is_found_as_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)
    texts = {b"".join(chance.choices(LINES, k=chance.randint(1, 4))) for _ in range(8_000)}
    told_at_once = {text: pem.spans(text) for text in texts if pem.whole(text) is not None}
    assert len(told_at_once) > 8
    monkeypatch.setattr(pem, "whole", lambda _: None)
    for text, spans in told_at_once.items():
        assert pem.spans(text) == spans, text


@pytest.mark.parametrize("piece", [b"-", b" ", b"\n", b"-----BEGIN ", b"   ----END a"], ids=repr)
def test_no_text_makes_it_slow(piece: bytes) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    assert told(pem._edges(text)) == []
    assert time.process_time() - began < 2
