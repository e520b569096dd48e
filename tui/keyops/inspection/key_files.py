"""Which files of a folder belong to one key: the private key, its ``.pub``, its certificate, its copies.

Files of one stem (``id_rsa``, ``id_rsa.pub``, ``id_rsa-cert.pub``, ``id_rsa.ppk``) are taken for one key
until they are known to be of several; files of one public key are one key whatever their names. What is
known of the files are their summaries; before there are any, names alone decide. This module is light: the
first frame of the screens waits for it.
"""

from __future__ import annotations

import bisect
import enum
from typing import TYPE_CHECKING, Final

from ..files.listing import BACKUP, NOTHING, ORDERS, WRONG, Entry, FileSummary
from ..files.paths import KEY_SUFFIXES
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

_CERTIFICATE: Final = "-cert.pub"
_PUBLIC: Final = ".pub"
_LINES: Final = ("authorized_keys", "known_hosts", "allowed_signers")
_NO_KEYS: Final = frozenset({"config", "environment", "rc", "revoked", "revoked_keys"})
_LIKELY: Final = ("id_", "identity", "ssh_host_")


__all__ = ["ORDERS", "KeyFiles", "Role", "Section", "Summary", "group", "ordered", "plain", "role_of"]


class Section(enum.StrEnum):
    """Where a row stands."""

    KEYS = "keys"
    FILES = "files"
    """Files that are no single key, and folders."""
    BACKUPS = "backups"
    """All backups of the folder, in one row."""


class Role(enum.StrEnum):
    """What a file is to a key."""

    PRIVATE = "private"
    PUBLIC = "public"
    CERTIFICATE = "certificate"
    BACKUP = "backup"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Summary:
    """What a row says about a key, all raw; empty is what is not known (yet)."""

    label: str = ""
    """``RSA 4096``."""
    encryption: str = ""
    """``none``, a cipher such as ``aes256-ctr``, or ``public`` where there is no private key."""
    parts: str = ""
    """The other files in a word each: ``pub cert ppk``; one of another key ends in DIFFERS."""
    comment: str = ""
    modified: float = 0.0
    """Seconds since 1970."""
    is_wrong: bool = False
    """Whether anything is wrong with one of the files."""
    identity: bytes = b""
    """SHA-256 of the public key."""


DIFFERS: Final = "≠"


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """One row: a key with its files, or a file or folder that is no single key, or all backups."""

    section: Section
    entry: Entry
    """The private key where there is one; of the backups the folder."""
    parts: tuple[Entry, ...] = ()
    """The other files of the key; all backups."""
    summary: Summary = Summary()

    @property
    def files(self) -> tuple[Entry, ...]:
        """All of them, the most important first."""
        return self.parts if self.section is Section.BACKUPS else (self.entry, *self.parts)


def role_of(
    entry: Entry, summary: FileSummary | None, names: frozenset[str] | set[str] = frozenset()
) -> Role:
    """What a file is to a key, by what is known of it, else by its name.

    Args:
        entry: the file.
        summary: what is known; None when nothing is yet.
        names: of the folder: a name with a ``.pub`` next to it may be that of a private key.
    """
    name = entry.name
    if entry.is_folder:
        return Role.OTHER
    if ".backup-" in name and BACKUP.search(name):
        return Role.BACKUP
    if summary is None:
        return _by_name(name, names)
    if summary.kind == "damaged":
        guess = _by_name(name, names)
        return Role.PRIVATE if guess is Role.OTHER else guess
    return _OF_ONE_KEY.get(summary.kind, Role.OTHER)


_OF_ONE_KEY: Final = {str(role): role for role in (Role.PRIVATE, Role.PUBLIC, Role.CERTIFICATE)}
"""By ``FileSummary.kind``."""


def _by_name(name: str, names: frozenset[str] | set[str]) -> Role:
    if name.startswith(_LINES) or name in _NO_KEYS:
        return Role.OTHER
    if name.endswith(_CERTIFICATE):
        return Role.CERTIFICATE
    if name.endswith(_PUBLIC):
        return Role.PUBLIC
    likely = name.startswith(_LIKELY) or name.lower().endswith(KEY_SUFFIXES) or name + _PUBLIC in names
    return Role.PRIVATE if likely else Role.OTHER


def stem_of(name: str) -> str:
    """What the names of the files of one key have in common: ``build`` of ``build.pem.pub``."""
    for suffix in (_CERTIFICATE, _PUBLIC):
        if name.endswith(suffix) and len(name) > len(suffix):
            name = name.removesuffix(suffix)
            break
    stem, dot, suffix = name.rpartition(".")
    return stem if dot and stem.strip(".") and f".{suffix.lower()}" in KEY_SUFFIXES else name


class _Key:
    """The files of one key, while they are being found."""

    __slots__ = ("key", "private", "public", "stem")

    def __init__(self, stem: str, key: bytes) -> None:
        self.stem, self.key = stem, key
        self.private: list[Entry] = []
        self.public: list[Entry] = []


class _Grouping:
    """Puts the files of a folder together."""

    def __init__(self, known: Mapping[str, FileSummary]) -> None:
        self.known = known
        self.keys: list[_Key] = []
        self.by_key: dict[bytes, _Key] = {}
        self.by_stem: dict[str, list[_Key]] = {}
        self.by_name: dict[str, _Key] = {}
        """Where the name of a public file says whose it is."""

    def add_private(self, entry: Entry) -> None:
        """To the key that it is, or that its stem names where nothing else is known."""
        key, name = self._key_of(entry), entry.name
        stem = stem_of(name)
        found = self.by_key.get(key) if key else self._only(stem)
        found = found or self._new(stem, key)
        found.private.append(entry)
        if found not in self.by_stem.setdefault(stem, []):
            self.by_stem[stem].append(found)
        self._name(found, stem, name)

    def _name(self, found: _Key, stem: str, name: str) -> None:
        for suffix in (_PUBLIC, _CERTIFICATE):
            self.by_name[name + suffix] = found
            if name != stem:
                self.by_name.setdefault(stem + suffix, found)

    def add_public(self, entry: Entry) -> None:
        """To the private key that its name names, else to the key that it is."""
        key, name = self._key_of(entry), entry.name
        stem = stem_of(name)
        found = self.by_name.get(name) or (self.by_key.get(key) if key else None) or self._mate(stem, key)
        (found or self._new(stem, key)).public.append(entry)

    def _mate(self, stem: str, key: bytes) -> _Key | None:
        found = self._only(stem)
        return None if found is None or (key and found.key and key != found.key) else found

    def _only(self, stem: str) -> _Key | None:
        found = self.by_stem.get(stem, ())
        return found[0] if len(found) == 1 else None

    def _new(self, stem: str, key: bytes) -> _Key:
        made = _Key(stem, key)
        self.keys.append(made)
        self.by_stem.setdefault(stem, []).append(made)
        if key:
            self.by_key[key] = made
        return made

    def _key_of(self, entry: Entry) -> bytes:
        return self.known.get(entry.name, NOTHING).key


def group(entries: Sequence[Entry], summaries: Mapping[Path, FileSummary]) -> tuple[KeyFiles, ...]:
    """Put the files of a folder together: keys first, then other files, then the backups in one row.

    Args:
        entries: of one folder, in the order in which they are to stand.
        summaries: of those that were looked at.
    """
    names = {entry.name for entry in entries}
    # By name: to look for a path takes five times as long, and each file is looked for seven times.
    known = {entry.name: summaries[entry.path] for entry in entries if entry.path in summaries}
    roles = [(entry, role_of(entry, known.get(entry.name), names)) for entry in entries]
    made = _Grouping(known)
    private = [entry for entry, role in roles if role is Role.PRIVATE]
    for entry in sorted(private, key=lambda one: _rank(one, known, names)):
        made.add_private(entry)
    for entry, role in roles:
        if role in {Role.PUBLIC, Role.CERTIFICATE}:
            made.add_public(entry)
    place = {entry.name: at for at, entry in enumerate(entries)}
    keys = [_row(key, known) for key in made.keys]
    keys.sort(key=lambda row: place[row.entry.name])
    others = [KeyFiles(Section.FILES, entry) for entry, role in roles if role is Role.OTHER]
    backups = tuple(entry for entry, role in roles if role is Role.BACKUP)
    kept = [_of_backups(backups, known)] if backups else []
    return (*keys, *others, *kept)


def _rank(entry: Entry, known: Mapping[str, FileSummary], names: set[str]) -> tuple[bool, bool, bool]:
    """What is known to be some key first, and ``build`` before ``build.ppk``."""
    name = entry.name
    return not known.get(name, NOTHING).key, name + _PUBLIC not in names, stem_of(name) != name


def _row(key: _Key, known: Mapping[str, FileSummary]) -> KeyFiles:
    main, *rest = [*key.private, *sorted(key.public, key=lambda one: one.name.endswith(_CERTIFICATE))]
    return KeyFiles(Section.KEYS, main, tuple(rest), _summary(main, rest, known))


def _summary(main: Entry, parts: Sequence[Entry], known: Mapping[str, FileSummary]) -> Summary:
    first = known.get(main.name)
    others = [known.get(part.name) for part in parts]
    own = first or NOTHING
    alike = [own, *(one for one in others if one and (not own.key or one.key == own.key))]
    words = _counted(
        part_word(part, one) + (DIFFERS if one and differs(own, one) else "")
        for part, one in zip(parts, others, strict=True)
    )
    words.sort(key=lambda word: not word.lstrip("0123456789 ").startswith(_FIRST))  # where room is short
    return Summary(
        label=next((one.label for one in alike if one.label), "damaged" if own.kind == "damaged" else ""),
        encryption="" if first is None else own.cipher or {"private": "none"}.get(own.kind, "public"),
        parts=" ".join(words),
        comment=next((one.comment for one in alike if one.comment), ""),
        modified=own.modified,
        is_wrong=any(one is not None and WRONG in one.marks for one in (own, *others)),
        identity=own.key,
    )


def differs(main: FileSummary, part: FileSummary) -> bool:
    """Whether two files are known to be of two keys."""
    return bool(main.key and part.key and main.key != part.key)


def part_word(entry: Entry, summary: FileSummary | None) -> str:
    """What a file is to its key, in a word: ``pub``, ``cert``, or the format of a private one."""
    role = role_of(entry, summary)
    if role in {Role.PUBLIC, Role.CERTIFICATE}:
        return {Role.PUBLIC: "pub", Role.CERTIFICATE: "cert"}[role]
    return (summary.format if summary is not None else "") or entry.path.suffix[1:].lower() or "copy"


_FIRST: Final = ("pub", "cert")
"""What people look for next to a key."""


def _counted(words: Iterable[str]) -> list[str]:
    """Each word once, with how often it came where that is more than once."""
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return [word if count == 1 else f"{count} {word}" for word, count in counts.items()]


def _of_backups(entries: tuple[Entry, ...], known: Mapping[str, FileSummary]) -> KeyFiles:
    folder = Entry(entries[0].path.parent, "backups", label="backups")
    times = [one.modified for one in (known.get(entry.name, NOTHING) for entry in entries) if one.modified]
    count = f"{len(entries)} file{'' if len(entries) == 1 else 's'}"
    return KeyFiles(Section.BACKUPS, folder, entries, Summary(label=count, modified=min(times, default=0.0)))


def count_keys(rows: Sequence[KeyFiles]) -> int:
    """How many keys there are, which come first."""
    return bisect.bisect(rows, 0, key=lambda row: row.section is not Section.KEYS)


def plain(entries: Iterable[Entry]) -> tuple[KeyFiles, ...]:
    """Every file in a row of its own."""
    return tuple(KeyFiles(Section.FILES, entry) for entry in entries)


def ordered(rows: Sequence[KeyFiles], order: str) -> tuple[KeyFiles, ...]:
    """The same rows, keys sorted; what belongs to one key stays together, and other files stay below.

    Args:
        rows: sorted by name.
        order: one of ORDERS; the newest first, and what is wrong first.
    """
    if order == "name":
        return tuple(rows)

    def rank(row: KeyFiles) -> tuple[float, str]:
        about = row.summary
        if row.section is not Section.KEYS:
            return 0, ""
        if order == "type":
            return not about.label, about.label.casefold()
        return (-about.modified if order == "age" else not about.is_wrong), ""

    sections = list(Section)
    return tuple(sorted(rows, key=lambda row: (sections.index(row.section), *rank(row))))
