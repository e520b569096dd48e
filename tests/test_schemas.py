"""What ``--json`` prints is what docs/schemas says, for every verb that has it."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests import schemas
from tests.helpers import json_schema
from tests.helpers.agents import ssh_agent
from tests.helpers.peers import run
from tests.helpers.verbs import keywright
from tui.cli import json_objects

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
    assert {schemas.file_of(name) for name in NAMES} == set(schemas.FOLDER.iterdir())
    assert {"inspect", "repair", "edit", "agent list", "certificate show"} <= set(NAMES)


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


@pytest.mark.parametrize("name", NAMES)
def test_a_field_that_goes_comes_or_changes_is_seen(name: str, home: Path) -> None:
    schema = schema_of(name)
    row: dict[str, Any] = dict.fromkeys(schema["items"]["required"]) | {"schema": 2}
    found = json_schema.problems([row | {"new": 1}], schema)
    assert "$[].new is not in the schema" in found
    assert f"$[].schema is 2, not {json_objects.SCHEMA}" in found
    shorter = copy.copy(row)
    gone = shorter.popitem()[0] if len(row) == 1 else next(key for key in row if key != "schema")
    shorter.pop(gone, None)
    assert f"$[].{gone} is missing" in json_schema.problems([shorter], schema)


@pytest.mark.parametrize("verb", ["repair", "edit"])
def test_json_of_a_verb_that_writes_tells_what_would_be_done_and_nothing_else(verb: str, home: Path) -> None:
    key = home / "keys" / "id_ed25519"
    before = {path.name: path.read_bytes() for path in key.parent.iterdir()}
    change = ["--comment", "new"] if verb == "edit" else []
    refused = keywright(verb, key, *change, "--json")
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"give it with --dry-run" in refused.stderr
    (told,) = json.loads(keywright(verb, key, *change, "--json", "--dry-run").stdout)
    assert told["path"] == str(key)
    assert {path.name: path.read_bytes() for path in key.parent.iterdir()} == before


def test_a_repair_is_told_as_it_would_be_done(home: Path) -> None:
    (told,) = json.loads(keywright("repair", home / "in.key", "--json", "--dry-run").stdout)
    assert "CRLF" in told["problems"][0]["title"]
    assert told["left"] == []
    cut = home / "cut"
    cut.write_bytes((home / "keys" / "id_ed25519").read_bytes()[:200])
    done = keywright("repair", cut, "--json", "--dry-run")
    assert done.returncode == keywright("repair", cut, "--dry-run").returncode
