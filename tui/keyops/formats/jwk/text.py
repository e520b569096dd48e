"""The text of a JWK: JSON, and what people make of it by hand or by printing a dictionary of Python.

A comma before a closing bracket and single quotes in place of double ones hide nothing: there is one reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ...errors import CorruptKeyError
from ...patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

LABEL: Final = "JWK"
MISTAKE: Final = "jwk-json"

_LAST_COMMA: Final = compiled(r",(\s*+[}\]])")


def parsed(data: bytes, *, number: Callable[[str], Any] = float) -> tuple[Any, tuple[str, ...]]:
    """What the text holds, and the ids of what is wrong with its JSON.

    Args:
        data: the file.
        number: what is made of the digits of a number; an ``int`` of very many takes long.

    Raises:
        CorruptKeyError: it is not JSON, and nothing that was meant as JSON.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CorruptKeyError(LABEL, "it is not UTF-8 text") from None
    return _loaded(text, number)


def _loaded(text: str, number: Callable[[str], Any]) -> tuple[Any, tuple[str, ...]]:
    import json

    try:
        return _load(text, number), ()
    except json.JSONDecodeError as error:
        first = error
    meant = text.replace("'", '"') if '"' not in text else text
    try:
        return _load(_LAST_COMMA.sub(r"\1", meant), number), (MISTAKE,)
    except json.JSONDecodeError:
        raise CorruptKeyError(
            LABEL,
            f"its JSON is cut off or wrong at line {first.lineno}, column {first.colno}",
            "Look there in a text editor: a quote, a comma or a bracket is missing, or there is one "
            "too many. "
            "If the end is missing, get the file again",
        ) from None


def _load(text: str, number: Callable[[str], Any]) -> Any:  # noqa: ANN401 - any JSON
    import json

    try:
        return json.loads(text, object_pairs_hook=_object, parse_int=number, parse_float=number)
    except (RecursionError, MemoryError):
        raise CorruptKeyError(LABEL, "its JSON is nested deeper than any key") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise CorruptKeyError(LABEL, "a member appears twice, so it is unclear which one counts")
    return made
