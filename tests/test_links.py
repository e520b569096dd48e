"""Every link of every page leads somewhere: to a file that there is, and to a heading in it."""

from __future__ import annotations

import re
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests import links
from tests.tables import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)\s]+)\)")


def pages() -> list[Path]:
    """Every page of Markdown that is in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    return [ROOT / name for name in listed.stdout.split()]


PAGES = pages()


def anchors(text: str) -> set[str]:
    """The anchors that a forge gives to the headings of a page."""
    headings = re.findall(r"^#{1,6} (.*)$", _FENCED.sub("", text), re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", one) for one in headings]
    made = [re.sub(r"[^\w -]", "", one.lower()).strip().replace(" ", "-") for one in plain]
    return {f"{name}-{made[:at].count(name)}" if name in made[:at] else name for at, name in enumerate(made)}


def problems(page: Path, text: str) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in _LINK.findall(_FENCED.sub("", text)):
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists():
            found.append(f"{link}: no such file")
        elif anchor and anchor not in anchors(text if target == page else target.read_text()):
            found.append(f"{link}: no such heading")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_of_a_page_leads_to_what_is_there(page: Path) -> None:
    assert problems(page, page.read_text()) == []


def test_a_link_that_leads_nowhere_is_seen() -> None:
    text = "# A head: *it*\n\n[a](#a-head-it) [b](#b) [c](docs/none.md) [d](SECURITY.md#none) [e](LICENSE)\n"
    assert problems(ROOT / "README.md", text) == [
        "#b: no such heading",
        "docs/none.md: no such file",
        "SECURITY.md#none: no such heading",
    ]
    assert len(PAGES) > 25
    assert sum(len(_LINK.findall(page.read_text())) for page in PAGES) > 200


def test_addresses_outside_are_well_formed() -> None:
    """Whether they answer is asked by ``make links``: no test needs the network."""
    found = links.addresses()
    assert len(found) > 25
    assert "https://badkeys.info/" in found
    assert {address: links.problem(address) for address in found if links.problem(address)} == {}


@pytest.mark.parametrize(
    "address",
    ["http://a.example.net/", "https://host/", "https://a.net:99999/", "https://a.net:8/", "https://a.net/ä"],
)
def test_an_address_that_is_not_well_formed_is_seen(address: str) -> None:
    assert links.problem(address)
    assert not links.problem("https://docs.a-b.net/c?d=e#f")


class Answers(BaseHTTPRequestHandler):
    """A server that has one page."""

    def do_GET(self) -> None:  # noqa: D102 - the name that http.server asks for
        self.send_response(200 if self.path == "/there" else 404)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Answers) as made:
        thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()
        thread.join()


def test_who_asks_them_is_told_which_lead_nowhere(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert links.answer(f"{server}/there") == ""
    assert links.answer(f"{server}/gone") == "404 Not Found"
    monkeypatch.setattr(links, "addresses", lambda: {f"{server}/gone": "README.md"})
    assert links.main() == 1
    monkeypatch.setattr(links, "addresses", lambda: {f"{server}/there": "README.md"})
    assert links.main() == 0


def test_the_placeholder_of_our_address_stands_only_where_it_is_to_be_set() -> None:
    listed = subprocess.run(
        ["git", "grep", "-lE", "example.invalid/keywright|keywright@example.invalid"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    places = {name for name in listed.stdout.split() if not name.startswith("tests/")}
    told = (ROOT / "CONTRIBUTING.md").read_text().partition("## At publication")[2]
    assert places == {"pyproject.toml", "zensical.toml", "release/deb.py"}
    assert all(f"`{name}`" in told for name in places)
