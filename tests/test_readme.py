"""Each command of the README does what it is there for, and its links work on a package index too."""

from __future__ import annotations

import email
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from typing import TYPE_CHECKING

import pytest
from readme_renderer import markdown

from hatch_build import absolute
from tests.helpers import pages
from tests.helpers.expect import expect
from tests.pty.story import a_refused_key_becomes_pem
from tests.tables import ROOT
from tui.cli import VERBS, module_of
from tui.keyops.damage.diagnosis import DAMAGES
from tui.keyops.services import catalogue

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text()
COMMANDS = re.findall(r"^(keywright .*)$", README, re.MULTILINE)
MADE_FOR_EACH = 20
"""Examples that there are at least."""
ADDRESS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]["Source"]


def test_each_command_works_in_its_turn(tmp_path: Path) -> None:
    """As they stand, one after the other, in a home folder with a few keys and an agent."""
    commands = README.partition("make test ")[2].partition("```\n")[2]
    assert {line.command for line in pages.lines(commands)} == set(COMMANDS)
    for done in pages.run(commands, tmp_path):
        assert done.stderr == "", done.args
        command = done.args[-1]
        assert done.stdout or " -o " in command or " export " in command, command
        if command == COMMANDS[0]:
            shown = README.partition("```text\n")[2].partition("```")[0]
            assert 5 <= len(shown.splitlines()) < 8
            assert set(shown.splitlines()) <= set(done.stdout.splitlines())
    made = tmp_path / "home" / "id_rsa.pem"
    assert made.read_bytes().startswith(b"-----BEGIN RSA PRIVATE KEY-----\n")
    assert made.stat().st_mode & 0o777 == 0o600


def test_the_job_takes_three_key_presses(tmp_path: Path) -> None:
    assert "after `keywright id_rsa`: `c` opens Convert with PEM chosen, F10 writes `id_rsa.pem`" in README
    a_refused_key_becomes_pem([sys.executable, "-m", "tui"], tmp_path, ROOT)


def test_each_verb_has_an_example() -> None:
    assert len(COMMANDS) >= MADE_FOR_EACH
    assert {shlex.split(command)[1] for command in COMMANDS} == set(VERBS)


def test_commands_in_sentences_and_tables_name_verbs_and_options_that_there_are() -> None:
    from tui.cli.commands import commands

    known = {command.words: {name for one in command.options for name in one.names} for command in commands()}
    found = re.findall(r"`keywright ([^`]+)`", README)
    assert len(found) > 5
    for text in found:
        words = shlex.split(text)
        command = max((one for one in known if one == tuple(words[: len(one)])), key=len)
        assert {word for word in words if word.startswith("--")} <= known[command], text


def test_there_are_as_many_services_as_are_spoken_of() -> None:
    assert "more than a hundred services and clients" in README
    assert len(catalogue().profiles) > 100
    assert "more than a hundred kinds of damage" in README
    assert len(DAMAGES) > 100


def rows(heading: str) -> list[list[str]]:
    """The table below a heading, its cells by row; the line under its head is left out."""
    part = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\|(.*)\|$", part, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" | ")] for line in lines if set(line) - set("-|")]


def test_each_way_of_install_has_its_command() -> None:
    head, *ways = rows("Install")
    assert head == ["with", "command"]
    told = {way.partition(",")[0]: command for way, command in ways}
    assert set(told) == {"pipx", "uv", "uvx", "pip", "a wheel of a release", "apt", "one file"}
    assert [way for way in ("pipx", "uv", "uvx", "pip", "apt") if f"{way} " not in told[way]] == []


def test_each_job_has_a_command_that_is_understood_and_a_guide() -> None:
    head, *jobs = rows("Jobs")
    assert head == ["you want to", "command", "guide"]
    assert len(jobs) > 10
    for _, told, guide in jobs:
        assert "](docs/" in guide
        for verb, *words in map(shlex.split, re.findall(r"`keywright ([^`]+)`", told)):
            assert module_of(verb).parser(verb).parse_args(words), told
        assert told.startswith("`")


def test_who_is_compared_has_an_answer_in_each_row() -> None:
    (_, *programs), *questions = rows("Compared")
    assert programs == ["keywright", "PuTTYgen", "ssh-keygen", "sshpk-conv", "step", "ssh-audit"]
    assert len(questions) > 10
    for question, *answers in questions:
        assert len(answers) == len(programs), question
        assert all(answers), question


def test_each_screen_has_its_picture() -> None:
    cells = [cell for row in rows("Screens") for cell in row if cell.strip(" |")]
    shown = [re.fullmatch(r"!\[[^]]+\]\((\S+)\)<br>\*\*[^*]+\*\* \(.+\): \S.+", cell) for cell in cells]
    assert None not in shown, cells
    pictures = {path.name for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert {one[1].rpartition("/")[2] for one in shown} == pictures


def test_the_targets_of_make_are_there() -> None:
    rules = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`?make (?:[A-Z]+=\S+ )?([a-z-]+)", README))
    assert {"run", "test"} <= named <= rules


def test_each_heading_of_the_contents_is_there() -> None:
    headings = {
        re.sub(r"[^a-z -]", "", line.lower()).replace(" ", "-")
        for line in re.findall(r"^## (.*)$", README, re.MULTILINE)
    }
    contents = README.partition("\n## ")[0]
    assert set(re.findall(r"\]\(#([^)]+)\)", contents)) == headings


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a package index shows: the description of the wheel, rendered as it does."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
        metadata = email.message_from_bytes(wheel.read(name))
    assert metadata["Description-Content-Type"] == "text/markdown"
    shown = markdown.render(expect(bytes, metadata.get_payload(decode=True)).decode())
    assert shown is not None
    return shown


def test_a_package_index_shows_it_with_links_and_pictures_that_lead_somewhere(page: str) -> None:
    pictures = re.findall(r'<img [^>]*src="([^"]*)"', page)
    links = re.findall(r'<a [^>]*href="([^"]*)"', page)
    assert len(pictures) > 10
    assert len(links) > 20
    for picture in pictures:
        path = picture.removeprefix(f"{ADDRESS}/raw/main/")
        assert path != picture
        assert (ROOT / path).is_file(), picture
    for link in links:
        path = link.removeprefix(f"{ADDRESS}/blob/main/")
        assert link.startswith(("#", "https://")), link
        assert path == link or (ROOT / path.partition("#")[0]).exists(), link
    targets = set(re.findall(r'id="([^"]*)"', page))
    assert {link[1:] for link in links if link.startswith("#")} <= targets


def test_the_address_is_said_in_one_place_and_is_to_be_set_at_publication() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text().partition("## At publication")[2]
    assert "`[project.urls]`" in contributing
    assert (ROOT / "pyproject.toml").read_text().count(ADDRESS) == 1
    for name in ("README.md", "hatch_build.py", "SECURITY.md", "CHANGELOG.md"):
        assert ADDRESS not in (ROOT / name).read_text(), name


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a](docs/a.md#b)", "[a](https://x.example/k/blob/main/docs/a.md#b)"),
        ("![a](docs/a.png)", "![a](https://x.example/k/raw/main/docs/a.png)"),
        ("[a](#b) [c](https://d)", "[a](#b) [c](https://d)"),
    ],
)
def test_a_link_gets_the_address_of_the_repository(before: str, after: str) -> None:
    assert absolute(before, "https://x.example/k") == after


def test_of_a_page_in_a_folder_only_links_that_leave_it_get_an_address() -> None:
    text = "[a](../tests/a.py) [b](b.md) [c](../docs/c.md) ![d](pictures/d.png)"
    assert absolute(text, "https://x.example/k", "docs", keep="docs") == text.replace(
        "../tests", "https://x.example/k/blob/main/tests"
    )
