"""What the details say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.desk import CORPUS, PHRASE
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import inspect
from tui.keyops.inspection.report import FileReport
from tui.keyops.moments import age_words
from tui.keyops.secret import Secret
from tui.widgets import report_rows


def facts(report: FileReport) -> dict[str, str]:
    return {row.label: row.value for row in report_rows.of_report(report) if row.label}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"),
        (7200, "2 hours"),
        (86400, "1 day"),
        (22 * 86400, "3 weeks"),
        (4e7, "1 year"),
        (-99, "from the future"),
    ],
)
def test_ages_are_told_roughly(seconds: float, words: str) -> None:
    assert age_words(seconds) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (3243, "3.2 KB"), (5_000_000, "5.0 MB")],
)
def test_sizes_are_told_for_people(size: int, words: str) -> None:
    assert report_rows.size_words(size) == words


def test_a_locked_key_tells_cipher_and_rounds_and_an_unlocked_one_says_so() -> None:
    path = CORPUS / "id_ed25519-rounds-200"
    assert facts(inspect_file(path))["Encryption"] == "aes256-ctr, bcrypt 200 rounds"
    opened = facts(inspect_file(path.with_name("id_ed25519-locked"), Secret(PHRASE)))
    assert opened["Encryption"] == "aes256-ctr, bcrypt 24 rounds, unlocked"


@pytest.mark.long
def test_no_row_offers_to_copy_anything_of_the_private_half() -> None:
    for path in CORPUS.iterdir():
        if "rounds" in path.name or "cipher" in path.name:  # many rounds of bcrypt, and nothing else to show
            continue
        for row in report_rows.of_report(inspect_file(path, Secret(PHRASE))):
            assert "PRIVATE" not in row.copy
            assert not row.copy or row.value, row


def test_randomart_and_the_public_key_come_last_and_are_copied_whole() -> None:
    *_, art, _, line = report_rows.of_report(inspect_file(CORPUS / "id_ed25519.pub"))
    assert line.copy == line.value
    assert line.value.startswith("ssh-ed25519 AAAA")
    assert art.copy == art.value
    assert [len(row) for row in art.value.splitlines()] == [19] * 11


def test_an_error_comes_with_its_hint() -> None:
    report = FileReport(Path("x"), keys=inspect((CORPUS / "id_ed25519").read_bytes()))
    damaged = (CORPUS / "id_ed25519").read_bytes().replace(b"AAAAB", b"AAAAC", 1)
    broken = FileReport(Path("x"), error=_error(damaged))
    looks = {row.look for row in report_rows.of_report(broken)}
    assert {"error", "hint"} <= looks
    assert "error" not in {row.look for row in report_rows.of_report(report)}


def _error(data: bytes):
    from tui.keyops.errors import KeyOpsError

    try:
        (key,) = inspect(data[:200])
    except KeyOpsError as error:
        return error
    return key.error
