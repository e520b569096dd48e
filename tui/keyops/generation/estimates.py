"""How long the search for an RSA key takes: a lottery, so what can be told honestly is its odds.

The model: a search finds two primes one after the other, each after an exponentially distributed wait of
mean ``tau``, and spends a quarter of ``tau`` on what no luck avoids (the last tests of both primes).
Several searches that race are independent, and the first result ends the race. ``tau`` grows with the
size as measured once (``_MEASURED``), times the ``scale`` of the machine, which is measured by ``measure``
and refined by every finished race. How well this fits is printed by ``tests.benchmarks.generation``.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import time
from typing import TYPE_CHECKING, Final

from ..crypto import primitives
from ..errors import KeyOpsError
from ..files import storage
from ..records import dataclass

if TYPE_CHECKING:
    from pathlib import Path

_MEASURED: Final = (
    (2048, 0.0172),
    (3072, 0.0678),
    (4096, 0.205),
    (6144, 0.69),
    (8192, 2.15),
    (16384, 31.0),
)
"""Bits of the modulus and ``tau`` in seconds: means of 300 to 40 keys by OpenSSL 4.0.3 on one core of a
server processor of 2021, divided by 2.25; the last by the cost of one primality test."""

_FLOOR: Final = 0.25
"""In units of ``tau``."""

_START: Final = 0.06
"""Seconds from starting the child processes to their first candidate, on the machine of ``_MEASURED``."""

_SAMPLE: Final = ((1024, 5, 0.0080), (2048, 1, 0.0387))
"""What one round of ``measure`` makes: bits, keys, and the mean seconds of one on that machine. The small
keys vary little, the others are more like those that are asked for."""

_MEASURING: Final = 0.8
"""Seconds that ``measure`` takes."""

_MEMORY: Final = 25
"""So many races are remembered: a machine that became slower is believed after that many."""

_WILDEST: Final = 5.0
"""No race takes longer than this times its mean, but a suspended machine makes it look so."""

_FILE: Final = "pace.json"


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast one search runs on this machine while the others run next to it."""

    scale: float
    """Its time as a multiple of that of the machine that was measured; 0.5 is twice as fast."""
    samples: int
    """How many finished races it is worth."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds within which a key is found."""

    median: float
    """Half of such keys take less."""
    ninety: float
    """Nine in ten take less."""


def estimate(bits: int, racers: int, speed: Speed) -> Estimate:
    """The odds for an RSA key.

    Args:
        bits: the size of the modulus.
        racers: how many searches run at once, at least 1.
        speed: of this machine.
    """
    return Estimate(*(_quantile(share, bits, racers, speed) for share in (0.5, 0.9)))


def share_done(elapsed: float, bits: int, racers: int, speed: Speed) -> float:
    """Of all such races, the share that would be over after so many seconds: 0 to just under 1."""
    waited = (elapsed / speed.scale - _START) / _tau(bits) - _FLOOR
    share = 1 - _still_searching(waited) ** racers
    return min(share, math.nextafter(1, 0))


def observe(speed: Speed, bits: int, racers: int, seconds: float) -> Speed:
    """The speed after one more finished race, as a running mean over the last few dozen.

    Args:
        speed: what was believed so far.
        bits: the size of the key that was found.
        racers: how many searches ran.
        seconds: how long it took, from starting the processes.
    """
    expected = _START + _tau(bits) * (_FLOOR + _mean_wait(racers))
    seen = min(seconds / expected, _WILDEST * speed.scale)
    known = min(speed.samples, _MEMORY - 1)
    return Speed((speed.scale * known + seen) / (known + 1), known + 1)


def measure() -> Speed:
    """Make small keys for less than a second, and see how fast.

    Run it as ``jobs.race(measure)``: then it runs next to as many others as a real search will, and
    what the cores take from each other is in the result.
    """
    start = time.perf_counter()
    expected = 0.0
    while (elapsed := time.perf_counter() - start) < _MEASURING:
        for bits, count, seconds in _SAMPLE:
            for _ in range(count):
                primitives.new_private_key("rsa", bits)
            expected += count * seconds
    # About 60 small keys tell as much as a dozen races: a tenth too much or too little.
    return Speed(elapsed / expected, 12)


def load_speed(folder: Path) -> Speed | None:
    """What was learnt earlier; None when nothing was, or the file is not one of ours.

    Args:
        folder: where this program keeps its state.
    """
    try:
        record = json.loads(storage.read_key_file(folder / _FILE))
        speed = Speed(float(record["scale"]), int(record["samples"]))
    except (KeyOpsError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    return speed if 0.001 < speed.scale < 1000 and 0 <= speed.samples <= _MEMORY else None


def save_speed(folder: Path, speed: Speed) -> None:
    """Keep it for the next time. Where that cannot be, nothing is lost but a second."""
    data = json.dumps({"scale": round(speed.scale, 4), "samples": speed.samples}).encode() + b"\n"
    with contextlib.suppress(KeyOpsError):
        storage.save([storage.NewFile(folder / _FILE, data, private=False)], overwrite=True, backup=False)


def _tau(bits: int) -> float:
    """The mean wait for one prime in seconds at scale 1: a straight line between measured points, log-log."""
    (low, at_low), (high, at_high) = next(
        (left, right)
        for left, right in itertools.pairwise(_MEASURED)
        if bits <= right[0] or right is _MEASURED[-1]
    )
    slope = math.log(at_high / at_low) / math.log(high / low)
    tau: float = at_low * (bits / low) ** slope
    return tau


def _still_searching(waited: float) -> float:
    """The probability that two exponential waits of mean 1 are not over."""
    return (1 + waited) * math.exp(-waited) if waited > 0 else 1.0


def _mean_wait(racers: int) -> float:
    """The mean of the shortest of so many such waits: the integral of ``_still_searching ** racers``."""
    return math.fsum(math.comb(racers, k) * math.factorial(k) / racers ** (k + 1) for k in range(racers + 1))


def _quantile(share: float, bits: int, racers: int, speed: Speed) -> float:
    left = (1 - share) ** (1 / racers)
    low, high = 0.0, 64.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _still_searching(middle) > left else (low, middle)
    return speed.scale * (_START + _tau(bits) * (_FLOOR + high))
