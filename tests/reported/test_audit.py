"""The audit answers what people ask first, of files as they lie about, and says what it did not look into."""

from __future__ import annotations

import io
import json
import os
import random
import sys
import time
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import keys_app, ready, shows
from tests.helpers.faces import WIDE, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.snapshot import text, until
from tests.helpers.weak_keys import WEAK
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.findings import Severity
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.files import inspect_file
from tui.keyops.secret import Secret
from tui.keyops.trust import problems

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

YEAR = 365.25 * 86400


def put(path: Path, data: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(data)
    path.chmod(mode)
    return path


def private(path: Path, name: str = "ed25519", target: str = "openssh", **lock) -> Path:
    protection = Protection(Secret("correct horse"), **lock) if lock else None
    return put(path, pack(make(name), target, protection).data)


def public(path: Path, name: str = "ed25519") -> Path:
    return put(path, pack_public(make(name).public, "openssh-public", b"anna").data, 0o644)


def ids(*paths: Path) -> dict[str, set[str]]:
    """The ids of the problems of each file, as the library tells them."""
    found: dict[str, set[str]] = {}
    for one in problems.of_reports(map(inspect_file, paths)):
        found.setdefault(one.path.name, set()).add(one.id)
    return found


def test_a_private_key_without_a_passphrase_is_a_problem_and_edit_sets_it_right(tmp_path) -> None:
    (one,) = problems.of_reports([inspect_file(private(tmp_path / "id"))])
    assert (one.id, one.severity, one.fix) == ("not-locked", Severity.WARNING, "edit")
    assert "id has no passphrase" in one.title


def test_of_a_host_key_that_is_a_remark(tmp_path) -> None:
    (one,) = problems.of_reports([inspect_file(private(tmp_path / "ssh_host_ed25519_key"))])
    assert (one.id, one.matters) == ("not-locked", False)


@pytest.mark.parametrize(
    ("name", "target", "lock", "expected"),
    [
        ("rsa", "pem", {"cipher": "AES-128-CBC"}, "weak-protection"),
        ("ed25519", "openssh", {"rounds": 4}, "few-rounds"),
        ("rsa", "pkcs8", {"rounds": 2048}, "few-rounds"),
        ("ed25519", "openssh", {"rounds": 24}, None),
        ("rsa", "ppk2", {"cipher": None}, "weak-protection"),
    ],
)
def test_encryption_that_is_cheap_to_guess_at_is_a_problem(name, target, lock, expected, tmp_path) -> None:
    path = private(tmp_path / "id", name, target, **lock)
    assert ids(path).get("id", set()) == ({expected} if expected else set())


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_mode_that_lets_others_read_is_a_problem_that_permissions_set_right(mode, tmp_path) -> None:
    path = private(tmp_path / "id", rounds=24)
    path.chmod(mode)
    (one,) = problems.of_reports([inspect_file(path)])
    assert (one.id, one.fix) == ("mode-open", "permissions")


@pytest.mark.parametrize(("years", "told"), [(4.9, False), (5.1, True), (12, True)])
def test_the_age_of_a_key_is_told_from_five_years_on(years, told, tmp_path) -> None:
    path = private(tmp_path / "id", rounds=24)
    then = time.time() - years * YEAR
    os.utime(path, (then, then))
    found = problems.of_reports([inspect_file(path)])
    assert [one.id for one in found] == (["old-key"] if told else [])
    assert all(f"{int(years)} years ago" in one.title for one in found)


@pytest.mark.interop
@pytest.mark.parametrize(
    ("validity", "expected"),
    [
        ("-30d:-1d", "certificate-expired"),
        ("-52w:+3d", "certificate-ending"),
        ("-52w:+12h", "certificate-ending"),
        ("-1h:+2h", None),
        ("-1d:+52w", None),
        ("+1d:+52w", "certificate-early"),
    ],
)
def test_a_certificate_that_ended_or_ends_soon_is_a_problem(validity, expected, tmp_path) -> None:
    ca, key = private(tmp_path / "ca"), public(tmp_path / "id.pub", "ecdsa256")
    run("ssh-keygen", "-q", "-s", ca, "-I", "anna", "-n", "anna", "-V", validity, key)
    found = ids(tmp_path / "id-cert.pub").get("id-cert.pub", set())
    assert found == ({expected} if expected else set())


def test_a_pub_of_another_key_is_a_problem_that_repair_sets_right(tmp_path) -> None:
    path = private(tmp_path / "id", rounds=24)
    public(tmp_path / "id.pub", "ecdsa256")
    (one,) = problems.of_reports([inspect_file(path)])
    assert (one.id, one.severity, one.fix) == ("pair-differs", Severity.ERROR, "repair")


def test_the_same_key_in_several_files_is_told_at_each_with_the_names_of_the_others(tmp_path) -> None:
    first = private(tmp_path / "a", rounds=24)
    second = private(tmp_path / "b", target="ppk3", memory_kib=64, passes=1)
    inside = tmp_path / "inside"
    inside.mkdir()
    third = private(inside / "c", target="pkcs8", rounds=700_000)
    public(inside / "c.pub")  # its own public key is locked away: the one next to it tells
    other = private(tmp_path / "other", "ecdsa256", rounds=24)
    found = problems.of_reports(map(inspect_file, (first, second, third, other)))
    told = {one.path.name: one.title for one in found if one.id == "same-key"}
    assert told.keys() == {"a", "b", "c"}
    assert "also in b, " in told["a"]
    assert str(third) in told["a"]


def test_the_same_line_twice_is_told_and_another_set_of_options_is_not_the_same(tmp_path) -> None:
    line = public(tmp_path / "line").read_text()
    path = put(tmp_path / "authorized_keys", f"{line}{line}restrict {line}".encode())
    found = problems.of_reports([inspect_file(path)])
    assert [(one.id, one.line) for one in found] == [("same-key-line", 2)]


@pytest.mark.parametrize("name", ["rsa-short-sleeve", "dsa-sparse"])
def test_keys_of_completeftp_are_errors_with_the_name_of_their_maker(name, tmp_path, capsys) -> None:
    path = put(tmp_path / "host.pub", pack_public(WEAK[name], "openssh-public", b"x").data, 0o644)
    assert main(["audit", "--json", str(path)]) == 1
    found = {one["id"]: one for one in json.loads(capsys.readouterr().out)[0]["findings"]}
    assert found[name]["severity"] == "error"
    assert "CompleteFTP" in found[name]["title"]
    assert found[name]["fix"] == "generate"


def test_r_descends_and_without_it_the_folders_are_named(tmp_path, capsys) -> None:
    deep = tmp_path / "one" / "two"
    deep.mkdir(parents=True)
    private(deep / "id")
    (tmp_path / "elsewhere").symlink_to(tmp_path / "one")
    assert main(["audit", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "one is a folder and was not checked" in told.err
    assert "no key checked" in told.out
    assert main(["audit", "-r", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "id has no passphrase" in told.out
    assert "elsewhere is a link to a folder and was not checked" in told.err
    assert "one is a folder" not in told.err


def test_a_dash_is_standard_input(tmp_path, capsys, monkeypatch) -> None:
    data = pack(make("ed25519"), "openssh").data
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert main(["audit", "-"]) == 1
    told = capsys.readouterr()
    assert "no passphrase" in told.out
    assert "1 key checked" in told.out
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"nothing here")))
    assert main(["audit", "-"]) == 1
    assert "a key file" in capsys.readouterr().err


def test_the_worst_comes_first_and_every_row_has_a_known_fix(tmp_path) -> None:
    draw = random.Random(8)
    for at in range(12):
        path = private(tmp_path / f"id{at}", draw.choice(("ed25519", "rsa", "ecdsa256")))
        path.chmod(draw.choice((0o600, 0o644)))
        if draw.random() < 0.5:
            public(tmp_path / f"id{at}.pub", draw.choice(("ed25519", "ecdsa384")))
    (tmp_path / "id3").write_bytes((tmp_path / "id3").read_bytes().replace(b"\n", b"\r\n"))
    found = problems.of_folder(tmp_path)
    order = [("error", "warning", "info").index(one.severity) for one in found]
    assert order == sorted(order)
    assert len(found) >= 12
    known = {
        None,
        problems.REPAIR,
        problems.PERMISSIONS,
        problems.EDIT,
        problems.CERTIFICATE,
        problems.GENERATE,
    }
    assert {one.fix for one in found} <= known
    assert {one.fix for one in found if one.id == "crlf"} == {problems.REPAIR}


def test_a_damaged_key_file_is_a_row_of_the_folder_and_a_note_is_not(tmp_path) -> None:
    put(tmp_path / "id_rsa", pack(make("rsa"), "pem").data[:600])
    put(tmp_path / "notes.txt", b"nothing here", 0o644)
    found = problems.of_folder(tmp_path)
    assert {one.path.name for one in found} == {"id_rsa"}
    assert "error" in {one.severity for one in found}


def tells(pilot: Pilot, title: str) -> bool:
    return title in words_of(text(pilot.app))


@pytest.mark.parametrize("name", ["open", "shared"])
async def test_the_screen_says_the_same(name, fence, capsys) -> None:
    path = private(fence / name)
    path.chmod(0o644)
    if name == "shared":
        public(fence / "shared.pub", "ecdsa256")
    verb_says(capsys, path, "audit")
    wanted = [words_of(one.title) for one in problems.of_reports([inspect_file(path)])]
    said = verb_says(capsys, path, "audit")
    async with keys_app(path).run_test(size=WIDE) as pilot:
        await ready(pilot)
        await pilot.press("x")
        await shows(pilot, "Points of small order")
        for title in wanted:
            await until(pilot, partial(tells, pilot, title))
    assert len(wanted) >= 2
    for title in wanted:
        assert title in said
