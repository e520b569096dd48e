"""Work is shared among processes, and nobody can tell from what comes out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.inspecting import folder_of_keys
from tests.helpers.children import PATIENCE
from tests.helpers.processes import children
from tests.helpers.project import ROOT
from tui.process import cores, shares

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
ITEMS = [str(number) for number in range(103)]


@pytest.fixture(autouse=True)
def three_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "usable", lambda: 3)


def joined(items: Sequence[str]) -> bytes:
    return " ".join(items).encode() * 500


def test_the_answers_come_in_order_from_several_processes_and_none_is_left() -> None:
    before = children(os.getpid())
    assert list(shares.shared(joined, ITEMS, 7)) == [joined(ITEMS[at : at + 7]) for at in range(0, 103, 7)]
    workers = list(shares.shared(lambda _: str(os.getpid()).encode(), ITEMS, 7))
    assert len(set(workers)) == 3
    assert workers[0] == str(os.getpid()).encode()
    assert children(os.getpid()) == before


def test_what_a_process_does_not_answer_is_done_here() -> None:
    me = os.getpid()

    def deadly(items: Sequence[str]) -> bytes:
        if os.getpid() != me and "50" in items:
            os.kill(os.getpid(), signal.SIGKILL)
        if os.getpid() != me and "20" in items:
            raise RuntimeError
        return joined(items)

    assert list(shares.shared(deadly, ITEMS, 7)) == [joined(ITEMS[at : at + 7]) for at in range(0, 103, 7)]


def test_an_error_is_raised_where_it_would_have_been_without_processes() -> None:
    def failing(items: Sequence[str]) -> bytes:
        if "60" in items:
            raise ValueError(items[0])
        return joined(items)

    found: list[bytes] = []
    with pytest.raises(ValueError, match="56"):
        found.extend(shares.shared(failing, ITEMS, 7))
    before = children(os.getpid())
    assert not before


def test_a_consumer_that_stops_leaves_no_process() -> None:
    before = children(os.getpid())
    answers = shares.shared(joined, ITEMS, 7)
    assert next(answers) == joined(ITEMS[:7])
    assert next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert children(os.getpid()) == before


@pytest.mark.parametrize("form", ["--json", "--verify"], ids=str)
def test_many_files_are_told_of_to_the_byte_as_on_one_core(tmp_path: Path, form: str) -> None:
    paths = folder_of_keys(tmp_path, 240)
    paths[33].write_bytes(b"no key\n")
    paths[150].unlink()
    paths[200].write_bytes(b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")
    code = (
        "import sys\nfrom tui.process import cores\ncount = int(sys.argv.pop(1))\n"
        "cores.usable = lambda: count\nfrom tui.__main__ import main\nsys.exit(main())"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", code, count, "inspect", form, *paths],
            cwd=ROOT,
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
        for count in ("1", "2", "5")
    ]
    assert [one.returncode for one in told] == [1, 1, 1]
    assert told[0].stdout.count(b"SHA256" if form == "--verify" else b'"sha256": "') > 200
    assert told[0].stdout == told[1].stdout == told[2].stdout
    assert told[0].stderr == told[1].stderr == told[2].stderr == b""
