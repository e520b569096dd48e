"""What a file makes the program do unasked is counted by the sizes of its numbers, and bounded in sum."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.keyops import limits, weaknesses
from tui.keyops.conversion.conversion import pack_public
from tui.keyops.damage import live_lines
from tui.keyops.editing.repairing import repair
from tui.keyops.encoding import pem, wire
from tui.keyops.errors import LimitError
from tui.keyops.formats import _key_lines
from tui.keyops.inspection.inspection import inspect
from tui.keyops.keys.rsa import RsaPublicKey
from tui.keyops.trust import auditing, known_hosts

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.weaknesses.base import Weakness


def rsa_lines(count: int, n_bits: int, e_bits: int) -> bytes:
    rng = random.Random(7)

    def odd(bits: int) -> int:
        return rng.getrandbits(bits) | 1 | 1 << (bits - 1)

    blobs = (wire.string("ssh-rsa") + wire.mpint(odd(e_bits)) + wire.mpint(odd(n_bits)) for _ in range(count))
    return b"".join(b"ssh-rsa " + base64.b64encode(blob) + b" x\n" for blob in blobs)


def unchecked(data: bytes) -> int:
    return sum(weaknesses.NOT_LOOKED_AT in report.findings for report in inspect(data))


def test_the_checks_of_a_file_end_with_its_budget_and_say_what_was_not_looked_at() -> None:
    lines = rsa_lines(40, 4096, 16_384)
    assert 0 < unchecked(lines) < 40
    first, *_, last = inspect(lines)
    assert weaknesses.NOT_LOOKED_AT not in first.findings
    assert last.findings == (weaknesses.NOT_LOOKED_AT,)
    assert unchecked(lines * 2) == 2 * unchecked(lines)  # the same key asks for nothing more


def test_no_usual_file_comes_near_its_budget() -> None:
    assert unchecked(rsa_lines(300, 4096, 17)) == 0
    assert weaknesses.work(RsaPublicKey(1 << 4095 | 1, 65537)) * 1000 < weaknesses.MOST_WORK


def test_the_same_key_is_looked_at_once(monkeypatch) -> None:
    looked = []
    real = weaknesses.rows

    def noted(family: str = "") -> tuple[Weakness, ...]:
        looked.append(family)
        return real(family)

    monkeypatch.setattr(weaknesses, "rows", noted)
    weaknesses.findings.cache_clear()
    inspect(rsa_lines(1, 2048, 17) * 50)
    assert len(looked) == 1


def test_an_exponent_longer_than_any_modulus_is_refused_before_any_work() -> None:
    (report,) = inspect(rsa_lines(1, 2048, 16_385) + rsa_lines(1, 2048, 17))[:1]
    assert isinstance(report.error, LimitError)


def test_an_audit_says_which_keys_it_did_not_look_at(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_bytes(rsa_lines(20, 4096, 16_384))
    found = auditing.audit([path])
    (told,) = found.errors
    assert f"{20 - len(found.keys)} keys in keys were not checked" in told[1].title
    assert found.keys


def test_a_list_of_more_lines_than_sane_is_refused_before_it_is_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes(b"a\n" * (limits.MAX_HOST_LINES + 1))
    with pytest.raises(LimitError, match="200,001 lines"):
        known_hosts.load(path)


@pytest.mark.parametrize("label", ["RSA PRIVATE KEY", "PUBLIC KEY", "PRIVATE KEY"])
@pytest.mark.parametrize("tail", [b":", b""])
def test_a_block_is_looked_for_once_however_often_it_begins(label: str, tail: bytes) -> None:
    """Each stretch of the file is in one block: so nothing is read again for each BEGIN line."""
    begin, end = f"-----BEGIN {label}-----".encode(), f"-----END {label}-----\n".encode()
    for count in (100, 200):
        data = (begin + tail + b"\n") * count + end
        found = pem.spans(data)
        assert len(found) == count
        assert sum(span.after - span.start for span in found) == len(data)


def test_a_line_of_more_host_names_than_sane_is_refused_before_they_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "known_hosts"
    path.write_bytes(b"a," * limits.MAX_HOST_NAMES + b"b " + rsa_lines(1, 2048, 17))
    with pytest.raises(LimitError, match="500,001 host names"):
        known_hosts.load(path)


def test_names_that_would_fill_more_than_can_be_read_again_are_not_hashed() -> None:
    line = rsa_lines(1, 2048, 17)
    assert known_hosts.hashed(b"a,b,c " + line).names == 3
    with pytest.raises(LimitError, match="200,001 host names"):
        known_hosts.hashed(b"a," * (limits.MAX_HOST_LINES + 1) + b" " + rsa_lines(1, 64, 17))
    with pytest.raises(LimitError, match="bytes after hashing"):
        known_hosts.hashed(b"a," * 100_000 + b" " + line)


def test_an_audit_of_the_largest_key_leaves_out_the_check_that_takes_seconds() -> None:
    largest = RsaPublicKey(1 << 16_383 | 1, 65537)
    (row,) = weaknesses.left_out(largest)
    assert row.id == "rsa-modulus-wrong"
    assert row not in [check.weakness for check in weaknesses.audit(largest)]
    assert limits.lifted(weaknesses.left_out, largest) == ()
    assert weaknesses.left_out(RsaPublicKey(1 << 8191 | 1, 65537)) == ()
    assert limits.lifted(weaknesses.thorough_work, largest) > 5_000_000 > 2 * weaknesses.MOST_WORK
    assert weaknesses.thorough_work(largest) < weaknesses.MOST_WORK


def test_a_list_of_bad_lines_is_refused_before_any_is_read(monkeypatch) -> None:
    read: list[bytes] = []
    monkeypatch.setattr(_key_lines, "read_key", lambda *args: read.append(args))
    with pytest.raises(LimitError, match="lines"):
        inspect(b"a ssh-rsa AAAA\n" * (limits.MAX_KEYS_IN_FILE + 1))
    assert read == []


def test_an_error_of_a_line_holds_nothing_of_what_was_at_hand() -> None:
    bad, _ = inspect(b"ssh-rsa AAAA\n" + rsa_lines(1, 2048, 17))
    assert bad.error is not None
    assert bad.error.__traceback__ is None


def test_a_file_that_is_read_again_after_each_repair_has_each_key_read_once() -> None:
    live_lines._key.cache_clear()
    lines = rsa_lines(50, 2048, 17).replace(b"\n", b"\r\n")
    assert repair(lines).data == lines.replace(b"\r\n", b"\n")
    assert (
        live_lines._key.cache_info().misses == 3 * 50
    )  # of each line three programs read another word as the key


def test_what_was_checked_to_show_a_key_is_not_checked_again_to_audit_it(tmp_path: Path) -> None:
    weaknesses._look.cache_clear()
    weaknesses.findings.cache_clear()
    public = make("dsa").public
    path = tmp_path / "keys"
    path.write_bytes(pack_public(public, "openssh-public", b"").data)
    auditing.audit([path])
    assert weaknesses._look.cache_info().misses == len(weaknesses.rows("dsa"))
    assert weaknesses._look.cache_info().hits == sum(not row.thorough for row in weaknesses.rows("dsa"))
