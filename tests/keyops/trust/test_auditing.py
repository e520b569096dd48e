"""An audit tells what it did not look at, and finds what was made to look right."""

from __future__ import annotations

import math
import random
from pathlib import Path

import pytest

from tui import cli
from tui.keyops import limits
from tui.keyops.keys.rsa import RsaPublicKey
from tui.keyops.trust import audited_files
from tui.keyops.weaknesses import fermat, rsa

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssh-10.5"


def prime(start: int, step: int = 2) -> int:
    start |= 1
    while any(pow(base, start - 1, start) != 1 for base in (2, 3, 5)):
        start += step
    return start


def test_what_a_folder_holds_and_was_not_looked_at_is_told_and_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fine.pub").write_bytes((CORPUS / "id_ed25519.pub").read_bytes())
    (tmp_path / "readme").write_text("hello")
    assert cli.main(["audit", str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith(": none weak\n")
    (tmp_path / "inside").mkdir()
    (tmp_path / "dangling").symlink_to("gone")
    (tmp_path / "cut").write_bytes((CORPUS / "id_ed25519").read_bytes()[:200])
    with (tmp_path / "large").open("wb") as large:
        large.truncate(limits.MAX_FILE_BYTES + 1)
    assert cli.main(["audit", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert all(name in told.err for name in ("inside", "dangling", "cut", "large")), told.err
    assert "readme" not in told.err
    assert told.out.endswith(": none weak, 4 other problems; 4 not checked\n")
    monkeypatch.setattr(audited_files, "MOST_FILES", 2)
    assert cli.main(["audit", str(tmp_path)]) == 1
    assert "3 of 5 files were not checked" in capsys.readouterr().err


@pytest.mark.parametrize("ratio", [(2, 1), (3, 2), (7, 5), (100, 1), (16, 15), (255, 1)])
def test_primes_in_a_small_ratio_are_found(ratio: tuple[int, int]) -> None:
    chance = random.Random(str(ratio))
    q = prime(chance.getrandbits(512) | 1 << 511)
    p = prime(ratio[0] * q // ratio[1] + chance.getrandbits(200))
    assert fermat.ratio_of_primes(RsaPublicKey(p * q, 65537)) == ""
    other = prime(chance.getrandbits(512) | 1 << 511)
    assert fermat.ratio_of_primes(RsaPublicKey(other * q, 65537)) is None


@pytest.mark.parametrize("common", [2, 6, 34, 202])
def test_a_private_exponent_that_is_small_modulo_the_least_common_multiple_is_found(common: int) -> None:
    chance = random.Random(common)
    p, q = (prime(common * chance.getrandbits(500) + 1, common) for _ in range(2))
    multiple = math.lcm(p - 1, q - 1)
    d = next(d for d in iter(lambda: chance.getrandbits(230) | 1, None) if math.gcd(d, multiple) == 1)
    public = RsaPublicKey(p * q, pow(d, -1, multiple))
    assert rsa.small_private_exponent(public) == ""
