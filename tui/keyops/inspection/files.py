"""A key file where it lies: what the file system says, and the other half next to it."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ..errors import KeyOpsError
from ..files.paths import KEY_SUFFIXES
from ..files.reading import read_key_file
from ..formats import _key_lines
from . import advice, permissions
from .inspection import inspect, read
from .report import FileFacts, FileReport, Kind, Pair, PairState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..findings import Finding
    from ..secret import Secret
    from .report import KeyReport


def facts_of(path: Path) -> FileFacts | None:
    """What the file system says about a path; None when it says nothing."""
    try:
        status, link = path.lstat(), None
        if stat.S_ISLNK(status.st_mode):
            status, link = path.stat(), str(path.readlink())
    except (OSError, ValueError):
        return None
    return FileFacts(
        size=status.st_size,
        mode=stat.S_IMODE(status.st_mode),
        uid=status.st_uid,
        modified=status.st_mtime,
        link=link,
        names=status.st_nlink,
    )


def other_names(path: Path, facts: FileFacts | None) -> tuple[str, ...]:
    """What to know before a file is written where it lies, as sentences: it is a link, or has other names."""
    told = []
    if facts is not None and facts.link is not None:
        told.append(f"{path.name} is a link: {facts.link} will be written")
    if facts is not None and facts.names > 1:
        others = "another name, a hard link that keeps"
        if facts.names > 2:
            others = f"{facts.names - 1} other names, hard links that keep"
        told.append(f"{path.name} has {others} what it holds now")
    return tuple(told)


def inspect_file(path: Path, passphrase: Secret | None = None, *, data: bytes | None = None) -> FileReport:
    """Tell all that is known about a file; never raises for what is wrong with it.

    Args:
        path: the file.
        passphrase: tried on each locked key in it.
        data: what it holds, where it was read already.

    Returns:
        A report; ``error`` says why nothing is known about the content.
    """
    facts = facts_of(path)
    try:
        keys = inspect(read_key_file(path) if data is None else data, passphrase, name=path.name)
    except KeyOpsError as error:
        lost = (
            _key_lines.kind_of_name(path.name) is not None and b"PRIVATE KEY" in error.title.upper().encode()
        )
        modes = tuple(one.finding for one in permissions.around(path, ()))
        return FileReport(
            path, facts, error=error, findings=(*((advice.private_in_lines(path),) if lost else ()), *modes)
        )
    return report_on(path, facts, keys)


def report_on(path: Path, facts: FileFacts | None, keys: tuple[KeyReport, ...]) -> FileReport:
    """Put a file's keys together with what lies next to it."""
    pair = pair_of(path, keys)
    findings = (
        *advice.about_name(path, keys),
        *advice.about_file(facts, keys, None if _is_of_certificate(keys, pair) else pair),
        *_of_another_key(path, keys, pair),
        *(problem.finding for problem in permissions.around(path, keys)),
    )
    return FileReport(path, facts, keys, pair, findings)


def _is_of_certificate(keys: tuple[KeyReport, ...], pair: Pair | None) -> bool:
    """Whether what stands next to it is told of as a certificate of another key."""
    return pair is not None and pair.state is PairState.DIFFERS and keys[0].kind is Kind.CERTIFICATE


def _of_another_key(path: Path, keys: tuple[KeyReport, ...], pair: Pair | None) -> Iterator[Finding]:
    """Told at a certificate and at the key next to it, where they are not of one key."""
    if pair is not None and _is_of_certificate(keys, pair):
        yield advice.about_certificate(path, pair.path.name, mine=True)
    if len(keys) != 1 or keys[0].kind not in {Kind.PRIVATE, Kind.PUBLIC} or keys[0].public is None:
        return
    text = str(path)
    stem = text.removesuffix(".pub") if keys[0].kind is Kind.PUBLIC else text
    name = f"{stem}-cert.pub"
    if name == text or not os.path.lexists(name):
        return
    beside = type(path)(name)
    try:
        entry = read(read_key_file(beside))[0]
    except KeyOpsError:
        return
    if entry.certificate is not None and entry.public != keys[0].public:
        yield advice.about_certificate(path, beside.name, mine=False)


def pair_of(path: Path, keys: tuple[KeyReport, ...]) -> Pair | None:
    """The other half of the one key of a file, where it lies next to it."""
    if len(keys) != 1:
        return None
    (key,) = keys
    for name in filter(os.path.lexists, _candidates(path, key.kind)):
        candidate = type(path)(name)
        try:
            entry = read(read_key_file(candidate))[0]
        except KeyOpsError:
            continue
        if entry.is_private == (key.kind is Kind.PRIVATE):
            continue
        if entry.public is None or key.public is None:
            state = PairState.UNPROVED
        else:
            state = PairState.MATCHES if entry.public == key.public else PairState.DIFFERS
        return Pair(candidate, state, entry.public, entry.comment)
    return None


def _candidates(path: Path, kind: Kind) -> Iterator[str]:
    """Where the other half would lie; as text, for hardly one of them is there."""
    text = str(path)
    if kind is Kind.PRIVATE:
        yield f"{text}.pub"
        if path.suffix.lower() in KEY_SUFFIXES:
            yield f"{text.removesuffix(path.suffix)}.pub"
    elif path.suffix == ".pub":
        stem = text.removesuffix(".pub")
        if kind is Kind.CERTIFICATE:
            stem = stem.removesuffix("-cert")
        for suffix in ("", *KEY_SUFFIXES):
            yield stem + suffix
