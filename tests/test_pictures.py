"""The pictures of the pages: those that are shown, small, and drawn from a terminal of 80 by 24."""

from __future__ import annotations

import json
import re

import pytest
from PIL import Image, ImageSequence

from tests import demo, shots
from tests.helpers.project import ROOT

PNGS = sorted(shots.PICTURES.glob("*.png"))
MOVING, CAST = shots.PICTURES / "demo.gif", shots.PICTURES / "demo.cast"


def test_every_picture_is_shown_and_every_shown_picture_is_there() -> None:
    assert {path.stem for path in PNGS} == shots.shown(), "run: make shots"
    assert {path.name for path in shots.PICTURES.iterdir()} - {path.name for path in PNGS} == {
        MOVING.name,
        CAST.name,
    }
    pages = [page.read_text() for page in (ROOT / "README.md", ROOT / "docs" / "index.md")]
    assert all(f"pictures/{MOVING.name}" in page for page in pages)
    assert f"pictures/{CAST.name}" in pages[1]


def test_the_story_of_the_pictures_draws_what_is_shown() -> None:
    assert shots.shown() <= {step.picture for step in shots.STORY}


@pytest.mark.parametrize("path", PNGS, ids=lambda path: path.stem)
def test_a_picture_is_small_and_shows_80_columns_and_24_rows(path) -> None:
    assert path.stat().st_size < 40_000
    with Image.open(path) as picture:
        assert picture.mode == "P"
        assert picture.size == (800, 456)


def test_the_moving_picture_tells_the_job_in_half_a_minute() -> None:
    assert MOVING.stat().st_size < 400_000
    with Image.open(MOVING) as moving:
        lasting = 0
        for frame in ImageSequence.Iterator(moving):
            lasting += frame.info["duration"]
    assert 25_000 < lasting < 33_000


def test_each_moment_of_the_story_is_in_both_recordings() -> None:
    """A frame or an event that is lost makes a jump, though the recording lasts as long."""
    typed, steps, now = set(), set(), 0.0
    for step in demo.STORY:
        for _ in step.keys[1:]:
            typed.add(round(now, 2))
            now += demo.pace(step)
        steps.add(round(now, 2))
        now += step.seconds
    events = [json.loads(line) for line in CAST.read_text().splitlines()[1:]]
    written = {round(time, 2) for time, kind, _ in events if kind == "o"}
    assert written == typed | steps | {round(now, 2)}
    frames, at = set(), 0
    with Image.open(MOVING) as moving:
        for frame in ImageSequence.Iterator(moving):
            frames.add(at / 1000)
            at += frame.info["duration"]
    assert frames <= typed | steps
    assert len(typed - frames) < len(typed) / 4, "of what is typed, only blanks change no picture"
    assert steps <= frames, "run: make demo"


def test_the_cast_is_one_that_asciinema_plays_and_leaves_the_clipboard_alone() -> None:
    head, *events = map(json.loads, CAST.read_text().splitlines())
    assert (head["version"], head["width"], head["height"]) == (2, demo.COLUMNS, demo.ROWS)
    times = [time for time, _, _ in events]
    assert times == sorted(times)
    assert 25 < times[-1] < 33
    assert {kind for _, kind, _ in events} == {"o", "m"}
    assert [words for _, kind, words in events if kind == "m"][-1].startswith("Ctrl+Q")
    shown = "".join(text for _, kind, text in events if kind == "o")
    assert "The key format is invalid" in shown
    assert "BEGIN RSA PRIVATE KEY" in shown
    assert not re.search(r"\x1b\]52", shown)
