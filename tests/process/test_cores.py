"""As many cores as a container allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tui.process import cores

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("max 100000", 16),
        ("200000 100000", 2),
        ("150000 100000", 2),
        ("50000 100000", 1),
        ("junk", 16),
        (None, 16),
    ],
)
def test_the_limit_of_a_container_is_respected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str | None, expected: int
) -> None:
    monkeypatch.setattr(cores, "CGROUPS", str(tmp_path))
    if limit:
        (tmp_path / "cpu.max").write_text(limit)
    assert cores.quota() == expected
