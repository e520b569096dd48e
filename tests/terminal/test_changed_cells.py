"""What is sent is little, and the terminal shows the same as if all had been sent."""

from __future__ import annotations

import random

import pyte
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip

from tui.terminal.base_app import SafeApp
from tui.terminal.changed_cells import Cells, ThriftyApp

WIDTH, HEIGHT = 30, 6
LETTERS = ["a", "b", " ", " ", "─", "字", "é", "x\u0301"]
STYLES = [Style(), Style(bold=True), Style(color="cyan"), Style(reverse=True)]


def console() -> Console:
    return Console(force_terminal=True, color_system="256", legacy_windows=False)


def strip(rng: random.Random, width: int = WIDTH) -> Strip:
    segments, used = [], 0
    while used < width:
        text = "".join(rng.choice(LETTERS) for _ in range(rng.randint(1, 6)))
        segment = Segment(text, rng.choice(STYLES))
        segments.append(segment)
        used += segment.cell_length
    return Strip(segments).crop(0, width).adjust_cell_length(width, Style())


def layout(strips: list[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[one] for one in strips], Region(0, 0, WIDTH, HEIGHT))


def fed(*parts: str) -> pyte.Screen:
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    for part in parts:
        stream.feed(part)
    return screen


def test_what_is_shown_is_the_same_as_if_all_had_been_sent() -> None:
    rng = random.Random(7)
    cells, sent = Cells(), []
    rows = [strip(rng) for _ in range(HEIGHT)]
    for _ in range(60):
        if rng.random() < 0.5:
            rows = [one if rng.random() < 0.7 else strip(rng) for one in rows]
            sent.append(cells.write(layout(rows), console()))
        else:  # a part of one row
            y, first = rng.randrange(HEIGHT), rng.randrange(WIDTH - 8)
            piece = strip(rng, 8)
            sent.append(
                cells.write(
                    ChopsUpdate(
                        [{}] * y + [{first: piece}], [(y, first, first + 8)], [[]] * y + [[first + 8]]
                    ),
                    console(),
                )
            )
            before, after = rows[y].crop(0, first), rows[y].crop(first + 8)
            rows[y] = Strip([*before, *piece, *after])
    whole = Cells().write(layout(rows), console())
    shown, wanted = fed(*sent), fed(whole)
    assert shown.display == wanted.display
    assert shown.buffer == wanted.buffer


def test_the_same_again_costs_nothing_and_one_letter_little() -> None:
    rng = random.Random(3)
    rows = [strip(rng) for _ in range(HEIGHT)]
    cells = Cells()
    assert len(cells.write(layout(rows), console())) > WIDTH * HEIGHT
    assert cells.write(layout(rows), console()) == ""
    rows[2] = Strip([*rows[2].crop(0, 9), Segment("Z", Style()), *rows[2].crop(10)])
    assert len(cells.write(layout(rows), console())) < 40


def test_a_terminal_that_may_show_something_else_is_sent_everything() -> None:
    rows = [strip(random.Random(3)) for _ in range(HEIGHT)]
    cells = Cells()
    whole = cells.write(layout(rows), console())
    cells.forget()
    assert cells.write(layout(rows), console()) == whole
    cells.fit(WIDTH + 1, HEIGHT)
    assert cells.write(layout(rows), console()) == whole


def test_textual_still_displays_through_the_method_that_is_ours() -> None:
    assert "_display" in vars(App)
    assert "_display" in vars(ThriftyApp)
    assert issubclass(SafeApp, ThriftyApp)
