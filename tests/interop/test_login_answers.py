"""What ssh says of a login is explained in words, and its paths are those that we look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.interop import login_place
from tests.interop.login_place import STRANGER, Place, log_in, plan_of, spelled
from tui.cli import next_steps
from tui.keyops.inspection.inspection import read
from tui.keyops.keys import fingerprints
from tui.keyops.logins import client
from tui.keyops.logins.offers import Outlook
from tui.process import programs

if TYPE_CHECKING:
    from collections.abc import Iterator


pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with login_place.place(tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("sshd")) as made:
        yield made


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("Port 1", "connection-refused"),
        ("StrictHostKeyChecking yes\nUserKnownHostsFile /dev/null", "host-key-unknown"),
        ("HostName no-such-name.invalid", "no-address"),
        ("KexAlgorithms diffie-hellman-group1-sha1", "no-common-algorithm"),
        ("IdentityFile {k}/d\nIdentityFile {k}/nothing\nBindAddress " + STRANGER, "refused"),
        ("IdentityFile {k}/open", "cannot-sign"),
        ("IdentityFile none", "nothing-offered"),
    ],
)
def test_every_end_of_a_login_is_told(
    lines: str, expected: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.load("", monkeypatch)
    path = place.keys / "ends"
    body = Path(place.config("")).read_text()
    path.write_text(f"Host box\n{spelled(lines, place.keys)}\n{body}")
    answer = log_in("box", str(path))
    assert (answer.id, answer.logged_in) == (expected, False)
    assert answer.hint


def test_a_changed_host_key_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.load("", monkeypatch)
    line = (place.keys / "a.pub").read_text()
    (place.keys / "changed").write_text(f"[127.0.0.1]:{place.port} {line}")
    config = Path(place.config("IdentityFile {k}/a"))
    config.write_text(
        config.read_text()
        .replace(f"{place.keys}/known", f"{place.keys}/changed")
        .replace("Checking no", "Checking yes")
    )
    answer = log_in("box", str(config))
    assert answer.id == "host-key-changed"
    assert "keywright hosts remove box" in next_steps.hint(answer)


def test_the_tokens_are_those_of_ssh(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which file it looks for: so must we."""
    place.load("", monkeypatch)
    monkeypatch.setenv("WHERE", "far")
    text = "%%-%C-%h-%i-%k-%L-%l-%n-%p-%r-%u-${WHERE}"
    config = place.config("IdentityFile {k}/" + text + "\nIdentityFile %d/keywright-no-such-file")
    told = programs.run(client.login("box", config), 60).errors.decode()
    (first, second) = plan_of("box", config).left_out
    assert f"Trying private key: {first.path}\n" in told.replace("\r", "")
    assert f"Trying private key: {second.path}\n" in told.replace("\r", "")


def test_the_fingerprint_is_that_of_the_plain_key(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.load("", monkeypatch)
    plan = plan_of("box", place.config("CertificateFile {k}/b-cert.pub\nIdentityFile {k}/b"))
    public = read((place.keys / "b").read_bytes())[0].public
    assert {one.sha256 for one in plan.in_order} == {fingerprints.sha256(public)}
    assert [one.outlook for one in plan.in_order] == [Outlook.READY, Outlook.READY]
