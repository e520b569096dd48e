"""What becomes of an event is written in one place, and the objects of the app share no state."""

from __future__ import annotations

import ast
from pathlib import Path

import tui
from tui.app import KeywrightApp
from tui.terminal.base_app import SafeApp

SOURCES = sorted(Path(tui.__file__).parent.rglob("*.py"))
MOST = 18
"""Attributes that the classes of the app may set on their one self."""


def test_events_are_looked_at_in_one_place() -> None:
    told = [
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.AsyncFunctionDef) and node.name == "on_event"
    ]
    assert told == ["base_app.py"]


def test_the_app_has_few_attributes_of_ours(tmp_path: Path) -> None:
    ours = {
        target.attr
        for kind in KeywrightApp.__mro__
        if kind.__module__.startswith("tui.")
        for path in (Path(tui.__file__).parent.parent / (kind.__module__.replace(".", "/") + ".py"),)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name == kind.__name__
        for target in ast.walk(node)
        if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store)
        and isinstance(target.value, ast.Name) and target.value.id == "self"
    }  # fmt: skip
    assert len(ours) <= MOST, sorted(ours)
    assert isinstance(KeywrightApp(tmp_path), SafeApp)
