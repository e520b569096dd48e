"""Services of the user: what is kept, in which file, and how lists are grouped."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tui.keyops.errors import StorageError
from tui.keyops.files import storage
from tui.keyops.services import catalogue, yours
from tui.keyops.services.rules import Category, Profile
from tui.keyops.services.yours import Yours

if TYPE_CHECKING:
    from pathlib import Path


def whose(made: Profile) -> Profile:
    return made


def test_stars_and_the_last_five_are_kept_in_a_file_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    assert yours.load(folder) == Yours()
    for name in ("github", "jenkins", "github"):
        yours.star(folder, name, on=True)
    for name in ("a", "b", "c", "d", "e", "a", "f"):
        yours.use(folder, name)
    known = yours.load(folder)
    assert known == Yours(("github", "jenkins"), ("f", "a", "e", "d", "c"))
    assert yours.star(folder, "github", on=False) == Yours(("jenkins",), known.recent)
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_bytes()) == {"starred": ["jenkins"], "recent": ["f", "a", "e", "d", "c"]}


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"starred": [1], "recent": []}', b'{"starred": []}', b"[" * 9999]
)
def test_a_file_that_is_none_of_ours_is_passed_over_and_kept_when_a_new_one_is_written(
    tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "services.json").write_bytes(data)
    assert yours.load(tmp_path) == Yours()
    yours.star(tmp_path, "github", on=True)
    assert yours.load(tmp_path) == Yours(("github",))
    (kept,) = tmp_path.glob("services.json.backup-*")
    assert kept.read_bytes() == data


def test_a_star_of_another_program_in_the_same_moment_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, others = storage.save, iter(["jenkins"])

    def late(files: list[storage.NewFile], **options: Any) -> tuple[Path, ...]:
        for name in others:
            yours.star(tmp_path, name, on=True)
        return save(files, **options)

    monkeypatch.setattr(storage, "save", late)
    yours.star(tmp_path, "github", on=True)
    assert yours.load(tmp_path).starred == ("jenkins", "github")


def test_where_nothing_can_be_kept_a_star_says_so_and_a_check_goes_on(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    yours.use(tmp_path / "file", "github")
    with pytest.raises(StorageError):
        yours.star(tmp_path / "file", "github", on=True)


def test_each_service_stands_once_those_of_the_user_first() -> None:
    profiles = catalogue().profiles
    groups = yours.grouped(profiles.values(), whose, Yours(("gitlab", "gone"), ("winscp", "gitlab")))
    assert groups[0] == (yours.HEADING, (profiles["gitlab"], profiles["winscp"]))
    assert [heading for heading, _ in groups[1:]] == [
        one.heading for one in Category if one is not Category.OTHER
    ]
    listed = [made.id for _, group in groups for made in group]
    assert sorted(listed) == sorted(profiles)
    assert yours.HEADING not in dict(yours.grouped(profiles.values(), whose, Yours()))


def test_each_of_our_profiles_of_a_service_says_what_it_is_for() -> None:
    found = {made.id: made.category for made in catalogue().profiles.values()}
    assert [name for name, category in found.items() if category is Category.OTHER] == []
    assert found["github-deploy-key"] is Category.GIT, "as github, which it is like"
    assert found["argo-cd"] is Category.CI, "though it is like a library"
    assert {found[name] for name in ("openssh-9.8", "fips", "winscp", "jsch")} == {Category.CLIENT}
