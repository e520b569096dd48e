"""Which keys OpenSSH reads in a file of key lines, by whichever of its programs may own the file.

sshd reads authorized_keys, ssh reads known_hosts, ssh-keygen reads allowed_signers. A line is read by each of
them as that program reads it, so that nothing depends on what the file is taken for: what a repair adds for
any of them is a door that it opens. Source: OpenSSH 9.2 auth2-pubkeyfile.c ``auth_check_authkey_line``,
hostfile.c ``hostkeys_foreach_file`` and ``check_markers``, sshsig.c ``parse_principals_key_and_options``,
sshkey.c ``sshkey_read`` and ``sshkey_advance_past_options``.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Final

from ..errors import KeyOpsError
from ..formats import _authorized_options, _key_lines, allowed_signers
from ..formats._key_lines import FileKind
from ..keys import fingerprints
from ..keys.algorithms import label_of
from ..limits import MIN_OPENSSH_RSA_BITS
from ..patterns import compiled
from ..records import dataclass, field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..keys.base import PublicKey

_KEY: Final = compiled(rb"(?P<word>[^ \t]++)[ \t]++(?P<body>[^ \t]++)[ \t]*+(?P<rest>.*)", re.DOTALL)
_BEFORE: Final = compiled(
    rb'(?P<words>(?:\\"|"(?:\\"|[^"])*+"|[^" \t])*+)[ \t]++(?P<rest>[^ \t].*)', re.DOTALL
)
_HOSTS: Final = compiled(rb"(?P<words>[^ \t]++)[ \t]++(?P<rest>[^ \t].*)", re.DOTALL)
_PRINCIPALS: Final = compiled(rb'(?P<words>"[^"]*+"|[^ \t\r\n"]++)[ \t\r]++(?P<rest>[^ \t\r].*)', re.DOTALL)
_MARKERS: Final = (b"@cert-authority", b"@revoked")


@dataclass(frozen=True, slots=True)
class Live:
    """A key in a line, as one program reads it."""

    owner: FileKind
    number: int
    """Of the line, from 1."""
    words: bytes
    """What stands before the key: options, hosts, principals."""
    blob: bytes = field(repr=False)
    comment: bytes
    label: str

    @property
    def is_passed_over(self) -> bool:
        """Whether its options are wrong, so that sshd does not read it after all, however it came there."""
        return self.owner is FileKind.AUTHORIZED_KEYS and bool(
            _authorized_options.judge(_text(self.words)).refused
        )

    @property
    def identity(self) -> tuple[FileKind, bytes, bytes]:
        """What it grants: the same key with other words before it is another grant."""
        return self.owner, self.words, self.blob

    @property
    def fingerprint(self) -> str:
        """``SHA256:...``, of the plain key or of the whole certificate."""
        return fingerprints.sha256_of(self.blob)

    @property
    def sentence(self) -> str:
        """All that is to be known of it before a yes. Raw."""
        what = {
            FileKind.AUTHORIZED_KEYS: "with the options {}" if self.words else "without options",
            FileKind.KNOWN_HOSTS: "for the hosts {}",
            FileKind.ALLOWED_SIGNERS: "for the signers {}",
        }[self.owner].format(_text(self.words))
        comment = f", {_text(self.comment)}" if self.comment else ""
        return f"line {self.number}: {self.label} {self.fingerprint} {what}{comment}"


def read(data: bytes) -> tuple[Live, ...]:
    """The keys that are read, in the order of the file, for each program that reads one. Never raises."""
    found: list[Live] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        text = line.partition(b"\0")[0].lstrip(_key_lines.BLANKS)
        if not text or text.startswith(b"#"):
            continue
        for owner, words, rest in _views(text):
            match = _KEY.fullmatch(rest)
            if match is None:
                continue
            key = _key(match["word"], match["body"])
            if key is not None:
                found.append(Live(owner, number, words, key[0], match["rest"].strip(b" \t\r"), key[1]))
    return tuple(found)


def _views(text: bytes) -> Iterator[tuple[FileKind, bytes, bytes]]:
    """Who may read a line how: the owner, the words before the key, and the rest of the line."""
    yield FileKind.AUTHORIZED_KEYS, b"", text
    before = _BEFORE.fullmatch(text)
    if before is not None:
        yield FileKind.AUTHORIZED_KEYS, before["words"], before["rest"]
    marked = _marked(text)
    hosts = _HOSTS.fullmatch(marked[1]) if marked is not None else None
    if marked is not None and hosts is not None and not hosts["rest"].startswith(b"#"):
        yield FileKind.KNOWN_HOSTS, marked[0] + hosts["words"], hosts["rest"]
    named = _PRINCIPALS.fullmatch(text)
    if named is not None:
        yield FileKind.ALLOWED_SIGNERS, named["words"], named["rest"]
        before = _BEFORE.fullmatch(named["rest"])
        if before is not None and _are_options_of_signers(before["words"]):
            yield FileKind.ALLOWED_SIGNERS, named["words"] + b" " + before["words"], before["rest"]


def _marked(text: bytes) -> tuple[bytes, bytes] | None:
    """The marker, with a blank, and what follows it; None where ssh passes over the line for it."""
    if not text.startswith(b"@"):
        return b"", text
    at = text.find(b" ")
    at = at if at >= 0 else text.find(b"\t")
    marker, rest = text[: max(at, 0)], text[max(at, 0) :].lstrip(_key_lines.BLANKS)
    if marker not in _MARKERS or rest.startswith(b"@"):
        return None
    return marker + b" ", rest


def _are_options_of_signers(words: bytes) -> bool:
    try:
        allowed_signers.options_of(_text(words))
    except KeyOpsError:
        return False
    return True


@functools.lru_cache(maxsize=32_768)  # a file is read again after each repair; its keys stay the same
def _key(word: bytes, body: bytes) -> tuple[bytes, str] | None:
    """The wire form and the label of a key; None where OpenSSH reads none."""
    try:
        public, certificate = _key_lines.read_key(word, body, "key line")
    except KeyOpsError:
        return None
    if public.family == "rsa" and public.bits < MIN_OPENSSH_RSA_BITS:
        return None
    return (certificate or public).blob, _label(public, certified=certificate is not None)


def is_key(word: bytes, body: bytes) -> bool:
    """Whether OpenSSH reads a key in a key type and base64."""
    return _key(word, body) is not None


def are_options(words: bytes) -> bool:
    """Whether sshd takes words for the options of a line, and passes over it for none of them."""
    return bool(words) and not _authorized_options.judge(_text(words)).refused


def _label(public: PublicKey, *, certified: bool) -> str:
    return f"{label_of(public)} certificate" if certified else f"{label_of(public)} key"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class LiveChange:
    """What a repair would change of what OpenSSH reads."""

    gained: tuple[Live, ...] = ()
    """What it would read and does not read now."""
    lost: tuple[Live, ...] = ()
    """What it reads now and would not read, or not in the same order."""


def compare(before: Sequence[Live], after: Sequence[Live]) -> LiveChange:
    """What is read after a repair, against what was read before.

    The order counts: of two lines with one key sshd heeds the first that lets somebody in.
    """
    gained: list[Live] = []
    for owner in FileKind:
        waiting = [one for one in before if one.owner is owner]
        for one in (one for one in after if one.owner is owner):
            if waiting and waiting[0].identity == one.identity:
                waiting.pop(0)
            else:
                gained.append(one)
        if waiting:
            return LiveChange(tuple(gained), tuple(waiting))
    return LiveChange(tuple(gained))


def told(gained: Sequence[Live], kind: FileKind | None) -> tuple[Live, ...]:
    """One for each line, as the owner of the file reads it where that is known; else the first reading."""
    chosen: dict[tuple[int, bytes], Live] = {}
    for one in gained:
        place = one.number, one.blob
        if place not in chosen or one.owner is kind:
            chosen[place] = one
    return tuple(chosen.values())
