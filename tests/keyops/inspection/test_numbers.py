"""The numbers of a key: curve points that lie on their curve, private ones only when asked for."""

from __future__ import annotations

import re

import pytest

from tests.helpers.keys import NAMES, make
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats import DEFAULT_PRIVATE
from tui.keyops.inspection import numbers
from tui.keyops.inspection.inspection import recognise

P25519 = 2**255 - 19
P448 = 2**448 - 2**224 - 1


def value(found: dict[str, str], name: str) -> int:
    return int(found[name], 16)


@pytest.mark.parametrize("name", [one for one in NAMES if one != "ed448"])
def test_a_private_number_is_told_only_when_it_is_asked_for(name: str) -> None:
    (entry,) = recognise(pack(make(name), DEFAULT_PRIVATE).data)
    plain = list(numbers.of_entry(entry))
    everything = list(numbers.of_entry(entry, private=True))
    assert plain == everything[: len(plain)]
    assert not any(one.private for one in plain)
    assert all(one.private for one in everything[len(plain) :])
    assert len(everything) > len(plain)
    for one in everything:
        assert re.fullmatch(r'[a-z0-9_]+=(0x[0-9a-f]+|"[ -~]*"|b64\("[A-Za-z0-9+/=]*"\))', one.line)
        assert one.text not in repr(one)


def test_the_point_of_ed25519_lies_on_its_curve() -> None:
    """RFC 8032, section 5.1: -x*x + y*y = 1 + d*x*x*y*y, and the sign of x is that of the key."""
    public = make("ed25519").public
    found = {one.name: one.text for one in numbers.of_public(public)}
    x, y = value(found, "public_affine_x"), value(found, "public_affine_y")
    d = -121665 * pow(121666, -1, P25519)
    assert (-x * x + y * y - 1 - d * x * x * y * y) % P25519 == 0
    assert (y | (x & 1) << 255).to_bytes(32, "little") == public.blob[-32:]


def test_the_point_of_ed448_lies_on_its_curve() -> None:
    """RFC 8032, section 5.2: x*x + y*y = 1 - 39081*x*x*y*y."""
    public = make("ed448").public
    found = {one.name: one.text for one in numbers.of_public(public)}
    x, y = value(found, "public_affine_x"), value(found, "public_affine_y")
    assert (x * x + y * y - 1 + 39081 * x * x * y * y) % P448 == 0
    assert (y | (x & 1) << 455).to_bytes(57, "little") == public.blob[-57:]


def test_the_numbers_of_rsa_belong_together() -> None:
    (entry,) = recognise(pack(make("rsa"), DEFAULT_PRIVATE).data)
    found = {one.name: one.text for one in numbers.of_entry(entry, private=True)}
    p, q = value(found, "private_p"), value(found, "private_q")
    assert p * q == value(found, "public_modulus")
    assert value(found, "private_inverse_q_mod_p") * q % p == 1


@pytest.mark.parametrize(("moment", "words"), [(86_400, "1970-01-02 00:00:00 UTC"), (2**62, "")])
def test_a_moment_that_no_calendar_has_is_left_out(moment: int, words: str) -> None:
    assert numbers._date(moment) == words
