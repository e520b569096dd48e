from __future__ import annotations

import copy
import pickle
import re

import pytest

from tests.helpers.project import run_python
from tui.keyops.patterns import compiled

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
        "import html, locale, pathlib, re\nseen = []\nplain = re.compile\n"
        "re.compile = lambda *words: seen.append(words) or plain(*words)\n"
        "from tui.keyops.damage import diagnosis\nfrom tui.keyops.services import traits\n"
        "print(len(seen))\ndiagnosis.diagnose(b'ssh-ed25519 AAAA')\nprint(len(seen) > 0)"
    )
    assert told.split() == ["0", "True"]
