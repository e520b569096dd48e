"""Saving under SIGKILL at every step, and several programs on one file, for as long as one likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults import killing, racing

if TYPE_CHECKING:
    from pathlib import Path

_ROUNDS_A_SECOND = {"edits": 20, "new_pairs": 10, "keygen": 20}


def run(seconds: float, seed: int) -> str:
    """Kill and race for about that long; tells the figures.

    Raises:
        AssertionError: something was lost, half, or left for others to read.
    """
    parts = []
    for folder in killing.fast_folder():
        (folder / "kills").mkdir()
        figure = killing.in_a_child(folder / "kills", seconds * 0.7, seed)
        assert not figure.wrong, str(figure)
        parts.append(str(figure))
        parts += [
            _race(folder / race, race, seconds * 0.1 * speed) for race, speed in _ROUNDS_A_SECOND.items()
        ]
    return "; ".join(parts)


def _race(folder: Path, race: str, rounds: float) -> str:
    folder.mkdir()
    words = racing.in_a_child(folder, race, max(1, round(rounds)))
    assert not words.startswith("turn"), f"{race}: {words}"
    return words
