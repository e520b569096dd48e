"""SECURITY.md: each promise names a proof that is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.soak.__main__ import JOBS

ROOT = Path(__file__).resolve().parent.parent


def rows() -> list[list[str]]:
    """The cells of the table of promises."""
    text = (ROOT / "SECURITY.md").read_text().partition("## Promises and proofs")[2]
    lines = [line for line in text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_promise_names_a_test_or_a_command_that_exists() -> None:
    made = (ROOT / "Makefile").read_text()
    assert len(rows()) > 20
    for promise, _, proofs in rows():
        named = re.findall(r"`([^`]+)`(?: \(([^)]+)\))?", proofs)
        assert named, f"{promise} has no proof"
        for name, jobs in named:
            if name.startswith("make "):
                assert re.search(rf"^{name.split()[1]}:", made, re.MULTILINE), name
                assert {job.strip() for job in jobs.split(",") if job} <= set(JOBS)
                continue
            file, _, test = name.partition("::")
            tree = ast.parse((ROOT / file).read_text())
            assert test in {
                node.name
                for node in ast.walk(tree)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            }, f"{name} is not there"
