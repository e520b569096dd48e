"""Formats and services as options of a form: what each is called, and what to know before one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..keyops.errors import KeyOpsError
from ..keyops.formats import FORMATS
from ..keyops.keys.algorithms import ALGORITHMS
from ..widgets.choice import Option

if TYPE_CHECKING:
    from ..keyops.formats.contract import Format
    from ..keyops.services.recipes import Recipe


def format_option(row: Format, label: str, reason: str = "") -> Option:
    """A format, with what it is for."""
    return Option(row.id, label, reason, remark=row.purpose or row.label)


def recipe_words(recipe: Recipe) -> str:
    """What a service asks of a new key: ``RSA 4096, PEM``."""
    row = ALGORITHMS[recipe.family]
    size = f" {recipe.bits}" if len(row.sizes) > 1 else ""
    return f"{row.label}{size}, {FORMATS[recipe.container].label.partition(' (')[0]}"


def service_options() -> list[Option]:
    """All services and clients, each with the key that it asks for."""
    from .services import options as serving

    return [_with_recipe(option) for option in serving.options()]


def _with_recipe(option: Option) -> Option:
    from dataclasses import replace

    from .services import options as serving

    try:
        recipe = serving.recipe_of(option.id)
    except KeyOpsError as error:
        return replace(option, remark=error.title)
    return replace(option, remark=recipe_words(recipe)) if recipe is not None else option
