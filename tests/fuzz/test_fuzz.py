"""A short run of the fuzzer; ``make fuzz`` is the long one. KEYWRIGHT_FUZZ_SECONDS sets its whole time."""

from __future__ import annotations

import contextlib
import os
import random
import re
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.engine import Figures, run, try_one
from tests.fuzz.readers import CORPUS, PASS, TARGETS, is_cheap, rows, seeds
from tests.helpers.samples import amount
from tui.keyops.errors import KeyOpsError
from tui.keyops.formats import FORMATS
from tui.keyops.inspection.inspection import inspect
from tui.keyops.inspection.integrity import check_integrity
from tui.keyops.inspection.integrity_report import StepState

FOUND = Path(__file__).resolve().parent / "found"
"""Inputs that made a reader stumble in a run of ``make fuzz``."""
SECONDS = float(os.environ.get("KEYWRIGHT_FUZZ_SECONDS", amount(2, 10)))
SLICES = 4
CHANGES = int(os.environ.get("KEYWRIGHT_FUZZ_CHANGES", amount(70, 800)))
ALPHABET = (string.ascii_letters + string.digits + "+/=").encode()


@pytest.mark.parametrize("part", range(SLICES))
def test_no_changed_file_makes_a_reader_stumble_or_run_away(part: int) -> None:
    figures = run(SECONDS / SLICES, seed=part)
    assert figures.problems == {}, str(figures)
    assert figures.inputs >= len(TARGETS)


@pytest.mark.parametrize("name", TARGETS)
@settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(data=st.data())
def test_a_reader_answers_any_bytes_with_a_key_or_a_key_error(name: str, data) -> None:
    """Anything at all, and valid files with any bytes in any place of them."""
    files = [b"", *seeds().get(name, seeds()[""])]
    seed = data.draw(st.sampled_from(files))
    at = data.draw(st.integers(0, len(seed)))
    gone = data.draw(st.integers(0, 64))
    TARGETS[name](seed[:at] + data.draw(st.binary(max_size=128)) + seed[at + gone :])


def test_an_input_that_never_ends_is_ended_and_told(monkeypatch) -> None:
    def never_ending(data: bytes) -> None:
        while data:
            with contextlib.suppress(Exception):
                re.fullmatch(rb"(?:a|a)*b", data)

    monkeypatch.setitem(TARGETS, "never", never_ending)
    figures = Figures(budget=0.05)
    try_one("never", b"a" * 40, figures)
    assert figures.problems == {"over 0.05 s": ("never", b"a" * 40)}


@pytest.mark.parametrize("path", sorted(FOUND.iterdir()), ids=lambda path: path.name)
def test_what_a_long_run_found_once_is_answered_now(path) -> None:
    for target in TARGETS.values():
        target(path.read_bytes())


def test_every_container_is_fuzzed_from_files_of_its_own() -> None:
    assert [name for name in FORMATS if name not in seeds()] == []


# One changed character


def _changes(part: int) -> list[tuple[str, bytes, bytes]]:
    """Path, content and changed content of private files, spread evenly over them."""
    chosen = [row for row in rows() if row["kind"] == "private" and row.get("error") is None]
    files = {row["path"]: (CORPUS / row["path"]).read_bytes() for row in chosen}
    files = {
        path: data
        for path, data in files.items()
        if all(is_cheap(report.encryption) for report in inspect(data))
    }
    rng = random.Random(part)
    paths = sorted(files)
    made = []
    for number in range(part, CHANGES, SLICES):
        path = paths[number % len(paths)]
        data = bytearray(files[path])
        at = rng.randrange(len(data))
        data[at] = rng.choice([letter for letter in ALPHABET if letter != data[at]])
        made.append((path, files[path], bytes(data)))
    return made


@pytest.mark.parametrize("part", range(SLICES))
def test_no_single_changed_character_loads_as_a_different_key(part: int) -> None:
    """Thousands of changes over the private files of the museum, the locked ones with their passphrase.

    A file whose private half stands alone (a bare seed or number in PKCS#8 or SEC1) has nothing that could
    contradict a changed one: there the ``.pub`` file beside does, and nothing else is counted as found.
    """
    originals = {}
    different = []
    for path, original, changed in _changes(part):
        if path not in originals:
            originals[path] = inspect(original, PASS)[0].public
        public = originals[path]
        try:
            reports = inspect(changed, PASS)
        except KeyOpsError:
            continue
        for report in reports:
            if report.error is None and report.public not in {None, public}:
                (key,) = check_integrity(changed, PASS, public).keys
                steps = {step.id: step.state for step in key.steps}
                alone = steps["computed"] is StepState.IMPOSSIBLE
                if not alone or steps["beside"] is not StepState.FAILED:
                    different.append((path, changed))
    assert different == []
