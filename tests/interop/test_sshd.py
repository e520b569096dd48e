"""A real server lets the keys in that we write, whatever their container."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.interop.loopback import Server, sshd
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PHRASE = "correct horse"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with sshd(tmp_path_factory.mktemp("sshd")) as running:
        yield running


@pytest.mark.interop
@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
@pytest.mark.parametrize(
    ("name", "container"),
    [
        ("rsa", "openssh"), ("rsa", "pem"), ("rsa", "pkcs8"),
        ("ecdsa256", "openssh"), ("ecdsa384", "pem"), ("ecdsa521", "pkcs8"), ("ecdsa521", "pem"),
        ("ed25519", "openssh"),
    ],
)  # fmt: skip
def test_ssh_logs_in_with_a_key_we_wrote(
    name: str, container: str, locked: bool, server: Server, tmp_path: Path
) -> None:
    pair = make(name)
    private = tmp_path / "id"
    private.write_bytes(pack(pair, container, Protection(Secret(PHRASE)) if locked else None).data)
    private.chmod(0o600)
    server.let_in(pack_public(pair.public, "openssh-public", pair.comment).data)
    result = server.log_in(private, PHRASE if locked else "")
    assert result.stdout == b"let in\n", result.stderr.decode()


@pytest.mark.interop
def test_the_server_refuses_another_key(server: Server, tmp_path: Path) -> None:
    """The test above can fail: a key that was not let in stays out."""
    private = tmp_path / "id"
    private.write_bytes(pack(make("ed25519"), "openssh").data)
    private.chmod(0o600)
    server.let_in(pack_public(make("rsa").public, "openssh-public").data)
    assert server.log_in(private).stdout == b""
