"""At 80 columns no sentence that a user must read is cut: forms, verdicts, problems, titles, footers.

Each state is drawn in one running app. Where only the note of a row changes from one choice to the next, the
notes are collected without drawing them, and the longest is drawn: the room for it is the same for all.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.corpus.make_damaged import FOLDER as DAMAGED
from tests.helpers import desk
from tests.helpers.desk import keys_app, ready
from tests.helpers.expect import expect
from tests.helpers.samples import one_in
from tests.helpers.snapshot import lines, text, until
from tests.helpers.works_with import opened
from tui.dialogs.agent_add import AgentAddDialog
from tui.dialogs.edit import EditDialog
from tui.dialogs.problems import _NEXT, ProblemsDialog
from tui.dialogs.sign import SignDialog
from tui.keyops.inspection.files import inspect_file
from tui.keyops.keys.algorithms import ALGORITHMS
from tui.keyops.services import catalogue
from tui.keyops.trust import problems
from tui.messages import ShowPage
from tui.visible import visible
from tui.widgets.choice import Choice
from tui.widgets.finder import Finder
from tui.widgets.form import Form
from tui.widgets.problem_list import ProblemList

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual.pilot import Pilot

    from tui.keyops.services.checking import Verdict
    from tui.keyops.trust.problems import Problem
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


async def choose(pilot: Pilot, form: Form, name: str, options: Iterable[str]) -> None:
    """Choose each, as with the arrow keys, and draw the last and those with the longest notes."""
    field, notes = form.field(name, Choice), dict.fromkeys(options, "")
    with pilot.app.batch_update():
        for option in notes:
            take(field, option)
            await pilot.pause()
            notes[option] = form.row(name).note_text
    longest = sorted(notes, key=lambda option: len(notes[option]))[-2:]
    for option in dict.fromkeys((*longest, *list(notes)[-1:])):
        take(field, option)
        await pilot.pause()
        check_form(pilot, form, f"{name} {option}")


def take(field: Choice, option: str) -> None:
    if isinstance(field, Finder):
        field.take(option)
    else:
        field.chosen = option


def usable(field: Choice) -> list[str]:
    return [one.id for one in field.options if not one.reason]


async def go_through(pilot: Pilot, form: Form) -> None:
    """Stand on each row, and choose each option that can be chosen."""
    for name, row in form.rows.items():
        if not row.display or not row.field.focusable:
            continue
        form.focus_row(name)
        await pilot.pause()
        check_form(pilot, form, name)
        if isinstance(row.field, Choice) and not isinstance(row.field, Finder):
            at_first = row.field.chosen
            await choose(pilot, form, name, usable(row.field))
            take(row.field, at_first)


async def form_of(pilot: Pilot, mode: str = "") -> Form:
    """The form in front, when it is filled in."""
    app = pilot.app
    await until(pilot, lambda: (not mode or app.current_mode == mode) and app.screen.query(Form))
    form = app.screen.query_one(Form)
    await until(pilot, lambda: form.current)
    return form


async def check_services(pilot: Pilot, form: Form) -> None:
    """Each service by its label, and the longest of what is said of them."""
    form.focus_row("for")
    made = catalogue().profiles
    await choose(pilot, form, "for", one_in(9, made))
    for name in sorted(made, key=lambda name: len(made[name].label))[-2:]:
        take(form.field("for", Choice), name)
        await pilot.pause()
        assert made[name].label in words(pilot), name


async def test_generate_with_every_choice(ssh: Path) -> None:
    async with keys_app(ssh / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("f3")
        form = await form_of(pilot, "generate")
        await go_through(pilot, form)
        kinds = form.field("type", Choice)
        for kind in one_in(2, [option.id for option in kinds.options if option.id in ALGORITHMS]):
            take(kinds, kind)
            await pilot.pause()
            for name in [
                name for name in ("size", "format") if name in form.rows and form.rows[name].display
            ]:
                form.focus_row(name)
                await choose(pilot, form, name, usable(form.field(name, Choice)))
        await check_services(pilot, form)


async def test_every_other_form_with_every_choice(ssh: Path) -> None:
    async with keys_app(ssh / "id_ed25519").run_test(size=SIZE) as pilot:
        await ready(pilot)
        for dialog in (
            EditDialog(inspect_file(ssh / "id_rsa")),
            EditDialog(inspect_file(ssh / "old.pem")),
            EditDialog(inspect_file(ssh / "id_ed25519.pub")),
            SignDialog("id_ed25519", ssh),
            AgentAddDialog("id_ed25519"),
        ):
            await pilot.app.push_screen(dialog)
            await go_through(pilot, await form_of(pilot))
            pilot.app.pop_screen()
        for page in ("certify", "settings"):
            pilot.app.post_message(ShowPage(page, ssh / "id_ed25519"))
            await until(pilot, lambda: len(pilot.app.screen_stack) > 1)
            await go_through(pilot, await form_of(pilot))
            pilot.app.pop_screen()
        await pilot.press("f4")
        form = await form_of(pilot, "convert")
        await go_through(pilot, form)
        await check_services(pilot, form)


def tells(page: WorksWithScreen, label: str) -> bool:
    """Whether the page has come to a service."""
    return bool(page.facts.facts) and label in page.facts.facts[0][1]


def told(verdict: Verdict) -> tuple[str, ...]:
    """What must be read of it, without scrolling."""
    return verdict.headline, *(" ".join(visible(one.words).split()) for one in verdict.reasons[:1])


async def test_each_label_and_the_longest_verdicts(ssh: Path) -> None:
    async with keys_app(ssh).run_test(size=SIZE) as pilot:
        page = await opened(pilot, "id_rsa")
        columns = set()
        for verdict in page.list.verdicts:
            mark, name, *_ = row = page.list.draw_row(page.list.find(verdict.profile.id), 76, chosen=False)
            assert verdict.profile.label in "".join(part.text for part in row)
            columns.add(mark.cell_length + name.cell_length)
        assert len(columns) == 1, "the reasons stand below each other"
        for verdict in sorted(page.list.verdicts, key=lambda one: len(" ".join(told(one))))[-12:]:
            page.list.cursor = page.list.find(verdict.profile.id)
            await until(pilot, partial(tells, page, verdict.profile.label))
            shown = words(pilot)
            assert all(part in shown for part in told(verdict)), (told(verdict), shown)


def about(problem: Problem) -> tuple[str, ...]:
    """What must be read of it."""
    return problem.title, problem.hint, _NEXT.get(problem.fix, _NEXT[None])


async def test_the_longest_problems_that_a_file_may_have(ssh: Path) -> None:
    reports = [inspect_file(path) for path in sorted(DAMAGED.iterdir()) if path.name != "MANIFEST.toml"]
    found = (*problems.of_reports(reports), *problems.unread(reports))
    once = tuple({one.id: one for one in found}.values())
    assert len(once) > 40
    async with keys_app(ssh).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.app.push_screen(ProblemsDialog(ssh, once, 9))
        dialog = expect(ProblemsDialog, pilot.app.screen)
        await until(pilot, lambda: dialog.query(ProblemList))
        for one in sorted(once, key=lambda one: len(" ".join(about(one))))[-12:]:
            dialog.query_one(ProblemList).cursor = once.index(one)
            await pilot.pause()
            shown = words(pilot)
            for part in (*about(one), "Esc closes"):
                assert " ".join(visible(part).split()) in shown, (one.id, part, shown)


def frame_of(shown: list[str]) -> list[str]:
    """The rows that no cut may be in: titles, borders, what was told, footer."""
    return [line for line in shown if any(corner in line for corner in "╭╰")] + [shown[0], *shown[-3:]]


async def test_no_title_and_no_footer_is_cut(ssh: Path) -> None:
    async with keys_app(ssh / "id_rsa").run_test(size=SIZE) as pilot:
        await ready(pilot)
        for size in (SIZE, (60, 20)):
            await pilot.resize_terminal(*size)
            for key in PAGES:
                await pilot.press(key)
                await pilot.pause(0.3)
                cut = [line for line in frame_of(lines(pilot.app)) if "…" in line or "..." in line]
                assert cut == [], (size, key)
                await pilot.press("escape")
                await pilot.pause(0.1)
                await pilot.press("f2")
                await pilot.pause(0.1)
