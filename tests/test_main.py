from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.children import PATIENCE, Child
from tests.helpers.project import ROOT
from tests.pty.session import Session
from tui import __main__ as entry

SECRET = "correct horse battery"


def keywright(body: str, **options) -> subprocess.CompletedProcess[str]:
    """Run the entry point in a fresh interpreter, with a command line that does what the test says."""
    code = (
        "import sys\nfrom tui import cli, __main__ as entry\n"
        f"def stand_in(argv):\n    {body}\n"
        "cli.main = stand_in\nsys.exit(entry.main())"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        text=True,
        timeout=60,
        check=False,
        stderr=subprocess.PIPE,
        **options,
    )


@pytest.mark.parametrize("status", [0, 1, 2])
def test_the_status_of_the_command_line_is_the_status_of_the_process(status: int) -> None:
    assert keywright(f"return {status}").returncode == status


@pytest.mark.parametrize(
    ("words", "goes_on"),
    [
        (["inspect", "k.pub"], False),
        (["check", "k", "--for", "github"], False),
        (["--version"], False),
        ([], True),
        (["k"], True),
        (["convert", "k", "--format", "pem"], True),
        (["generate"], True),
        (["inspect", "-"], True),
        (["inspect", "k", "--passphrase-file", "f"], True),
        (["check", "--passphrase-file=f", "k"], True),
        (["inspect", "k", "--private-numbers"], True),
        (["inspect", "--numbers", "k"], True),
    ],
    ids=str,
)
def test_a_verb_goes_on_in_a_child_unless_it_reads_files_in_clear_alone(
    words: list[str], goes_on: bool
) -> None:
    code = (
        "import os, sys\nfrom tui import cli, __main__ as entry\nstarted = os.getpid()\n"
        "cli.main = lambda argv: print(os.getpid() != started) or 0\nsys.exit(entry.start())"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        text=True,
        timeout=60,
        check=True,
        capture_output=True,
    )
    assert result.stdout == f"{goes_on and sys.platform == 'linux'}\n"


@pytest.mark.parametrize("verb", sorted(entry._IN_CLEAR & {"list", "inspect", "check", "services"}))
def test_a_verb_without_a_child_asks_for_no_passphrase(verb: str, tmp_path: Path) -> None:
    """At a terminal, of a key that has one."""
    key = tmp_path / "id"
    key.write_bytes((ROOT / "tests" / "corpus" / "openssh-10.5" / "id_ecdsa-256-locked").read_bytes())
    with Session(["python", "-m", "tui", verb, *([key] * (verb != "services"))]) as session:
        session.wait_exit()
        assert "assphrase for" not in session.text()


def test_a_mistake_of_ours_is_told_without_its_text_and_its_source() -> None:
    result = keywright(f"passphrase = {SECRET!r}; raise RuntimeError(passphrase)")
    assert result.returncode == 1
    assert "keywright stopped: RuntimeError" in result.stderr
    assert "tui/__main__.py:" in result.stderr
    assert SECRET not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_user_whom_nobody_knows_and_without_a_home_can_use_it() -> None:
    """As in a container that runs as a bare number."""
    code = (
        "import pwd\ndef nobody(uid):\n    raise KeyError(uid)\npwd.getpwuid = nobody\n"
        "import sys\nfrom tui import cli\nsys.exit(cli.main(['settings']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        text=True,
        timeout=60,
        check=False,
        capture_output=True,
        env={},
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "Kept in /.config/keywright/settings.toml" in result.stdout


def test_an_interrupt_is_quiet() -> None:
    result = keywright("raise KeyboardInterrupt")
    assert (result.returncode, result.stderr) == (130, "")


@pytest.mark.parametrize("buffered", ["", "1"])
def test_a_reader_that_left_is_not_complained_about(buffered: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", buffered)
    with Child(["true"], stdin=subprocess.PIPE) as reader:
        reader.wait(PATIENCE)
        result = keywright("print('words'); return 0", stdout=reader.stdin)
    assert (result.returncode, result.stderr) == (1, "")


def test_a_full_disk_is_told() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full")
    with full.open("w") as stream:
        result = keywright("print('words'); return 0", stdout=stream)
    assert result.returncode == 1
    assert result.stderr == "keywright: the output could not be written: No space left on device\n"


def test_a_closed_output_is_survived() -> None:
    assert keywright("sys.stdout = None; return 0").returncode == 0


def test_a_mistyped_verb_is_told_and_a_file_of_that_name_is_opened_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tui import cli

    monkeypatch.chdir(tmp_path)
    assert cli.main(["inspct", "x.pub"]) == 2
    assert capsys.readouterr().err == (
        "keywright: no verb or file is called 'inspct'; did you mean inspect?\n"
    )
    (tmp_path / "inspct").touch()
    assert cli.main(["inspct"]) == 2  # there is no terminal here
    assert "did you mean" not in capsys.readouterr().err
