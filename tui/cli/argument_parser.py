"""What a verb takes, kept until it is needed, and what was typed, read without argparse where it is plain.

argparse takes 5 ms to import, to be told of a verb's arguments and to read three words: half of what an empty
Python takes. So plain words are read here, as argparse reads them. Whatever is not plain, wrong or a call for
help goes to ``full_parser``, which is told the same and says the rest: a verb has one list of its arguments.
"""

# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202, ANN204  # a type checker sees the full parser

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

__all__ = ["ArgumentParser", "UnusableError", "number"]

if TYPE_CHECKING:
    from .full_parser import FullParser as ArgumentParser
else:

    class _Arguments:
        """A parser or a group of one: what ``add_argument`` and ``add_..._group`` told it."""

        def __init__(self, root, *, is_exclusive=False, required=False):
            self.root, self.is_exclusive, self.required = root, is_exclusive, required
            self.full = None

        def add_argument(self, *names, **told):
            self.root.told.append((self, "add_argument", names, told, None))

        def add_argument_group(self, *words, **told):
            return self._add_group("add_argument_group", words, told, _Arguments(self.root))

        def add_mutually_exclusive_group(self, *, required=False):
            made = _Arguments(self.root, is_exclusive=True, required=required)
            return self._add_group("add_mutually_exclusive_group", (), {"required": required}, made)

        def _add_group(self, call, words, told, made):
            self.root.told.append((self, call, words, told, made))
            return made

    class ArgumentParser(_Arguments):
        """Takes the calls of argparse's parser; see ``full_parser`` for the one that does all of it."""

        def __init__(self, **options):
            super().__init__(self)
            self._options, self.told = options, []

        def parse_args(self, words=None):
            """The arguments of the verb.

            Raises:
                SystemExit: 2, after an error was told; 0 after help.
            """
            words = list(sys.argv[1:] if words is None else words)
            from . import plain_words

            found = plain_words.read(self.told, words) if self.full is None else None
            return self._made().parse_args(words) if found is None else found

        def _made(self):
            """The full parser, told all that was told here since it was asked for last."""
            if self.full is None:
                from .full_parser import FullParser

                self.full = FullParser(**self._options)
            for place, call, words, told, group in self.told:
                made = getattr(place.full, call)(*words, **told)
                if group is not None:
                    group.full = made
            self.told = []
            return self.full

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return getattr(self._made(), name)


class UnusableError(ValueError):
    """What is wrong with a word that was typed, told by the type of an argument."""


def number(text: str) -> int:
    """The type of options that want a number.

    Raises:
        UnusableError: it is none.
    """
    digits = text[1:] if text[:1] in {"+", "-"} else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise UnusableError("needs a whole number")
    return int(text)


_MOST_DIGITS = 18
