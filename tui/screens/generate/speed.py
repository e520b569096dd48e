"""How fast this machine finds RSA keys: measured once, kept in a file, refined by every key made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.generation import estimates
from ...process import jobs
from ...process.threads import in_thread
from ...widgets.progress import Outlook, duration

if TYPE_CHECKING:
    from pathlib import Path

    from ...keyops.generation.estimates import Pace


class PaceKeeper:
    """Knows the pace of this machine, as soon as ``know`` was awaited."""

    def __init__(self, folder: Path) -> None:
        """Args: where the pace is kept."""
        self.folder = folder
        self.pace: Pace | None = None
        self.racers = jobs.racers()

    async def know(self) -> None:
        """Load what was learnt, or measure for a second in child processes.

        Raises:
            KeyOpsError: the measurement could not be run; the pace stays unknown.
        """
        if self.pace is None:
            self.pace = await in_thread(estimates.load_pace, self.folder)
        if self.pace is None:
            self.pace = await jobs.race(estimates.measure)
            await in_thread(estimates.save_pace, self.folder, self.pace)

    async def learn(self, bits: int, seconds: float) -> None:
        """Take a finished search into account."""
        if self.pace is not None:
            self.pace = estimates.observe(self.pace, bits, self.racers, seconds)
            await in_thread(estimates.save_pace, self.folder, self.pace)

    def outlook(self, bits: int) -> Outlook | None:
        """What to expect of a search; None while the pace is not known."""
        pace, racers = self.pace, self.racers
        if pace is None:
            return None
        expected = estimates.estimate(bits, racers, pace)
        return Outlook(
            expected.median,
            expected.ninety,
            lambda elapsed: estimates.share_done(elapsed, bits, racers, pace),
        )

    def words(self, bits: int) -> str:
        """What to expect, as a sentence."""
        expected = self.outlook(bits)
        if expected is None:
            return "How long such keys take on this machine is being measured."
        return (
            f"On this machine usually about {duration(expected.median)}, "
            f"rarely over {duration(expected.ninety)}."
        )

    @property
    def cores(self) -> str:
        """``2 cores``."""
        return f"{self.racers} core{'' if self.racers == 1 else 's'}"
