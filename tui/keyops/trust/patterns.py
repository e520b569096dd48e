"""Lists of patterns, as known_hosts and allowed_signers have them. Source: OpenSSH match.c."""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 1023
"""Bytes: OpenSSH has room for fewer, and then says no to the whole list from there on."""


def matches(text: bytes, patterns: bytes) -> bool:
    """Whether a text fits a list of patterns with commas between them.

    A pattern behind ``!`` that fits rules the text out, whatever else fits. Upper and lower case differ.
    """
    found = False
    for pattern in patterns.split(b","):
        if len(pattern.removeprefix(b"!")) >= _LONGEST:
            return False
        if _fits(pattern.removeprefix(b"!"), text):
            if pattern.startswith(b"!"):
                return False
            found = True
    return found


def _fits(pattern: bytes, text: bytes) -> bool:
    """``*`` stands for any bytes, ``?`` for one.

    In time that no pattern can blow up: a star that did not take enough takes one byte more, and those
    before it are settled.
    """
    at = here = star = taken = 0
    starred = False
    while here < len(text):
        if pattern[at : at + 1] == b"*":
            starred, star, taken = True, at, here
            at += 1
        elif at < len(pattern) and pattern[at : at + 1] in {b"?", text[here : here + 1]}:
            at += 1
            here += 1
        elif starred:
            at, taken = star + 1, taken + 1
            here = taken
        else:
            return False
    return not pattern[at:].strip(b"*")
