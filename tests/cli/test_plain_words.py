"""What was typed plainly is read as argparse reads it; all else is left to argparse."""

from __future__ import annotations

import random

import pytest

from tui.cli import VERBS, module_of, plain_words
from tui.cli.argument_parser import ArgumentParser

ODD = ("-", "--", "", "-x", "--jso", "-1", "a b", "pass=x", "pw:y", "\u2013o", "--json=", "-oX", "--help")
ASKED_FOR = {"inspect", "check", "convert", "list", "public", "generate", "sign", "audit", "verify"}


def told_of(verb: str) -> ArgumentParser | None:
    """The parser of a verb that has no second word, as long as nobody asked argparse."""
    made = module_of(verb).parser(verb)
    return made if type(made) is ArgumentParser and made.full is None else None  # type: ignore[attr-defined]


def lines(made: ArgumentParser, chance: random.Random) -> list[str]:
    """Words for a parser: its options, values they may have, operands, and what is odd."""
    words: list[str] = []
    for _ in range(chance.randrange(6)):
        _, _, names, about, _ = chance.choice(made.told)  # type: ignore[attr-defined]
        value = chance.choice([*(about.get("choices") or ()), "one", "two.pub", "3", "dir/x"])
        if not names or names[0][:1] != "-":
            words.append(str(value))
        elif about.get("action") == "store_true":
            words.append(chance.choice(names))
        else:
            name = chance.choice(names)
            words += [f"{name}={value}"] if chance.random() < 0.2 else [name, str(value)]
    if chance.random() < 0.2:
        words.insert(chance.randint(0, len(words)), chance.choice(ODD))
    return words


@pytest.mark.parametrize("verb", VERBS)
def test_plain_words_are_read_as_argparse_reads_them(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    made, other = told_of(verb), told_of(verb)
    if made is None or other is None:
        assert verb not in ASKED_FOR
        return
    chance, read = random.Random(verb), 0
    for _ in range(500):
        words = lines(made, chance)
        plain = plain_words.read(made.told, words)  # type: ignore[attr-defined]
        if plain is not None:
            read += 1
            assert vars(plain) == vars(other._made().parse_args(words)), words  # type: ignore[attr-defined]
    assert read or verb not in ASKED_FOR
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("inspect", ["k.pub"]),
        ("inspect", ["--json", "a", "b"]),
        ("check", ["k", "--for", "github"]),
        ("convert", ["k", "--format", "pem", "-o", "out"]),
        ("list", ["k"]),
        ("public", ["k"]),
        ("audit", []),
    ],
    ids=str,
)
def test_what_is_typed_often_needs_no_argparse(verb: str, words: list[str]) -> None:
    made = told_of(verb)
    assert made is not None
    assert plain_words.read(made.told, words) is not None  # type: ignore[attr-defined]
