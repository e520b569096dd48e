from __future__ import annotations

from pathlib import Path

import pytest

from tui.terminal import stylesheets


def test_a_sheet_is_found_in_a_checkout_and_first_in_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel, checkout = tmp_path / "_styles", tmp_path / "styles"
    monkeypatch.setattr(stylesheets, "_FOLDERS", (wheel, checkout))
    checkout.mkdir()
    (checkout / "app.tcss").touch()
    assert stylesheets.sheet("app") == checkout / "app.tcss"
    wheel.mkdir()
    (wheel / "app.tcss").touch()
    assert stylesheets.sheet("app") == wheel / "app.tcss"


def test_the_places_are_beside_the_module_and_beside_the_package() -> None:
    package = Path(stylesheets.__file__).resolve().parent.parent
    assert (package / "_styles", package.parent / "styles") == stylesheets._FOLDERS


def test_a_missing_sheet_is_named_with_the_places_tried() -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing\.tcss is neither in .*_styles or .*styles"):
        stylesheets.sheet("nothing")
