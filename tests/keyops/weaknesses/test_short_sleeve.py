"""Short-sleeve keys are found as ``badkeys`` finds them, and no other key is."""

from __future__ import annotations

import random

import pytest
from badkeys.dsakeys import dsasparse
from badkeys.rsakeys import rsapoly

from tests.helpers.samples import one_in
from tests.helpers.weak_keys import healthy, short_sleeve, sparse_dsa
from tui.keyops import weaknesses
from tui.keyops.keys.dsa import DsaPublicKey
from tui.keyops.keys.rsa import RsaPublicKey
from tui.keyops.weaknesses import short_sleeve as checks

SLEEVES = [(32, 7), (32, 8), (128, 64), (128, 60), (64, 16), (32, 12)]


@pytest.mark.long
@pytest.mark.parametrize("bits", [512, 1024])
@pytest.mark.parametrize(
    ("limb", "sleeve"), one_in(3, [(32, 7), (32, 8), (128, 64), (128, 60), (64, 16), (32, 12)])
)
def test_a_key_of_primes_in_short_sleeves_is_judged_as_badkeys_judges_it(limb, sleeve, bits) -> None:
    for seed in (1, 2):
        public = short_sleeve(limb, sleeve, bits, seed)
        theirs, ours = rsapoly(public.n), checks.rsa(public)
        assert (ours is not None) == bool(theirs), (seed, theirs, ours)
        if theirs:
            assert ("CompleteFTP" in ours) == (theirs.get("subtest") == "completeftp")
            assert ("not known" in ours) == (theirs.get("subtest") == "nautilus")


def test_the_sleeves_of_completeftp_are_an_error_with_its_name() -> None:
    found = {check.weakness.id: check.finding for check in weaknesses.audit(short_sleeve())}
    assert "CompleteFTP" in found["rsa-short-sleeve"].title
    assert found["rsa-short-sleeve"].severity == "error"
    assert found["rsa-biased"] is None


def test_random_moduli_are_left_alone_by_both() -> None:
    draw = random.Random(5)
    for bits in (512, 1024, 2048, 4096) * 50:
        n = draw.getrandbits(bits) | 1 << bits - 1 | 1
        assert not rsapoly(n)
        assert checks.rsa(RsaPublicKey(n=n, e=65537)) is None
    assert checks.rsa(healthy()) is None


def test_a_number_of_few_ones_without_gaps_is_told_without_a_maker() -> None:
    draw = random.Random(6)
    hits = 0
    for _ in range(40):
        n = draw.getrandbits(2048) & draw.getrandbits(2048) | 1 << 2047 | 1
        assert (checks.rsa(RsaPublicKey(n=n, e=65537)) is not None) == bool(rsapoly(n))
        hits += bool(rsapoly(n))
    assert hits


def test_dsa_keys_are_judged_as_badkeys_judges_them() -> None:
    draw = random.Random(7)
    for seed in range(20):
        public = sparse_dsa(seed)
        assert dsasparse(public.y, public.p)
        assert checks.dsa(public) == ""
        flipped = DsaPublicKey(public.p ^ 1 << draw.randrange(170, 999), public.q, public.g, public.y)
        assert (checks.dsa(flipped) is not None) == bool(dsasparse(flipped.y, flipped.p))
        other = DsaPublicKey(draw.getrandbits(1024) | 1 << 1023 | 1, public.q, public.g, public.y)
        assert checks.dsa(other) is None
