"""The words of a command line that can mean one thing only, read as argparse reads them.

Options are spelled out, values stand behind them, operands stand together. ``None`` is the answer to all
else: argparse then reads the words anew, and says what is wrong. ``tests/cli/test_plain_words.py`` holds the
two against each other, verb by verb.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_KNOWN: Final = {"action", "nargs", "type", "choices", "default", "dest", "metavar", "help", "required"}
_ACTIONS: Final = {None, "store", "store_true", "append"}
_MARKS: Final = "=:"
"""After a word that begins as ``pass=`` does: it may be a passphrase, which ``usage_error`` refuses."""


class _Row:
    """An argument, as a verb told it."""

    def __init__(self, group: Any, names: tuple[str, ...], told: dict[str, Any]) -> None:  # noqa: ANN401
        self.group, self.names, self.told, self.action = group, names, told, told.get("action")
        self.is_option = names[0][:1] == "-"
        long = next((name for name in names if name[:2] == "--"), names[0])
        self.name = told.get("dest") or long.lstrip("-").replace("-", "_")
        self.nargs = told.get("nargs")
        self.required = told.get("required", False) if self.is_option else self.nargs in {None, "+"}
        self.default = told.get("default", False if self.action == "store_true" else None)
        self.is_plain = (
            told.keys() <= _KNOWN
            and (isinstance(self.action, str) or self.action is None)
            and self.action in _ACTIONS
            and not (isinstance(self.default, str) and "type" in told)
            and (self.nargs is None or (not self.is_option and self.nargs in {"?", "+", "*"}))
        )

    def value(self, word: str) -> Any:  # noqa: ANN401 - what its type makes
        """What a word is made.

        Raises:
            ValueError: it cannot be used.
        """
        made = self.told.get("type", str)(word)
        choices = self.told.get("choices")
        if choices is not None and made not in choices:
            raise ValueError
        return made


def read(told: Iterable[tuple[Any, str, tuple[str, ...], dict[str, Any], Any]], words: Sequence[str]) -> Any:  # noqa: ANN401 - as argparse has it
    """The arguments; None where argparse has to look.

    Args:
        told: the calls that described them: of which group, which call, with what.
        words: as they were typed.
    """
    rows = [_Row(group, names, about) for group, call, names, about, _ in told if call == "add_argument"]
    if not all(row.is_plain for row in rows):
        return None
    try:
        found, operands = _options({name: row for row in rows for name in row.names if row.is_option}, words)
        found |= _operands([row for row in rows if not row.is_option], operands)
    except ValueError:
        return None
    if any(row.required and row not in found for row in rows) or not _groups_agree(told, found):
        return None
    return SimpleNamespace(**{row.name: found.get(row, row.default) for row in rows})


def _options(known: dict[str, _Row], words: Sequence[str]) -> tuple[dict[_Row, Any], list[str]]:
    """What is behind the options, and the words that are operands.

    Raises:
        ValueError: argparse has to look.
    """
    found: dict[_Row, Any] = {}
    operands: list[str] = []
    ended = False
    waiting = iter(words)
    for word in waiting:
        name, is_joined, value = word.partition("=") if word[:2] == "--" else (word, "", "")
        row = known.get(name)
        if row is None:
            if ended or not is_operand(word):
                raise ValueError
            operands.append(word)
            continue
        ended = bool(operands)
        if row.action == "store_true":
            if is_joined:
                raise ValueError
            found[row] = True
            continue
        if not is_operand(value if is_joined else (value := next(waiting, "-?"))):
            raise ValueError
        made = row.value(value)
        found[row] = [*found.get(row, row.default or ()), made] if row.action == "append" else made
    return found, operands


def is_operand(word: str) -> bool:
    """Whether a word is no option of anybody's, and nothing that may be refused as a passphrase."""
    if word[:1] == "-":
        return word == "-"
    return (
        word != ""
        and word[0].isascii()
        and not (word[:1] in {"p", "P"} and any(mark in word for mark in _MARKS))
    )


def _operands(rows: list[_Row], words: list[str]) -> dict[_Row, Any]:
    """The operands, of which one may take more or fewer words than one.

    Raises:
        ValueError: argparse has to look.
    """
    bending = [row for row in rows if row.nargs is not None]
    more = len(words) - len(rows) + len(bending)
    if len(bending) > 1 or more < 0 or (more > 0 and not bending):
        raise ValueError
    found: dict[_Row, Any] = {}
    waiting = iter(words)
    for row in rows:
        if row.nargs is None:
            found[row] = row.value(next(waiting))
        elif row.nargs == "?" and more < 2:
            found |= {row: row.value(next(waiting))} if more else {}
        elif row.nargs != "?" and (more or (row.nargs == "*" and row.default is None)):
            found[row] = [row.value(next(waiting)) for _ in range(more)]
        else:
            raise ValueError
    return found


def _groups_agree(told: Iterable[tuple[Any, ...]], found: dict[_Row, Any]) -> bool:
    """Whether of each exclusive group one argument was given, or none where none need be."""
    for group in (made for *_, made in told if made is not None and made.is_exclusive):
        given = sum(row.group is group for row in found)
        if given > 1 or (group.required and not given):
            return False
    return True
