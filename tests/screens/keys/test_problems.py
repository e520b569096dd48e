"""What is wrong in the folder: counted, listed worst first, and set right from the list."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk
from tests.helpers.desk import agree, keys_app, ready, screen_of, shows
from tests.helpers.snapshot import arrived, text, until
from tui import cli
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.problems import ProblemsDialog
from tui.dialogs.repair import RepairDialog
from tui.widgets.problem_list import ProblemList

if TYPE_CHECKING:
    from pathlib import Path

SIZE = (80, 24)


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    made = desk.fill(
        fence / ".ssh", ["id_ed25519", "id_ed25519.pub", "id_rsa", "id_rsa.pub", "wrong", "wrong.pub"]
    )
    (made / "id_rsa").chmod(0o644)
    return made


async def listed(pilot) -> ProblemList:
    await pilot.press("exclamation_mark")
    await until(pilot, lambda: isinstance(pilot.app.screen, ProblemsDialog))
    return pilot.app.screen.query_one(ProblemList)


async def test_the_title_counts_what_the_list_and_the_audit_tell_worst_first(
    folder: Path, capsys: pytest.CaptureFixture
) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        counted = screen_of(pilot).count
        rows = (await listed(pilot)).problems
        assert counted == f"3 keys, {sum(one.matters for one in rows)} problems"
        await shows(pilot, "wrong.pub belongs to another key")
    severities = [str(one.severity) for one in rows]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert ("pair-differs", "wrong") in {(one.id, one.path.name) for one in rows}
    assert ("mode-open", "id_rsa") in {(one.id, one.path.name) for one in rows}
    cli.main(["audit", "--json", str(folder)])
    told = json.loads(capsys.readouterr().out)
    audited = {(one["path"], finding["id"]) for one in told for finding in one["findings"]}
    assert {(str(one.path), one.id) for one in rows} == audited


async def test_enter_goes_to_the_repair_and_afterwards_the_list_is_shorter(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        names = await listed(pilot)
        before = len(names.problems)
        names.cursor = [one.id for one in names.problems].index("mode-open")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RepairDialog))
        assert "set the mode of id_rsa to 0600" in text(pilot.app)
        await pilot.press("enter")
        assert len((await arrived(pilot, ProblemsDialog)).problems) < before
    assert (folder / "id_rsa").stat().st_mode & 0o777 == 0o600


async def test_escape_ends_the_looking_after_a_repair_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = asyncio.Event()

    async def hangs(*_: object) -> None:
        looked.set()
        await asyncio.sleep(600)

    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        names = await listed(pilot)
        names.cursor = [one.id for one in names.problems].index("mode-open")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RepairDialog))
        monkeypatch.setattr("tui.screens.keys.problems.jobs.run", hangs)
        await pilot.press("enter")
        await until(pilot, looked.is_set)
        await pilot.press("escape")
        await shows(pilot, "Cancelled")
        assert not screen_of(pilot).is_busy


async def test_the_repair_from_the_list_is_in_place_and_the_list_tells_of_it(folder: Path) -> None:
    damaged = (folder / "id_ed25519").read_bytes().replace(b"\n", b"\r\n")
    (folder / "id_ed25519").write_bytes(damaged)
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        names = await listed(pilot)
        before, at = len(names.problems), [one.path.name for one in names.problems].index("id_ed25519")
        names.cursor = at
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RepairDialog))
        await pilot.press("escape")
        assert (await arrived(pilot, ProblemsDialog)).at == at
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RepairDialog))
        await pilot.press("enter")
        after = await arrived(pilot, ProblemsDialog)
        assert after.done.startswith("id_ed25519 was repaired")
        assert len(after.problems) < before
        await shows(pilot, "id_ed25519 was repaired")
    assert (folder / "id_ed25519").read_bytes() == damaged.replace(b"\r", b"")


async def test_what_others_can_read_comes_first_and_no_row_says_its_name_twice(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        rows = [one for one in (await listed(pilot)).problems if str(one.severity) == "warning"]
        assert rows[0].id == "mode-open"
        await shows(pilot, "id_ed25519           Has no passphrase")


async def test_a_pub_of_another_key_is_told_once_and_the_repair_rewrites_it(folder: Path) -> None:
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        names = await listed(pilot)
        (at,) = [at for at, one in enumerate(names.problems) if one.id == "pair-differs"]
        await until(pilot, lambda: "wrong                wrong.pub belongs to another key" in text(pilot.app))
        names.cursor = at
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RepairDialog))
        assert "rewrite wrong.pub" in text(pilot.app)


async def test_capital_f_repairs_what_needs_no_decision_after_one_preview(folder: Path) -> None:
    theirs = (folder / "wrong.pub").read_bytes()
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        await listed(pilot)
        await pilot.press("F")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        shown = " ".join(text(pilot.app).split())
        assert "Make these 2 changes?" in shown
        assert "set the mode of id_rsa to 0600" in shown
        assert "rewrite wrong.pub" in shown
        assert (folder / "id_rsa").stat().st_mode & 0o777 == 0o644
        await agree(pilot)
        left = {one.id for one in (await arrived(pilot, ProblemsDialog)).problems}
        assert not left & {"mode-open", "pair-differs"}
        assert "not-locked" in left
    assert (folder / "id_rsa").stat().st_mode & 0o777 == 0o600
    assert (folder / "wrong.pub").read_bytes() != theirs
    assert theirs in [path.read_bytes() for path in folder.iterdir() if ".backup-" in path.name]


async def test_the_backup_of_a_repair_is_no_problem(folder: Path) -> None:
    damaged = (folder / "id_rsa").read_bytes().replace(b"\n", b"\r\n")
    (folder / "id_rsa").write_bytes(damaged)
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        before = [one.path.name for one in (await listed(pilot)).problems if one.fix == "repair"]
        assert "id_rsa" in before
        await pilot.press("F")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await agree(pilot)
        after = (await arrived(pilot, ProblemsDialog)).problems
        assert [one.path.name for one in after if one.fix == "repair"] == []
    backups = [path for path in folder.iterdir() if ".backup-" in path.name]
    assert damaged in [path.read_bytes() for path in backups]


async def test_where_nothing_is_wrong_it_says_so_warmly(fence: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.same_world(monkeypatch)
    folder = desk.fill(fence / ".ssh", ["id_rsa", "id_rsa.pub"])
    async with keys_app(folder).run_test(size=SIZE) as pilot:
        await ready(pilot)
        assert screen_of(pilot).count == "1 key"
        await pilot.press("exclamation_mark")
        assert (await arrived(pilot, ProblemsDialog)).problems == ()
        assert "Nothing is wrong in ~/.ssh" in text(pilot.app)
        assert "Your key is in good shape" in text(pilot.app)
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, ProblemsDialog))
