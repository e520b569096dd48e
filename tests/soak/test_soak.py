"""Each job of the soak for a moment: that it works, and that it would see what it looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.soak import cage, canary, monkey, rounds
from tests.soak.__main__ import JOBS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["keys", "monkey"])
def test_a_job_of_the_soak_finds_nothing_in_a_moment(name: str) -> None:
    """The crashes are in ``test_secrets.py``, the killed saves in ``tests/faults``."""
    assert JOBS[name](3.0, 7)


def test_memory_that_rises_and_files_that_stay_open_are_seen() -> None:
    flat = [(number, 50_000_000 + number % 3 * 4096, 9) for number in range(1, 201)]
    assert "9 open files" in rounds._judged(flat)
    with pytest.raises(AssertionError, match="memory rises"):
        rounds._judged([(number, size + number * 20_000, files) for number, size, files in flat])
    with pytest.raises(AssertionError, match="files stay open"):
        rounds._judged([(number, size, files + number) for number, size, files in flat])


def test_a_file_outside_and_a_process_that_stays_are_seen(tmp_path: Path) -> None:
    monkey.sandbox(tmp_path)
    assert monkey.outside(tmp_path) == set()
    (tmp_path / "tmp" / "left").touch()
    assert monkey.outside(tmp_path) == {"tmp/left"}
    import os

    assert any(line.startswith(f"{os.getpid()} ") for line in monkey.left_behind(os.getsid(0)))


def test_a_caged_program_writes_beneath_its_folder_only(tmp_path: Path) -> None:
    import subprocess
    import sys

    if not cage.is_there():  # a kernel without Landlock: then the monkey says that it runs without a cage
        return
    (tmp_path / "in").mkdir()
    code = f"open({str(tmp_path / 'in' / 'a')!r}, 'w').close(); open({str(tmp_path / 'b')!r}, 'w')"
    argv = [sys.executable, "-m", "tests.soak.cage", str(tmp_path / "in"), sys.executable, "-c", code]
    done = subprocess.run(argv, cwd=monkey.ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert "PermissionError" in done.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a"]


@pytest.mark.parametrize("hidden", ["plain", "base64", "hex", "utf-16"])
def test_the_canary_is_found_in_each_way_it_may_be_written(hidden: str) -> None:
    import base64

    secret = canary.PHRASE.encode()
    written = {
        "plain": b"x" + secret + b"y",
        "base64": base64.b64encode(b"user:" + secret + b":host"),
        "hex": secret.hex().encode(),
        "utf-16": canary.PHRASE.encode("utf-16"),
    }[hidden]
    assert canary.found(written) == ["the passphrase"]
    assert canary.found(b"nothing here") == []
