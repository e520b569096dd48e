"""At 80 columns no sentence that a user must read is cut: forms, verdicts, problems, titles, footers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.corpus.make_damaged import FOLDER as DAMAGED
from tests.helpers import desk
from tests.helpers.desk import keys_app, ready
from tests.helpers.expect import expect, screen
from tests.helpers.snapshot import lines, text, until
from tests.helpers.works_with import opened
from tui.dialogs.problems import _NEXT, ProblemsDialog
from tui.keyops.inspection.files import inspect_file
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.services import catalogue
from tui.keyops.trust import problems
from tui.screens.generate.screen import GenerateScreen
from tui.visible import visible
from tui.widgets.choice import Choice
from tui.widgets.finder import Finder
from tui.widgets.form import Form
from tui.widgets.problem_list import ProblemList

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.screens.services.works_with import WorksWithScreen

SIZE = (80, 24)
FRAMES = dict.fromkeys(map(ord, "│╭╮╰╯─"), " ")
PAGES = (*"wpexat", "exclamation_mark", "question_mark")


@pytest.fixture
def ssh(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    return desk.fill(fence / ".ssh")


def words(pilot: Pilot) -> str:
    """All that is read on the screen, in one line."""
    return " ".join(text(pilot.app).translate(FRAMES).split())


def check_form(pilot: Pilot, form: Form, state: str) -> None:
    """Nothing in it ends in an ellipsis, and the note of the row where one is can be read whole."""
    shown = words(pilot)
    assert "…" not in shown, (state, shown)
    row = form.current
    if row is not None and row.note_text:
        assert " ".join(row.note_text.split()) in shown, (state, row.name, shown)


async def go_through(pilot: Pilot, form: Form) -> None:
    """Stand on each row, and choose each option that can be chosen, as with the arrow keys."""
    for name, row in form.rows.items():
        if not row.display or not row.field.focusable:
            continue
        form.focus_row(name)
        await pilot.pause()
        check_form(pilot, form, name)
        if isinstance(row.field, Choice) and not isinstance(row.field, Finder):
            for option in [one for one in row.field.options if not one.reason]:
                row.field.chosen = option.id
                await pilot.pause()
                check_form(pilot, form, f"{name} {option.id}")


async def test_generate_with_every_choice(ssh: Path) -> None:
    async with keys_app(ssh).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: pilot.app.current_mode == "generate")
        form = screen(pilot, GenerateScreen).form
        kinds = form.field("type", Choice)
        for kind in [option.id for option in kinds.options if option.id in ALGORITHMS]:
            kinds.chosen = kind
            await pilot.pause()
            await go_through(pilot, form)
            kinds.chosen = kind
            await pilot.pause()


@pytest.mark.parametrize("mode", ["generate", "convert"])
async def test_each_service_in_the_form(ssh: Path, mode: str) -> None:
    async with keys_app(ssh / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press({"generate": "f3", "convert": "f4"}[mode])
        await until(pilot, lambda: pilot.app.current_mode == mode)
        await until(pilot, lambda: pilot.app.screen.query(Form) and pilot.app.screen.query_one(Form).current)
        form = pilot.app.screen.query_one(Form)
        form.focus_row("for")
        finder = form.field("for", Finder)
        for name in catalogue().profiles:
            finder.take(name)
            await pilot.pause()
            check_form(pilot, form, name)
            label = catalogue().profiles[name].label
            assert label in words(pilot), name


def tells(page: WorksWithScreen, label: str) -> bool:
    """Whether the page has come to a service."""
    return bool(page.facts.facts) and label in page.facts.facts[0][1]


async def test_each_verdict(ssh: Path) -> None:
    async with keys_app(ssh).run_test(size=SIZE) as pilot:
        page = await opened(pilot, "id_rsa")
        for verdict in page.list.verdicts:
            at = page.list.find(verdict.profile.id)
            label = verdict.profile.label
            drawn = "".join(part.text for part in page.list.draw_row(at, 76, chosen=False))
            assert label in drawn
            page.list.cursor = at
            await until(pilot, partial(tells, page, label))
            shown = words(pilot)
            assert verdict.headline in shown
            for reason in verdict.reasons[:1]:
                assert " ".join(visible(reason.words).split()) in shown, (label, shown)


async def test_each_problem_that_a_file_may_have(ssh: Path) -> None:
    reports = [inspect_file(path) for path in sorted(DAMAGED.iterdir()) if path.name != "MANIFEST.toml"]
    found = (*problems.of_reports(reports), *problems.unread(reports))
    once = tuple({one.id: one for one in found}.values())
    assert len(once) > 40
    async with keys_app(ssh).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.app.push_screen(ProblemsDialog(ssh, once, 9))
        dialog = expect(ProblemsDialog, pilot.app.screen)
        await until(pilot, lambda: dialog.query(ProblemList))
        for at, one in enumerate(once):
            dialog.query_one(ProblemList).cursor = at
            await pilot.pause()
            shown = words(pilot)
            for part in (one.title, one.hint, _NEXT.get(one.fix, _NEXT[None]), "Esc closes"):
                assert " ".join(visible(part).split()) in shown, (one.id, part, shown)


def frame_of(shown: list[str]) -> list[str]:
    """The rows that no cut may be in: titles, borders, what was told, footer."""
    return [line for line in shown if any(corner in line for corner in "╭╰")] + [shown[0], *shown[-3:]]


@pytest.mark.parametrize("size", [SIZE, (60, 20)], ids=["80x24", "60x20"])
async def test_no_title_and_no_footer_is_cut(ssh: Path, size: tuple[int, int]) -> None:
    async with keys_app(ssh / "id_rsa").run_test(size=size) as pilot:
        await ready(pilot)
        for key in PAGES:
            await pilot.press(key)
            await pilot.pause(0.3)
            cut = [line for line in frame_of(lines(pilot.app)) if "…" in line or "..." in line]
            assert cut == [], key
            await pilot.press("escape")
            await pilot.pause(0.1)
            await pilot.press("f2")
            await pilot.pause(0.1)
