r"""Files with a key in each line: what known_hosts and allowed_signers have in common.

Both have the key as ``TYPE BASE64[ comment]`` at the end of a line, with other words before it::

    [MARKER ]HOSTS TYPE BASE64          known_hosts: sshd(8), SSH_KNOWN_HOSTS FILE FORMAT
    PRINCIPALS [OPTIONS ]TYPE BASE64    allowed_signers: ssh-keygen(1), ALLOWED SIGNERS
    [OPTIONS ]TYPE BASE64               authorized_keys: sshd(8), AUTHORIZED_KEYS FILE FORMAT

Which of the three a file is can only be told from the words before the key: options of authorized_keys are
a known set of names, or have ``=`` or quotes, which no host name has; a principal has ``@`` or quotes, or
options of its own behind it. A lone plain word before each key is taken for a host name.

A line ends at LF and nowhere else, a NUL ends what is read of it, and only blanks and tabs part its words:
so all programs of OpenSSH read these files. A CR, a form feed or a Unicode line end is a byte like any other,
and what stands behind it may well be comment. Source: getline(3) in OpenSSH auth2-pubkeyfile.c, hostfile.c
and sshsig.c; sshkey.c ``sshkey_read``.
"""

from __future__ import annotations

import enum
import functools
import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from .. import limits
from ..encoding import pem, wire
from ..errors import CorruptKeyError, KeyOpsError, UnsupportedAlgorithmError
from ..keys import certificate as certificates
from ..patterns import compiled
from ._option_names import FLAGS
from .contract import KeyEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate

BLANKS: Final = b" \t"
"""What parts the words of a line, and may stand before and behind them."""
TYPE: Final = rb"(?:ssh|ecdsa|sk|rsa-sha2)-[!-~]++"
"""A key type word, as part of a pattern."""
OPTIONS: Final = rb"(?:(?!" + TYPE + rb'[ \t])(?:\\"|"(?:\\"|[^"])*+"|[^" \t])++)'
"""One word of options, blanks within quotes included, as part of a pattern."""
KEY_WORDS: Final = rb"(?P<type>" + TYPE + rb")[ \t]++(?P<body>[^ \t]++)(?P<comment>.*)"
"""The key and all that follows it in its line, as the end of a pattern; see ``entry_of``."""

BOM: Final = b"\xef\xbb\xbf"
_LOOK_AT: Final = 64
"""Lines that decide what a file is."""
_CONTENT: Final = compiled(rb"(?:\A(?:\xef\xbb\xbf)?+|(?<=\n))[ \t]*+([^\r\n# \t\0][^\n\0]*+)")
_KEY: Final = TYPE + rb"[ \t]++AAAA"
_PLAIN: Final = compiled(_KEY)
_WORDS: Final = compiled(
    rb'(?P<first>"[^"]*+"|' + OPTIONS + rb")[ \t]++(?:(?P<second>" + OPTIONS + rb")[ \t]++)?" + _KEY
)
_HASHED: Final = compiled(rb"\|1\|[A-Za-z0-9+/=]++\|[A-Za-z0-9+/=]++")
_FLAGS: Final = frozenset(name.encode() for name in FLAGS)


def is_option(word: str) -> bool:
    """Whether a word is an option of authorized_keys without a value."""
    return word.lower() in FLAGS


class FileKind(enum.Enum):
    """What the lines of a file are, judged by the words before the key."""

    AUTHORIZED_KEYS = "authorized_keys"
    KNOWN_HOSTS = "known_hosts"
    ALLOWED_SIGNERS = "allowed_signers"


FORMAT_IDS: Final = {
    FileKind.AUTHORIZED_KEYS: "openssh-public",
    FileKind.KNOWN_HOSTS: "known-hosts",
    FileKind.ALLOWED_SIGNERS: "allowed-signers",
}
"""The format of each file of key lines."""

_NAMES: Final = (
    (compiled(r"authorized[_-]?keys", re.IGNORECASE), FileKind.AUTHORIZED_KEYS),
    (compiled(r"known[_-]?hosts", re.IGNORECASE), FileKind.KNOWN_HOSTS),
    (compiled(r"allowed[_-]?signers", re.IGNORECASE), FileKind.ALLOWED_SIGNERS),
)


@functools.lru_cache(maxsize=64)  # of one file it is asked three times
def kind_of_name(*names: str) -> FileKind | None:
    """What a file is by its name, or by that of its folder; None when they say nothing."""
    return next((kind for name in names for pattern, kind in _NAMES if pattern.search(name)), None)


_SOME_KEY: Final = compiled(rb"(?m)^(?![ \t]*+#)(?:[^\n]*?[ \t])??" + TYPE + rb"[ \t]++AAAA")


def has_key(data: bytes) -> bool:
    """Whether a line that is no comment looks as if it had a key."""
    return _SOME_KEY.search(data) is not None


def kind_of_file(data: bytes) -> FileKind | None:
    """What a file of key lines is; None when at least half of its first lines hold no key. Never raises."""
    lines = [match[1] for match in itertools.islice(_CONTENT.finditer(data), _LOOK_AT)]
    votes = Counter(filter(None, map(_kind_of_line, lines)))
    if not votes or 2 * votes.total() < len(lines):
        return None
    keys, hosts, signers = (votes[kind] for kind in FileKind)
    if keys >= max(hosts + signers, 1):
        return FileKind.AUTHORIZED_KEYS
    # A principal without @ looks like a host name; and so does a host to which somebody put a user.
    return FileKind.ALLOWED_SIGNERS if signers >= hosts else FileKind.KNOWN_HOSTS


def is_key_line(line: bytes) -> bool:
    """Whether a line, without blanks around it, has the form of one with a key. Never raises."""
    return _kind_of_line(line) is not None


def _kind_of_line(line: bytes) -> FileKind | None:
    if _PLAIN.match(line):
        return FileKind.AUTHORIZED_KEYS
    words = _WORDS.match(line)
    if words is None:
        return None
    first = words["first"]
    if (words["second"] or b"").endswith(b":"):  # a prompt, or YAML
        return None
    if first.startswith(b"@"):
        return FileKind.KNOWN_HOSTS if words["second"] else None
    if first.endswith(b",") and words["second"]:  # a blank within a list, which nobody reads
        return _kind_of_word(first + words["second"])
    return FileKind.ALLOWED_SIGNERS if words["second"] else _kind_of_word(first)


def _kind_of_word(word: bytes) -> FileKind | None:
    """What a file is that has one word before the key."""
    if _HASHED.fullmatch(word):
        return FileKind.KNOWN_HOSTS
    if word.startswith(b'"'):
        return FileKind.ALLOWED_SIGNERS
    if b"=" in word or b'"' in word or _FLAGS.issuperset(word.lower().split(b",")):
        return FileKind.AUTHORIZED_KEYS
    if word == b"-" or word.endswith(b":"):  # YAML
        return None
    return FileKind.ALLOWED_SIGNERS if b"@" in word else FileKind.KNOWN_HOSTS


def split(data: bytes) -> list[bytes]:
    """The lines of a file, each with its end: only LF ends one."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def without(data: bytes, numbers: Collection[int]) -> bytes:
    """A file without some lines, counted from 1; the others as they are."""
    return b"".join(line for number, line in enumerate(split(data), 1) if number not in numbers)


def contents(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and text of each line that is more than blank or a comment, as far as OpenSSH reads it.

    The text has no blanks around it; a CR before the line end stands with what it follows.
    """
    for number, line in enumerate(data.split(b"\n"), 1):
        text = line.partition(b"\0")[0].strip(BLANKS)
        if text.rstrip(b"\r") and not text.startswith(b"#"):
            yield number, text


def entries_of(
    data: bytes,
    container: str,
    format_id: str,
    read_line: Callable[[bytes, int], KeyEntry],
    most: int | None = None,
) -> tuple[KeyEntry, ...]:
    """An entry for each line that is not blank or a comment.

    Args:
        data: the file.
        container: what to call it in an error.
        format_id: for the entries that only hold an error.
        read_line: makes an entry of a line without blanks around it, and its number.
        most: so many lines are sane; the usual number when None.

    Raises:
        KeyOpsError: no line is good; the error of the first one.
        LimitError: there are more lines than sane.
    """
    most = limits.MAX_KEYS_IN_FILE if most is None else most
    if data.count(b"\n") >= most:  # before any of them is read
        limits.check("lines", sum(1 for _ in contents(data)), most)
    entries: list[KeyEntry] = []
    first_error: KeyOpsError | None = None
    good = 0
    for number, text in contents(data):
        try:
            entries.append(read_line(text, number))
            good += 1
        except KeyOpsError as error:
            error.with_traceback(None)  # which would hold all that was at hand when the line was read
            first_error = first_error or error
            entries.append(KeyEntry(format_id, line=number, error=error))
    if not good:
        raise first_error or CorruptKeyError(container, "it contains only comments or blank lines, no key")
    return tuple(entries)


def version_1(container: str) -> UnsupportedAlgorithmError:
    """The error for a line with three numbers in place of a key."""
    return UnsupportedAlgorithmError(
        f"{container} holds a key for SSH version 1, which servers no longer support",
        "The line can be removed",
    )


_CONFLICT: Final = compiled(rb"(?:<{7}|>{7}|\|{7}|={7})(?: .*)?", re.DOTALL)
_COMMENT: Final = compiled(rb"(?://|/\*|;|--|<!--|%|\*+/|\* |REM )")
_OPTIONS_ALONE: Final = compiled(rb"[ \t]*+(?P<words>" + OPTIONS + rb")[ \t,]*+")


def refuse_other(text: bytes, container: str, program: str) -> None:
    """Say what a line without a key is, where that can be told.

    Args:
        text: the line.
        container: what to call it in an error.
        program: that passes over it.

    Raises:
        CorruptKeyError: it is known.
    """
    if _CONFLICT.fullmatch(text):
        what, hint = (
            "it is a git conflict marker",
            "Keep the lines that belong there, and remove the marker",
        )
    elif _COMMENT.match(text):
        what = "it is a comment that does not begin with #"
        hint = "Write # before it, or remove the line"
    elif (alone := _OPTIONS_ALONE.fullmatch(text)) and _kind_of_word(
        alone["words"]
    ) is FileKind.AUTHORIZED_KEYS:
        what, hint = (
            "it holds options without a key",
            "Write them before the key, on its line: until then they limit no key",
        )
    elif re.fullmatch(TYPE, text.strip(BLANKS)):
        what, hint = "it is a key type alone", "Write the key type and the base64 on one line"
    else:
        return
    raise CorruptKeyError(container, f"{what}, and {program} ignores the line", hint, field="key type")


def entry_of(
    found: re.Match[bytes],
    format_id: str,
    container: str,
    number: int,
    options: bytes,
    *,
    notes: tuple[tuple[str, str], ...] = (),
) -> KeyEntry:
    """The entry of a line that has the form it should have.

    Args:
        found: has the groups of ``KEY_WORDS``.
        format_id: of the entry.
        container: what to call the line in an error.
        number: of the line.
        options: what stands before the key.
        notes: what else there is to tell.

    Raises:
        CorruptKeyError: as ``read_key``.
    """
    public, certificate = read_key(found["type"], found["body"], container)
    return KeyEntry(
        format_id,
        public,
        found["comment"].strip(b" \t\r"),
        certificate,
        line=number,
        options=options.decode("utf-8", "surrogateescape"),
        notes=notes,
    )


def read_key(word: bytes, body: bytes, container: str) -> tuple[PublicKey, Certificate | None]:
    """The key of a line, from its type word and base64.

    Raises:
        CorruptKeyError: it is not base64, not a key, or of another type than the word says.
    """
    blob = pem.decode_exactly(body, container)
    if not blob.startswith(wire.string(plain_word(word))):
        inside = wire.Reader(blob, container).text("the key type")
        raise CorruptKeyError(
            container,
            f"it says {word.decode('latin-1')}, but the key is {inside}",
            "Get the line again from its source",
            field="key type",
        )
    return certificates.read_public(blob, container)


_SAME: Final = compiled(rb"rsa-sha2-(?:256|512)(-cert-v01@openssh\.com)?")


def plain_word(word: bytes) -> bytes:
    """The name inside the key that a type word stands for: OpenSSH reads ``rsa-sha2-512`` as ``ssh-rsa``."""
    match = _SAME.fullmatch(word) if word.startswith(b"rsa-") else None
    return b"ssh-rsa" + (match[1] or b"") if match else word
