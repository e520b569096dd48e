"""Each question to DuckDB is answered from rows as ``keywright inspect --jsonl`` writes them."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.fleet import need_fleet, run_fleet

ALICE, BOB, NOBODY, DEPLOY, HOST, OLD, CA = (f"SHA256:{letter * 43}" for letter in "abndhoc")
LINE = {
    "schema": 1, "host": "node", "line": 1, "kind": "public", "format": "openssh-public",
    "algorithm": "ssh-ed25519", "bits": 256, "comment": None, "encrypted": False, "options": None,
    "mode": "0600", "owner": "root", "mtime": "2026-01-02T03:04:05Z", "findings": [], "reuse": None,
    "error": None,
}  # fmt: skip
CERTIFICATE = {
    "kind": "certificate", "certifies": "user", "expires": None,
}  # fmt: skip
PRIVATE = {"kind": "private", "format": "openssh", "line": None, "comment": None}
ROWS: dict[str, list[dict[str, Any]]] = {
    "web1": [
        {"path": "/root/.ssh/authorized_keys", "sha256": ALICE},
        {"path": "/root/.ssh/authorized_keys", "sha256": NOBODY, "line": 2, "options": 'from="10.0.0.1"',
         "findings": ["rsa-small", "rsa-exponent-large"], "comment": "ev\x1b[2Jil"},
        {"path": "/home/deploy/.ssh/id_ed25519", "sha256": DEPLOY, **PRIVATE},
        {"path": "/etc/ssh/ssh_host_ed25519_key", "sha256": HOST, **PRIVATE},
        {"path": "/etc/ssh/ssh_host_ed25519_key.pub", "sha256": HOST},
    ],
    "web2": [
        {"path": "/home/bob/.ssh/authorized_keys", "sha256": BOB},
        {"path": "/home/bob/.ssh/authorized_keys", "sha256": ALICE, "line": 2,
         "options": 'expiry-time="20200101"'},
        {"path": "/home/ci/.ssh/id_ed25519", "sha256": DEPLOY, **PRIVATE, "encrypted": True},
        {"path": "/etc/ssh/ssh_host_ed25519_key", "sha256": HOST, **PRIVATE},
        {"path": "/home/bob/.ssh/id_rsa", "sha256": OLD, **PRIVATE, "mtime": "2001-01-01T00:00:00Z",
         "encrypted": True},
    ],
    "db1": [
        {"path": "/etc/ssh/authorized_keys/backup", "sha256": DEPLOY, "options": 'command="dump",no-pty'},
        {"path": "/root/.ssh/authorized_keys2", "sha256": NOBODY},
        {"path": "/root/.ssh/authorized_keys2", "sha256": None, "line": 2, "kind": "other",
         "error": "corrupt: cut"},
        {"path": "/home/carol/.ssh/authorized_keys", "sha256": ALICE,
         "options": 'cert-authority,principals="x,ops"'},
        {"path": "/home/dave/.ssh/authorized_keys", "sha256": CA, "options": "cert-authority"},
        {"path": "/home/carol/.ssh/id_dsa", "sha256": None, **PRIVATE, "mode": "0644",
         "findings": ["mode-open", "dsa"]},
        {"path": "/home/carol/.ssh/known_hosts", "sha256": HOST, "format": "known-hosts", "options": "web1"},
    ],
    "laptop": [
        {"path": f"/home/x/{name}-cert.pub", "sha256": sha256, **CERTIFICATE, "key_id": name, **more}
        for name, sha256, more in (
            ("bob@ops", BOB, {"ca": ALICE, "principals": ["ops", "web"]}),
            ("guest", NOBODY, {"ca": ALICE, "principals": ["x"], "expires": "2999-01-01T00:00:00Z"}),
            ("of others", OLD, {"ca": ALICE, "principals": ["carol"]}),
            ("over", OLD, {"ca": ALICE, "principals": ["x"], "expires": "2001-01-01T00:00:00Z"}),
            ("a host", OLD, {"ca": ALICE, "principals": ["x"], "certifies": "host"}),
            ("dave", DEPLOY, {"ca": CA, "principals": ["dave"]}),
            ("anybody", OLD, {"ca": CA, "principals": []}),
            ("not dave", HOST, {"ca": CA, "principals": ["erin"]}),
        )
    ],
    "empty": [],
}  # fmt: skip
OWNERS = f"""
[[owner]]
name = "Alice"
keys = ["{ALICE}"]
[[owner]]
name = "Bob"
until = 2026-01-31
keys = ["{BOB}"]
"""
AUTHORITY = 'cert-authority,principals="x,ops"'
ROOT_2 = "/root/.ssh/authorized_keys2"
ANSWERS = {
    1: [
        ["Alice", "db1", "carol", ALICE, AUTHORITY, ""],
        ["Alice", "web1", "root", ALICE, "", ""],
        ["Bob", "db1", "carol", BOB, AUTHORITY, "bob@ops"],
        ["Bob", "web2", "bob", BOB, "", ""],
        ["certificate anybody", "db1", "dave", OLD, "cert-authority", "anybody"],
        ["certificate dave", "db1", "dave", DEPLOY, "cert-authority", "dave"],
        ["certificate guest", "db1", "carol", NOBODY, AUTHORITY, "guest"],
        ["unknown", "db1", "backup", DEPLOY, 'command="dump",no-pty', ""],
        ["unknown", "db1", "dave", CA, "cert-authority", ""],
        ["unknown", "db1", "root", NOBODY, "", ""],
        ["unknown", "web1", "root", NOBODY, 'from="10.0.0.1"', ""],
    ],
    2: [[NOBODY, "2", "['root']", "ev\x1b[2Jil"], [DEPLOY, "1", "['backup']", ""]],
    3: [
        ["db1", "/home/carol/.ssh/id_dsa", "", "ssh-ed25519", "256", "['dsa']", ""],
        ["web1", "/root/.ssh/authorized_keys", "2", "ssh-ed25519", "256", "['rsa-small']", NOBODY],
    ],
    4: [["web2", "/home/bob/.ssh/id_rsa", "ssh-ed25519", "2001-01-01", OLD]],
    5: [[DEPLOY, "2", "['web1:/home/deploy/.ssh/id_ed25519', 'web2:/home/ci/.ssh/id_ed25519']"]],
    6: [[HOST, "['web1', 'web2']"]],
    7: [
        ["Bob", "2026-01-31", "db1", "carol", "/home/carol/.ssh/authorized_keys", "1", "bob@ops"],
        ["Bob", "2026-01-31", "web2", "bob", "/home/bob/.ssh/authorized_keys", "1", ""],
    ],
    8: [["web1", "/home/deploy/.ssh/id_ed25519", DEPLOY, "['backup@db1']"]],
    9: [
        ["db1", "unknown", NOBODY, "", ROOT_2, "1"],
        ["web1", "Alice", ALICE, "", "/root/.ssh/authorized_keys", "1"],
    ],
    10: [
        ["db1", "/home/carol/.ssh/id_dsa", "", "root", "0644", "", "['mode-open']"],
        ["db1", ROOT_2, "2", "root", "0600", "corrupt: cut", ""],
    ],
}  # fmt: skip


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Rows and owners, loaded."""
    need_fleet()
    folder = tmp_path / "rows"
    folder.mkdir()
    for host, rows in ROWS.items():
        (folder / f"{host}.jsonl").write_text("".join(json.dumps({**LINE, **row}) + "\n" for row in rows))
    (tmp_path / "known-owners.toml").write_text(OWNERS)
    load = ("load", tmp_path / "db", folder, "--owners", tmp_path / "known-owners.toml")
    assert [one.out for one in run_fleet(load, load)] == ["25 rows\n"] * 2, "loaded again, nothing is twice"
    return tmp_path / "db"


def test_each_question_has_its_answer(database: Path) -> None:
    assert dt.date.today() > dt.date(2026, 1, 31), "Bob has left"  # noqa: DTZ011
    told = run_fleet(*(["ask", database, str(number), "--csv"] for number in ANSWERS))
    for (number, answer), one in zip(ANSWERS.items(), told, strict=True):
        _, *rows = csv.reader(one.out.splitlines())
        assert rows == answer, number


def test_what_is_asked_for_people_does_nothing_in_their_terminal(database: Path) -> None:
    ((_, told, _),) = run_fleet(["ask", database])
    assert [f"{number:>2}  " in told for number in ANSWERS] == [True] * 10
    assert r"ev\x1b[2Jil" in told
    assert not set(told) - {"\n"} - set(map(chr, range(32, 127)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[owner]]\nkeys = []\n", "owner 1: no name"),
        ('[[owner]]\nname = "A"\nkey = []\n', "unknown key"),
        ('[[owner]]\nname = "A"\nkeys = ["SHA256:short"]\n', "is not a fingerprint"),
        (f'[[owner]]\nname = "A"\nkeys = ["{ALICE}", "{ALICE}"]\n', "is already a key of A"),
        ('[[owner]]\nname = "A"\nuntil = "soon"\n', "until is not a date"),
        ("nonsense", "fleet.py: "),
    ],
    ids=["no name", "misspelled", "no fingerprint", "twice", "no date", "no TOML"],
)  # fmt: skip
def test_a_wrong_file_of_owners_loads_nothing(text: str, words: str, tmp_path: Path) -> None:
    need_fleet()
    (tmp_path / "owners.toml").write_text(text)
    load = ("load", tmp_path / "db", tmp_path, "--owners", tmp_path / "owners.toml")
    ((code, _, err),) = run_fleet(load, ok=False)
    assert code == 2
    assert words in err
    assert not (tmp_path / "db").exists()


def test_the_example_of_owners_is_one() -> None:
    need_fleet()
    example = Path(__file__).resolve().parents[2] / "contrib" / "fleet" / "known-owners.toml"
    ((_, out, _),) = run_fleet(["load", ":memory:", example.parent, "--owners", example])
    assert out == "0 rows\n"


def test_the_page_lists_every_question() -> None:
    root = Path(__file__).resolve().parents[2]
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", (root / "docs" / "fleet.md").read_text(), re.MULTILINE)
    files = sorted((root / "contrib" / "fleet" / "questions").glob("*.sql"))
    heads = [path.read_text().partition("\n")[0].removeprefix("-- ") for path in files]
    assert rows == [(str(int(path.name[:2])), head) for path, head in zip(files, heads, strict=True)]
