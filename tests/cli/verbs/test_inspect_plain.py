"""Of thousands of key lines ``inspect`` tells what it tells of each of them."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.samples import one_in
from tui import cli
from tui.cli.verbs import inspect, inspect_plain
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.eddsa import Ed25519PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tui.keyops.inspection.report import KeyReport


def plain(count: int) -> list[bytes]:
    """Lines of Ed25519 keys."""
    keys = (Ed25519PublicKey(os.urandom(32)) for _ in range(count))
    return [authorized_line(key, b"user%d" % at).encode() for at, key in enumerate(keys)]


def mixed() -> list[bytes]:
    """Lines of all sorts, none of them wrong."""
    lines = plain(200)
    for at, name in enumerate(("rsa", "ecdsa256", "ecdsa384", "ecdsa521", "dsa", "ed448", "sk-ed25519")):
        lines.insert(7 * at, authorized_line(make(name).public, b"%d of {braces}" % at).encode())
    return [
        *lines,
        b'from="10.0.0.0/8",no-pty ' + plain(1)[0],
        b"nonsense " + plain(1)[0],
        plain(1)[0] + '  Zoë "quoted" \\ 987654321'.encode(),
        plain(1)[0] + b" \xff\x1b[31m comment-of-the-form",
        plain(1)[0].rpartition(b" ")[0],
        authorized_line(make("ecdsa256").public).encode(),
        b"ssh-ed25519 " + authorized_line(Ed25519PublicKey(bytes(32))).split()[1].encode() + b" small order",
    ]


FILES = {
    "plain": plain(300),
    "mixed": mixed(),
    "comments": [b"# a comment", b"", *plain(300), b"#" + plain(1)[0]],
    "indented": [*plain(300), b"  " + plain(1)[0]],
    "crlf": [line + b"\r" for line in plain(300)],
    "one is broken": [*plain(300), b"ssh-ed25519 AAAAC3NzaC1lZDI1"],
    "one is cut": [*plain(300), plain(1)[0].rpartition(b" ")[0][:-4]],
    "hosts": [b"host.example " + line for line in plain(300)],
    "a block": [*plain(300), b"-----BEGIN PUBLIC KEY-----", b"AAAA", b"-----END PUBLIC KEY-----"],
}


@pytest.mark.parametrize("option", ["", "--json"])
@pytest.mark.parametrize("name", ["authorized_keys", "keys.txt", "known_hosts", "-"])
@pytest.mark.parametrize("content", one_in(3, FILES))
def test_the_answer_is_the_same_at_once_and_one_by_one(
    content: str,
    name: str,
    option: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / name
    path.write_bytes(b"\n".join(FILES[content]) + b"\n")
    monkeypatch.setattr("tui.cli.streams.standard_input", path.read_bytes)
    words = ["inspect", *filter(None, [option]), "-" if name == "-" else str(path)]
    at_once = cli.main(words), capsys.readouterr().out
    monkeypatch.setattr(inspect, "_at_once", lambda *_: None)
    one_by_one = cli.main(words), capsys.readouterr().out
    assert at_once == one_by_one
    if option and at_once[1].startswith("["):
        assert json.loads(at_once[1])


def test_it_is_a_file_of_good_lines_that_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    filled = []
    form = inspect_plain._form

    def counted(blob: bytes, comment: str, tell: Callable[[KeyReport], str]) -> Callable[..., str]:
        filled.append(blob)
        return form(blob, comment, tell)

    monkeypatch.setattr(inspect_plain, "_form", counted)
    path = tmp_path / "authorized_keys"
    path.write_bytes(b"\n".join(mixed()) + b"\n")
    cli.main(["inspect", str(path)])
    assert len(filled) == 5, "Ed25519 and ECDSA 256 with and without comment, ECDSA 384"
    assert capsys.readouterr().out.count("public key, ") == len(mixed())
