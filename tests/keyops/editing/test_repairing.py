"""Repairing gives the same key back, or says why it cannot."""

from __future__ import annotations

import contextlib
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.make_damaged import PASSPHRASE, SOURCES, cases, source
from tests.helpers.desk import CORPUS
from tests.helpers.keys import make
from tests.helpers.samples import amount
from tui.keyops.conversion.conversion import convert, pack, pack_public
from tui.keyops.editing import repairing
from tui.keyops.editing.differences import difference
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import (
    CorruptKeyError,
    KeyOpsError,
    StorageError,
    TargetExistsError,
    UnknownFormatError,
    UnrepairableError,
)
from tui.keyops.findings import Severity
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

CASES = list(cases())
STAMP = "20261122-193000"
each = pytest.mark.parametrize(("recipe", "kind"), CASES, ids=[f"{one.name}-{kind}" for one, kind in CASES])


@each
def test_repairing_gives_the_file_back_as_it_was_or_says_what_is_lost(recipe, kind) -> None:
    data = recipe.change(source(kind))
    if recipe.repairs == "no":
        with pytest.raises(UnrepairableError) as caught:
            repair(data)
        assert caught.value.title.endswith("cannot be repaired")
        assert caught.value.hint
        return
    repaired = repair(data)
    assert repaired.data == source(kind) or recipe.repairs == "named"
    assert (
        bool(repaired.to_be_named("authorized_keys")) is kind.startswith("public") or recipe.repairs == "same"
    )
    assert tuple(one.id for one in repaired.applied) == recipe.expected
    assert repaired.private is (not kind.startswith(("public", "rfc", "spki", "certificate")))
    assert repair(repaired.data).applied == ()


@each
def test_inspect_shows_the_key_and_what_is_wrong_with_its_file(recipe, kind) -> None:
    try:
        reports = inspect(recipe.change(source(kind)))
    except CorruptKeyError:
        assert recipe.repairs == "no"
        return
    shown = next((one for one in reports if one.is_meant), reports[0])
    whole = inspect(source(kind))[0]
    found = [finding.id for finding in shown.findings]
    assert found[: len(recipe.expected)] == list(recipe.expected)
    assert (shown.kind, shown.container) == (whole.kind, whole.container) or recipe.repairs == "named"
    assert shown.public == whole.public
    assert (shown.encryption is None) == (whole.encryption is None)
    if recipe.repairs == "no":
        assert shown.error is not None or shown.is_locked


def test_a_damaged_file_can_be_converted_as_if_it_were_whole() -> None:
    data = source("pem").replace(b"\n", b" ").decode().encode("utf-16-le")
    made = convert(data, "openssh").data
    assert inspect(made)[0].public == inspect(source("pem"))[0].public


def test_a_locked_file_is_repaired_without_its_passphrase_and_opens_afterwards() -> None:
    data = repair(source("openssh-locked").replace(b"\n", b"\\n")).data
    (report,) = inspect(data, Secret(PASSPHRASE))
    assert report.unlocked
    assert report.error is None


def test_a_file_with_nothing_wrong_comes_back_as_it_is() -> None:
    for kind in SOURCES:
        repaired = repair(source(kind))
        assert (repaired.data, repaired.applied) == (source(kind), ())


def test_what_is_no_key_is_not_repaired() -> None:
    with pytest.raises(UnknownFormatError):
        repair(b"hello\n")


def test_a_changed_character_in_the_body_cannot_be_repaired_and_nothing_pretends_to() -> None:
    data = bytearray(source("openssh"))
    at = len(data) * 2 // 3
    data[at] = ord("A") if data[at] != ord("A") else ord("B")
    with pytest.raises(UnrepairableError, match="Damaged "):
        repair(bytes(data))
    with pytest.raises(UnrepairableError):
        repair(bytes(data).replace(b"\n", b"\r\n"))


def test_an_error_of_repairing_crosses_a_pipe_whole() -> None:
    with pytest.raises(UnrepairableError) as caught:
        repair(source("openssh")[:200])
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.title, again.hint, again.id) == (caught.value.title, caught.value.hint, "unrepairable")


@pytest.mark.long
@settings(max_examples=amount(60, 400), deadline=None)
@given(
    st.sampled_from(["openssh", "openssh-rsa", "pem", "ec", "ppk", "pem-locked"]),
    st.integers(0, 4000),
    st.sampled_from([b"", b"x", b"\n", b" ", b"\\n", b"-", b"AAAA", b"\xc2\xa0", b'"', b"\r"]),
    st.integers(0, 3),
)
def test_repairing_never_makes_another_key(kind, at, noise, taken) -> None:
    """Whatever is done to a private file at one place: it is refused, or it is the same key."""
    data = source(kind)
    at %= len(data)
    try:
        repaired = repair(data[:at] + noise + data[at + taken :])
        now = recognise(repaired.data)[0].public
    except KeyOpsError:
        return
    assert now in {recognise(data)[0].public, None}


# What is shown of the difference


@each
def test_the_difference_never_shows_a_line_of_a_private_body(recipe, kind) -> None:
    if recipe.repairs == "no" or kind.startswith("public"):
        return
    damaged = recipe.change(source(kind))
    told = "\n".join(part for pair in difference(damaged, repair(damaged).data) for part in pair)
    body = [line for line in source(kind).splitlines() if b"-" not in line and b":" not in line]
    assert not any(line[:12].decode() in told for line in body if len(line) >= 12)


def test_the_difference_shows_a_mangled_begin_line_before_and_after() -> None:
    whole = source("pem")
    damaged = whole.replace(b"-----", b"----")
    shown = difference(damaged, whole)
    assert shown[0] == ("----BEGIN RSA PRIVATE KEY----", "-----BEGIN RSA PRIVATE KEY-----")


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_the_difference_shows_the_ends_of_lines_where_nothing_else_changes(ending: str) -> None:
    whole = source("pem")
    shown = difference(whole.replace(b"\n", ending.encode()), whole)
    assert shown == ((f"-----BEGIN RSA PRIVATE KEY-----{ending}", "-----BEGIN RSA PRIVATE KEY-----\n"),)


def test_the_difference_shows_both_ends_of_a_long_public_line() -> None:
    whole = pack_public(make("rsa").public, "openssh-public", b"anna").data
    ((before, after),) = difference(whole.replace(b"\n", b"\r\n"), whole)
    assert (before[:12], before[-6:], after[-5:]) == ("ssh-rsa AAAA", " anna\r", " anna")
    assert len(before) == len(after) == 120


def test_the_difference_shows_a_public_line_before_and_after() -> None:
    whole = source("public")
    ((before, after),) = difference(b"ssh-dss" + whole[11:], whole)
    assert before.startswith("ssh-dss AAAA")
    assert after.startswith("ssh-ed25519 AAAA")


# Files


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    path = tmp_path / "id_rsa"
    path.write_bytes(source("openssh-rsa").replace(b"\n", b"\r\n"))
    path.chmod(0o600)
    return path


def test_a_new_file_is_private_and_the_damaged_one_stays(damaged) -> None:
    before = damaged.read_bytes()
    planned = repairing.plan(damaged)
    assert [finding.id for finding in planned.problems] == ["crlf"]
    done = repairing.write_new(planned)
    (new,) = done.files
    assert new.name == "id_rsa_repaired"
    assert new.read_bytes() == source("openssh-rsa")
    assert new.stat().st_mode & 0o777 == 0o600
    assert damaged.read_bytes() == before
    assert repairing.write_new(repairing.plan(damaged)).files[0].name == "id_rsa_repaired_2"
    with pytest.raises(TargetExistsError):
        repairing.write_new(planned, new)


def test_in_place_keeps_what_was_there_in_a_backup_for_its_owner_alone(damaged) -> None:
    before = damaged.read_bytes()
    damaged.chmod(0o644)
    done = repairing.write_in_place(repairing.plan(damaged), STAMP)
    assert damaged.read_bytes() == source("openssh-rsa")
    assert damaged.stat().st_mode & 0o777 == 0o600
    (backup,) = done.backups
    assert backup.name == f"id_rsa.backup-{STAMP}"
    assert backup.read_bytes() == before
    assert backup.stat().st_mode & 0o777 == 0o600
    assert repairing.plan(damaged).is_needed is False


def test_in_place_a_link_stays_a_link(damaged, tmp_path) -> None:
    link = tmp_path / "link"
    link.symlink_to(damaged)
    repairing.write_in_place(repairing.plan(link), STAMP)
    assert link.is_symlink()
    assert damaged.read_bytes() == source("openssh-rsa")


def test_a_file_that_changed_meanwhile_is_left_alone(damaged) -> None:
    planned = repairing.plan(damaged)
    damaged.write_bytes(b"something else\n")
    with pytest.raises(StorageError, match="changed in the meantime"):
        repairing.write_in_place(planned, STAMP)
    assert damaged.read_bytes() == b"something else\n"
    assert [path.name for path in damaged.parent.iterdir()] == ["id_rsa"]


def test_a_second_backup_in_the_same_second_gets_a_name_of_its_own(damaged) -> None:
    first = repairing.write_in_place(repairing.plan(damaged), STAMP).backups[0]
    damaged.write_bytes(source("openssh-rsa").replace(b"\n", b"\r\n"))
    second = repairing.write_in_place(repairing.plan(damaged), STAMP).backups[0]
    assert first != second
    assert first.exists()


def test_an_open_mode_is_closed_in_place(damaged) -> None:
    damaged.write_bytes(source("openssh-rsa"))
    damaged.chmod(0o644)
    planned = repairing.plan(damaged)
    assert (planned.repaired, planned.set_mode) == (None, True)
    with pytest.raises(UnrepairableError):
        repairing.write_new(planned)
    done = repairing.write_in_place(planned, STAMP)
    assert damaged.stat().st_mode & 0o777 == 0o600
    assert done.backups == ()


def test_a_public_file_of_another_key_is_written_anew_with_a_backup(damaged) -> None:
    pair, other = make("ed25519"), make("ecdsa256")
    damaged.write_bytes(pack(pair, "openssh", Protection(Secret("correct horse"), rounds=1)).data)
    beside = damaged.with_name("id_rsa.pub")
    old = pack_public(other.public, "openssh-public", b"old").data
    beside.write_bytes(old)
    done = repairing.write_in_place(repairing.plan(damaged), STAMP)
    assert inspect_file(beside).key.public == pair.public
    assert beside.stat().st_mode & 0o777 == 0o644
    assert [backup.read_bytes() for backup in done.backups] == [old]
    assert inspect_file(damaged).findings == ()


def test_a_private_key_in_a_pub_file_is_told_and_not_repaired(tmp_path) -> None:
    path = tmp_path / "id_x.pub"
    path.write_bytes(source("openssh"))
    path.chmod(0o600)
    report = inspect_file(path)
    assert [(finding.id, finding.severity) for finding in report.findings] == [
        ("private-in-pub", Severity.ERROR)
    ]
    assert "named like a public key" in (repairing.why_not(report) or "")
    with pytest.raises(UnrepairableError, match="named like a public key"):
        repairing.plan(path)


def test_a_public_key_under_a_private_name_is_told(tmp_path) -> None:
    path = tmp_path / "id_ed25519"
    path.write_bytes(source("public"))
    assert [finding.id for finding in inspect_file(path).findings] == ["public-as-private"]
    path.rename(tmp_path / "authorized_keys")
    assert inspect_file(tmp_path / "authorized_keys").findings == ()


def test_why_not_says_that_nothing_is_wrong_or_what_is_lost(damaged) -> None:
    assert repairing.why_not(inspect_file(damaged)) is None
    damaged.write_bytes(source("openssh-rsa"))
    assert repairing.why_not(inspect_file(damaged)) == "Nothing is wrong with id_rsa"
    damaged.write_bytes(source("openssh-rsa")[:600])
    assert "Truncated" in (repairing.why_not(inspect_file(damaged)) or "")
    damaged.write_bytes(b"hello\n")
    assert "a key file" in (repairing.why_not(inspect_file(damaged)) or "")


def test_the_bytes_of_a_key_are_in_no_repr(damaged) -> None:
    planned = repairing.plan(damaged)
    shown = repr(planned) + repr(planned.repaired)
    assert source("openssh-rsa").splitlines()[5].decode() not in shown


def test_a_public_file_that_changed_after_the_plan_is_left(damaged) -> None:
    damaged.write_bytes(pack(make("ed25519"), "openssh").data)
    beside = damaged.with_name("id_rsa.pub")
    beside.write_bytes(pack_public(make("ecdsa256").public, "openssh-public", b"old").data)
    planned = repairing.plan(damaged)
    changed = pack_public(make("ecdsa384").public, "openssh-public", b"new").data
    beside.write_bytes(changed)
    with pytest.raises(StorageError, match="changed"):
        repairing.write_in_place(planned, STAMP)
    assert beside.read_bytes() == changed


@pytest.mark.parametrize(
    "between",
    [
        '# c -----END PUBLIC KEY----- {} -----END PUBLIC KEY----- " {}',
        "{} x ssh-rsa -----END PUBLIC KEY----- ssh-rsa ``` {}",
    ],
)
def test_no_repair_leaves_a_key_out_that_stood_whole(between: str) -> None:
    keys = [(CORPUS / name).read_text().strip() for name in ("id_ecdsa-256.pub", "id_ecdsa-521.pub")]
    with contextlib.suppress(UnrepairableError):
        repaired = repair(between.format(*keys).encode(), "authorized_keys").data.decode()
        assert all(key.split()[1] in repaired for key in keys)
