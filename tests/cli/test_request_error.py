"""Requests that cannot be, whatever the key: exit code 2, and nothing is read or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.verbs import keywright

if TYPE_CHECKING:
    from pathlib import Path

SIGN = ("certificate", "sign", "-s", "missing", "-I", "x", "-n", "y", "missing.pub")


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (("check", "missing", "--for", "githb"), "no service or client called githb"),
        (("convert", "missing", "--for", "githb", "-o", "new"), "no service or client called githb"),
        (("generate", "--for", "githb", "-o", "new"), "no service or client called githb"),
        ((*SIGN, "-V", "never"), "never is neither a date"),
        ((*SIGN, "-V", "+1h", "-z", "x"), "x is not a serial number"),
        ((*SIGN, "-V", "+1h", "-O", "x"), "x is not a certificate option"),
        (("agent", "add", "missing", "--lifetime", "x"), "x is not a length of time"),
        (("agent", "add", "missing", "--lifetime", ""), "is not a length of time"),
        (("verify", "missing", "--at", "x"), "x is neither a date"),
        (("public", "missing", "--generic"), "add --sshfp HOST"),
        (("public", "missing", "--hash", "sha1"), "add --sshfp HOST"),
        (("public", "missing", "--sshfp", "host", "--to", "spki"), "use only one of them"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_request_that_cannot_be_is_wrong_usage(
    argv: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = keywright(*argv)
    assert (result.returncode, result.stdout) == (2, b""), result.stderr
    assert told in result.stderr.decode()
    assert len(result.stderr.splitlines()) <= 2
    assert not list(tmp_path.iterdir())
