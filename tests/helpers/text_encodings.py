"""What programs do to the text of a key file: each encoding as a function, and the texts that it is done to.

The texts are files of the corpus. ``spoilt`` does one encoding after another.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import html
import itertools
import json
import quopri
import re
import textwrap
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPUS: Final = Path(__file__).resolve().parents[1] / "corpus"

_FILES: Final = {
    "openssh-10.5": "id_ed25519 id_ed25519-locked id_rsa-2048 id_rsa-2048-locked id_ecdsa-256"
    " id_ecdsa-521-locked id_ed25519-sk id_mldsa44-ed25519 id_rsa-2048-pem id_rsa-2048-pem-locked"
    " id_ecdsa-256-pem-locked id_rsa-2048-pkcs8-locked id_ed25519-pkcs8 id_ed25519.pub id_rsa-2048.pub"
    " id_ecdsa-256.pub id_ecdsa-521.pub id_ed25519-sk.pub id_mldsa44-ed25519.pub id_ed25519-cert.pub"
    " id_rsa-2048-cert.pub id_ecdsa-384-cert.pub",
    "openssl-3.0": "ec-256.pem rsa.key rsa.spki",
    "puttygen-0.78": "rsa-2048.ppk rsa-2048-locked.ppk rsa-2048-v2.ppk rsa-2048-v2-locked.ppk ecdsa-256.ppk"
    " ecdsa-384-locked.ppk ed25519-certified.ppk dsa-1024.ppk dsa-1024-v2.ppk rsa-2048-public.pub"
    " ecdsa-256-public.pub ed25519-certified-public.pub rsa-2048-private-sshcom",
}
TEXTS: Final = {
    f"{folder}/{name}": CORPUS / folder / name for folder, names in _FILES.items() for name in names.split()
}
"""A file for each format and key type, locked or not."""


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _lines(data: bytes) -> list[bytes]:
    return data.rstrip(b"\n").split(b"\n")


def _each(left: bytes, right: bytes = b"") -> Callable[[bytes], bytes]:
    return lambda data: b"".join(left + line + right + b"\n" for line in _lines(data))


def _numbered(form: str) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(
        form.format(number).encode() + line + b"\n" for number, line in enumerate(_lines(data), 1)
    )


def _is_line(data: bytes) -> bool:
    """Whether it is a public key line."""
    return data.count(b"\n") == 1 and data.startswith((b"ssh-", b"ecdsa-", b"sk-"))


def _in_body(data: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change the base64 alone."""
    if _is_line(data):
        kind, body, *rest = data.split(b" ", 2)
        return b" ".join((kind, change(body), *rest))
    return b"\n".join(
        change(line) if re.fullmatch(rb"[A-Za-z0-9+/]+={0,2}", line) else line for line in data.split(b"\n")
    )


def _spelt(signs: str, spell: Callable[[str], str]) -> Callable[[bytes], bytes]:
    return lambda data: (
        _text(data).translate({ord(one): spell(one) for one in signs}).encode("utf-8", "surrogateescape")
    )


def _box(data: bytes) -> bytes:
    width = max(map(len, _lines(data)))
    rows = [f"│ {_text(line):<{width}} │" for line in _lines(data)]
    return "\n".join(("╭" + "─" * (width + 2) + "╮", *rows, "╰" + "─" * (width + 2) + "╯", "")).encode(
        "utf-8", "surrogateescape"
    )


def _xxd(data: bytes) -> bytes:
    rows = []
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        digits = " ".join(part[two : two + 2].hex() for two in range(0, len(part), 2))
        rows.append(
            f"{at:08x}: {digits:<39}  {''.join(chr(one) if 32 <= one < 127 else '.' for one in part)}"
        )
    return ("\n".join(rows) + "\n").encode()


def _hexdump(data: bytes) -> bytes:
    rows = []
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        digits = " ".join(f"{one:02x}" + (" " if number == 7 else "") for number, one in enumerate(part))
        rows.append(
            f"{at:08x}  {digits:<48}  |{''.join(chr(one) if 32 <= one < 127 else '.' for one in part)}|"
        )
    return ("\n".join((*rows, f"{len(data):08x}")) + "\n").encode()


def _records(data: bytes) -> bytes:
    """Of a data set with records of 80 characters; None of the lines is longer."""
    return (
        b"".join(_text(line).encode("cp037").ljust(80, b"\x40") for line in _lines(data))
        if data.isascii() and max(map(len, _lines(data))) <= 80
        else data
    )


def _ebcdic(data: bytes) -> bytes:
    return _text(data).encode("cp037") if data.isascii() else data


def _open_systems(data: bytes) -> bytes:
    swap = str.maketrans("^\u00ac\u00dd\u00a8[]\n", "\u00ac^[]\u00dd\u00a8\x85")
    return _text(data).translate(swap).encode("cp037") if data.isascii() else data


_NAMED: Final = {"+": "&plus;", "=": "&equals;", "/": "&sol;", "\n": "&NewLine;"}
_SECRET: Final = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: deploy\ndata:\n  ssh-key: {}\n"


def _secret(data: bytes) -> bytes:
    return _SECRET.format(base64.b64encode(data).decode()).encode()


def _joined(sign: bytes) -> Callable[[bytes], bytes]:
    return lambda data: sign.join(_lines(data))


def _strings(data: bytes) -> bytes:
    """Source code: one string a line."""
    rows = [f'  "{_text(line)}\\n"' for line in _lines(data)]
    return ("const key =\n" + " +\n".join(rows) + ";\n").encode("utf-8", "surrogateescape")


def _json_list(data: bytes) -> bytes:
    return (json.dumps([_text(line) for line in _lines(data)], indent=2, ensure_ascii=False) + "\n").encode(
        "utf-8", "surrogateescape"
    )


def _colours(data: bytes) -> bytes:
    return b"".join(b"\x1b[32m" + line + b"\x1b[0m\n" for line in _lines(data))


def _glued_type(data: bytes) -> bytes:
    return data.replace(b" ", b"", 1) if _is_line(data) else data


def _type_twice(data: bytes) -> bytes:
    kind = data.split(b" ")[0]
    return kind + b" " + data if _is_line(data) and len(kind) < 60 else data


def _glued_comment(data: bytes) -> bytes:
    return (
        b" ".join((data.split(b" ")[0], data.split(b" ", 1)[1].replace(b" ", b"", 1)))
        if data.count(b" ") > 1 and b"= " in data and _is_line(data)
        else data
    )


def _lone_n(data: bytes) -> bytes:
    return data.replace(b"\n", b"n") if data.startswith(b"-----") and b":" not in data else data


def _percent(safe: str) -> Callable[[bytes], bytes]:
    return lambda data: urllib.parse.quote(data, safe=safe).encode()


ENCODINGS: Final[dict[str, tuple[Callable[[bytes], bytes], str]]] = {
    "plus-to-blank": (lambda data: _in_body(data, lambda body: body.replace(b"+", b" ")), "plus-lost"),
    "url-safe": (
        lambda data: _in_body(data, lambda body: body.translate(bytes.maketrans(b"+/", b"-_"))),
        "url-safe",
    ),
    "no-padding": (lambda data: _in_body(data, lambda body: body.rstrip(b"=")), "padding"),
    "more-padding": (
        lambda data: _in_body(data, lambda body: body + b"=" if body.endswith(b"=") else body),
        "padding",
    ),
    "percent": (_percent(""), "percent-codes"),
    "percent-some": (_spelt("+=/", lambda one: urllib.parse.quote(one, safe="")), "percent-codes"),
    "form": (lambda data: urllib.parse.quote_plus(data).encode(), "percent-codes"),
    "entities": (_spelt("+=/\n", lambda one: f"&#x{ord(one):x};"), "entities"),
    "entities-decimal": (_spelt("+=", lambda one: f"&#{ord(one)};"), "entities"),
    "entities-named": (_spelt("+=/\n", lambda one: _NAMED[one]), "entities"),
    "line-breaks": (_each(b"", b"<br>"), "tags"),
    "pre": (
        lambda data: (
            b"<pre><code>" + html.escape(_text(data)).encode("utf-8", "surrogateescape") + b"</code></pre>\n"
        ),
        "tags text-before",
    ),
    "json-escapes": (
        _spelt("+=/\n", lambda one: "\\n" if one == "\n" else f"\\u{ord(one):04x}"),
        "escapes escaped-newlines",
    ),
    "hex-escapes": (_spelt("+=", lambda one: f"\\x{ord(one):02x}"), "escapes"),
    "octal-escapes": (_spelt("=+", lambda one: f"\\{ord(one):03o}"), "escapes"),
    "quoted-printable": (quopri.encodestring, "quoted-printable"),
    "utf-7": (_spelt("+=", lambda one: one.encode("utf-7").decode() if one != "=" else "+AD0-"), "utf-7"),
    "ebcdic": (_ebcdic, "ebcdic"),
    "ebcdic-1047": (_open_systems, "ebcdic"),
    "ebcdic-records": (_records, "ebcdic"),
    "utf-16": (lambda data: _text(data).encode("utf-16-le"), "utf-16"),
    "utf-16-cut": (lambda data: _text(data).encode("utf-16-be")[1:], "utf-16 nul-bytes"),
    "utf-32": (lambda data: codecs.BOM_UTF32_LE + _text(data).encode("utf-32-le"), "utf-16 nul-bytes"),
    "mark-twice": (lambda data: "\u00ef\u00bb\u00bf".encode() + data, "utf-8-twice text-before"),
    "no-break-blanks": (_spelt(" ", lambda _: "\u00a0"), "odd-blanks look-alikes"),
    "no-break-blanks-latin-1": (lambda data: data.replace(b" ", b"\xa0"), "odd-blanks look-alikes"),
    "full-width": (_spelt("+=/-", lambda one: chr(ord(one) + 0xFEE0)), "look-alikes dashes"),
    "hyphens": (_spelt("-", lambda _: "\u2010"), "look-alikes dashes"),
    "hexadecimal": (lambda data: data.hex().encode() + b"\n", "hexadecimal"),
    "hexadecimal-colons": (
        lambda data: b"\n".join(
            textwrap.wrap(data.hex(":"), 48)[at].encode()
            for at in range(len(textwrap.wrap(data.hex(":"), 48)))
        ),
        "hexadecimal",
    ),
    "xxd": (_xxd, "hexadecimal"),
    "hexdump": (_hexdump, "hexadecimal"),
    "gzip": (lambda data: base64.b64encode(gzip.compress(data, mtime=0)), "gzip"),
    "base64": (base64.encodebytes, "base64-file"),
    "base64-url": (lambda data: base64.urlsafe_b64encode(data).rstrip(b"="), "base64-file"),
    "secret": (_secret, "base64-inside"),
    "data-address": (lambda data: b"data:text/plain;base64," + base64.b64encode(data), "base64-inside"),
    "one-each": (
        lambda data: "".join(("" if one == "\n" else one) + "\n" for one in _text(data)).encode(
            "utf-8", "surrogateescape"
        ),
        "spread",
    ),
    "spaced": (
        lambda data: (" ".join(_text(data).rstrip("\n")) + "\n").encode("utf-8", "surrogateescape"),
        "spread",
    ),
    "commas": (_joined(b","), "separator"),
    "bars": (_joined(b" | "), "separator"),
    "python-list": (
        lambda data: repr([_text(line) for line in _lines(data)]).encode("utf-8", "surrogateescape"),
        "separator decorated-keys quoted",
    ),
    "json-list": (_json_list, "decorated-lines decorated-keys"),
    "yaml-list": (_each(b"  - "), "decorated-lines decorated-keys"),
    "numbers": (_numbered("{:6}\t"), "decorated-lines decorated-keys"),
    "grep": (_numbered("{}:"), "decorated-lines decorated-keys"),
    "cat-a": (_each(b"", b"$"), "decorated-lines"),
    "diff": (_each(b"+"), "decorated-lines decorated-keys"),
    "box": (_box, "decorated-lines decorated-keys"),
    "colours": (_colours, "colours decorated-lines"),
    "quotation": (_each(b"> "), "line-marks decorated-keys"),
    "comments": (_each(b"// "), "decorated-lines decorated-keys"),
    "fence": (lambda data: b"```\n" + data + b"```\n", "text-before decorated-keys quoted"),
    "echo": (
        lambda data: b"".join(b'echo "' + line + b'" >> key\n' for line in _lines(data)),
        "decorated-lines decorated-keys",
    ),
    "continued": (_each(b"", b" \\"), "decorated-lines"),
    "strings": (_strings, "decorated-lines decorated-keys"),
    "lone-n": (_lone_n, "lone-n"),
    "glued-type": (_glued_type, "missing-blank"),
    "type-twice": (_type_twice, "missing-blank"),
    "glued-comment": (_glued_comment, "missing-blank"),
}
"""By name: what is done, and the ids of the damage of which one must be named."""


OF_BYTES: Final = frozenset(["ebcdic", "ebcdic-1047", "ebcdic-records", "utf-16", "utf-16-cut", "utf-32"])
"""After which there is no text that a program could take for lines of ASCII."""
OF_ANY: Final = frozenset(
    (
        *("base64", "base64-url", "secret", "data-address", "hexadecimal"),
        *("hexadecimal-colons", "xxd", "hexdump", "gzip", "percent"),
    )
)
"""What is done to any bytes."""


def spoilt(data: bytes, *names: str) -> bytes:
    """A text after one encoding, and after the next."""
    for name in names:
        data = ENCODINGS[name][0](data)
    return data


def makes_sense(first: str, second: str) -> bool:
    """Whether a program can do the second to what the first gives."""
    return first not in OF_BYTES or second in OF_ANY


def pairs() -> Iterator[tuple[str, str]]:
    """Each encoding after each other one."""
    return (pair for pair in itertools.product(ENCODINGS, ENCODINGS) if makes_sense(*pair))
