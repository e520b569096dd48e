"""How a child of ours is started: by a Python, or by a program that is its own Python."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from tui.process import child_main, desktop_clipboard, worker

if TYPE_CHECKING:
    from collections.abc import Callable


def test_python_runs_the_file_and_a_single_file_runs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    python, safe, script, name = child_main.command("worker")
    assert (python, safe, name) == (sys.executable, "-P", "worker")
    assert Path(script) == Path(child_main.__file__).resolve()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_main.command("copy") == (sys.executable, "--child", "copy")


@pytest.mark.parametrize("name", ["worker", "copy", "paste"])
def test_each_name_leads_to_its_own_work(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []

    def work() -> None:
        begun.append("worker")
        raise SystemExit(0)

    monkeypatch.setattr(worker, "main", work)
    monkeypatch.setattr(desktop_clipboard, "main", begun.append)
    try:
        child_main.main(name)
    except SystemExit:
        assert name == "worker"
    assert begun == [name]


def entry(monkeypatch: pytest.MonkeyPatch, argv: list[str]) -> Callable[[], int]:
    """The beginning of the single file; what is inside it is called keywright."""
    monkeypatch.setitem(sys.modules, "keywright", importlib.import_module("tui"))
    monkeypatch.setitem(sys.modules, "keywright.process", importlib.import_module("tui.process"))
    program = SimpleNamespace(start=lambda: 9)
    monkeypatch.setitem(sys.modules, "keywright.__main__", program)
    monkeypatch.setattr(sys, "argv", ["keywright", *argv])
    return importlib.import_module("release.single_file_entry").main


@pytest.mark.parametrize("before", ["/opt/lib", None])
def test_a_single_file_gives_the_libraries_of_the_machine_back(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    monkeypatch.setattr(child_main, "main", begun.append)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/tmp/_MEI1:/opt/lib")  # noqa: S108 - no file
    if before:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    assert entry(monkeypatch, ["--child", "worker"])() == 0
    assert begun == ["worker"]
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


@pytest.mark.parametrize("argv", [[], ["list", "--child"], ["--theme", "mono"]], ids=str)
def test_any_other_first_word_opens_keywright(argv: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert entry(monkeypatch, argv)() == 9
