"""What is found out about the lines of known_hosts after they are shown. No screen in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.errors import KeyOpsError
from ..keyops.keys import fingerprints
from ..keyops.keys.algorithms import label_of
from ..keyops.logins import host_names
from ..keyops.trust import known_hosts, published_hosts, unhashing
from ..keyops.trust.published_hosts import Standing
from ..widgets import next_steps

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ..keyops.trust.known_hosts import HostLine
    from ..keyops.trust.published_hosts import HostVerdict
    from ..widgets.fact_lines import Fact


def names_behind(lines: Collection[HostLine], *, history: bool) -> dict[int, str]:
    """The names behind hashes, by the number of the line."""
    return unhashing.unhash(lines, host_names.all_of(history=history))


def verdicts(lines: Collection[HostLine], found: Mapping[int, str]) -> dict[int, HostVerdict]:
    """What services publish of the keys under their names, by the number of the line."""
    judged = ((line.number, published_hosts.of_line(line, found.get(line.number, ""))) for line in lines)
    return {number: verdict for number, verdict in judged if verdict is not None}


def alarms(judged: Mapping[int, HostVerdict]) -> frozenset[int]:
    """The lines whose key is not published, or no longer."""
    return frozenset(number for number, one in judged.items() if one.standing is not Standing.PUBLISHED)


def key_facts(line: HostLine, verdict: HostVerdict | None) -> Iterator[Fact]:
    """All about the key of a line, or why there is none.

    Args:
        line: of known_hosts.
        verdict: what the service of the line publishes, where that is known.
    """
    try:
        public, _ = line.read()
    except KeyOpsError as error:
        yield "", f"! {error.title}", "bad"
        yield "", next_steps.hint(error), ""
        return
    if line.marker:
        yield "Marker", line.marker_words, "bad" if line.marker == known_hosts.REVOKED else ""
    yield "Type", label_of(public), ""
    yield "SHA256", fingerprints.sha256(public).removeprefix("SHA256:"), ""
    yield "MD5", fingerprints.md5(public).removeprefix("MD5:"), ""
    if line.comment:
        yield "Comment", line.comment, ""
    if verdict is not None:
        good = verdict.standing is Standing.PUBLISHED
        yield "Published", verdict.words if good else f"! {verdict.words}", "good" if good else "bad"
        yield "Source", verdict.host.source, ""
    yield "Line", f"{line.number}", ""
    yield "", "", ""
    for row in fingerprints.randomart(public).splitlines():
        yield "", row, ""
