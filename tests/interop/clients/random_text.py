"""What editors, pastes, mails and scripts do to the text of a key file, drawn by chance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_OTHER_TEXT = (
    b"# my key\n", b"Bag Attributes: <Empty Attributes>\n", b"key: |\n", b"ssh-rsa AAAA x\n",
    b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
)  # fmt: skip
_LABELS = (b"PRIVATE KEY", b"RSA PRIVATE KEY", b"EC PRIVATE KEY")


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def _body(data: bytes) -> list[int]:
    return [at for at, line in enumerate(_lines(data)) if re.fullmatch(rb"[A-Za-z0-9+/=]{8,}\n", line)]


def _rewrap(rng: random.Random, data: bytes) -> bytes:
    """Only of armour: a PPK file counts its lines."""
    if data.startswith(b"PuTTY"):
        return data
    width = rng.choice((16, 32, 60, 70, 72, 76, 80, 128, 5000))
    lines, body = _lines(data), _body(data)
    text = b"".join(lines[at].strip() for at in body)
    cut = b"".join(text[at : at + width] + b"\n" for at in range(0, len(text), width))
    return b"".join(lines[: body[0]]) + cut + b"".join(lines[body[-1] + 1 :])


def _one_line(rng: random.Random, data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    lines = _lines(data)
    at = rng.randrange(len(lines))
    lines[at] = change(lines[at])
    return b"".join(lines)


def _body_lines(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    lines = _lines(data)
    for at in _body(data):
        lines[at] = change(lines[at])
    return b"".join(lines)


def _labelled(rng: random.Random, data: bytes) -> bytes:
    return re.sub(rb"(BEGIN|END) (?:\w+ )?PRIVATE KEY", rb"\1 " + rng.choice(_LABELS), data)


def _headed(rng: random.Random, data: bytes) -> bytes:
    if not data.startswith(b"--"):
        return data
    header = rng.choice((b"Comment: x\n\n", b"Comment: x\n", b"X-Note: y\n\n"))
    return data.replace(b"-----\n", b"-----\n" + header, 1)


def _dashed(rng: random.Random, data: bytes) -> bytes:
    new = rng.choice((rb"----\1----", rb"------\1------", "—\\1—".encode(), rb"---- \1 ----"))
    return re.sub(rb"-----(\w[\w ]+)-----", new, data)


def _turned(rng: random.Random, data: bytes) -> bytes:
    """With one character another one."""
    return _one_line(
        rng, data, lambda line: line[:5] + bytes([line[5] ^ 1]) + line[6:] if len(line) > 8 else line
    )


def _indented(rng: random.Random, data: bytes) -> bytes:
    pad = rng.choice((b" ", b"  ", b"    ", b"\t"))
    return b"".join(pad + line for line in _lines(data))


CHANGES: dict[str, Callable[[random.Random, bytes], bytes]] = {
    "crlf": lambda _, data: data.replace(b"\n", b"\r\n"),
    "cr": lambda _, data: data.replace(b"\n", b"\r"),
    "some-crlf": lambda rng, data: _one_line(rng, data, lambda line: line.replace(b"\n", b"\r\n")),
    "bom": lambda _, data: b"\xef\xbb\xbf" + data,
    "no-newline": lambda _, data: data.rstrip(b"\n"),
    "blank-before": lambda rng, data: rng.choice((b"\n", b"\n\n", b" \n", b"\r\n")) + data,
    "space-before": lambda rng, data: rng.choice((b" ", b"  ", b"    ")) + data,
    "text-before": lambda rng, data: rng.choice(_OTHER_TEXT) + data,
    "text-after": lambda rng, data: data + rng.choice((*_OTHER_TEXT, b"the end\n", b"\x1a")),
    "blank-after": lambda rng, data: data + rng.choice((b"\n", b"\n\n\n", b" \n", b"\r\n", b"  ")),
    "blank-line": lambda rng, data: _one_line(rng, data, lambda line: line + rng.choice((b"\n", b" \n"))),
    "double-spaced": lambda _, data: data.replace(b"\n", b"\n\n"),
    "trailing-all": lambda rng, data: data.replace(b"\n", rng.choice((b" \n", b"\t\n", b"   \n"))),
    "trailing-one": lambda rng, data: _one_line(
        rng, data, lambda line: line.rstrip(b"\n") + rng.choice((b" \n", b"\t\n"))
    ),
    "trailing-begin": lambda _, data: data.replace(b"-----\n", b"----- \n", 1),
    "trailing-end": lambda _, data: re.sub(rb"(-----END [A-Z ]+-----)\n", rb"\1 \n", data),
    "trailing-body": lambda rng, data: _body_lines(
        data, lambda line: line.rstrip(b"\n") + rng.choice((b" \n", b"  \n"))
    ),
    "indent-all": _indented,
    "indent-one": lambda rng, data: _one_line(rng, data, lambda line: b" " + line),
    "indent-body": lambda _, data: _body_lines(data, lambda line: b"  " + line),
    "width": _rewrap,
    "one-line": lambda _, data: data.replace(b"\n", b"") + b"\n",
    "spaces": lambda _, data: data.replace(b"\n", b" ").rstrip() + b"\n",
    "escaped": lambda _, data: data.replace(b"\n", b"\\n"),
    "quoted": lambda rng, data: (mark := rng.choice((b'"', b"'"))) + data.rstrip(b"\n") + mark + b"\n",
    "mailed": lambda _, data: b"".join(b"> " + line for line in _lines(data)),
    "nul": lambda _, data: data + b"\0",
    "utf-16": lambda _, data: data.decode().encode("utf-16"),
    "dashes": _dashed,
    "cut": lambda rng, data: b"".join(_lines(data)[: rng.randrange(2, max(3, len(_lines(data)) - 1))]),
    "no-end": lambda _, data: b"".join(_lines(data)[:-1]),
    "no-begin": lambda _, data: b"".join(_lines(data)[1:]),
    "lower": lambda _, data: data.replace(b"BEGIN", b"begin").replace(b"END", b"end"),
    "twice": lambda _, data: data + data,
    "wrong-label": _labelled,
    "header": _headed,
    "turned": _turned,
}  # fmt: skip
"""By the word that stands for it in the name of a file."""


def change(rng: random.Random, data: bytes, times: int) -> tuple[bytes, list[str]]:
    """A file that so much happened to, and what it was."""
    names = []
    for _ in range(times):
        name = rng.choice(list(CHANGES))
        try:
            data = CHANGES[name](rng, data)
        except (UnicodeDecodeError, IndexError):  # such as two byte orders, or no body any more
            continue
        names.append(f"+{name}")
    return data, names
