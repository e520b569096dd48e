"""Every private name of Textual that keywright relies on: an upgrade that takes one away fails here."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest
import textual
from rich import cells
from textual import _ansi_sequences, _compositor, _path
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

import tui

FACES = ("app.py", "terminal", "screens", "dialogs", "widgets")
SOURCES = [path for face in FACES for path in sorted((Path(tui.__file__).parent / face).rglob("*.py"))]
SOURCES.append(Path(tui.__file__).parent / "app.py")

USED = {
    "_auto_restart": LinuxDriver,
    "_border_title": Widget,
    "_close_messages_no_wait": MessagePump,
    "_disable_line_wrap": LinuxDriver,
    "_driver": App,
    "_enable_bracketed_paste": LinuxDriver,
    "_enable_mouse_support": LinuxDriver,
    "_exception": App,
    "_exception_event": App,
    "_exit_renderables": App,
    "_loop": App,
    "_must_signal_resume": LinuxDriver,
    "_parse_cache": Stylesheet,
    "_patch_iflag": LinuxDriver,
    "_patch_lflag": LinuxDriver,
    "_return_code": App,
    "_screen_stacks": App,
    "_variables": Stylesheet,
    "_writer_thread": LinuxDriver,
}
"""What is read or called, and the class that has it."""

OVERRIDDEN = {
    "_display": App,
    "_handle_exception": App,
    "_on_focus": Input,
    "_on_paste": Input,
    "_print_error_renderables": App,
    "_process_messages": App,
    "_sigcont_application": LinuxDriver,
    "_sigtstp_application": LinuxDriver,
}
"""What is overridden on purpose."""

OF_RICH = {"_SINGLE_CELLS", "_is_single_cell_widths"}
"""Of ``rich.cells``."""

MODULES = {
    "textual._ansi_sequences": (_ansi_sequences, "ANSI_SEQUENCES_KEYS"),
    "textual._compositor": (_compositor, "ChopsUpdate"),
    "textual._path": (_path, "CSSPathType"),
}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def is_stored(node: ast.Attribute) -> bool:
    return isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id == "self"


@functools.cache
def classes_of(module: str) -> dict[str, ast.ClassDef]:
    """The classes that a module defines, as written."""
    tree = ast.parse(inspect.getsource(importlib.import_module(module)))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def stored(kind: type) -> set[str]:
    """The attributes that the methods of a class set."""
    body = classes_of(kind.__module__).get(kind.__name__)
    nodes = ast.walk(body) if body else ()
    return {node.attr for node in nodes if isinstance(node, ast.Attribute) and is_stored(node)}


@functools.cache
def names_of(kind: type) -> frozenset[str]:
    """The private names of a class: those in its body, and those that its methods set."""
    return frozenset(name for name in stored(kind) | vars(kind).keys() if is_private(name))


def has(kind: type, name: str) -> bool:
    """Whether a class of Textual, or one below it, has a name."""
    return any(name in names_of(base) for base in kind.__mro__ if base.__module__.startswith("textual"))


@pytest.mark.parametrize("name", [*USED, *OVERRIDDEN])
def test_textual_has_the_name(name: str) -> None:
    assert has((USED | OVERRIDDEN)[name], name)


def test_rich_has_the_names() -> None:
    assert vars(cells).keys() >= OF_RICH


@pytest.mark.parametrize("name", MODULES)
def test_textual_has_the_module(name: str) -> None:
    module, member = MODULES[name]
    assert hasattr(module, member)


def test_no_other_private_name_is_used() -> None:
    used: set[str] = set()
    ours: set[str] = set()
    modules: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.endswith("__"):
                (ours if isinstance(node.ctx, ast.Store) else used).add(node.attr)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                ours.add(node.name)
            elif isinstance(node, ast.Name | ast.arg):
                ours.add(node.id if isinstance(node, ast.Name) else node.arg)
            elif isinstance(node, ast.ImportFrom):
                modules.add(node.module or "")
                ours.update(one.asname or one.name for one in node.names)
    assert {name for name in used - ours if name != "_replace"} <= USED.keys() | OVERRIDDEN.keys() | OF_RICH
    assert {name for name in modules if name.startswith("textual._")} <= MODULES.keys()


def test_no_private_name_of_ours_hides_one_of_textual_by_accident() -> None:
    """A method called ``_title`` in a screen would be taken for Textual's own, without a word."""
    hidden = set()
    for found in pkgutil.walk_packages(tui.__path__, "tui."):
        if found.name.split(".")[1] not in {"app", "terminal", "screens", "dialogs", "widgets"}:
            continue
        for kind in vars(importlib.import_module(found.name)).values():
            if not inspect.isclass(kind) or not kind.__module__.startswith("tui."):
                continue
            if not issubclass(kind, MessagePump | Driver | Stylesheet):
                continue
            own = stored(kind) | {name for name, value in vars(kind).items() if inspect.isfunction(value)}
            hidden |= {f"{kind.__qualname__}.{name}" for name in own if is_private(name) and has(kind, name)}
    assert {name for name in hidden if name.rpartition(".")[2] not in OVERRIDDEN | USED} == set()


def test_the_version_is_the_one_that_was_tried() -> None:
    assert textual.__version__.startswith("8.2.")


def test_screens_keep_their_place_in_the_stack() -> None:
    assert "_screen_stacks" in vars(App())
    assert Screen
