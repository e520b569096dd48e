"""How hard a passphrase is to guess: a simple estimate that says it is one.

The passphrase is cut into the pieces a guessing program would try: common words, runs of a keyboard
or an alphabet, repeats, years, pronounceable words, and single characters. Each piece counts the bits
it takes to name it, and the sum is shown as a power of two. That is how long a list a guesser must
walk, not a promise: what is personal (a name, a street, another site's password) is not known here.
The idea is that of zxcvbn (Wheeler, USENIX Security 2016), with a list short enough to read.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from ..patterns import compiled
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..secret import Secret

_WORD_LIST: Final = (
    "password passwort passwd passphrase pass secret letmein welcome admin administrator root toor "
    "login master monkey dragon sunshine princess football baseball soccer hockey shadow superman "
    "batman starwars pokemon iloveyou love lovely trustno access hello freedom whatever charlie jordan "
    "michael jennifer thomas robert hunter ranger harley buster killer george summer winter spring "
    "autumn flower orange banana purple yellow silver golden diamond cheese cookie chocolate coffee "
    "pepper ginger computer internet server linux ubuntu debian windows github gitlab jenkins oracle "
    "cisco changeme default guest test testing tester demo temp user username system security private "
    "public deploy deployment production staging build jira ssh key keys rsa correct horse battery "
    "staple money family friend friends forever happy monday friday january december hallo geheim "
    "schatz sommer berlin soleil bonjour motdepasse contrasena mustang ferrari porsche mercedes abc qwe "
    "asd zxc qwertz azerty "
)
_WORDS: Final = frozenset(_WORD_LIST.split())
_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "azertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "yxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_LEET: Final = str.maketrans("013457@$!", "oieastasi")
_YEAR: Final = compiled(r"(19|20)\d\d")
_LETTERS: Final = compiled(r"[a-z]{4,}")
"""After digits that stand for letters were read as such."""
_HARD_TO_SAY: Final = compiled(r"[bcdfghjklmnpqrstvwxz]{5}|[aeiouy]{4}|q[^u]")
_VOWEL: Final = compiled(r"[aeiouy]")

_COMMON_BITS: Final = 8.0
_RUN_BITS: Final = 5.0
_YEAR_BITS: Final = 6.5
_MOST_WORD_BITS: Final = 14.0
"""A dictionary of 16,000 words."""
_WORD_LETTER_BITS: Final = 2.6
"""A letter inside a word of a natural language; a random one has 4.7."""
_BETWEEN: Final = " -_.,+"
_BETWEEN_BITS: Final = 3.0
"""What stands between words is seldom a surprise."""
_OTHER_CHARACTERS: Final = 100

_STEPS: Final = ((28, "weak"), (44, "fair"), (60, "good"), (math.inf, "strong"))
"""Up to so many bits. The default locks of our containers add about ten bits of work to each guess."""


@dataclass(frozen=True, slots=True)
class PassphraseStrength:
    """What can be said about a passphrase without knowing its owner."""

    word: str
    """``none``, ``weak``, ``fair``, ``good`` or ``strong``."""
    score: int
    """0 to 4, in the same order."""
    bits: int
    """A guesser needs about two to this power of tries; at least, as far as we can see."""

    @property
    def words(self) -> str:
        """For a line next to the field: ``fair: about 2^37 guesses``."""
        return f"{self.word}: about 2^{self.bits} guesses" if self.score else "no passphrase"


def strength(secret: Secret) -> PassphraseStrength:
    """Estimate how long a guesser needs, from length, classes, repeats, runs and common words."""
    text = secret.reveal().decode("utf-8", "surrogateescape")
    if not text:
        return PassphraseStrength("none", 0, 0)
    bits = int(sum(_pieces(text)))
    for score, (limit, word) in enumerate(_STEPS, start=1):
        if bits < limit:
            return PassphraseStrength(word, score, bits)
    raise AssertionError("the last step has no limit")


def _pieces(text: str) -> Iterator[float]:
    """The bits of each piece, from left to right."""
    alphabet = math.log2(_alphabet(text))
    plain = text.lower()
    at = 0
    while at < len(text):
        length, bits = _piece(plain, at)
        if length == 0:
            yield _BETWEEN_BITS if text[at] in _BETWEEN else alphabet
            at += 1
            continue
        piece = text[at : at + length]
        # Capitals inside cost a guesser little: the first letter, or all of them.
        yield bits + (1.0 if piece != piece.lower() else 0.0)
        at += length


def _alphabet(text: str) -> int:
    """How many characters a guesser must try for each place."""
    classes = (
        (any("a" <= char <= "z" for char in text), 26),
        (any("A" <= char <= "Z" for char in text), 26),
        (any("0" <= char <= "9" for char in text), 10),
        (any(char.isascii() and not char.isalnum() for char in text), 33),
        (not text.isascii(), _OTHER_CHARACTERS),
    )
    return sum(size for present, size in classes if present)


def _piece(plain: str, at: int) -> tuple[int, float]:
    """The longest guessable piece that begins here, and its bits; length 0 when there is none."""
    found = [_repeat(plain, at), _again(plain, at), _common(plain, at), _run(plain, at), _year(plain, at)]
    length, bits = max(found, key=lambda one: (one[0], -one[1]))
    word = _pronounceable(plain, at)
    return word if word[0] > length else (length, bits)


def _repeat(plain: str, at: int) -> tuple[int, float]:
    """``aaaa``."""
    length = 1
    while at + length < len(plain) and plain[at + length] == plain[at]:
        length += 1
    return (length, _RUN_BITS + math.log2(length)) if length >= 3 else (0, 0.0)


def _again(plain: str, at: int) -> tuple[int, float]:
    """What stood in it before, such as the second half of ``tulip-tulip``."""
    length = 0
    while at + length < len(plain) and plain[at : at + length + 1] in plain[:at]:
        length += 1
    return (length, 2.0 + math.log2(length)) if length >= 3 else (0, 0.0)


def _common(plain: str, at: int) -> tuple[int, float]:
    """A word of the list, perhaps with digits for letters."""
    for length in range(min(14, len(plain) - at), 2, -1):
        piece = plain[at : at + length]
        if piece in _WORDS:
            return length, _COMMON_BITS
        if piece.translate(_LEET) in _WORDS:
            return length, _COMMON_BITS + 2
    return 0, 0.0


def _run(plain: str, at: int) -> tuple[int, float]:
    """A stretch of an alphabet or a keyboard, either way round."""
    best = 0
    for run in _RUNS:
        for line in (run, run[::-1]):
            length = best
            while at + length < len(plain) and plain[at : at + length + 1] in line:
                length += 1
            best = max(best, length)
    return (best, _RUN_BITS + math.log2(best)) if best >= 3 else (0, 0.0)


def _year(plain: str, at: int) -> tuple[int, float]:
    return (4, _YEAR_BITS) if _YEAR.match(plain, at) else (0, 0.0)


def _pronounceable(plain: str, at: int) -> tuple[int, float]:
    """Letters that may be a word of some language: cheaper than as many random ones."""
    match = _LETTERS.match(plain.translate(_LEET), at)
    if match is None or _HARD_TO_SAY.search(match[0]) or not _VOWEL.search(match[0]):
        return 0, 0.0
    length = min(len(match[0]), 12)
    digits = 0.0 if plain[at : at + length].isalpha() else 2.0
    return length, min(_MOST_WORD_BITS, _WORD_LETTER_BITS * length + 2) + digits
