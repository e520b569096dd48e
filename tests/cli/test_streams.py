"""Verbs whose standard streams are closed, full, or named twice."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tests.helpers.keys import make
from tests.helpers.project import ROOT
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh").data)
    path.chmod(0o600)
    path.with_name("id.pub").write_bytes(pack_public(make("ed25519").public, "openssh-public").data)
    return path


def in_a_shell(redirection: str, argv: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    """Run a verb with streams that a shell redirects or closes."""
    # Unbuffered, argparse itself passes over help that cannot be written.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(
        ["sh", "-c", f'exec "$@" {redirection}', "sh", sys.executable, "-m", "tui", *map(str, argv)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,
    )


@pytest.mark.parametrize("where", [">&-", ">/dev/full"])
@pytest.mark.parametrize(
    "argv",
    [
        ("inspect", "KEY"),
        ("inspect", "--json", "KEY"),
        ("public", "KEY"),
        ("check", "KEY"),
        ("audit", "KEY"),
        ("settings",),
        ("--version",),
        ("--help",),
        ("inspect", "--help"),
    ],
    ids=" ".join,
)
def test_output_that_is_lost_is_one_sentence(where: str, argv: tuple[str, ...], key: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    result = in_a_shell(where, [{"KEY": key}.get(word, word) for word in argv])
    reason = "Bad file descriptor" if where == ">&-" else "No space left on device"
    assert (result.returncode, result.stderr) == (
        1,
        f"keywright: the output could not be written: {reason}\n",
    )


def test_a_pair_is_whole_though_nobody_can_be_told(key: Path) -> None:
    """With standard output closed, the file would get its number, and what is told would go into it."""
    target = key.with_name("new")
    argv: list[str | Path] = ["convert", key, "--to", "pkcs8", "-o", target]
    assert in_a_shell(">&- 2>&-", argv).returncode == 1
    assert target.read_bytes() == pack(make("ed25519"), "pkcs8").data
    assert target.with_name("new.pub").read_bytes().startswith(b"ssh-ed25519 ")


def test_without_standard_error_the_exit_code_still_tells(key: Path) -> None:
    result = in_a_shell("2>&-", ["public", key.with_name("missing")])
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")


@pytest.mark.parametrize(
    "argv",
    [
        ("inspect", "-"),
        ("inspect", "--numbers", "-"),
        ("public", "-"),
        ("check", "-"),
        ("export", "--as", "raw", "-"),
        ("repair", "-", "--dry-run"),
        ("convert", "-", "--to", "rfc4716"),
        ("certificate", "show", "-"),
        ("sign", "-", "-k", "KEY"),
    ],
    ids=" ".join,
)
def test_input_that_cannot_be_read_is_one_sentence(argv: tuple[str, ...], key: Path) -> None:
    result = in_a_shell("<&-", [{"KEY": key}.get(word, word) for word in argv])
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("keywright: Standard input cannot be read: Bad file descriptor\n  ")
    assert len(result.stderr.splitlines()) == 2


def test_nobody_is_asked_where_standard_input_is_closed(key: Path) -> None:
    new = key.with_name("new")
    result = in_a_shell("<&-", ["generate", "-t", "ed25519", "-o", new])
    assert (result.returncode, result.stderr) == (0, "")
    assert new.exists()


@pytest.mark.parametrize("argv", [("inspect", "-", "-"), ("certificate", "show", "-", "id", "-")])
def test_standard_input_is_read_once(
    argv: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pack_public(make("ed25519").public, "openssh-public").data
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert main(argv) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "keywright: standard input can only be read once; use - only once\n")


def test_a_working_folder_that_is_gone_is_not_taken_for_lost_output(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    code = (
        "import os, sys\nos.chdir(sys.argv[1])\nos.rmdir(sys.argv[1])\n"
        "sys.argv[1:] = ['repair', '--permissions', '.']\nfrom tui.__main__ import main\nsys.exit(main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "gone"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    told = b"keywright: the working folder is gone; go to another one\n"
    assert (result.returncode, result.stderr) == (1, told)
