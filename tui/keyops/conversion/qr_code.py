"""A text as a QR code (ISO/IEC 18004), drawn with half blocks: two rows of modules in a line of text."""

from __future__ import annotations

from typing import Final

from ..errors import UnsupportedConversionError
from ..records import dataclass

QUIET: Final = 2
"""Light modules around the code: the standard asks for four, and readers make do with two."""
_BLOCKS: Final = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
"""What is drawn above and below."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """The modules of a code, True for a dark one, the quiet zone included."""

    text: str
    modules: tuple[tuple[bool, ...], ...]

    @property
    def columns(self) -> int:
        """Cells that it is wide."""
        return len(self.modules)

    @property
    def height(self) -> int:
        """Lines that it is high."""
        return (len(self.modules) + 1) // 2

    def lines(self, *, ink: bool) -> tuple[str, ...]:
        """It, drawn.

        Args:
            ink: whether the letters are the dark modules, as on paper; else the light ones, for a terminal
                whose text is light.
        """
        rows = (*self.modules, (False,) * self.columns)
        return tuple(
            "".join(_BLOCKS[up is ink, down is ink] for up, down in zip(rows[at], rows[at + 1], strict=True))
            for at in range(0, self.height * 2, 2)
        )

    def fits(self, columns: int, lines: int) -> bool:
        """Whether there is room for all of it."""
        return self.columns <= columns and self.height <= lines


def encode(text: str) -> QrCode:
    """The smallest code of a text, in UTF-8.

    Raises:
        UnsupportedConversionError: it is longer than the 2953 bytes that a code can hold.
    """
    import segno

    data = text.encode("utf-8", "surrogateescape")
    try:
        made = segno.make_qr(data, error="l", boost_error=False)
    except segno.DataOverflowError:
        raise UnsupportedConversionError(
            f"A QR code holds 2,953 bytes at most; this is {len(data):,}", "Copy it instead"
        ) from None
    return QrCode(text, tuple(tuple(bool(one) for one in row) for row in made.matrix_iter(border=QUIET)))
