"""RSA key generation side by side with ssh-keygen and puttygen, and how honest the estimates are.

Ours is timed as a user gets it: from starting the child processes to the key pair in this process, all
cores racing. The peers are timed from their start to their end, ``cryptography`` in this process. They take
turns, so that a machine that gets slower or faster meanwhile does so for all of them. On one core:
``taskset -c 0 make bench ARGS=generate``.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import statistics
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

from tests.benchmarks import timing
from tests.helpers.peers import need
from tui.keyops.generation import estimates
from tui.keyops.generation.generation import KeySpec, generate
from tui.process import jobs

SIZES = (4096, 3072)
MEDIAN_AIM = 0.30
P95_AIM = 0.35


def peers(bits: int, target: Path) -> dict[str, list[str]]:
    """The commands that make one key without a passphrase."""
    common = ["-q", "-t", "rsa", "-b", str(bits), "-C", "bench"]
    return {
        "ssh-keygen": [need("ssh-keygen"), *common, "-N", "", "-f", f"{target}_openssh"],
        "puttygen": [need("puttygen"), *common, "--new-passphrase", "/dev/null", "-o", f"{target}_putty"],
    }


async def take_turns(bits: int, keys: int, target: Path) -> dict[str, list[float]]:
    """Seconds of each key, by program."""
    times: dict[str, list[float]] = {"keywright": [], "ssh-keygen": [], "puttygen": [], "cryptography": []}
    for number in range(keys):
        start = time.perf_counter()
        await jobs.race(generate, KeySpec("rsa", bits, b"bench"))
        times["keywright"].append(time.perf_counter() - start)
        for name, command in peers(bits, target.with_name(f"{target.name}_{number}")).items():
            times[name].append(timing.seconds(command))
        start = time.perf_counter()
        rsa.generate_private_key(65537, bits)
        times["cryptography"].append(time.perf_counter() - start)
    return times


def report(bits: int, times: dict[str, list[float]]) -> None:
    ours = times["keywright"]
    print(f"\nRSA {bits}, {len(ours)} keys each")
    for name, seconds in times.items():
        print(timing.row(name, seconds))
    for name, seconds in times.items():
        if name != "keywright":
            print(timing.row(f"keywright to {name}", ours, seconds))
    aim = times["ssh-keygen"]
    met = statistics.median(ours) <= MEDIAN_AIM * statistics.median(aim) and timing.p95(
        ours
    ) <= P95_AIM * timing.p95(aim)
    print(f"  at most {MEDIAN_AIM} and {P95_AIM} of ssh-keygen's: {'yes' if met else 'NO'}")


def honesty(bits: int, times: list[float], speed: estimates.Speed) -> None:
    """How far the shares the bar would have shown are from what happened.

    Were the model right, the shares at which searches end would be spread evenly over 0 to 1. The
    distance is Kolmogorov's; times the root of the number of keys it is above 1.36 once in twenty times.
    """
    racers = jobs.racers()
    shares = sorted(estimates.share_done(seconds, bits, racers, speed) for seconds in times)
    count = len(shares)
    distance = max(max((i + 1) / count - share, share - i / count) for i, share in enumerate(shares))
    told = estimates.estimate(bits, racers, speed)
    under = [sum(seconds <= limit for seconds in times) / count for limit in (told.median, told.ninety)]
    print(
        f"  RSA {bits}: told half under {told.median:.2f} s and nine in ten under {told.ninety:.2f} s; "
        f"{under[0]:.0%} and {under[1]:.0%} were; Kolmogorov {distance * math.sqrt(count):.2f} (1.36)"
    )


async def start_up(rounds: int = 20) -> float:
    """Median seconds of a job that makes an Ed25519 key: what a child process costs."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        await jobs.run(generate, KeySpec("ed25519", 256))
        times.append(time.perf_counter() - start)
    return statistics.median(times)


async def measure(keys: int) -> None:
    speed = await jobs.race(estimates.measure)
    child = await start_up() * 1000
    print(f"Making RSA keys: {jobs.racers()} searches race, a child process costs {child:.0f} ms")
    found: dict[int, list[float]] = {}
    for bits in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            times = await take_turns(bits, keys, Path(folder) / "key")
        report(bits, times)
        found[bits] = times["keywright"]
    print(f"\nEstimates, by the speed of {speed.scale:.2f} that was measured beforehand")
    for bits, seconds in found.items():
        honesty(bits, seconds, speed)
    for bits, seconds in found.items():
        for one in seconds:
            speed = estimates.observe(speed, bits, jobs.racers(), one)
    print(f"The same, by the speed of {speed.scale:.2f} learnt from these keys")
    for bits, seconds in found.items():
        honesty(bits, seconds, speed)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.generation", description=__doc__)
    parser.add_argument(
        "--keys", type=int, default=40, help="keys of each size by each program (default: 40)"
    )
    asyncio.run(measure(parser.parse_args(argv).keys))


if __name__ == "__main__":
    main()
