"""What is wrong with the words of a command line, told without repeating a value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..keyops.patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_DASHES: Final = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
"""Dashes that word processors and web pages put in the place of ours too."""

_SECRET: Final = compiled(
    rf"(?i:[{_DASHES}]+[\w-]*(?:pass(?!es\b)|phrase|pwd|psw|secret))"  # --old-passphrase, -passin, --pwd
    rf"|(?i:[{_DASHES}]+(?:pw|pin))"
    rf"|[{_DASHES}][NPp]"  # of ssh-keygen; -p of others
)
_LONG: Final = compiled(r"-(?:old|new)-?p", re.IGNORECASE)
"""With one dash, where ``-n`` or ``-o`` is an option of ours."""
_SECRET_WORD: Final = compiled(r"(?:pass(?:phrase|word)?|pwd?)(?:=|:(?!/))", re.IGNORECASE)
"""As openssl has it: pass:..."""
_PLAIN_NAME: Final = compiled(r"--[a-z][a-z-]{0,40}")
_NEAR: Final = 0.6
_NEAR_A_VERB: Final = 0.7
"""More, since any word may be typed there."""


def misplaced(words: Sequence[str], known: Collection[str], *, is_verb: bool) -> str:
    """Why the words are refused before anything is made of them; empty when they are not.

    Args:
        words: what was typed behind the verb.
        known: the options of the verb.
        is_verb: whether there is one; the screens ask for passphrases.
    """
    before = ""
    for word in _before_the_end(words):
        if is_secret(word, known) or (before[:1] != "-" and _is_secret_word(word) and not _is_there(word)):
            return passphrase_words(word, known, is_verb=is_verb)
        if word[:1] == "-" and word[1:2] not in {"", "-"} and f"-{word.partition('=')[0]}" in known:
            name = f"-{word.partition('=')[0]}"
            return f"long options have two dashes: did you mean {name}?"
        before = word
    return ""


def is_secret(word: str, known: Collection[str] = ()) -> bool:
    """Whether a word looks like an option that carries a passphrase, as other programs have them."""
    name = word.partition("=")[0]
    if word[:1] not in _DASHES or name in known or name in {"--passphrase-file", "--new-passphrase-file"}:
        return False
    if word[1:2] not in _DASHES and word[:2] in known and not _LONG.match(word):  # a value behind its letter
        return False
    return bool(_SECRET.match(word)) or _is_nearly(name)


def _is_secret_word(word: str) -> bool:
    return word[:1] in {"p", "P"} and _SECRET_WORD.match(word) is not None


def passphrase_words(word: str, known: Collection[str], *, is_verb: bool) -> str:
    """Where a passphrase is given in place of an argument.

    Args:
        word: the option that was taken for one.
        known: the options of the verb.
        is_verb: whether there is one.
    """
    ways = [name for name in ("--passphrase-file", "--new-passphrase-file") if name in known]
    if is_verb and not ways:
        return "passphrases are never arguments, and this verb needs none"
    new = "new" in word.partition("=")[0] or re.match("-[Nn]", word)
    way = ways[-1] if ways and new else (ways or ["--passphrase-file"])[0]
    return f"passphrases are never arguments: use {way} or wait for the prompt"


def unknown(rest: Sequence[str], words: Sequence[str], known: Collection[str], operands: str) -> str:
    """What to say of words that nobody takes.

    Args:
        rest: those words.
        words: all that were typed.
        known: the options of the verb.
        operands: what it takes besides.
    """
    options = set(_before_the_end(words))
    for word in rest:
        if word[:1] == "-" and word != "-" and word in options:
            return _unknown_option(word.partition("=")[0], known)
    only = f": only {operands} expected" if operands else ""
    return f"{'one argument' if len(rest) == 1 else f'{len(rest)} arguments'} too many{only}"


def choose(value: str, choices: Iterable[str]) -> str:
    """What to say of a value that is none of those there are."""
    names = list(choices)
    near = _near(value, names)
    return f"did you mean {near}?" if near else f"choose one of {', '.join(names)}"


def no_such_verb(word: str, verbs: Iterable[str]) -> str:
    """What to say of a word that is neither a verb nor a file."""
    near = _near(word, verbs, _NEAR_A_VERB)
    tail = f"; did you mean {near}?" if near else "\n  See: keywright help"
    return f"no verb or file is called {word!a}{tail}"


def _unknown_option(name: str, known: Collection[str]) -> str:
    near = _near(f"--{name.lstrip('-')}", [one for one in known if one.startswith("--")])
    shown = name if _PLAIN_NAME.fullmatch(name) else name[:2] if re.match("-[A-Za-z]", name) else ""
    told = f"unknown option {shown}" if shown else "unknown option"
    return f"{told}; did you mean {near}?" if near else told


def _near(word: str, names: Iterable[str], cutoff: float = _NEAR) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(word.casefold(), names, n=1, cutoff=cutoff)), "")


def _is_nearly(name: str) -> bool:
    """Whether an option is passphrase with a slip of the finger."""
    if name[:1] not in _DASHES or len(name) < 6 or not set("pas") <= set(name):
        return False
    import difflib

    core = re.split(rf"[{_DASHES}]+", name.casefold())
    return any(difflib.get_close_matches(part, ("passphrase", "password"), cutoff=0.75) for part in core)


def _is_there(word: str) -> bool:
    from pathlib import Path

    from ..keyops.files import paths as presence

    return presence.is_taken(Path(word))


def _before_the_end(words: Sequence[str]) -> Sequence[str]:
    """The words before ``--``, behind which there are no options."""
    return words[: words.index("--")] if "--" in words else words
