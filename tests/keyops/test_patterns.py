from __future__ import annotations

import copy
import pickle
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests import pythons
from tests.helpers.peers import run
from tests.helpers.project import ROOT, run_python
from tui.keyops.old_patterns import compile_old
from tui.keyops.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    Compile = Callable[[str], re.Pattern[str]]

METHODS = {
    "match": ("ab",),
    "search": ("xab",),
    "fullmatch": ("ab",),
    "findall": ("ab ab",),
    "split": ("1ab2",),
    "sub": ("-", "1ab2"),
    "subn": ("-", "1ab2"),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_late_pattern_does_what_a_compiled_one_does(name: str) -> None:
    late, plain = (getattr(made("AB", re.IGNORECASE), name) for made in (compiled, re.compile))
    assert str(late(*METHODS[name])) == str(plain(*METHODS[name]))


def test_it_tells_its_source_and_flags_and_survives_a_pipe() -> None:
    late = compiled("a(b)?", re.MULTILINE)
    assert (late.pattern, late.groups, late.flags) == ("a(b)?", 1, re.compile("", re.MULTILINE).flags)
    for again in (copy.copy(late), pickle.loads(pickle.dumps(compiled("a(b)?")))):
        assert again.fullmatch("ab") is not None


def test_nothing_is_compiled_before_it_is_used() -> None:
    told = run_python(
        "import html, locale, pathlib, re\nfrom re import _compiler\nseen = []\nplain = _compiler.compile\n"
        "_compiler.compile = lambda *words: seen.append(words) or plain(*words)\n"
        "from tui.keyops.damage import diagnosis\nfrom tui.keyops.services import traits\n"
        "print(len(seen))\ndiagnosis.diagnose(b'ssh-ed25519 AAAA')\nprint(len(seen) > 0)"
    )
    assert told.split() == ["0", "True"]


either = pytest.mark.parametrize("make", [compile_old, compiled])
WORDS = r"(?:(?:\"[^\"]*+\"|(?!key)[a-z]++)[ ]++){0,3}+key"


@pytest.mark.parametrize("text", ["key", "a key", '"a b" c key', "a b c key"])
@either
def test_a_repetition_that_gives_nothing_back_finds_the_key(make: Compile, text: str) -> None:
    found = make(WORDS).match(text)
    assert found is not None
    assert found[0] == text


@either
def test_a_repetition_that_gives_nothing_back_gives_nothing_back(make: Compile) -> None:
    assert [make(WORDS).match(text) for text in ("a b c d key", 'a"key', "a ")] == [None] * 3
    assert make(r"(?:ab?)++b").match("aab") is None


def test_every_python_here_finds_the_key_behind_its_options() -> None:
    """Debian 12 has 3.11.2, whose ``re`` is at fault."""
    code = f"from tui.keyops.patterns import compiled\nassert compiled({WORDS!r}).match('a key')"
    ours = {"/usr/bin/python3", *map(str, pythons.found().values())}
    for python in filter(shutil.which, ours):
        new_enough = "import sys; sys.exit(sys.version_info < (3, 11))"
        if run(python, "-c", new_enough, ok=False).returncode == 0:
            run(python, "-c", code, cwd=ROOT)
