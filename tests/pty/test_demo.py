"""The recording of the README: the story is told by the program as it is, and written in both forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PIL import Image, ImageSequence

from tests import demo

if TYPE_CHECKING:
    from pathlib import Path


def test_the_story_can_be_recorded(tmp_path: Path) -> None:
    with demo.shell() as session:
        recording = demo.tell(session)
        assert "-----BEGIN RSA PRIVATE KEY-----" in session.text()
        assert b"\x1b]52;c;" in session.raw
        recording.write_cast(tmp_path / "demo.cast")
        recording.write_picture(tmp_path / "demo.gif")
    cast = (tmp_path / "demo.cast").read_text()
    assert "]52;" not in cast
    head, *events = map(json.loads, cast.splitlines())
    assert head["version"] == 2
    assert events[-1][0] == round(recording.seconds, 3)
    pressed = [words.partition(" ")[0] for _, kind, words in events if kind == "m"]
    assert list(dict.fromkeys(pressed)) == ["w", "/", "Enter", "y", "Ctrl+Q"]
    with Image.open(tmp_path / "demo.gif") as moving:
        lasting = 0
        for frame in ImageSequence.Iterator(moving):
            lasting += frame.info["duration"]
    assert lasting == round(recording.seconds * 1000)
