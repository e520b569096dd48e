"""What ``--json`` prints is what docs/schemas says, for every verb that has it."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import schemas
from tests.helpers import json_schema
from tests.helpers.agents import ssh_agent
from tests.helpers.peers import run
from tests.helpers.verbs import keywright
from tui.cli import json_objects, main, module_of
from tui.cli.commands import commands

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = schemas.names()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    schemas.prepare(folder)
    return folder


@pytest.fixture(scope="module")
def agent(home: Path) -> Iterator[Path]:
    with ssh_agent(home / "agent") as socket:
        run("ssh-add", "-q", home / "keys" / "id_ed25519", env={"SSH_AUTH_SOCK": str(socket)})
        yield socket


def schema_of(name: str) -> dict[str, Any]:
    return json.loads(schemas.file_of(name).read_text())


def test_every_verb_with_json_has_a_schema_and_no_other() -> None:
    assert {schemas.file_of(name) for name in (*NAMES, schemas.LINES, "error")} == set(
        schemas.FOLDER.iterdir()
    )
    every = [command.words for command in commands() if command.words]
    leaves = {" ".join(words) for words in every if not any(other[:-1] == words for other in every)}
    assert leaves - set(NAMES) == {"completion", "help"}, "these print text for a shell and for people"


@pytest.mark.interop
@pytest.mark.parametrize("name", NAMES)
def test_what_a_verb_prints_is_as_its_schema_says(name: str, home: Path, agent: Path) -> None:
    schema = schema_of(name)
    assert schema["items"]["properties"]["schema"] == {"const": json_objects.SCHEMA}
    found = schemas.outputs(name, home, agent)
    assert any(found), "the samples show nothing"
    for rows in found:
        assert json_schema.problems(rows, schema) == []
        assert json_schema.problems([schemas.rarely(name, row) for row in rows], schema) == []


@pytest.mark.long
def test_each_line_of_an_inventory_is_as_its_schema_says(home: Path) -> None:
    schema = schema_of(schemas.LINES)
    rows = schemas.lines(home)
    assert {key for row in rows for key in row} == set(schema["properties"])
    assert [found for row in rows if (found := json_schema.problems(row, schema))] == []
    assert {row["kind"] for row in rows} >= {"private", "public", "certificate", "other"}
    assert any(row["principals"] for row in rows)
    whole = next(row for row in rows if "cut" not in row)
    for wrong in ({**whole, "added": 1}, {**whole, "line": "1"}, {**whole, "schema": 2}):
        assert json_schema.problems(wrong, schema)
    for key in schema["required"]:
        assert json_schema.problems({name: value for name, value in whole.items() if name != key}, schema)


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_goes_comes_or_changes_is_seen(name: str, home: Path) -> None:
    schema = schema_of(name)
    row: dict[str, Any] = dict.fromkeys(schema["items"]["required"]) | {"schema": 2}
    found = json_schema.problems([row | {"added": 1}], schema)
    assert "$[].added is not in the schema" in found
    assert f"$[].schema is 2, not {json_objects.SCHEMA}" in found
    shorter = copy.copy(row)
    gone = shorter.popitem()[0] if len(row) == 1 else next(key for key in row if key != "schema")
    shorter.pop(gone, None)
    assert f"$[].{gone} is missing" in json_schema.problems([shorter], schema)


@pytest.mark.parametrize("verb", ["repair", "edit"])
def test_a_dry_run_tells_what_would_be_done_and_writes_nothing(verb: str, home: Path) -> None:
    key = home / "keys" / "id_ed25519"
    before = {path.name: path.read_bytes() for path in key.parent.iterdir()}
    change = ["--comment", "new"] if verb == "edit" else []
    (told,) = json.loads(keywright(verb, key, *change, "--json", "--dry-run").stdout)
    assert told["path"] == str(key)
    assert told["written"] == []
    assert {path.name: path.read_bytes() for path in key.parent.iterdir()} == before


def test_what_was_written_is_told_with_its_path_format_fingerprint_and_backup(tmp_path: Path) -> None:
    none, key = tmp_path / "none", tmp_path / "id"
    none.touch()
    words = ("generate", "--new-passphrase-file", none, "-o", key, "--json")
    first = json.loads(keywright(*words).stdout)
    private, public = json.loads(keywright(*words, "--force").stdout)
    assert [row["action"] for row in first] == ["created", "created"]
    assert private["action"] == public["action"] == "replaced"
    assert (private["path"], public["path"]) == (str(key), f"{key}.pub")
    assert (private["format"], public["format"]) == ("openssh", "openssh-public")
    assert (private["mode"], private["encrypted"], private["bits"]) == ("0600", False, 256)
    assert private["sha256"] in run("ssh-keygen", "-lf", key).stdout.decode()
    assert private["sha256"] in run("ssh-keygen", "-lf", public["path"]).stdout.decode()
    old = run("ssh-keygen", "-lf", private["backup"]).stdout.decode()
    assert first[0]["sha256"] in old
    assert first[0]["sha256"] != private["sha256"]
    (edited,) = json.loads(keywright("edit", key, "--comment", "new", "--json").stdout)
    assert [row["path"] for row in edited["written"]] == [str(key), f"{key}.pub"]
    assert [row["comment"] for row in edited["written"]] == ["new", "new"]
    assert all(Path(row["backup"]).exists() for row in edited["written"])


def failure(code: int, printed: bytes | str) -> dict[str, str]:
    """The error of an array that says why nothing was done, checked against its schema."""
    assert code != 0
    rows = json.loads(printed)
    assert json_schema.problems(rows, schema_of("error")) == []
    (row,) = rows
    return row["error"]


@pytest.mark.parametrize("name", NAMES)
def test_wrong_usage_with_json_is_an_error_object_too(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    verb, *rest = name.split()
    assert main([verb, *rest, "--json", "--no-such-option"]) == 2
    shown = capsys.readouterr()
    error = failure(2, shown.out)
    assert error["id"] == "usage"
    assert error["title"] in shown.err
    assert error["hint"].startswith(f"See: keywright help {verb}")


@pytest.mark.parametrize(
    ("words", "code", "identity"),
    [
        (["public", "missing"], 1, "storage"),
        (["convert", "missing", "--format", "pem"], 1, "storage"),
        (["convert", "KEY", "--format", "spki"], 2, "usage"),
        (["export", "KEY", "--format", "base64"], 2, "usage"),
        (["export", "KEY"], 2, "usage"),
        (["generate", "-o", "KEY"], 1, "target-exists"),
        (["generate", "-t", "rsa", "-b", "1024", "-o", "new"], 1, "weak-key"),
        (["host-keys", "--types", "none"], 2, "usage"),
        (["edit", "KEY"], 2, "usage"),
        (["repair", "-"], 2, "usage"),
        (["repair", "missing"], 1, "storage"),
        (["rename", "missing", "other"], 1, "storage"),
        (["delete", "KEY"], 2, "usage"),
        (["sign", "-", "other", "-k", "KEY"], 2, "usage"),
        (["verify", "-"], 2, "usage"),
        (["certificate", "show", "KEY"], 1, "certificate"),
        (["certificate", "sign", "-s", "KEY", "-I", "a", "-n", "b", "-V", "never", "KEY"], 2, "certificate"),
        (["agent", "list"], 1, "agent"),
        (["hosts", "remove", "nowhere", "-f", "HOSTS"], 1, "refused"),
        (["hosts", "hash", "-f", "KEY"], 1, "unknown-format"),
        (["authorized", "remove", "9", "-f", "KEY"], 1, "refused"),
        (["audit"], 2, "usage"),
        (["audit", "--checks"], 2, "usage"),
        (["inspect", "--numbers", "KEY"], 2, "usage"),
        (["check", "KEY", "--for", "no-such-service"], 2, "unknown-service"),
        (["settings", "theme", "plaid"], 2, "usage"),
        (["uses", "missing"], 1, "storage"),
    ],
    ids=lambda value: "-".join(value).replace("--", "") if isinstance(value, list) else None,
)
def test_a_failure_is_told_as_an_error_object(
    words: list[str],
    code: int,
    identity: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = tmp_path / "KEY"
    key.write_bytes((schemas.CORPUS / "openssh-10.5" / "id_ed25519").read_bytes())
    (tmp_path / "HOSTS").write_text("")
    before = sorted(path.name for path in tmp_path.iterdir())
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"")))
    done = main([*words, "--json"])
    shown = capsys.readouterr()
    error = failure(done, shown.out)
    assert (done, error["id"]) == (code, identity), error
    assert error["title"] in shown.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_ctrl_c_is_told_as_an_error_object(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(module_of("version"), "run", stopped)
    assert main(["version", "--json"]) == 130
    assert failure(130, capsys.readouterr().out)["id"] == "interrupted"


def test_no_run_repeats_the_error_of_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["public", "missing", "--json"]) == 1
    assert main(["version", "--json"]) == 0
    assert "missing" not in capsys.readouterr().out.rpartition("[")[2]


def test_a_repair_is_told_as_it_would_be_done(home: Path) -> None:
    (told,) = json.loads(keywright("repair", home / "in.key", "--json", "--dry-run").stdout)
    assert "CRLF" in told["problems"][0]["title"]
    assert told["left"] == []
    cut = home / "cut"
    cut.write_bytes((home / "keys" / "id_ed25519").read_bytes()[:200])
    done = keywright("repair", cut, "--json", "--dry-run")
    assert done.returncode == keywright("repair", cut, "--dry-run").returncode
