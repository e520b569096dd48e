"""Every system call of a save fails once, in every way: all is old or all is new, and nothing is left."""

from __future__ import annotations

import ast
import itertools
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults import killing
from tests.faults.calls import CALLS, ERRORS, Counter, Faulty, watched
from tests.faults.stories import STORIES, Story, content, outcome, wrong
from tui.keyops.errors import StorageError
from tui.keyops.files import (
    atomic,
    folder_locks,
    folders,
    modes,
    moving,
    reading,
    renames,
    storage,
    unfinished,
)
from tui.keyops.files import transaction as saving

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = itertools.count()


@pytest.fixture
def root() -> Iterator[Path]:
    """A folder in memory: thousands of real syncs would take minutes."""
    yield from killing.fast_folder()


def begin(story: Story, root: Path) -> Path:
    folder = root / f"{next(_NUMBERS)}"
    story.set_up(folder)
    return folder


def count(story: Story, root: Path) -> list[str]:
    counter = Counter()
    folder = begin(story, root)
    with watched(counter):
        story.act(folder)
    assert outcome(story, folder) == "new"
    assert wrong(story, folder, died=False) == ""
    return counter.names


def attempt(story: Story, folder: Path, faulty: Faulty) -> StorageError | None:
    try:
        with watched(faulty):
            story.act(folder)
    except StorageError as error:
        return error
    return None


def test_no_system_call_of_saving_is_left_out() -> None:
    pure = {"fsencode", "fsdecode", "strerror", "geteuid", "urandom"}
    used = set()
    for module in (
        folder_locks,
        folders,
        modes,
        reading,
        renames,
        saving,
        atomic,
        moving,
        storage,
        unfinished,
    ):
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            if isinstance(node, ast.Call):
                owner, _, name = ast.unparse(node.func).rpartition(".")
                if owner in {"os", "shutil", "tempfile"} and name not in pure:
                    used.add(name)
    assert used - set(CALLS) == set()
    assert {"open", "link", "rename", "fsync", "unlink", "write"} <= used


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name.replace(" ", "-"))
def test_whatever_call_fails_all_is_old_or_all_is_new(story: Story, root: Path) -> None:
    names = count(story, root)
    assert len(names) > 12
    raised = 0
    for number, (error, code) in itertools.product(range(len(names)), ERRORS.items()):
        folder = begin(story, root)
        faulty = Faulty({number: code})
        where = f"{story.name}: call {number} {names[number]} {error}"
        refused = attempt(story, folder, faulty)
        if refused is not None:
            raised += 1
            assert outcome(story, folder) == "old", where
            assert set(content(folder)) == set(story.old), where
            assert refused.path.name in refused.title, where
            assert not story.new_folder or not folder.exists() or names[number] == "rmdir", where
        else:
            assert outcome(story, folder) == "new", where
        assert faulty.failed, where
        # A temporary file that cannot be removed is left, for its owner alone.
        assert wrong(story, folder, died=names[number] == "unlink") == "", where
    assert raised > len(names)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name.replace(" ", "-"))
def test_when_everything_fails_from_one_call_on_it_says_what_is_there(story: Story, root: Path) -> None:
    names = count(story, root)
    for number in range(len(names)):
        folder = begin(story, root)
        refused = attempt(story, folder, Faulty(dict.fromkeys(range(number, 2000), ERRORS["EROFS"])))
        where = f"{story.name}: from call {number} {names[number]} on"
        assert wrong(story, folder, died=True) == "", where
        if outcome(story, folder) == "mixed":
            assert refused is not None, where
            assert "Not everything could be restored" in refused.hint, where
            named = [name for name in story.new if content(folder).get(name) == story.new[name]]
            assert all(name in refused.hint for name in named), where


def test_killed_at_every_step_nothing_is_lost_or_half(root: Path) -> None:
    figure = killing.in_a_child(root, seconds=120, seed=1, most=200)
    assert figure.wrong == ""
    assert figure.kills == 200
    assert {"old", "new"} <= set(figure.outcomes)
