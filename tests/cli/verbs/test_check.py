"""``keywright check``: what a script is told, and a way out that never leads where the file already is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.cli import main
from tui.keyops import services
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats import FORMATS
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret
from tui.keyops.services.checking import State, Verdict

if TYPE_CHECKING:
    from pathlib import Path

CODES = {
    State.ACCEPTS: 0,
    State.REMARK: 0,
    State.REFUSES: 1,
    State.MAY_REFUSE: 3,
    State.CANNOT_TELL: 4,
}


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key"
    path.write_bytes(pack(make("rsa"), "openssh").data)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("state", State)
def test_each_state_has_its_exit_code_and_only_what_is_accepted_is_0(
    state: State, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Verdict(services.profile("github"), state)
    monkeypatch.setattr("tui.cli.service_options.Given.judge", lambda *_: made)
    assert main(["check", str(key), "--for", "github"]) == CODES[state]
    assert main(["check", str(key), "--for", "github", "--json"]) == CODES[state]
    assert state.accepted == (CODES[state] == 0)


@pytest.mark.parametrize(
    ("kind", "container", "lock"),
    [
        ("rsa", "openssh", {"rounds": 1}),
        ("rsa", "pem", {"cipher": "DES-EDE3-CBC"}),
        ("ecdsa256", "pkcs8", {"rounds": 1000, "cipher": "DES-EDE3-CBC"}),
        ("ed25519", "openssh", {"rounds": 1, "cipher": "aes128-gcm@openssh.com"}),
        ("ed25519", "ppk3", {"memory_kib": 64, "passes": 1, "parallelism": 4}),
    ],
    ids=lambda word: word if isinstance(word, str) else "locked",
)
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_no_way_out_names_the_format_that_the_file_has_but_to_rewrite_it(
    kind: str, container: str, lock: dict, ends: bytes, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The words of a fix, for every service: a rewriting is only for what is wrong with the bytes."""
    data = pack(make(kind), container, Protection(Secret("correct horse"), **lock)).data
    key.write_bytes(data.replace(b"\n", ends))
    key.with_name("key.pub").write_bytes(pack_public(make(kind).public, "openssh-public").data)
    main(["check", str(key), "--json"])
    own = FORMATS[container].label
    fixes = [row for row in json.loads(capsys.readouterr().out) if row["fix"]]
    assert len(fixes) > 10
    for row in fixes:
        steps = row["fix"]["steps"]
        assert not [step for step in steps if step.startswith("convert") and step.endswith(f" to {own}")], row
        if row["fix"]["to"] == container and f"rewrite it as {own}" in steps:
            assert {"shape", "damaged", "line-endings"} & {reason["id"] for reason in row["reasons"]}, row
