"""Names behind hashes: the other lines, well-known hosts and the user's own names are tried."""

from __future__ import annotations

from tests.helpers.known_hosts_sample import KEY, hash_of
from tui.keyops.trust import known_hosts, unhashing


def lines(*hosts: bytes) -> tuple[known_hosts.HostLine, ...]:
    return tuple(known_hosts.parse(b"".join(host + b" " + KEY + b"\n" for host in hosts)))


def test_names_of_other_lines_of_well_known_hosts_and_of_the_user_are_tried() -> None:
    file = lines(
        b"plain.example,10.0.0.1",
        hash_of(b"10.0.0.1"),
        hash_of(b"codeberg.org"),
        hash_of(b"[inner.example]:2222"),
        hash_of(b"nobody.knows"),
    )
    found = unhashing.unhash(file, ["kai@Inner.example:2222"])
    assert found == {2: "10.0.0.1", 3: "codeberg.org", 4: "[inner.example]:2222"}
    assert unhashing.unhash(lines(b"plain.example"), ["x"]) == {}


def test_patterns_and_marked_lines_are_no_names() -> None:
    file = lines(b"*.example,!a.example", b"@revoked b.example", b"c.example")
    assert list(unhashing.names_in(file)) == ["c.example"]


def test_no_more_is_tried_than_takes_a_second_or_two(monkeypatch) -> None:
    monkeypatch.setattr(unhashing, "MOST_TRIES", 100)
    file = lines(*[hash_of(b"late.example")] * 5)
    tried: list[str] = []

    def names():
        for number in range(1000):
            tried.append(f"host-{number}.example")
            yield tried[-1]
        yield "late.example"

    assert unhashing.unhash(file, names()) == {}
    assert len(tried) <= 100 // 5
