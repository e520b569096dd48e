"""Coverage-guided fuzzing with atheris, which ``make fuzz`` installs where there is a wheel of it.

Every input goes to every reader, and every fourth through all that happens to a file that is looked at. An
exception, more than 2 s of processor time or more than 200 MiB for one input ends the run, and the input is
kept. libFuzzer prints its figures.
"""

from __future__ import annotations

import random
import sys
import zlib

import atheris

with atheris.instrument_imports(include=["tui.keyops"]):
    from tests.fuzz.engine import STRICT_SECONDS, Figures, try_one
    from tests.fuzz.mutation import MAX_BYTES, Mutator
    from tests.fuzz.readers import TARGETS, seeds

FILES = [data for group in seeds().values() for data in group]
READERS = tuple(name for name in TARGETS if name not in {"summary", "inspect", "verify"})
_figures = Figures(budget=STRICT_SECONDS)


def one(data: bytes) -> None:
    for name in READERS:
        try_one(name, data, _figures)
    # Looking at a file calls the readers again, and damaged text is repaired: every fourth input gets there.
    if zlib.crc32(data) % 4 == 0:
        try_one("inspect", data, _figures)
    if _figures.problems:
        raise RuntimeError(str(_figures))


def changed(data: bytes, max_size: int, seed: int) -> bytes:
    """Half of the changes know what armour is, half are those of libFuzzer."""
    rng = random.Random(seed)
    if rng.random() < 0.5:
        return atheris.Mutate(data, max_size)
    return Mutator(rng, FILES).change(data)[: min(max_size, MAX_BYTES)]


if __name__ == "__main__":
    atheris.Setup(sys.argv, one, custom_mutator=changed)
    atheris.Fuzz()
