"""What keywright writes into authorized_keys is what sshd goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import run
from tests.interop.loopback import Server, sshd
from tui.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sshd(tmp_path_factory.mktemp("sshd"), lambda _: "PermitUserEnvironment yes\n") as running:
        yield running


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], b"let in\n"),
        (["--command", 'echo "a, $SHLVL_NONE"'], b"a, \n"),
        (
            ["--restrict", "--allow", "pty", "--forbid", "user-rc", "--permit-open", "localhost:1"],
            b"let in\n",
        ),
        (["--from", "127.0.0.0/8,!127.0.0.2"], b"let in\n"),
        (["--from", "10.0.0.0/8"], b""),
        (["--expires", "+1d"], b"let in\n"),
        (["--environment", "WHO=me", "--command", "echo $WHO"], b"me\n"),
        (
            ["--permit-listen", "8080", "--tunnel", "0", "--no-touch-required", "--verify-required"],
            b"let in\n",
        ),
        (["--cert-authority", "--principals", "me"], b""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_sshd_does_as_the_options_say(
    options: list[str], expected: bytes, server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "id")
    keys = server.folder / "authorized_keys"
    keys.write_text("# only ours\n")
    file = ["-f", str(keys)]
    assert main(["authorized", "add", str(tmp_path / "id.pub"), *file, *options]) == 0
    assert server.log_in(tmp_path / "id").stdout == expected


def test_a_disabled_line_logs_in_no_more_and_an_enabled_one_again(server: Server, tmp_path: Path) -> None:
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "id")
    keys = server.folder / "authorized_keys"
    keys.write_bytes((tmp_path / "id.pub").read_bytes())
    for deed, expected in (("disable", b""), ("enable", b"let in\n"), ("remove", b"")):
        assert main(["authorized", deed, "1", "-f", str(keys)]) == 0
        assert server.log_in(tmp_path / "id").stdout == expected
