"""The program that needs no Python is tried where that is asked for: building it takes minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.helpers import building

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests of the program, but for ``make check-files``."""
    if building.WHOLE:
        return
    left_out = [item for item in items if item.get_closest_marker("program")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
