"""QR codes: another program reads what we drew."""

from __future__ import annotations

import pytest

from tests.helpers import qr_reader
from tests.helpers.keys import make
from tui.keyops.conversion import qr_code
from tui.keyops.conversion.conversion import pack_public
from tui.keyops.errors import UnsupportedConversionError


@pytest.mark.parametrize("ink", [True, False], ids=["as on paper", "on a dark terminal"])
@pytest.mark.parametrize("family", ["ed25519", "rsa"])
@pytest.mark.parametrize("comment", ["", "zoë@büro"], ids=["bare", "comment"])
def test_another_reader_finds_the_same_line(family: str, comment: str, ink: bool) -> None:
    line = pack_public(make(family).public, "openssh-public", comment.encode()).data.decode().rstrip("\n")
    code = qr_code.encode(line)
    lines = code.lines(ink=ink)
    assert qr_reader.read(qr_reader.picture_of(lines, ink=ink)) == line
    assert (len(lines), {len(row) for row in lines}) == (code.height, {code.columns})


def test_the_line_of_an_ed25519_key_fits_in_80_by_24_with_a_frame() -> None:
    line = pack_public(make("ed25519").public, "openssh-public", b"x" * 24).data.decode().rstrip("\n")
    assert qr_code.encode(line).fits(76, 22)
    assert not qr_code.encode(line + "xxx").fits(76, 22)


def test_the_quiet_zone_is_light() -> None:
    code = qr_code.encode("x")
    edge = range(qr_code.QUIET)
    assert not any(code.modules[row][column] for row in edge for column in range(code.columns))
    assert not any(code.modules[row][column] for column in edge for row in range(code.columns))


def test_what_is_too_long_is_refused() -> None:
    assert qr_code.encode("x" * 2953).columns == 177 + 2 * qr_code.QUIET
    with pytest.raises(UnsupportedConversionError, match=r"2,953 bytes at most; this is 2,954"):
        qr_code.encode("x" * 2954)
