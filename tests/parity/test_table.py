"""The parity table leaves no option out, and claims nothing that no test runs."""

from __future__ import annotations

import ast
import functools
import re
import shlex
from pathlib import Path

import pytest

from tests.helpers.peers import run
from tests.parity.rows import KEYGEN_TESTS, PUTTYGEN_TESTS, Verdict
from tests.parity.table import PROGRAMS, tables
from tui.cli import module_of

ROOT = Path(__file__).resolve().parents[2]
ALL = [row for rows in PROGRAMS.values() for row in rows]
MUSEUM = {"tests/keyops/keys/test_mldsa.py"}
"""Tests that run on files of a program that is too new to be in CI."""
KEYGEN_10 = """
-A -B -C -D -E -F -H -I -K -L -M -N -O -P -Q -R -U -V -X -Y -Z
-a -b -c -e -f -g -h -i -k -l -m -n -o -p -q -r -s -t -u -v -w -y -z
mldsa44-ed25519 touch-required no-touch-required verify-required no-verify-required
hashalg= verify-time= print-pubkey application= challenge= device= resident user= write-attestation=
bits= memory= start= checkpoint= generator= lines= prime-tests= start-line=
clear critical: extension: force-command= source-address=
""".split()  # noqa: SIM905
"""The flags of 10.5, from its manual: the one in CI is older."""


@functools.cache
def functions(file: str) -> dict[str, str]:
    """The test functions of a file and their source; with the marks of the whole file."""
    text = (ROOT / file).read_text()
    marks = " ".join(re.findall(r"^pytestmark = .*", text, re.MULTILINE))
    tree = ast.parse(text)
    return {node.name: marks for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def words(program: str) -> set[str]:
    """Every word of the options that the rows of a program name."""
    return {word for row in PROGRAMS[program] for option in row.options for word in option.split()}


@pytest.mark.interop
def test_every_option_in_the_help_of_puttygen_has_a_row() -> None:
    text = run("puttygen", "--help").stdout.decode()
    options = set(re.findall(r"(?<![\w-])--?[a-zA-Z][a-z-]*", text)) | {"-h", "--help", "-V", "--version"}
    outputs = set(re.findall(r"^ {11,12}([a-z-]+)  ", text, re.MULTILINE))
    given = words("puttygen") | {word.split("=")[0] for word in words("puttygen")}
    assert len(options) > 20
    assert {"private-sshcom", "cert-info", "text", "parallelism", "fingerprint"} <= outputs
    types = {"eddsa", "ecdsa", "rsa", "dsa", "rsa1", "ed25519", "ed448"}
    primes = {"probable", "proven", "proven-even"}
    prints = {"sha256", "md5", "sha256-cert", "md5-cert"}
    assert types | primes | prints <= set(re.findall(r"[a-z0-9-]+", text))
    assert (options | outputs | types | primes | prints) - given == set()


@pytest.mark.interop
def test_every_flag_in_the_usage_of_ssh_keygen_has_a_row() -> None:
    text = run("ssh-keygen", "-?", ok=False).stderr.decode().partition("usage:")[2]
    flags = {f"-{letter}" for group in re.findall(r"(?<![\w-])-([A-Za-z]+)\b", text) for letter in group}
    actions = set(re.findall(r"-[YM] ([a-z-]+)", text))
    types = set(re.findall(r"[a-z0-9-]+", text.partition("[-t ")[2].partition("]")[0]))
    assert len(flags) > 35
    assert {"find-principals", "sign", "screen"} <= actions
    assert {"dsa", "ed25519-sk"} <= types
    assert (flags | actions | types | set(KEYGEN_10)) - words("ssh-keygen") == set()


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_option_has_two_rows(program: str) -> None:
    options = [option for row in PROGRAMS[program] for option in row.options]
    assert sorted(options) == sorted(set(options))


def test_each_row_says_how_or_why_and_names_the_test_that_runs_it() -> None:
    for row in ALL:
        assert row.why, row
        assert not row.why.endswith("."), row
        assert bool(row.tests) == bool(row.ours) == (row.verdict is not Verdict.LEFT_OUT), row
        for test in row.tests:
            file, _, name = test.partition("::")
            assert name in functions(file), f"{test} is not there"
            assert "interop" in functions(file)[name] or file in MUSEUM, f"{test} runs no other program"


def test_each_test_of_parity_has_a_row() -> None:
    named = {test for row in ALL for test in row.tests}
    for file in (PUTTYGEN_TESTS, KEYGEN_TESTS):
        found = {f"{file}::{name}" for name in functions(file) if name.startswith("test_")}
        assert found <= named


@pytest.mark.parametrize("command", sorted({command for row in ALL for command in row.ours}))
def test_each_command_of_ours_is_one_that_our_parsers_take(command: str) -> None:
    name, verb, *rest = shlex.split(command)
    assert name == "keywright"
    if verb.startswith("-"):
        assert verb in {"--help", "--version"}
        return
    parser = module_of(verb).parser(verb)
    if rest[-1:] == ["--help"]:
        with pytest.raises(SystemExit) as stop:
            parser.parse_args(rest)
        assert stop.value.code == 0
    else:
        parser.parse_args(rest)


def test_a_row_of_the_page_stays_a_row() -> None:
    for text in tables().values():
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert len(rows) > 30
        assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {7}
