"""``keywright hosts list|find|remove|hash``: the keys of servers in known_hosts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...keyops.files import storage
from ...keyops.keys import fingerprints
from ...keyops.logins import host_names
from ...keyops.trust import known_hosts, near_hosts, published_hosts, unhashing
from ...keyops.trust.published_hosts import Standing
from ...visible import visible
from .. import json_objects, results, streams
from ..argument_parser import ArgumentParser
from ..complaints import complain

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from ...keyops.trust.known_hosts import HostLine
    from ...keyops.trust.published_hosts import HostVerdict

_NAMES = 44
"""Characters of the names at most, so that what follows is aligned."""


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}", description="List, find, remove and hash the servers in known_hosts."
    )
    actions = made.add_subparsers(dest="action", required=True, metavar="{list,find,remove,hash}")
    _add_list(actions)
    one = actions.add_parser(
        "find",
        help="show the keys of a host",
        description="Print the keys of a host, even under a hashed name.",
    )
    _add_host(one)
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a JSON array, one object for each line")
    form.add_argument("--lines", action="store_true", help="print the lines as they are in the file")
    form.add_argument("--randomart", action="store_true", help="also show the randomart image")
    one.set_defaults(do=_find)
    one = actions.add_parser(
        "remove",
        help="remove the keys of a host",
        description="Remove the lines of a host, and keep the old file as a backup in the same folder. "
        "Lines with @cert-authority and @revoked stay.",
    )
    _add_host(one)
    results.add_json(one, "line")
    one.set_defaults(do=_remove)
    one = actions.add_parser(
        "hash",
        help="hash every plain name",
        description="Hash every plain name, and keep the old file as a backup in the same folder.",
    )
    _add_file(one)
    results.add_json(one, "file")
    one.set_defaults(do=_hash)
    return made


def _add_list(actions: Any) -> None:  # noqa: ANN401 - argparse's class has no public name
    one = actions.add_parser(
        "list",
        help="list every server, with the names behind hashes where they can be found",
        description="List the servers. Names from your ssh config and the other lines, and well-known hosts, "
        "are tried against hashed names. The keys of GitHub, GitLab.com, Bitbucket Cloud, Azure DevOps, "
        "Codeberg and SourceHut are compared with the fingerprints they publish; exit code 1 when one "
        "differs.",
    )
    _add_file(one)
    one.add_argument(
        "--history", action="store_true", help="also try the hosts that your shell history names"
    )
    one.add_argument("--json", action="store_true", help="a JSON array, one object for each line")
    one.set_defaults(do=_list)


def _add_host(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "host", metavar="HOST", help="a name or address; with a port, HOST:PORT or [HOST]:PORT"
    )
    _add_file(parser)


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-f", "--file", type=Path, metavar="FILE", help="instead of ~/.ssh/known_hosts")


def run(arguments: argparse.Namespace) -> int:
    """Find, remove or hash; exit code 1 when the host is not there."""
    return int(
        arguments.do(arguments, known_hosts.load(arguments.file or Path.home() / ".ssh" / "known_hosts"))
    )


def _list(arguments: argparse.Namespace, file: known_hosts.HostsFile) -> int:
    found = unhashing.unhash(file.lines, host_names.all_of(history=arguments.history))
    verdicts = {line.number: published_hosts.of_line(line, found.get(line.number, "")) for line in file.lines}
    if arguments.json:
        json_objects.write(_object(line, found.get(line.number, "")) for line in file.lines)
    else:
        _print_list(file.lines, found, verdicts)
    return int(any(one is not None and one.standing is not Standing.PUBLISHED for one in verdicts.values()))


def _print_list(
    lines: Sequence[HostLine], found: Mapping[int, str], verdicts: Mapping[int, HostVerdict | None]
) -> None:
    names = {line.number: visible(line.hosts_words(found.get(line.number, ""))) for line in lines}
    wide = min(max(map(len, names.values()), default=0), _NAMES)
    for line in lines:
        verdict = verdicts[line.number]
        said = "; ".join(filter(None, (line.marker_words, verdict.words if verdict else "")))
        name = names[line.number]
        text = f"{line.number:>5}  {name}{' ' * (wide - len(name))}  {line.label:<12} {said}"
        sys.stdout.write(text.rstrip() + "\n")


def _find(arguments: argparse.Namespace, file: known_hosts.HostsFile) -> int:
    found = known_hosts.find(file.lines, arguments.host)
    if arguments.json:
        json_objects.write(_object(line, known_hosts.canonical(arguments.host)) for line in found)
    elif not found:
        _tell_missing(arguments.host, file)
    for line in () if arguments.json else found:
        if arguments.lines:
            streams.write(line.text.encode("utf-8", "surrogateescape") + b"\n")
            continue
        sys.stdout.write(visible(f"{file.path}, line {line.number}: {line.label}") + "\n")
        for label, value in _rows(line, known_hosts.canonical(arguments.host)):
            sys.stdout.write(f"  {label:<12} {visible(value)}\n")
        public = line.public
        if arguments.randomart and public is not None:
            sys.stdout.write("".join(f"  {row}\n" for row in fingerprints.randomart(public).splitlines()))
    return 0 if found else 1


def _tell_missing(host: str, file: known_hosts.HostsFile, *, marked: bool = False) -> None:
    what = "has no key of its own" if marked else "is not"
    complain(f"{known_hosts.canonical(host)} {what} in {file.path}")
    for line, why in () if marked else near_hosts.near(file.lines, host):
        sys.stderr.write(visible(f"  line {line.number}, {line.names or 'hashed'}: {why}") + "\n")


def _rows(line: HostLine, name: str) -> Iterator[tuple[str, str]]:
    yield "Hosts", line.hosts_words(name)
    if line.marker:
        yield "Marker", line.marker_words
    public = line.public
    if public is not None:
        yield "SHA256", fingerprints.sha256(public).removeprefix("SHA256:")
        yield "MD5", fingerprints.md5(public).removeprefix("MD5:")
    if line.comment:
        yield "Comment", line.comment
    verdict = published_hosts.of_line(line, name)
    if verdict is not None:
        yield "Published", f"{verdict.words}. Source: {verdict.host.source}"


def _object(line: HostLine, name: str) -> dict[str, Any]:
    public, verdict, text = line.public, published_hosts.of_line(line, name), json_objects.text
    return {
        "line": line.number,
        "marker": text(line.marker) or None,
        "hashed": line.is_hashed,
        "hosts": None if line.is_hashed else [text(name) for name in line.names.split(", ")],
        "name": text(name) or None if line.is_hashed else None,
        "published": verdict and {"service": verdict.host.label, "standing": str(verdict.standing)},
        "algorithm": public and public.algorithm,
        "bits": public and (public.bits or None),
        "sha256": public and fingerprints.sha256(public),
        "md5": public and fingerprints.md5(public),
        "randomart": public and fingerprints.randomart(public),
        "comment": text(line.comment) or None,
        "text": text(line.text),
    }


def _remove(arguments: argparse.Namespace, file: known_hosts.HostsFile) -> int:
    found = known_hosts.find(file.lines, arguments.host)
    gone = known_hosts.removable(found)
    told = results.Results(as_json=arguments.json)
    for line in found:
        if line.marker:
            words = f"kept      line {line.number}, {line.marker.decode('latin-1')}"
            told.add("kept", file.path, words, **_facts(line))
    if not gone:
        _tell_missing(arguments.host, file, marked=bool(found))
        return 1
    data = known_hosts.without(file.data, {line.number for line in gone})
    backup = known_hosts.save(file, data, storage.stamp_now())
    for line in gone:
        public = line.public
        sha256 = f" {fingerprints.sha256(public)}" if public else ""
        names = line.names or known_hosts.canonical(arguments.host)
        words = f"removed   line {line.number}, {names}, {line.label}{sha256}"
        told.add("removed", file.path, words, **_facts(line), backup=backup)
    told.say(f"backup    {backup}")
    return told.finish()


def _facts(line: HostLine) -> dict[str, Any]:
    return {"line": line.number, **results.public_facts(line.public, line.comment)}


def _hash(arguments: argparse.Namespace, file: known_hosts.HostsFile) -> int:
    made = known_hosts.hashed(file.data)
    told = results.Results(as_json=arguments.json)
    for line in made.kept:
        why = "marked" if line.marker else "damaged" if not line.is_sound else "a pattern"
        told.note("kept", f"line {line.number}, {why}: {line.names}")
    if not made.names:
        told.add("kept", file.path, f"No plain names left in {file.path}", look=None)
        return told.finish()
    backup = known_hosts.save(file, made.data, storage.stamp_now())
    count = f"hashed    {made.names} name{'' if made.names == 1 else 's'}"
    told.add("changed", file.path, count, look=None, backup=backup)
    told.say(f"backup    {backup}")
    told.say("  The backup still holds the plain names: remove it when ssh works")
    return told.finish()
