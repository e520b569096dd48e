"""How fast this machine finds RSA keys: measured once, kept in a file, refined by every key made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.generation import estimates
from ...process import jobs
from ...process.threads import in_thread
from ...widgets.progress import SearchOutlook, duration

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.generation.estimates import Speed


class SpeedKeeper:
    """Knows the speed of this machine, as soon as ``know`` was awaited."""

    def __init__(self, folder: Path) -> None:
        """Args: where the speed is kept."""
        self.folder = folder
        self.speed: Speed | None = None
        self.racers = jobs.racers()

    async def know(self) -> None:
        """Load what was learnt, or measure for a second in child processes.

        Raises:
            KeyOpsError: the measurement could not be run; the speed stays unknown.
        """
        if self.speed is None:
            self.speed = await in_thread(estimates.load_speed, self.folder)
        if self.speed is None:
            self.speed = await jobs.race(estimates.measure)
            await in_thread(estimates.save_speed, self.folder, self.speed)

    async def learn(self, bits: int, seconds: float) -> None:
        """Take a finished search into account."""
        if self.speed is not None:
            self.speed = estimates.observe(self.speed, bits, self.racers, seconds)
            await in_thread(estimates.save_speed, self.folder, self.speed)

    def outlook(self, bits: int) -> SearchOutlook | None:
        """What to expect of a search; None while the speed is not known."""
        speed, racers = self.speed, self.racers
        if speed is None:
            return None
        expected = estimates.estimate(bits, racers, speed)
        return SearchOutlook(
            expected.median,
            expected.ninety,
            lambda elapsed: estimates.share_done(elapsed, bits, racers, speed),
        )

    def words(self, bits: int) -> str:
        """What to expect, as a sentence."""
        expected = self.outlook(bits)
        if expected is None:
            return "Measuring how long such keys take on this machine."
        return (
            f"On this machine usually about {duration(expected.median)}, "
            f"rarely over {duration(expected.ninety)}."
        )

    @property
    def cores(self) -> str:
        """``2 cores``."""
        return f"{self.racers} core{'' if self.racers == 1 else 's'}"
