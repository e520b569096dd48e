"""What keywright says of other programs and damaged files, against what those programs do.

``python -m tests.claims --write`` asks ssh-keygen, puttygen and openssl, and writes docs/claims.md; a test
asks them again. A case is a sound file, changed in one way; a claim is that a program refuses the outcome,
or reads it. Only programs are asked that read the sound file.
"""

from __future__ import annotations

import base64
import functools
import re
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.damage.base import PROGRAMS, READERS
from tui.keyops.damage.diagnosis import examine
from tui.keyops.inspection.inspection import read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tui.keyops.keys.pair import KeyPair

ROOT = Path(__file__).resolve().parent.parent
MUSEUM = ROOT / "tests/corpus/openssh-10.5"
_CERTIFICATE = ROOT / "tests/corpus/openssl-3.0/certificate.crt"
PAGE = ROOT / "docs" / "claims.md"
PHRASE = "correct horse"
_PATIENCE = 2.0
"""Seconds: PuTTYgen 0.78 never ends when some END lines are damaged."""
LABELS = (
    "OPENSSH PRIVATE KEY",
    "RSA PRIVATE KEY",
    "EC PRIVATE KEY",
    "DSA PRIVATE KEY",
    "PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PUBLIC KEY",
    "RSA PUBLIC KEY",
)
WORDS = (
    *("rsa", "RSA", "rsa-sha2-256", "rsa-sha2-512", "ssh-rsa", "sh-rsa", "SSH-RSA", "ssh-ed25519", "ssh-dss"),
    *("ecdsa-sha2-nistp384", "ssh-rsa-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com"),
)


class Case(NamedTuple):
    """A file that was sound, and how it was changed."""

    subject: str
    change: str
    data: bytes
    sound: bytes
    phrase: str
    public: bool


class Claim(NamedTuple):
    """What is said of a program, and what it does."""

    subject: str
    change: str
    program: str
    said: str
    measured: str
    ids: str

    @property
    def agrees(self) -> bool:
        """Whether it is true."""
        return self.said == self.measured


def _key(name: str) -> KeyPair:
    """A key of the museum: the same in every run."""
    return read((MUSEUM / name).read_bytes())[0].open(None)


def subjects() -> dict[str, tuple[bytes, str, bool]]:
    """By name: a sound file, its passphrase, and whether it is public."""
    ed25519, rsa, ecdsa = map(_key, ("id_ed25519", "id_rsa-2048", "id_ecdsa-256"))
    made = {
        "OpenSSH": pack(ed25519, "openssh").data,
        "OpenSSH RSA": pack(rsa, "openssh").data,
        "PEM RSA": pack(rsa, "pem").data,
        "PEM EC": pack(ecdsa, "pem").data,
        "PKCS#8 RSA": pack(rsa, "pkcs8").data,
        "PKCS#8 EC": pack(ecdsa, "pkcs8").data,
        "PKCS#8 Ed25519": pack(ed25519, "pkcs8").data,
        "PPK 3": pack(ed25519, "ppk3").data,
    }
    locked = {
        "OpenSSH, passphrase": (MUSEUM / "id_rsa-2048-locked").read_bytes(),
        "PEM RSA, passphrase": (MUSEUM / "id_rsa-2048-pem-locked").read_bytes(),
        "PKCS#8, passphrase": (MUSEUM / "id_rsa-2048-pkcs8-locked").read_bytes(),
    }
    public = {
        "public line": pack_public(ed25519.public, "openssh-public", b"anna").data,
        "public RSA line": pack_public(rsa.public, "openssh-public", b"anna").data,
        "SPKI RSA": pack_public(rsa.public, "spki").data,
        "SPKI EC": pack_public(ecdsa.public, "spki").data,
        "PKCS#1 public": pack_public(rsa.public, "pkcs1-public").data,
        "RFC 4716": pack_public(rsa.public, "rfc4716", b"anna").data,
    }
    return {
        **{name: (data, "", False) for name, data in made.items()},
        **{name: (data, PHRASE, False) for name, data in locked.items()},
        **{name: (data, "", True) for name, data in public.items()},
    }


def _lines(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(change(line) + b"\n" for line in data.splitlines())


def _blank_line(data: bytes, at: int) -> bytes:
    rows = data.splitlines(keepends=True)
    return b"".join((*rows[:at], b"\n", *rows[at:])) if len(rows) > 2 else data


_PIECE = re.compile(rb"(?m)^([A-Za-z0-9+/]{30})([A-Za-z0-9+/=]+)$")


def _between(data: bytes, row: bytes) -> bytes:
    rows = data.splitlines(keepends=True)
    middle = len(rows) // 2
    return b"".join((*rows[:middle], row, b"\n", *rows[middle:])) if len(rows) > 2 else data


def _twice(data: bytes) -> bytes:
    rows = data.splitlines(keepends=True)
    return b"".join((*rows[:2], rows[1], *rows[2:])) if len(rows) > 3 and b":" not in rows[1] else data


CHANGES: dict[str, Callable[[bytes], bytes]] = {
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "CR only": lambda data: data.replace(b"\n", b"\r"),
    "CR CR LF": lambda data: data.replace(b"\n", b"\r\r\n"),
    "byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "indented by two blanks": _lines(lambda line: b"  " + line),
    "indented by a tab": _lines(lambda line: b"\t" + line),
    "body indented": _lines(lambda line: line if b":" in line or b"-----" in line else b"  " + line),
    "one blank ends each line": _lines(lambda line: line + b" "),
    "two blanks end each line": _lines(lambda line: line + b"  "),
    "six dashes": lambda data: data.replace(b"-----", b"------"),
    "four dashes": lambda data: re.sub(rb"-----(BEGIN|END)([A-Z0-9 ]+)-----", rb"----\1\2----", data),
    "one line, joined by blanks": lambda data: b" ".join(data.splitlines()) + b"\n",
    "one line, joined by nothing": lambda data: b"".join(data.splitlines()) + b"\n",
    "blank line after the first": lambda data: data.replace(b"\n", b"\n\n", 1),
    "two blank lines after the first": lambda data: data.replace(b"\n", b"\n\n\n", 1),
    "blank line in the middle": lambda data: _blank_line(data, len(data.splitlines()) // 2),
    "blank line before the last": lambda data: _blank_line(data, -1),
    "blank line after each": lambda data: data.replace(b"\n", b"\n\n"),
    "text before": lambda data: b"here is the key:\n" + data,
    "text after": lambda data: data + b"that was the key\n",
    "certificate before": lambda data: _CERTIFICATE.read_bytes() + data,
    "certificate after": lambda data: data + _CERTIFICATE.read_bytes(),
    "header below BEGIN": lambda data: re.sub(rb"(-----BEGIN .*)", rb"\1\nComment: mine\n", data),
    "no Proc-Type": lambda data: data.replace(b"Proc-Type: 4,ENCRYPTED\n", b""),
    "blank in each line": lambda data: _PIECE.sub(rb"\1 \2", data),
    "soft hyphen ends each line": lambda data: re.sub(rb"(?m)^([A-Za-z0-9+/=]{30,})$", b"\\1\xc2\xad", data),
    "pilcrow ends each line": _lines(lambda line: line + b"\xc2\xb6"),
    "page number in the middle": lambda data: _between(data, b"Page 3 of 7"),
    "line twice": _twice,
    "MAC in capitals": lambda data: re.sub(rb"(?<=MAC: )[0-9a-f]+", lambda match: match[0].upper(), data),
    "NUL in the middle": lambda data: _between(data, b"\0"),
    "no last newline": lambda data: data.rstrip(b"\n"),
    "in quotes": lambda data: b'"' + data.rstrip(b"\n") + b'"\n',
    "spelt \\n": lambda data: data.replace(b"\n", b"\\n") + b"\n",
    "base64 of the file": base64.encodebytes,
    "quoted with >": _lines(lambda line: b"> " + line),
}  # fmt: skip
"""What is done to every file."""


def cases() -> Iterator[Case]:
    """Every file in every way that changes it."""
    for subject, (data, phrase, public) in subjects().items():
        for change, make_it in CHANGES.items():
            changed = make_it(data)
            if changed != data:
                yield Case(subject, change, changed, data, phrase, public)
        right = re.search(rb"-----BEGIN ([A-Z ]+)-----", data)
        for label in LABELS if right else ():
            yield from _labelled(subject, data, phrase, public, right[1], label.encode())
        if "line" in subject:
            word, rest = data.split(b" ", 1)
            for other in WORDS:
                if other.encode() != word:
                    changed = other.encode() + b" " + rest
                    yield Case(subject, f"type word {other}", changed, data, phrase, public)


def _labelled(
    subject: str, data: bytes, phrase: str, public: bool, right: bytes, label: bytes
) -> Iterator[Case]:
    if label == right:
        return
    begin = data.replace(b"BEGIN " + right + b"-", b"BEGIN " + label + b"-")
    end = data.replace(b"END " + right + b"-", b"END " + label + b"-")
    both = begin.replace(b"END " + right + b"-", b"END " + label + b"-")
    for words, changed in (("label", both), ("END", end), ("BEGIN", begin)):
        yield Case(subject, f"{words} {label.decode()}", changed, data, phrase, public)


def reads(program: str, data: bytes, phrase: str, *, public: bool) -> bool:
    """Whether a program reads a file."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        path, words = place / "key", place / "words"
        path.write_bytes(data)
        path.chmod(0o600)
        words.write_text(f"{phrase}\n" if phrase or program == "O" else "")
        for argv in _commands(program, path, words, phrase, public=public):
            try:
                done = subprocess.run(
                    argv, capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE, check=False,
                    start_new_session=True,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                continue
            if done.returncode == 0:
                return True
    return False


@functools.cache
def _reads_sound(program: str, data: bytes, phrase: str, *, public: bool) -> bool:
    """As ``reads``, of a sound file, which many changed ones are made of."""
    return reads(program, data, phrase, public=public)


def _commands(
    program: str, path: Path, words: Path, phrase: str, *, public: bool
) -> tuple[list[str | Path], ...]:
    if program == "S" and public:
        imports: tuple[list[str | Path], ...] = tuple(
            ["ssh-keygen", "-i", *kind, "-f", path] for kind in (["-m", "PKCS8"], ["-m", "PEM"], [])
        )
        return (["ssh-keygen", "-e", "-f", path], *imports)
    if program == "S":
        return (["ssh-keygen", "-y", "-P", phrase, "-f", path],)
    if program == "P":
        shown = ["-L"] if public else ["-O", "private-openssh", "-o", path.with_name("out")]
        return (["puttygen", path, *shown, "--old-passphrase", words, "--new-passphrase", words],)
    return (
        [
            "openssl",
            "pkey",
            "-in",
            path,
            "-noout",
            "-passin",
            f"file:{words}",
            *(["-pubin"] if public else []),
        ],
    )


def claims_of(case: Case) -> Iterator[Claim]:
    """What is said of each program that reads the sound file, and what it does."""
    diagnosis = examine(case.data)
    if not diagnosis.damages:
        return
    ids = " ".join(one.id for one in diagnosis.damages)
    said = {letter for one in diagnosis.damages for letter in one.refusing}
    for letter in READERS.get(diagnosis.container, ""):
        if not _reads_sound(letter, case.sound, case.phrase, public=case.public):
            continue
        measured = reads(letter, case.data, case.phrase, public=case.public)
        yield Claim(
            case.subject,
            case.change,
            PROGRAMS[letter],
            "refuses" if letter in said else "reads",
            "reads" if measured else "refuses",
            ids,
        )


def claims(chosen: Iterable[Case] | None = None) -> list[Claim]:
    """Those of some cases, or all of them, measured now."""
    chosen = cases() if chosen is None else chosen
    with ThreadPoolExecutor(4) as pool:
        return [claim for found in pool.map(lambda case: list(claims_of(case)), chosen) for claim in found]


def page(found: list[Claim]) -> str:
    """The table for the manual: a row for each file and change."""
    wrong = sum(not claim.agrees for claim in found)
    lines = [
        "# What is said of other programs",
        "",
        "Written by `python -m tests.claims --write`, which asks OpenSSH 9.2 (ssh-keygen), PuTTYgen 0.78 and",
        "OpenSSL 3.0. Each row is a sound file, changed in one way, and what keywright finds in it; a cell",
        "is what it says of a program that reads the sound file; **bold** where that does another thing.",
        "",
        f"{len(found):,} claims, {wrong} disagreements.",
        "",
        "| file | changed so | findings | " + " | ".join(PROGRAMS.values()) + " |",
        "|---|---|---|---|---|---|",
    ]
    rows: dict[tuple[str, str, str], dict[str, Claim]] = {}
    for claim in found:
        rows.setdefault((claim.subject, claim.change, claim.ids), {})[claim.program] = claim
    for (subject, change, ids), told in rows.items():
        cells = [_cell(told.get(name)) for name in PROGRAMS.values()]
        lines.append(f"| {subject} | {change.replace('|', '')} | {ids} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(claim: Claim | None) -> str:
    if claim is None:
        return ""
    return claim.said if claim.agrees else f"**said {claim.said}, {claim.measured}**"


def main() -> int:
    found = claims()
    if "--write" in sys.argv:
        PAGE.write_text(page(found))
    wrong = [claim for claim in found if not claim.agrees]
    for claim in wrong:
        print(*claim, sep=" | ")
    print(f"{len(found):,} claims, {len(wrong)} disagreements; {Counter(claim.change for claim in wrong)}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
