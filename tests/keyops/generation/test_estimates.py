"""The odds must be odds: in order, within bounds, and in agreement with the model they are told from."""

import json
import random
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.keyops.generation import estimates
from tui.keyops.generation.estimates import (
    Speed,
    estimate,
    load_speed,
    measure,
    observe,
    save_speed,
    share_done,
)

SIZES = st.integers(256, 2048).map(lambda eighth: eighth * 8)
RACERS = st.integers(1, 64)
PACES = st.builds(Speed, st.floats(0.01, 100), st.integers(0, 25))
ONE = Speed(1.0, 0)


def played(bits, racers, scale, dice):
    """One race as the model has it, played with dice."""
    tau = estimates._tau(bits)
    wait = min(dice.expovariate(1) + dice.expovariate(1) for _ in range(racers))
    return scale * (estimates._START + tau * (estimates._FLOOR + wait))


@given(SIZES, RACERS, PACES)
def test_half_and_nine_tenths_are_what_the_bar_shows_at_those_moments(bits, racers, speed):
    told = estimate(bits, racers, speed)
    assert share_done(told.median, bits, racers, speed) == pytest.approx(0.5, abs=1e-6)
    assert share_done(told.ninety, bits, racers, speed) == pytest.approx(0.9, abs=1e-6)


@given(SIZES, RACERS, PACES, st.lists(st.floats(0, 1e9), min_size=2).map(sorted))
def test_the_bar_never_goes_back_and_is_never_full(bits, racers, speed, moments):
    shares = [share_done(moment, bits, racers, speed) for moment in moments]
    assert shares == sorted(shares)
    assert 0 <= shares[0] <= shares[-1] < 1


@given(SIZES, PACES)
def test_more_racers_are_sooner_done(bits, speed):
    told = [estimate(bits, racers, speed) for racers in (1, 2, 4, 16)]
    assert [one.median for one in told] == sorted((one.median for one in told), reverse=True)
    assert [one.ninety for one in told] == sorted((one.ninety for one in told), reverse=True)


@given(RACERS, PACES)
def test_larger_keys_take_longer(racers, speed):
    told = [estimate(bits, racers, speed).median for bits in range(2048, 16385, 512)]
    assert told == sorted(set(told))


def test_the_measured_sizes_are_met_and_those_between_are_between():
    for bits, tau in estimates._MEASURED:
        assert estimates._tau(bits) == pytest.approx(tau)
    assert 0.0172 < estimates._tau(2560) < 0.0678


def test_a_slower_machine_takes_longer_in_proportion():
    quick, slow = (estimate(4096, 2, Speed(scale, 0)) for scale in (1, 3))
    assert slow.median == pytest.approx(3 * quick.median)


@pytest.mark.parametrize("racers", [1, 2, 8])
def test_the_mean_wait_is_that_of_played_races(racers):
    dice = random.Random(1)
    waits = [min(dice.expovariate(1) + dice.expovariate(1) for _ in range(racers)) for _ in range(20_000)]
    assert estimates._mean_wait(racers) == pytest.approx(statistics.fmean(waits), rel=0.03)


@pytest.mark.parametrize(("bits", "racers"), [(2048, 1), (4096, 2), (8192, 8)])
def test_the_speed_is_learnt_from_races(bits, racers):
    """From a belief that is wrong by a factor of four, in a hundred races, within a third."""
    dice = random.Random(2)
    speed = Speed(4.0, 12)
    for _ in range(100):
        speed = observe(speed, bits, racers, played(bits, racers, 1.0, dice))
    assert 2 / 3 < speed.scale < 4 / 3


def test_one_suspended_race_does_not_ruin_what_was_learnt():
    speed = observe(Speed(1.0, 20), 4096, 2, 8 * 3600)
    assert speed.scale < 1.25


def test_what_is_remembered_is_bounded_so_that_a_changed_machine_is_believed():
    speed = ONE
    for _ in range(500):
        speed = observe(speed, 4096, 2, 0.3)
    settled = speed
    for _ in range(100):
        speed = observe(speed, 4096, 2, 0.9)
    assert speed.samples == settled.samples
    assert speed.scale == pytest.approx(3 * settled.scale, rel=0.1)


def test_measuring_gives_a_speed_that_can_be_used_and_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(estimates, "_MEASURING", 0.05)
    speed = measure()
    save_speed(tmp_path, speed)
    kept = load_speed(tmp_path)
    assert kept.samples == speed.samples
    assert kept.scale == pytest.approx(speed.scale, abs=1e-4)


def test_a_speed_is_kept_over_an_older_one(tmp_path):
    folder = tmp_path / "state" / "keywright"
    save_speed(folder, Speed(1.5, 3))
    save_speed(folder, Speed(2.5, 4))
    assert load_speed(folder) == Speed(2.5, 4)


def test_no_file_is_no_speed(tmp_path):
    assert load_speed(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"scale": 1.0}',
        b'{"scale": "a", "samples": 1}',
        b'{"scale": NaN, "samples": 1}',
        b'{"scale": 0, "samples": 1}',
        b'{"scale": -1, "samples": 1}',
        b'{"scale": 1e400, "samples": 1}',
        b'{"scale": 1, "samples": 1e400}',
        b'{"scale": 1, "samples": -1}',
        b'{"scale": 1, "samples": 1000000}',
        b"[" * 200_000,
        b'{"scale": ' + b"9" * 5000 + b', "samples": 1}',
    ],
    ids=lambda data: repr(data[:32]),
)
def test_a_broken_file_is_no_speed(tmp_path, data):
    (tmp_path / "pace.json").write_bytes(data)
    assert load_speed(tmp_path) is None


def test_a_folder_in_its_place_is_no_speed_and_no_error(tmp_path):
    (tmp_path / "pace.json").mkdir()
    save_speed(tmp_path, ONE)
    assert load_speed(tmp_path) is None


def test_the_file_is_plain_json(tmp_path):
    save_speed(tmp_path, Speed(1.23456789, 7))
    assert json.loads((tmp_path / "pace.json").read_text()) == {"scale": 1.2346, "samples": 7}
