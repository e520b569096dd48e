"""known_hosts: finding, removing, hashing, and what must not change by it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.helpers.known_hosts_sample import KEY, SAMPLE, hash_of
from tui.keyops.errors import StorageError, UnknownFormatError
from tui.keyops.trust import known_hosts


def numbers(name: str, data: bytes = SAMPLE) -> list[int]:
    return [line.number for line in known_hosts.find(tuple(known_hosts.parse(data)), name)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("git.example", [3, 7, 8, 9]),
        ("GIT.Example:22", [3, 7, 8, 9]),
        ("me@[git.example]", [3, 7, 8, 9]),
        ("git.example:2222", [5]),
        ("[Git.example]:2222", [5]),
        ("10.0.0.1", [3]),
        ("a.lab.example", [6, 7]),
        ("bad.lab.example", [7]),
        ("last.example", [7, 13]),
        ("example", []),
        ("", []),
        ("[x]:99999999999999999999", []),
    ],
)
def test_a_host_is_found_by_what_ssh_would_look_up(typed: str, found: list[int]) -> None:
    assert numbers(typed) == found


def test_a_hashed_name_is_found_by_all_of_it_and_by_nothing_else() -> None:
    data = hash_of(b"[git.example]:2222") + b" " + KEY + b"\n" + hash_of(b"git.example") + b" " + KEY + b"\n"
    assert numbers("git.example:2222", data) == [1]
    assert numbers("GIT.example", data) == [2]
    assert numbers("git.exampl", data) == []
    for damaged in (b"|1|", b"|2|AA==|AA==", b"|1|A|B", b"|1|AA==|AA==|AA==", b"|1|\xff|\xff"):
        assert numbers("git.example", damaged + b" " + KEY + b"\n") == []


def test_a_pattern_made_to_hurt_is_matched_at_once() -> None:
    name = "a" * 3000
    assert numbers(name, b"*a" * 60 + b"b " + KEY + b"\n") == []
    assert numbers(name, b"*a" * 60 + b" " + KEY + b"\n") == [1]


def test_removing_takes_these_lines_and_leaves_every_other_byte() -> None:
    lines = tuple(known_hosts.parse(SAMPLE))
    gone = known_hosts.removable(known_hosts.find(lines, "git.example"))
    assert [line.number for line in gone] == [3]
    left = known_hosts.without(SAMPLE, {line.number for line in gone})
    assert left == SAMPLE.replace(b"Git.example,10.0.0.1 " + KEY + b" at work\n", b"")
    assert known_hosts.without(SAMPLE, {13}) == SAMPLE[: SAMPLE.rindex(b"last")]
    assert known_hosts.without(SAMPLE, ()) == SAMPLE


def test_hashing_hides_the_names_only_and_every_host_is_found_as_before() -> None:
    made = known_hosts.hashed(SAMPLE)
    assert made.names == 7
    assert [line.number for line in made.kept] == [6, 7, 8, 9, 12]
    before, after = SAMPLE.split(b"\n"), made.data.split(b"\n")
    assert [line for line in after if b"|1|" not in line] == [before[at] for at in (0, 1, 5, 6, 7, 8, 11)]
    assert b"git.example,10" not in made.data.lower()
    assert not made.data.endswith(b"\n")
    for name in ("git.example", "10.0.0.1", "spaced.example", "git.example:2222", "last.example"):
        keys_before = [line.key for line in known_hosts.find(tuple(known_hosts.parse(SAMPLE)), name)]
        assert [
            line.key for line in known_hosts.find(tuple(known_hosts.parse(made.data)), name)
        ] == keys_before
    salts = [line.split(b"|")[2] for line in after if b"|1|" in line]
    assert len(set(salts)) == 7
    again = known_hosts.hashed(made.data)
    assert (again.data, again.names) == (made.data, 0)


def test_no_bytes_at_all_make_it_stumble() -> None:
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(SAMPLE)
        for _ in range(chance.randrange(1, 30)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))
        lines = tuple(known_hosts.parse(bytes(data)))
        assert known_hosts.without(bytes(data), ()) == bytes(data)
        assert b"".join(line.raw for line in lines) in bytes(data) or len(lines) > 1
        for line in lines:
            assert (line.public is None) or line.is_sound
            assert isinstance(line.names + line.comment + line.text, str)
        known_hosts.find(lines, "git.example")
        assert known_hosts.hashed(known_hosts.hashed(bytes(data)).data).names == 0


def test_ten_thousand_hashed_lines_are_read_searched_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    plain = b"".join(b"host%d.example %b\n" % (at, KEY) for at in range(10_000))
    path.write_bytes(known_hosts.hashed(plain).data)
    assert path.stat().st_size > 1 << 20  # more than a key file may have
    file = known_hosts.load(path)
    (line,) = known_hosts.find(file.lines, "host7777.example")
    assert line.number == 7778
    backup = known_hosts.save(file, known_hosts.without(file.data, {7778}), "now")
    assert backup.read_bytes() == file.data
    assert len(known_hosts.load(path).lines) == 9999


def test_the_mode_stays_and_what_was_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes(SAMPLE)
    path.chmod(0o640)
    file = known_hosts.load(path)
    backup = known_hosts.save(file, known_hosts.without(SAMPLE, {3}), "now")
    assert path.stat().st_mode & 0o777 == 0o640
    assert (backup.name, backup.read_bytes()) == ("known_hosts.backup-now", SAMPLE)
    with pytest.raises(StorageError):
        known_hosts.save(file, b"", "now")
    assert path.read_bytes() == known_hosts.without(SAMPLE, {3})


def test_a_file_of_another_kind_is_not_touched() -> None:
    with pytest.raises(UnknownFormatError, match="id_ed25519 is not a known_hosts file"):
        known_hosts.load(Path(__file__).resolve().parents[2] / "corpus" / "openssh-10.5" / "id_ed25519")
