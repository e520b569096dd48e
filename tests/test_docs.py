"""What README and docs say is what the program does."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

import pytest
from textual.binding import Binding

from tests import manual
from tests.tables import PAGES_WITH_TABLES, ROOT, owners, render
from tui import bindings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", PAGES_WITH_TABLES, ids=lambda path: path.name)
def test_the_tables_are_fresh(path: Path) -> None:
    text = path.read_text()
    assert ":begin -->" in text
    assert text == render(text), "run: make docs"


def test_man_pages_and_completions_are_fresh() -> None:
    files = manual.files()
    there = {path.relative_to(ROOT) for path in (ROOT / "share").rglob("*") if path.is_file()}
    assert there == set(files), "run: make docs"
    assert [str(path) for path, text in files.items() if (ROOT / path).read_text() != text] == [], (
        "run: make docs"
    )


PAGES = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")


def headings(page: str) -> set[str]:
    """What the headings of a page are called in links: both on forges and on the site."""
    text = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", line).strip().lower() for line in lines]
    return {line.replace(" ", "-") for line in plain if not re.search(r"[-\s]{2}", line)}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_links_to_is_there(path: Path) -> None:
    for target in _LINK.findall(path.read_text()):
        name, _, heading = target.partition("#")
        page = path.parent / name if name else path
        assert page.exists(), target
        assert not heading or heading in headings(page.read_text()), target


def test_links_that_lead_nowhere_are_found() -> None:
    page = "# One word\n\n```sh\n# no heading\n```\n\n## Two: of it\n"
    assert headings(page) == {"one-word", "two-of-it"}
    assert _LINK.findall("[a](b.md#c) [d](https://e) ![f](g.png) [h](#i)") == ["b.md#c", "g.png", "#i"]


def test_the_contents_of_the_site_name_every_page_once() -> None:
    pages = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    nav = re.findall(r'= "([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text())
    assert sorted(nav) == sorted(pages), "name the page in zensical.toml"
    index = (ROOT / "docs" / "index.md").read_text()
    assert {name for name in pages if f"]({name})" not in index} == {"index.md"}, "name it in docs/index.md"


def test_no_letter_means_two_things() -> None:
    """One letter, one word in the footer, on whatever screen; numbers go to the same screen everywhere."""
    meanings: dict[str, set[str]] = {}
    for row in re.findall(r"^\|.*\|$", (ROOT / "docs" / "keys.md").read_text(), re.MULTILINE)[2:]:
        _, keys, label, _ = (cell.strip() for cell in row.strip("|").split("|"))
        for key in keys.split(", "):
            if len(key) == 1:
                meanings.setdefault(key, set()).add(label)
    assert len(meanings) > 30
    twice = {key: sorted(labels) for key, labels in meanings.items() if len(labels) > 1}
    assert twice == {}, f"free: {sorted(set(string.ascii_letters) - set(meanings))}"
    assert [meanings[digit] for digit in "1234"] == [{"keys"}, {"generate"}, {"convert"}, {"services"}]


PRESSED = {
    "?": {"everywhere: app.help"},
    ":": {"everywhere: app.actions"},
    ",": {"everywhere: app.settings"},
    "!": {"Keys: problems"},
    "*": {"Works with: star"},
    "/": {"Works with: filter", "Known hosts: find"},
    "#": {"Known hosts: hash"},
    "1": {"everywhere: app.show_screen('keys')"},
    "2": {"everywhere: app.show_screen('generate')"},
    "3": {"everywhere: app.show_screen('convert')"},
    "4": {"everywhere: app.services"},
    "a": {"Keys: agent", "Agent: add"},
    "b": {"Public key page: bare"},
    "c": {"Keys: convert"},
    "C": {"Public key page: install", "Works with: install"},
    "T": {"Install: try"},
    "E": {"Public key page: replace"},
    "H": {"Replace: host"},
    "J": {"Replace: skip"},
    "d": {"Agent: remove", "Known hosts: remove"},
    "U": {"Known hosts: history"},
    "e": {"Keys: do('edit')"},
    "m": {"Keys: do('repair')"},
    "p": {"Keys: page"},
    "P": {"Public key page: print"},
    "Q": {"Public key page: qr_code"},
    "t": {"Keys: do('certificate')"},
    "w": {"Keys: works_with"},
    "x": {"Keys: do('audit')"},
    "z": {"Replace: undo"},
    "y": {"Keys: copy", "Result: copy"},
}
"""Each letter of the README and the guides, with the screen and the action that are meant."""

TELLING = (ROOT / "README.md", ROOT / "docs" / "copying.md", *(ROOT / "docs" / "guides").glob("*.md"))


def actions() -> dict[str, set[str]]:
    """What each key does, by its screen."""
    found: dict[str, set[str]] = {}
    for where, kinds in owners():
        for owner in kinds:
            for binding in owner.__dict__.get("BINDINGS", []):
                if isinstance(binding, Binding):
                    for key in binding.key.split(","):
                        does = f"{where}: {binding.action}"
                        found.setdefault(bindings.key_words(key), set()).add(does)
    return found


@pytest.mark.parametrize("letter", PRESSED)
def test_a_letter_of_the_pages_does_what_they_say(letter: str) -> None:
    assert PRESSED[letter] <= actions()[letter], "another key does it: say so in the README and guides"


def test_no_other_letter_is_told_to_be_pressed() -> None:
    told = {letter for page in TELLING for letter in re.findall(r"`([^\s`])`", page.read_text())}
    assert told - {"-"} == set(PRESSED)
