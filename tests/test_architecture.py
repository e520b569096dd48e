"""The architecture page says where things are: it must hold."""

from __future__ import annotations

import re
from pathlib import Path

from tests import rooms

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_path_on_the_page_is_there() -> None:
    named = set(re.findall(r"`((?:tui|tests|styles)/[\w./-]*)`", PAGE))
    assert len(named) > 40
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_the_page_names_every_room_of_the_library() -> None:
    rooms = {
        path.stem
        for path in (ROOT / "tui" / "keyops").iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or any(path.glob("*.py")))
    }
    assert {room for room in rooms if f"`{room}`" not in PAGE} == set()


def test_the_page_answers_at_least_twenty_five_questions() -> None:
    table = PAGE.partition("## Where is")[2]
    assert len(re.findall(r"^\| .*\? \| `", table, re.MULTILINE)) >= 25


def test_no_rooms_import_each_other_and_the_plan_can_be_drawn() -> None:
    arrows = rooms.reduced(rooms.imports())
    assert len(arrows) > 15
    assert sum(map(len, arrows.values())) <= 30
