"""``keywright list FILE``: a line for each key, as ``ssh-keygen -lf`` has it and a little more."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.children import PATIENCE
from tests.helpers.keys import make
from tests.helpers.peers import need
from tests.helpers.project import ROOT
from tui import cli
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.keys.eddsa import Ed25519PublicKey

if TYPE_CHECKING:
    from pathlib import Path

CORPUS = ROOT / "tests" / "corpus" / "openssh-10.5"


def listed(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], str]:
    """Exit code, lines, and what went to standard error."""
    status = cli.main(["list", str(path)])
    told = capsys.readouterr()
    return status, told.out.splitlines(), told.err


def write(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return path


def line_of(name: str, comment: bytes = b"") -> bytes:
    return authorized_line(make(name).public, comment).encode()


@pytest.mark.parametrize("name", ["authorized_keys", "team keys"])
def test_each_line_begins_as_ssh_keygen_prints_it(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = ("ed25519", "rsa", "ecdsa256", "ecdsa384", "ecdsa521")
    lines = [line_of(kind, b"who %s" % kind.encode()) for kind in kinds]
    certificate = (CORPUS / "id_ed25519-cert.pub").read_bytes().strip()
    path = write(
        tmp_path / name,
        b"# ours",
        b"",
        *lines,
        line_of("dsa", b"old"),
        b"no-pty " + lines[0],
        certificate,
        b"#" + lines[0],
    )
    theirs = subprocess.run(
        [need("ssh-keygen"), "-lf", path],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    status, ours, _ = listed(path, capsys)
    assert status == 0
    numbers = [3, 4, 5, 6, 7, 8, 9, 10]
    assert ours == [
        f"{line} line {number}{', no-pty' if number == 9 else ''}"
        for line, number in zip(theirs.stdout.splitlines(), numbers, strict=True)
    ]


def test_hosts_and_principals_stand_where_the_comment_would(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hosts = write(tmp_path / "known_hosts", b"git.example,10.0.0.1 " + line_of("ed25519", b"odd"))
    assert listed(hosts, capsys)[1][0].endswith(" git.example,10.0.0.1 (ED25519) line 1")
    signers = write(tmp_path / "allowed_signers", b"a@b.example " + line_of("ed25519"))
    assert listed(signers, capsys)[1][0].endswith(" a@b.example (ED25519) line 1")


def test_a_line_that_cannot_be_read_is_told_and_the_others_are_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = line_of("ed25519").replace(b"AAAAC3", b"AAAAC4")
    path = write(
        tmp_path / "authorized_keys", line_of("rsa", b"\x1b[31mred"), bad, line_of("ed25519", b"last")
    )
    status, lines, told = listed(path, capsys)
    assert status == 1
    assert [line.rpartition(" ")[2] for line in lines] == ["1", "3"]
    assert "\\x1b[31mred" in lines[0]
    assert "authorized_keys, line 2: Damaged" in told


def test_other_files_are_listed_with_format_and_passphrase(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = listed(CORPUS / "id_rsa-2048", capsys)
    assert (status, len(lines)) == (0, 1)
    assert lines[0].startswith("2048 SHA256:")
    assert lines[0].endswith("(RSA) OpenSSH, no passphrase")
    status, lines, _ = listed(CORPUS / "id_ecdsa-256-pem-locked", capsys)
    assert lines[0].startswith("? protected no comment (unknown) PEM")
    assert "passphrase" not in lines[0]


@pytest.mark.parametrize("content", [b"", b"# nothing\n", b"words\n" * 9, b"\0" * (2 << 20)], ids=str)
def test_a_file_without_a_key_is_an_error(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "authorized_keys"
    path.write_bytes(content)
    status, lines, told = listed(path, capsys)
    assert (status, lines) == (1, [])
    assert told.startswith("keywright: ")


@pytest.mark.parametrize("option", [["--json"], ["--sort", "age"]], ids=str)
def test_what_is_for_folders_is_refused(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    path = write(tmp_path / "authorized_keys", line_of("rsa"))
    assert cli.main(["list", *option, str(path)]) == 2
    assert "inspect --jsonl FILE" in capsys.readouterr().err


def test_memory_is_the_same_for_a_hundred_times_as_many_lines(tmp_path: Path) -> None:
    line = authorized_line(Ed25519PublicKey(os.urandom(32)), b"who").encode() + b"\n"
    (tmp_path / "few").write_bytes(line * 1_000)
    (tmp_path / "many").write_bytes(line * 100_000)
    code = (
        "import resource, sys\nfrom tui import cli\nsys.stdout = open('/dev/null', 'w')\n"
        "cli.main(['list', sys.argv[1]])\n"
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))"
    )
    few, many = (
        int(
            subprocess.run(
                [sys.executable, "-c", code, tmp_path / name],
                cwd=ROOT,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=True,
            ).stderr
        )
        for name in ("few", "many")
    )
    assert many - few < 2_048, "KiB"
