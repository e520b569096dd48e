"""Whether a file that could be read is not damaged: quick, for the thousands that are not.

It stands apart from ``damage`` so that looking at a healthy key never loads the table of what can be wrong.
"""

from __future__ import annotations

from typing import Final

LABELS: Final = (
    "OPENSSH PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PRIVATE KEY",
    "RSA PUBLIC KEY",
    "PUBLIC KEY",
    "EC PARAMETERS",
    "SSH2 PUBLIC KEY",
    "SSH2 ENCRYPTED PRIVATE KEY",
)


def edge(word: str, label: str) -> bytes:
    """A right BEGIN or END line, without a newline."""
    if label.startswith("SSH2 "):
        return f"---- {word} {label} ----".encode()
    return f"-----{word} {label}-----".encode()


_BEGINS: Final = tuple(edge("BEGIN", label) + b"\n" for label in LABELS)
_ENDS: Final = tuple(b"\n" + edge("END", label) + b"\n" for label in LABELS)
_WORDS: Final = (b"ssh-", b"ecdsa-", b"sk-")
_SUSPECT: Final = tuple(
    b"\r|\0| \n|\t\n|\n |\n\t|\n\n|\\n|\xc2\xa0|\xe2\x80|DEK-Info".split(b"|"),
)


_INNER: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n"
"""What a body of base64 consists of: with a header, a blank or another block in it there is more."""


_OF_DER: Final = tuple(edge("BEGIN", f"{kind} PRIVATE KEY") for kind in ("RSA", "EC", "DSA"))
"""Labels of bodies that begin with a SEQUENCE, which is ``M`` in base64, unless they are encrypted."""


def is_tidy(data: bytes) -> bool:
    """Whether there is nothing to look for. False says nothing: it asks for a closer look."""
    armoured = data.startswith(_BEGINS) and data.endswith(_ENDS)
    if not armoured and not (data.startswith(_WORDS) and data.endswith(b"\n")):
        return False
    if not armoured and (b"BEGIN " in data or data.count(b" AAAA") > data.count(b"\n")):
        return False
    if data.startswith(_OF_DER) and b"-----\nM" not in data[:64]:
        return False
    if armoured:
        inner = data[data.index(b"\n") : data.rindex(b"\n", 0, -1)]
        return not inner.translate(None, _INNER) and b"\n\n" not in data
    return not any(mark in data for mark in _SUSPECT)
