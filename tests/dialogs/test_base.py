"""The words of dialogs: lines that hostile names do not break."""

from __future__ import annotations

import pytest

from tui.dialogs.base import Words

NAME = "k\n\r\t\x0b\x1c\x85\u2028id"
SHOWN = "k\\n\\r\\t\\x0b\\x1c\\u0085\\u2028id"


@pytest.mark.parametrize("lines", [(f"{NAME} is written",), ("Delete them?", NAME, f"{NAME}.pub")])
def test_a_name_with_line_feeds_breaks_no_line(lines: tuple[str, ...]) -> None:
    words = Words(*lines)
    assert str(words.content) == "\n".join(lines).replace(NAME, SHOWN)
