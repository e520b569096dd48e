"""Makes the damaged wing of the museum: whole key files of real tools, each damaged in one way or in several.

``python -m tests.corpus.make_damaged`` writes tests/corpus/damaged anew. Nothing in it is random, so that
a second run changes nothing. The tests use the same recipes on fresh keys.
"""

# ruff: noqa: E501 - the recipes are a table

from __future__ import annotations

import base64
import functools
import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.helpers.text_encodings import spoilt
from tui.keyops.encoding import der

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CORPUS = Path(__file__).resolve().parent
FOLDER = CORPUS / "damaged"
PASSPHRASE = "correct horse"

SOURCES = {
    "openssh": "openssh-10.5/id_ed25519",
    "openssh-locked": "openssh-10.5/id_ed25519-locked",
    "openssh-rsa": "openssh-10.5/id_rsa-2048",
    "pem": "openssh-10.5/id_rsa-2048-pem",
    "pem-locked": "openssh-10.5/id_rsa-2048-pem-locked",
    "ec": "openssl-3.0/ec-256.pem",
    "pkcs8": "openssl-3.0/rsa.key",
    "pkcs8-locked": "openssh-10.5/id_rsa-2048-pkcs8-locked",
    "spki": "openssl-3.0/rsa.spki",
    "public": "openssh-10.5/id_ed25519.pub",
    "public-rsa": "openssh-10.5/id_rsa-2048.pub",
    "certificate": "openssh-10.5/id_ed25519-cert.pub",
    "rfc4716": "puttygen-0.78/rsa-2048-public.pub",
    "ppk": "puttygen-0.78/rsa-2048.ppk",
    "sshcom": "puttygen-0.78/rsa-2048-private-sshcom",
}
PRIVATE = ("openssh", "openssh-locked", "pem", "pem-locked", "pkcs8", "pkcs8-locked")
ARMOURED = (*PRIVATE, "rfc4716", "sshcom", "spki")
PUBLIC = ("public",)
ALL = (*ARMOURED, "ppk", *PUBLIC)

_BODY = re.compile(rb"(?m)^([A-Za-z0-9+/]+={0,2})$")


@dataclass(frozen=True)
class Recipe:
    """One way to damage a file."""

    name: str
    how: str
    """In words, for the manifest."""
    change: Callable[[bytes], bytes] = field(repr=False)
    expected: tuple[str, ...]
    """The ids of the damage that is to be found, in order."""
    kinds: tuple[str, ...] = PRIVATE
    """The sources that it makes sense for."""
    repairs: str = "same"
    """``same``: repairing gives the source back byte for byte; ``no``: it cannot be repaired; ``named``: it gives
    another file, in which a key stands with words before it or in another place."""


def _rewrap(data: bytes, width: int) -> bytes:
    """The longest run of base64 lines, in lines of another width."""
    match = max(re.finditer(rb"(?m)(?:^[A-Za-z0-9+/]+={0,2}\n)+", data), key=lambda found: len(found[0]))
    packed = match[0].replace(b"\n", b"")
    lines = b"".join(packed[at : at + width] + b"\n" for at in range(0, len(packed), width))
    return data[: match.start()] + lines + data[match.end() :]


def _indent(data: bytes) -> bytes:
    return b"".join(b"    " + line for line in data.splitlines(keepends=True))


def _edges(data: bytes, left: str, right: str) -> bytes:
    return re.sub(
        rb"-----((?:BEGIN|END) [A-Z0-9 ]+)-----", lambda m: left.encode() + m[1] + right.encode(), data
    )


def _without(data: bytes, word: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if word not in line)


def _label(data: bytes, old: bytes, new: bytes) -> bytes:
    return data.replace(b"BEGIN " + old + b"-", b"BEGIN " + new + b"-").replace(
        b"END " + old + b"-", b"END " + new + b"-"
    )


def _body_alone(data: bytes) -> bytes:
    return b"".join(line for line in data.splitlines(keepends=True) if b"-----" not in line)


def _env(data: bytes) -> bytes:
    return b"HOST=example.org\nDEPLOY_KEY=" + json.dumps(data.decode()).encode() + b"\nPORT=22\n"


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _lose_lines(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    middle = len(lines) // 2
    return b"".join(lines[: middle - 1] + lines[middle + 1 :])


def _pieces(data: bytes, width: int, gap: bytes) -> bytes:
    kind, body, comment = data.rstrip(b"\n").split(b" ", 2)
    return (
        b" ".join((kind, gap.join(body[at : at + width] for at in range(0, len(body), width)), comment))
        + b"\n"
    )


def _spki_body(line: bytes) -> bytes:
    """The base64 of the PEM form of an RSA key line."""
    blob = base64.b64decode(line.split(b" ")[1])
    numbers = []
    while blob:
        size = int.from_bytes(blob[:4], "big")
        numbers.append(blob[4 : 4 + size])
        blob = blob[4 + size :]
    _, e, n = numbers
    key = der.sequence(der.element(der.INTEGER, n), der.element(der.INTEGER, e))
    algorithm = der.sequence(der.oid("1.2.840.113549.1.1.1"), der.null())
    return base64.b64encode(der.sequence(algorithm, der.bits(key)))


def _octal_words(data: bytes) -> bytes:
    """As ``od`` prints it: words of two bytes in octal, the lower byte first."""
    rows = []
    for at in range(0, len(data), 16):
        part = data[at : at + 16]
        words = (int.from_bytes(part[two : two + 2], "little") for two in range(0, len(part), 2))
        rows.append(f"{at:07o} {' '.join(f'{word:06o}' for word in words)}\n")
    return ("".join(rows) + f"{len(data):07o}\n").encode()


def _between(data: bytes, row: bytes) -> bytes:
    """A line more in the middle."""
    rows = data.split(b"\n")
    middle = len(rows) // 2
    return b"\n".join((*rows[:middle], row, *rows[middle:]))


def _certificate() -> bytes:
    return (CORPUS / "openssl-3.0/certificate.crt").read_bytes()


def _swapped_lines(data: bytes) -> bytes:
    rows = data.splitlines()
    rows[5], rows[6] = rows[6], rows[5]
    return b"\n".join(rows) + b"\n"


def _behind_its_public_key(data: bytes) -> bytes:
    from tui.keyops.conversion.conversion import pack_public
    from tui.keyops.inspection.inspection import recognise

    public = recognise(data)[0].public
    assert public is not None
    return pack_public(public, "openssh-public", b"").data + data


def _by_huawei(data: bytes) -> bytes:
    wire = base64.b64decode(data.split()[1])
    numbers, at = [], 0
    while at < len(wire):
        size = int.from_bytes(wire[at : at + 4], "big")
        numbers.append(int.from_bytes(wire[at + 4 : at + 4 + size], "big"))
        at += 4 + size
    digits = der.sequence(der.integer(numbers[2]), der.integer(numbers[1])).hex().upper()
    rows = "\n".join(digits[at : at + 64] for at in range(0, len(digits), 64))
    name = data.split(b" ", 2)[2].strip().decode().replace(" ", "-")
    return f"rsa peer-public-key {name}\n public-key-code begin\n{rows}\n public-key-code end\n".encode()


RECIPES: tuple[Recipe, ...] = (
    Recipe("utf-16-le", "UTF-16 with a mark, as PowerShell's > writes it", lambda d: b"\xff\xfe" + d.decode().encode("utf-16-le"), ("utf-16",), ALL),
    Recipe("utf-16-be", "UTF-16, big-endian, without a mark", lambda d: d.decode().encode("utf-16-be"), ("utf-16",), ALL),
    Recipe("utf-16-crlf", "UTF-16 with CRLF, as Notepad wrote it", lambda d: b"\xff\xfe" + d.replace(b"\n", b"\r\n").decode().encode("utf-16-le"), ("utf-16", "crlf"), ALL),
    Recipe("bom", "a UTF-8 byte order mark before it", lambda d: b"\xef\xbb\xbf" + d, ("bom",), ALL),
    Recipe("crlf", "every LF became CR LF", lambda d: d.replace(b"\n", b"\r\n"), ("crlf",), ALL),
    Recipe("crcrlf", "every LF became CR CR LF", lambda d: d.replace(b"\n", b"\r\r\n"), ("crcrlf",), ALL),
    Recipe("cr", "every LF became CR", lambda d: d.replace(b"\n", b"\r"), ("cr",), ALL),
    Recipe("no-last-newline", "the last LF is gone", lambda d: d.rstrip(b"\n"), ("no-last-newline",), ALL),
    Recipe("trailing-blanks", "two blanks at the end of each line", lambda d: d.replace(b"\n", b"  \n"), ("trailing-blanks",), (*ARMOURED, "ppk")),
    Recipe("trailing-inside", "a blank at the end of each line of base64", lambda d: _BODY.sub(rb"\1 ", d), ("trailing-inside",), ARMOURED),
    Recipe("indented", "four blanks before each line", _indent, ("indented",), ALL),
    Recipe("indented-inside", "two blanks before each line of base64", lambda d: _BODY.sub(rb"  \1", d), ("indented-inside",), (*ARMOURED, "ppk")),
    Recipe("blank-before", "a blank line before it", lambda d: b"\n" + d, ("text-before",), (*ARMOURED, "ppk")),
    Recipe("text-before", "a line of other text before it", lambda d: b"here is the key you asked for\n" + d, ("text-before",), (*ARMOURED, "ppk")),
    Recipe("text-after", "a shell prompt behind it", lambda d: d + b"user@host:~$\n", ("text-after",), ARMOURED),
    Recipe("headers", "a header below BEGIN", lambda d: re.sub(rb"(BEGIN .*)\n", rb"\1\nComment: mine\n\n", d, count=1), ("headers",), ("openssh", "pem", "pkcs8")),
    Recipe("no-proc-type", "the line Proc-Type is gone", lambda d: _without(d, b"Proc-Type"), ("proc-type-missing",), ("pem-locked",)),
    Recipe("lock-headers", "a space in the line DEK-Info", lambda d: re.sub(rb"(?<=-CBC),", b", ", d), ("lock-headers",), ("pem-locked",)),
    Recipe("blanks-inside", "a blank after 30 characters of each line of base64", lambda d: re.sub(rb"(?m)^([A-Za-z0-9+/]{30})([A-Za-z0-9+/=]{2,})$", rb"\1 \2", d), ("blanks-inside",), ("openssh", "pem", "pem-locked", "pkcs8")),
    Recipe("ppk-capitals", "the MAC in capitals", lambda d: re.sub(rb"(?<=MAC: )[0-9a-f]+", lambda m: m[0].upper(), d), ("ppk-capitals",), ("ppk",)),
    Recipe("page-number", "the foot of a page in the middle", lambda d: _between(d, b"Page 3 of 7"), ("stray-lines",), ("openssh", "pem", "pkcs8")),
    Recipe("pager", "what more shows at the end of a screen, in the middle", lambda d: _between(d, b"--More--(52%)"), ("stray-lines",), ("openssh", "pem", "pkcs8")),
    Recipe("paste-marks", "the marks that a terminal puts around a paste", lambda d: b"\x1b[200~" + d + b"\x1b[201~", ("paste-marks",), ("openssh", "pem")),
    Recipe("rich-text", "saved as RTF", lambda d: b"{\\rtf1\\ansi\n\\f0\\fs24 " + d.rstrip(b"\n").replace(b"\n", b"\\\n") + b"}\n", ("rich-text",), ("openssh", "public")),
    Recipe("option-quotes", "an option in single quotes", lambda d: b"from='10.0.0.1' " + d, ("option-quotes",), ("public",), "named"),
    Recipe("host-blanks", "a blank between two names of a host", lambda d: b"git.example, 10.0.0.1 " + d, ("host-blanks",), ("public",), "named"),
    Recipe("begin-twice", "its BEGIN line twice", lambda d: d.split(b"\n")[0] + b"\n" + d, ("begin-twice",), ("openssh", "pem")),
    Recipe("prompt", "the prompt of ssh-keygen before it", lambda d: b"Enter passphrase: " + d, ("prompt",), ("public",)),
    Recipe("comma-before-type", "a comma between option and type word", lambda d: b"no-pty," + d, ("comma-before-type",), ("public",), "named"),
    Recipe("options-after-type", "an option behind the type word", lambda d: d.replace(b" ", b" no-pty ", 1), ("options-after-type",), ("public",), "named"),
    Recipe("marker", "a marker of known_hosts with an underscore", lambda d: b"@cert_authority *.example " + d, ("marker",), ("public",), "named"),
    Recipe("banner-line", "behind the comment of ssh-keyscan", lambda d: b"# git.example:22 SSH-2.0-OpenSSH_9.6 git.example " + d, ("banner-line",), ("public",), "named"),
    Recipe("open-quote", "an option over two lines", lambda d: b'command="/bin/ls\n-l" ' + d, ("open-quote",), ("public",), "named"),
    Recipe("reversed-lines", "the last line first", lambda d: b"\n".join(d.splitlines()[::-1]) + b"\n", ("reversed-lines",), ("openssh", "pem")),
    Recipe("swapped-lines", "two lines of the body changed places", _swapped_lines, ("swapped-lines",), ("pem",)),
    Recipe("public-before", "its public key before it", _behind_its_public_key, ("public-before",), ("openssh",), "named"),
    Recipe("line-twice", "the second line of the body stands twice", lambda d: _between(d, d.split(b"\n")[len(d.split(b"\n")) // 2 - 1]), ("repeated-lines",), ("openssh-rsa", "pem", "pkcs8")),
    Recipe("stray-sign", "a tilde in the body", lambda d: d[: len(d) // 2] + b"~" + d[len(d) // 2 :], ("stray-signs",), ("openssh-rsa", "pem", "pkcs8")),
    Recipe("label-translated", "BEGIN and END in another language", lambda d: d.replace(b"BEGIN", b"COMIENZO").replace(b"END ", b"FIN "), ("other-edges",), ("openssh", "pem", "pkcs8")),
    Recipe("certutil", "certutil -encode of it", lambda d: b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(d) + b"-----END CERTIFICATE-----\n", ("other-edges", "base64-file"), PRIVATE),
    Recipe("continued", "a backslash after each 60 characters", lambda d: _pieces(d, 60, b"\\\n"), ("continued-line",), ("public-rsa",)),
    Recipe("hidden-address", "the @ of the type word as mail archives write it", lambda d: d.replace(b"@openssh.com", b" at openssh.com", 1), ("hidden-address",), ("certificate",)),
    Recipe("mailto", "the type word as Markdown writes an address", lambda d: re.sub(rb"^(\S+)", rb"[\1](mailto:\1)", d), ("hidden-address",), ("certificate",)),
    Recipe("base32", "base32 of the file", base64.b32encode, ("transfer-code",), ("openssh", "pem")),
    Recipe("base85", "base85 of the file", base64.b85encode, ("transfer-code",), ("openssh", "pem")),
    Recipe("octal-words", "as od prints it", _octal_words, ("dump",), ("openssh", "pem", "ppk")),
    Recipe("ppk-framed", "between the BEGIN and END line of another format", lambda d: b"-----BEGIN RSA PRIVATE KEY-----\n" + d + b"-----END RSA PRIVATE KEY-----\n", ("ppk-in-frame",), ("ppk",)),
    Recipe("dump-in-strings", "a dump by xxd as strings of source code", lambda d: spoilt(d, "xxd", "strings"), ("plain-frames", "hexadecimal"), ("openssh", "pem")),
    Recipe("key-start", "the first A of the key is lost", lambda d: d.replace(b" AAAA", b" AAA", 1), ("key-start",), ("public-rsa",)),
    Recipe("torn-line", "type word, key and comment on lines of their own", lambda d: d.replace(b" ", b"\n", 2), ("torn-line",), ("public-rsa",)),
    Recipe("type-colon", "a colon behind the type word", lambda d: d.replace(b" ", b": ", 1), ("type-sign",), ("public-rsa",)),
    Recipe("pem-body-in-line", "the body of its PEM form behind the type word", lambda d: d.split(b" ")[0] + b" " + _spki_body(d) + b" " + d.split(b" ", 2)[2], ("pem-in-line",), ("public-rsa",)),
    Recipe("ppk-headless", "the first line is gone", lambda d: d.partition(b"\n")[2], ("ppk-headless",), ("ppk",)),
    Recipe("ppk-count", "Private-Lines says one line less", lambda d: re.sub(rb"Private-Lines: (\d+)", lambda m: b"Private-Lines: %d" % (int(m[1]) - 1), d), ("ppk-counts",), ("ppk",)),
    Recipe("lock-lost", "the lines Proc-Type and DEK-Info are gone", lambda d: re.sub(rb"Proc-Type[^\n]*\nDEK-Info[^\n]*\n\n", b"", d), ("lock-lost",), ("pem-locked",), "no"),
    Recipe("single-nuls", "a NUL byte in the middle", lambda d: d[: len(d) // 2] + b"\0" + d[len(d) // 2 :], ("single-nuls",), ("openssh", "pem", "pkcs8")),
    Recipe("soft-hyphens", "a soft hyphen at the end of each line, as copied from a PDF", lambda d: re.sub(rb"(?m)^([A-Za-z0-9+/=]{20,})$", b"\\1\xc2\xad", d), ("odd-blanks",), ("openssh", "pem")),
    Recipe("fenced", "three backquotes around it, without line ends", lambda d: b"```" + d + b"```\n", ("quoted",), ("openssh", "pem")),
    Recipe("homoglyphs", "two Cyrillic letters", lambda d: d.replace(b"A", "\u0410".encode(), 2), ("look-alikes",), ("openssh", "pem")),
    Recipe("block-before", "an X.509 certificate before it, as web servers keep them", lambda d: _certificate() + d, ("block-before",), (*PRIVATE, "spki")),
    Recipe("block-after", "an X.509 certificate behind it", lambda d: d + _certificate(), ("block-after",), (*PRIVATE, "spki")),
    Recipe("one-line", "every LF became a blank", lambda d: d.replace(b"\n", b" "), ("one-line",), ARMOURED),
    Recipe("one-line-joined", "every LF is gone", lambda d: d.replace(b"\n", b""), ("one-line",), ARMOURED),
    Recipe("ppk-one-line", "every LF became a blank", lambda d: d.replace(b"\n", b" "), ("ppk-one-line",), ("ppk",)),
    Recipe("end-joined", "the LF before END is gone", lambda d: re.sub(rb"\n(-----?[ -]?END)", rb"\1", d), ("joined-lines",), ARMOURED),
    Recipe("begin-joined", "the LF behind BEGIN is gone", lambda d: re.sub(rb"(BEGIN [^\n]*-)\n", rb"\1", d, count=1), ("joined-lines",), PRIVATE),
    Recipe("escaped", "every LF became a backslash and an n", lambda d: d.replace(b"\n", b"\\n"), ("escaped-newlines",), (*ALL,)),
    Recipe("escaped-crlf", "every LF became a backslash, r, a backslash, n", lambda d: d.replace(b"\n", b"\\r\\n"), ("escaped-newlines",), PRIVATE),
    Recipe("escaped-twice", "every LF became two backslashes and an n", lambda d: d.replace(b"\n", b"\\\\n"), ("escaped-twice",), ALL),
    Recipe("json", "a JSON string", lambda d: json.dumps(d.decode()).encode(), ("quoted", "escaped-newlines"), ARMOURED),
    Recipe("json-slashes", "a JSON string with escaped slashes and plus signs", lambda d: json.dumps(d.decode()).replace("/", "\\/").replace("+", "\\u002B").encode(), ("quoted", "escaped-newlines"), PRIVATE),
    Recipe("shell-quoted", "in single quotes", lambda d: b"'" + d.rstrip(b"\n") + b"'\n", ("quoted",), ALL),
    Recipe("env-file", "in an .env file with other settings", _env, ("escaped-newlines", "text-before", "text-after"), PRIVATE),
    Recipe("yaml", "a block in a YAML file", lambda d: b"deploy:\n  key: |\n" + _indent(d), ("text-before", "indented"), PRIVATE),
    Recipe("base64", "base64 of the file", lambda d: base64.b64encode(d) + b"\n", ("base64-file",), ALL),
    Recipe("base64-lines", "base64 of the file, in lines of 76", base64.encodebytes, ("base64-file",), ALL),
    Recipe("base64-twice", "base64 of base64 of the file", lambda d: base64.b64encode(base64.b64encode(d)), ("base64-file",), ALL),
    Recipe("base64-of-crlf", "base64 of the file with CRLF", lambda d: base64.b64encode(d.replace(b"\n", b"\r\n")), ("base64-file", "crlf"), ALL),
    Recipe("bare-body", "BEGIN and END lines are gone", _body_alone, ("bare-body",), ("openssh", "openssh-locked", "pem", "ec", "pkcs8", "pkcs8-locked", "spki")),
    Recipe("bare-body-one-line", "only the base64, in one line", lambda d: _body_alone(d).replace(b"\n", b""), ("bare-body",), ("openssh", "openssh-locked", "pem", "ec", "pkcs8", "pkcs8-locked", "spki")),
    Recipe("en-dashes", "five en dashes in place of five dashes", lambda d: _edges(d, "\u2013" * 5, "\u2013" * 5), ("dashes",), (*PRIVATE, "spki")),
    Recipe("em-dashes", "two em dashes and a dash, as word processors write them", lambda d: _edges(d, "\u2014\u2014-", "\u2014\u2014-"), ("dashes",), PRIVATE),
    Recipe("four-dashes", "four dashes", lambda d: _edges(d, "----", "----"), ("dashes",), PRIVATE),
    Recipe("six-dashes", "six dashes", lambda d: _edges(d, "------", "------"), ("dashes",), PRIVATE),
    Recipe("four-dashes-end", "four dashes at the end of the file", lambda d: d[:-2] + b"\n", ("dashes",), PRIVATE),
    Recipe("spaced-dashes", "a blank on each side of the label", lambda d: _edges(d, "----- ", " -----"), ("dashes",), PRIVATE),
    Recipe("no-dashes", "no dashes", lambda d: _edges(d, "", ""), ("dashes",), PRIVATE),
    Recipe("end-missing", "the END line is gone", lambda d: _without(d, b"END "), ("end-missing",), ARMOURED),
    Recipe("begin-missing", "the BEGIN line is gone", lambda d: _without(d, b"BEGIN "), ("begin-missing",), ARMOURED),
    Recipe("end-folded", "the END line is folded before its last word", lambda d: re.sub(rb"(END .*) KEY", rb"\1\nKEY", d), ("folded-edge",), ARMOURED),
    Recipe("end-folded-dashes", "the END line is folded within its dashes", lambda d: d[:-4] + b"\n---\n", ("folded-edge",), PRIVATE),
    Recipe("line-marks", "> before each line, as mail programs quote", lambda d: b"".join(b"> " + line for line in d.splitlines(keepends=True)), ("line-marks",), (*ARMOURED, "ppk")),
    Recipe("odd-blanks", "no-break spaces in place of blanks", lambda d: re.sub(rb"(?<!:) (?=[A-Z]+)", "\u00a0".encode(), d), ("odd-blanks",), PRIVATE),
    Recipe("odd-blanks-line", "a no-break space between type and base64", lambda d: d.replace(b" ", "\u00a0".encode(), 1), ("odd-blanks",), ("public", "public-rsa")),
    Recipe("zero-width", "a character without width before it", lambda d: d[:11] + "\u200b".encode() + d[11:], ("odd-blanks",), ("pem", "openssh")),
    Recipe("blank-lines", "a blank line in the middle of the body", lambda d: d[: d.index(b"\n", len(d) // 2) + 1] + b"\n" + d[d.index(b"\n", len(d) // 2) + 1 :], ("blank-lines",), ARMOURED),
    Recipe("double-spaced", "a blank line behind each line", lambda d: d.rstrip(b"\n").replace(b"\n", b"\n\n") + b"\n", ("blank-lines",), ARMOURED),
    Recipe("no-header-gap", "the blank line behind the headers is gone", lambda d: d.replace(b"\n\n", b"\n"), ("no-header-gap",), ("pem-locked",)),
    Recipe("rewrapped-32", "the body in lines of 32", lambda d: _rewrap(d, 32), ("rewrapped",), ("pem-locked",)),
    Recipe("rewrapped-76", "the body in lines of 76", lambda d: _rewrap(d, 76), ("rewrapped",), ("pem-locked",)),
    Recipe("ppk-lines", "the private half in lines of 76", lambda d: _rewrap(d, 76), ("ppk-lines",), ("ppk",)),
    Recipe("label-pkcs8", "PKCS#1 body under the label PRIVATE KEY", lambda d: _label(d, b"RSA PRIVATE KEY", b"PRIVATE KEY"), ("wrong-label",), ("pem",)),
    Recipe("label-rsa", "PKCS#8 body under the label RSA PRIVATE KEY", lambda d: _label(d, b"PRIVATE KEY", b"RSA PRIVATE KEY"), ("wrong-label",), ("pkcs8",)),
    Recipe("label-ec-rsa", "SEC1 body under the label RSA PRIVATE KEY", lambda d: _label(d, b"EC PRIVATE KEY", b"RSA PRIVATE KEY"), ("wrong-label",), ("ec",)),
    Recipe("label-openssh", "PKCS#1 body under the label OPENSSH PRIVATE KEY", lambda d: _label(d, b"RSA PRIVATE KEY", b"OPENSSH PRIVATE KEY"), ("wrong-label",), ("pem",)),
    Recipe("label-of-openssh", "openssh-key-v1 under the label RSA PRIVATE KEY", lambda d: _label(d, b"OPENSSH PRIVATE KEY", b"RSA PRIVATE KEY"), ("wrong-label",), ("openssh", "openssh-locked")),
    Recipe("label-public", "a private key under the label PUBLIC KEY", lambda d: _label(d, b"RSA PRIVATE KEY", b"PUBLIC KEY"), ("wrong-label",), ("pem",)),
    Recipe("labels-differ", "END says PRIVATE KEY only", lambda d: re.sub(rb"END [A-Z]+ PRIVATE", b"END PRIVATE", d), ("wrong-label",), ("openssh", "pem", "pem-locked", "ec")),
    Recipe("split-80", "broken after each 80 characters of base64", lambda d: _pieces(d, 80, b"\n"), ("split-line",), ("public-rsa",)),
    Recipe("split-blanks", "blanks after each 60 characters of base64", lambda d: _pieces(d, 60, b" "), ("split-line",), ("public-rsa",)),
    Recipe("split-type", "a line end behind the type word", lambda d: d.replace(b" ", b"\n", 1), ("split-line",), ("public", "public-rsa")),
    Recipe("wrong-type", "the type word of another key type", lambda d: b"ssh-dss" + d[d.index(b" ") :], ("wrong-type",), ("public", "public-rsa")),
    Recipe("mangled-type", "the type word in capitals, with an underscore", lambda d: d[:12].upper().replace(b"-", b"_", 1) + d[12:], ("wrong-type",), ("public",)),
    Recipe("type-missing", "the type word is gone", lambda d: d[d.index(b" ") + 1 :], ("type-missing",), ("public", "public-rsa")),
    Recipe("glued-keys", "the same key once more in its line, without a line end between", lambda d: d[:-1] + d, ("glued-keys",), ("public-rsa",), "named"),
    Recipe("block-among-lines", "a key as PuTTYgen saves it behind a line", lambda d: d + source("rfc4716"), ("block-among-lines",), ("public",), "named"),
    Recipe("option-blanks", "a blank behind the comma between two options", lambda d: b'no-pty, command="/bin/ls" ' + d, ("option-blanks",), ("public-rsa",), "named"),
    Recipe("mail", "quoted by a mail program with CRLF, BOM and no last newline", lambda d: b"\xef\xbb\xbf" + b"\r\n".join(b"> " + line for line in d.splitlines()), ("bom", "crlf", "line-marks", "no-last-newline"), PRIVATE),
    Recipe("cut", "cut in the middle", _half, ("truncated",), ("openssh", "openssh-locked", "openssh-rsa", "pkcs8-locked", "spki", "public-rsa", "ppk"), "no"),
    Recipe("cut-behind-d", "cut in the middle, where d is whole", _half, ("truncated",), ("pem", "pkcs8")),
    Recipe("lines-lost", "two lines from the middle are gone", _lose_lines, ("truncated",), ("openssh-rsa", "pem", "pkcs8-locked", "spki", "ppk"), "no"),
    Recipe("lines-lost-behind-d", "two lines from the middle are gone, and d is whole", _lose_lines, ("truncated",), ("pkcs8",)),
    Recipe("ppk-comment-edited", "the comment was edited in a text editor", lambda d: re.sub(rb"(?m)^Comment: .*", b"Comment: mine", d), ("ppk-mac",), ("ppk",), "named"),
    Recipe("within-text", "a line of a Junos configuration", lambda d: b'set system login user anna authentication ssh "' + d.strip() + b'"\n', ("within-text",), ("public",), "named"),
    Recipe("user-before", "as the metadata of Google Compute Engine has it", lambda d: b"anna:" + d, ("user-before",), ("public-rsa",), "named"),
    Recipe("device-keys", "as Huawei devices print a key", _by_huawei, ("device-keys",), ("public-rsa",), "named"),
    Recipe("ppk-version", "the number in the first line was edited", lambda d: d.replace(b"File-3", b"File-2"), ("ppk-version",), ("ppk",)),
    Recipe("ppk-no-mac", "the last line is gone", lambda d: _without(d, b"Private-MAC"), ("ppk-lost-line",), ("ppk",)),
)  # fmt: skip


_SPOILT = {
    "plus-lost": "plus-to-blank",
    "url-safe": "url-safe",
    "percent-codes": "form",
    "entities": "entities",
    "escapes": "hex-escapes",
    "quoted-printable": "quoted-printable",
    "utf-7": "utf-7",
    "ebcdic": "ebcdic",
    "nul-bytes": "utf-16-cut",
    "look-alikes": "full-width",
    "hexadecimal": "xxd",
    "gzip": "gzip",
    "colours": "colours",
    "base64-inside": "secret",
    "padding": "no-padding",
    "tags": "line-breaks",
    "decorated-lines": "numbers",
    "separator": "commas",
    "spread": "spaced",
    "lone-n": "lone-n",
    "utf-8-twice": "mark-twice",
    "decorated-keys": "echo",
    "missing-blank": "glued-type",
    "framed-lines": "hexadecimal-colons numbers",
    "list-in-one-line": "base64 python-list",
}
"""One encoding for each kind of damage to a text."""
_OF_LINES = frozenset({"utf-8-twice", "decorated-keys", "missing-blank"})
_NOT_OF_LINES = frozenset({"tags", "decorated-lines", "separator", "lone-n"})
_MORE = {
    "utf-8-twice": ("utf-8-twice", "bom"),
    "framed-lines": ("framed-lines", "hexadecimal"),
    "list-in-one-line": ("list-in-one-line", "base64-file"),
}
"""What comes to light below."""
_SPOILT_KINDS = ("openssh", "pem-locked", "ppk", "public-rsa")


def _of_texts() -> Iterator[Recipe]:
    for damage, name in _SPOILT.items():
        kinds = [kind for kind in _SPOILT_KINDS if _spoil(name, source(kind)) != source(kind)]
        if damage in _OF_LINES | _NOT_OF_LINES:
            kinds = [kind for kind in kinds if (kind == "public-rsa") is (damage in _OF_LINES)]
        kinds = [kind for kind in kinds if (damage, kind) != ("ebcdic", "ppk")]
        change = functools.partial(_spoil, name)
        yield Recipe(
            f"text-{damage}",
            f"what tests/helpers/text_encodings.py calls {name}",
            change,
            _MORE.get(damage, (damage,)),
            tuple(kinds),
        )


def _spoil(name: str, data: bytes) -> bytes:
    return spoilt(data, *name.split())


def source(kind: str) -> bytes:
    """A whole file."""
    return (CORPUS / SOURCES[kind]).read_bytes()


RECIPES = (*RECIPES, *_of_texts())


def cases() -> Iterator[tuple[Recipe, str]]:
    """Each recipe with each source that it makes sense for."""
    for recipe in RECIPES:
        for kind in recipe.kinds:
            yield recipe, kind


def _row(recipe: Recipe, kind: str) -> str:
    lines = [
        "[[file]]",
        f'path = "{recipe.name}.{kind}"',
        f'origin = "{SOURCES[kind]}"',
        f"made = {json.dumps(recipe.how)}",
        f"damages = {json.dumps(list(recipe.expected))}",
        f'repairs = "{recipe.repairs}"',
    ]
    if kind.endswith("locked"):
        lines.append(f'passphrase = "{PASSPHRASE}"')
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the folder anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    head = "# Throw-away keys of the other folders, damaged on purpose. Written by make_damaged.py.\n"
    rows = [head]
    for recipe, kind in cases():
        (FOLDER / f"{recipe.name}.{kind}").write_bytes(recipe.change(source(kind)))
        rows.append(_row(recipe, kind))
    (FOLDER / "MANIFEST.toml").write_text("\n".join(rows))


if __name__ == "__main__":
    main()
