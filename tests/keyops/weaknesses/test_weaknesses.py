"""Each check finds the key made for it, and leaves healthy keys alone."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.expect import expect
from tests.helpers.weak_keys import WEAK, healthy, prime, roca_prime
from tui.keyops import weaknesses
from tui.keyops.findings import Severity
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection.inspection import inspect
from tui.keyops.keys.rsa import RsaPublicKey
from tui.keyops.weaknesses import fermat, rsa
from tui.keyops.weaknesses.shared import common_factors

if TYPE_CHECKING:
    from tui.keyops.weaknesses.base import Weakness

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.mark.parametrize("row", weaknesses.rows(), ids=lambda row: row.id)
def test_each_check_finds_the_key_that_is_weak_in_its_way(row: Weakness) -> None:
    found = row.look(WEAK[row.id])
    assert found is not None
    assert found.id == row.id
    assert "{}" not in found.title
    assert found.hint.startswith(row.meaning)


def test_healthy_keys_of_many_makers_are_left_alone() -> None:
    looked = 0
    for path in sorted((CORPUS / "ssh-keygen-9.2").glob("rsa-*.pub")) + sorted(
        (CORPUS / "puttygen-0.78").glob("rsa-*.ppk")
    ):
        for key in inspect(path.read_bytes()):
            if key.public is None:
                continue
            looked += 1
            found = {check.weakness.id for check in weaknesses.audit(key.public) if check.finding}
            assert found <= {"rsa-small", "rsa-too-small"}, path.name
    assert looked >= 10


def test_one_key_of_many_random_moduli_is_never_called_patterned_or_roca() -> None:
    source = random.Random(4)
    for _ in range(300):
        key = RsaPublicKey(n=source.getrandbits(2048) | 1 << 2047 | 1, e=65537)
        assert [rsa.repeated(key), rsa.unbalanced(key), rsa.roca(key), fermat.close_primes(key)] == [None] * 4


def test_a_product_of_one_roca_prime_and_another_is_not_roca() -> None:
    mixed = RsaPublicKey(n=roca_prime(512, 5) * prime(512, 1), e=65537)
    assert rsa.roca(mixed) is None


def test_fermat_tells_the_step_and_equal_primes() -> None:
    p = prime(512, 1)
    assert fermat.close_primes(RsaPublicKey(n=p * p, e=65537)) == "p equals q"
    assert fermat.close_primes(expect(RsaPublicKey, WEAK["rsa-close-primes"])) == "after 1 step"


def test_a_thorough_check_waits_for_the_audit() -> None:
    key = WEAK["rsa-factor"]
    assert "rsa-factor" not in {finding.id for finding in weaknesses.findings(key)}
    assert "rsa-factor" in {check.weakness.id for check in weaknesses.audit(key) if check.finding}


def test_keys_that_share_a_prime_find_each_other() -> None:
    p = prime(256, 1)
    moduli = [prime(512, 3), p * prime(256, 2), prime(512, 4), p * prime(256, 5), p * prime(256, 6)]
    assert common_factors(moduli) == ((), (3, 4), (), (1, 4), (1, 3))
    assert common_factors([]) == ()


def test_ids_are_told_once_and_every_row_says_what_to_do() -> None:
    ids = [row.id for row in weaknesses.rows()]
    assert len(set(ids)) == len(ids)
    assert set(WEAK) == set(ids)
    assert all(row.meaning and row.advice and row.title for row in weaknesses.rows())
    assert Severity.ERROR in {row.severity for row in weaknesses.rows("rsa")}


def test_looking_at_a_file_tells_the_quick_findings() -> None:
    from tui.keyops.formats.openssh_public import line_of

    key = WEAK["rsa-roca"]
    line = line_of(key.algorithm, key.blob, b"token") + "\n"
    ids = [finding.id for finding in inspect(line.encode())[0].findings]
    assert ids == ["rsa-too-small", "rsa-roca"]
    fine = healthy()
    line = line_of(fine.algorithm, fine.blob, b"") + "\n"
    assert inspect(line.encode())[0].findings == ()


def test_an_exponent_of_very_many_digits_is_told_by_its_size() -> None:
    """Python writes no number of more than 4,300 digits."""
    public = RsaPublicKey(n=healthy().n, e=1 << 16_383)
    assert rsa.wrong_exponent(public) == "an even number of 16,384 bits"
    assert rsa.wrong_exponent(RsaPublicKey(n=healthy().n, e=4)) == "4"
    (report,) = inspect(authorized_line(public, b"x").encode() + b"\n")
    assert "rsa-exponent-wrong" in {one.id for one in report.findings}
