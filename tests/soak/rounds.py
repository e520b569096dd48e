"""Ten thousand keys opened, unlocked, converted, copied in one process: memory and open files stay flat."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from textual._styles_cache import StylesCache

from tests.soak import canary
from tui.app import KeywrightApp
from tui.keyops.conversion import conversion
from tui.keyops.files import storage
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.terminal import clipboard
from tui.terminal.clipboard import CopyWay

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.pilot import Pilot

ROUNDS = 10_000
TARGETS = ("openssh", "pkcs8", "pkcs8-der", "ppk3", "ppk2", "dropbear", "openssh-public", "rfc4716", "spki")
RISE = 1_500_000
"""Bytes that memory may rise in the second half of all rounds: pages come and go by so much."""


def resident() -> int:
    """Bytes of this process that are in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def open_files() -> int:
    """How many files, pipes and sockets this process has open."""
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - it is a number that is wanted


def slope(samples: list[tuple[int, int]]) -> float:
    """Bytes for each round, fitted to ``(round, bytes)``. The first half, where caches fill, is left out."""
    late = samples[len(samples) // 2 :]
    mean_x = sum(x for x, _ in late) / len(late)
    mean_y = sum(y for _, y in late) / len(late)
    spread = sum((x - mean_x) ** 2 for x, _ in late)
    return sum((x - mean_x) * (y - mean_y) for x, y in late) / spread if spread else 0.0


def _round(folder: Path, number: int, targets: list[str]) -> None:
    """Open, unlock, convert and copy one key."""
    path = folder / ("id_locked" if number % 2 else "id_open")
    secret = Secret(canary.PHRASE) if number % 2 else None
    data = storage.read_key_file(path)
    inspect(data)
    target = targets[number % len(targets)]
    made = conversion.convert(data, target, passphrase=secret, locking=conversion.Locking.REMOVE)
    if number % 50 == 0:
        conversion.convert(data, "openssh", passphrase=secret, protection=Protection(Secret("x"), rounds=1))
    inspect(made.data)
    line = inspect(data, secret)[0].public_line or ""
    asyncio.run(clipboard.copy_public(line, way=CopyWay.OSC52, write=lambda _: None))


def keys(seconds: float, seed: int) -> str:
    """Rounds of the key operations, until there were enough or time is up; one line with figures.

    Raises:
        AssertionError: memory or files are kept.
    """
    with tempfile.TemporaryDirectory(prefix="rounds-") as name:
        folder = Path(name)
        canary.plant(folder)
        targets = list(TARGETS)
        random.Random(seed).shuffle(targets)
        done, line = _measured(seconds, ROUNDS, lambda number: _round(folder, number, targets))
    return f"{done} rounds of open, unlock, convert, copy: {_judged(line)}"


def _measured(
    seconds: float, most: int, once: Callable[[int], object]
) -> tuple[int, list[tuple[int, int, int]]]:
    samples = []
    end, number = time.monotonic() + seconds, 0
    while number < most and time.monotonic() < end:
        once(number)
        number += 1
        if number % max(1, most // 200) == 0:
            gc.collect()
            samples.append((number, resident(), open_files()))
    return number, samples


def _judged(samples: list[tuple[int, int, int]]) -> str:
    if len(samples) < 8:
        return "too few to measure"
    rising = slope([(number, size) for number, size, _ in samples])
    late = [files for _, _, files in samples[len(samples) // 2 :]]
    words = f"{rising:+.1f} bytes each, {samples[-1][1] / 1e6:.1f} MB, {late[-1]} open files"
    assert rising * (samples[-1][0] - samples[len(samples) // 2][0]) < RISE, f"memory rises: {words}"
    assert late[-1] <= late[0], f"files stay open: {words}"
    return words


async def _visit(pilot: Pilot, folder: Path, number: int) -> None:
    """Unlock a key on the screen, look at its page, convert it nowhere, and come back."""
    from tests.helpers.snapshot import arrived, until
    from tui.screens.convert.screen import ConvertScreen
    from tui.screens.keys.screen import KeysScreen
    from tui.screens.services.works_with import WorksWithScreen
    from tui.widgets.passphrase_input import PassphraseInput

    app, home = pilot.app, await arrived(pilot, KeysScreen)
    names = home.names
    await until(pilot, lambda: names.entries)
    names.cursor = [entry.name for entry in names.entries].index("id_locked" if number % 2 else "id_open")
    await until(pilot, lambda: home.report)
    if number % 2:
        await pilot.press("u")
        await until(pilot, lambda: app.screen.query(PassphraseInput))
        app.screen.query_one(PassphraseInput).value = canary.PHRASE
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is home and home.report and home.report.keys[0].unlocked)
    await pilot.press("p", "escape", "y", "w")
    await arrived(pilot, WorksWithScreen)
    await pilot.press("escape", "c")
    convert = await arrived(pilot, ConvertScreen)
    await until(pilot, lambda: convert.target)
    await pilot.press("escape")
    await arrived(pilot, KeysScreen)


async def _screens(seconds: float, folder: Path) -> tuple[int, list[tuple[int, int, int]]]:
    app = KeywrightApp(folder, clipboard_way=CopyWay.OSC52)
    samples, number, end = [], 0, time.monotonic() + seconds
    async with app.run_test(size=(80, 24)) as pilot:
        while number < ROUNDS and time.monotonic() < end:
            await _visit(pilot, folder, number)
            number += 1
            # Textual keeps the last 1024 of these, 28 KB each: 28 MB at most, reached in some fifty rounds.
            StylesCache.get_inner_outer.cache_clear()
            gc.collect()
            samples.append((number, resident(), open_files()))
    return number, samples


def screens(seconds: float, seed: int) -> str:
    """Rounds of the real screens, as many as there is time for; one line with figures.

    Raises:
        AssertionError: memory or files are kept.
    """
    with tempfile.TemporaryDirectory(prefix="screens-") as name:
        folder = Path(name) / ".ssh"
        canary.plant(folder)
        done, samples = asyncio.run(_screens(seconds, folder))
    return f"{done} rounds of the screens, unlocking every second key: {_judged(samples)}"
