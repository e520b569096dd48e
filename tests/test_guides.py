"""Each command of the guides works as it stands."""

from __future__ import annotations

import contextlib
import functools
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers import pages
from tests.helpers.peers import need
from tests.interop.accounts import account, configuration, make_key
from tests.tables import ROOT
from tui.cli import VERBS, overview

if TYPE_CHECKING:
    from pathlib import Path

GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
OTHERS = [
    path
    for path in sorted((*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")))
    if pages.lines(path.read_text()) and path.name != "README.md"  # which has a test of its own
]
"""Every other page with commands."""
WITH_SERVERS = frozenset({"install.md", "rotate.md"})
"""Guides that log in to servers."""
NOT_RUN = {
    "keywright uses ~/.ssh/id_ed25519 --add-to": "ssh reads the config of the real home, whatever HOME says",
    "keywright why git.example.com --try": "ssh would look for that host",
    "sudo keywright inspect -r --jsonl /etc/ssh /root/.ssh /home": "it reads the keys of this very machine",
    "find /home -maxdepth 2 -name .ssh": "so does this",
    "make ": "it takes minutes, and what it makes has tests of its own",
    "scp dist/keywright-VERSION-linux-x86_64": "there is no such server",
    "ssh -t server": "nor here",
}
"""The beginnings of commands that stand on a page and are not run, and why."""
BEFORE = {
    "authorized.md": """
        cp id_ed25519.pub id_backup.pub
        keywright generate -t ecdsa -o other --new-passphrase-file /dev/null
        mv other.pub pasted.pub
        (umask 077; keywright public id_rsa > .ssh/authorized_keys)
        printf '[[owner]]\\nname = "Alice"\\nkeys = ["SHA256:%043d"]\\n' 0 | tr 0 A > known-owners.toml
    """,
    "why.md": """
        cp -p id_ed25519 id_ed25519.pub .ssh
        keywright agent add .ssh/id_ed25519
        printf 'Host build\\n  IdentityFile ~/.ssh/id_ed25519\\n' > config
    """,
}
"""What is laid out for a page, besides the usual home."""


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_each_command_of_a_guide_works_in_its_turn(guide: Path, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        ssh = functools.partial(_servers, stack, tmp_path) if guide.name in WITH_SERVERS else None
        ran = pages.run(guide.read_text(), tmp_path / "page", ssh=ssh)
    assert [done for done in ran if "keywright" in done.args[-1]]


def _servers(stack: contextlib.ExitStack, folder: Path, home: Path) -> None:
    """Real ones, into which a key of the home logs in, and the configuration that names them."""
    need("sshd")
    found = {}
    for name in ("box", "web", "mail"):
        (folder / name).mkdir()
        found[name] = stack.enter_context(account(folder / name))
        key = make_key(home / ".ssh" / f"{name}_key")
        found[name].holds(key.with_suffix(".pub").read_text())
    config = configuration(home / ".ssh" / "config", found)
    for name in found:
        block = f"Host {name}\n"
        named = f"{block}  IdentityFile {home}/.ssh/{name}_key\n"
        config.write_text(config.read_text().replace(block, named))


@pytest.mark.parametrize("page", OTHERS, ids=lambda page: page.stem)
def test_each_command_of_another_page_works_or_it_is_said_why_it_is_not_run(
    page: Path, tmp_path: Path
) -> None:
    commands = [line.command for line in pages.lines(page.read_text())]
    but = {command for command in commands if command.startswith(tuple(NOT_RUN))}
    done = pages.run(page.read_text(), tmp_path, but=but, before=BEFORE.get(page.name, ""))
    assert len(done) + len(but) == len(commands) > 0


def test_what_is_not_run_stands_on_a_page() -> None:
    every = [line.command for page in OTHERS for line in pages.lines(page.read_text())]
    assert [one for one in NOT_RUN if not any(command.startswith(one) for command in every)] == []
    assert {"why", "authorized", "scripts", "inventory"} <= {page.stem for page in OTHERS}


def test_the_page_for_scripts_has_every_exit_code() -> None:
    page = (ROOT / "docs" / "scripts.md").read_text().partition("## Passphrases")[0]
    told = [int(code) for code in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)]
    assert told == [code for code, _ in overview.EXIT_CODES]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_is_short_and_in_the_contents(guide: Path) -> None:
    text = guide.read_text()
    assert len(text.splitlines()) < 80
    assert f"(guides/{guide.name})" in (ROOT / "docs" / "index.md").read_text()
    assert f"(docs/guides/{guide.name})" in (ROOT / "README.md").read_text()
    for command in re.findall(r"`keywright ([a-z-]+) ", text):
        assert command in VERBS, command


def test_a_command_that_ends_otherwise_than_its_page_says_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="keywright check id_rsa --for"):
        pages.run("```sh\nkeywright check id_rsa --for git-integration-for-jira-cloud\n```\n", tmp_path)
