"""A key of several that was badly written, and a JWK: told, and repaired where it stands; the others stay."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import bad_envelopes
from tests.helpers.bad_envelopes import PASSPHRASE
from tests.helpers.faces import both_say, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import secret_file
from tui.keyops.conversion.conversion import pack
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import CorruptKeyError, UnrepairableError, WrongPassphraseError
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection import opening
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = Secret(PASSPHRASE)
BAD = {case.id: case for case in bad_envelopes.cases()}
KINDS = ("ed25519", "ecdsa256", "rsa")


def keys_of(data: bytes) -> list[tuple[object, tuple[str, ...]]]:
    return [(pair.public, pair.mistakes) for pair in (entry.open(SECRET) for entry in recognise(data))]


@pytest.mark.parametrize("locked", [False, True], ids=["open", "locked"])
@pytest.mark.parametrize(
    "padding", [bytes(16), bytes(range(16)), b"\x5a" * 16], ids=["zeros", "from-zero", "Z"]
)
def test_a_block_with_several_keys_is_written_anew_with_all_of_them(padding: bytes, locked: bool) -> None:
    pairs = [make(kind) for kind in KINDS]
    data = bad_envelopes.several(*pairs, locked=locked, padding=padding)
    repaired = repair(data, "", SECRET)
    assert [one.id for one in repaired.applied] == ["openssh-padding"]
    assert keys_of(repaired.data) == [(pair.public, ()) for pair in pairs]
    (first, *_) = recognise(repaired.data)
    assert (first.encryption is not None) == locked
    assert repair(repaired.data, "", SECRET).applied == ()


@pytest.mark.parametrize(
    "second", ["no-public-ecdsa256-pkcs8", "zeros-ecdsa384-pkcs8", "check-ed25519-openssh"]
)
def test_of_two_blocks_each_is_written_anew(second: str) -> None:
    first = BAD["zeros-rsa-pem-locked"]
    data = first.data + BAD[second].data
    repaired = repair(data, "", SECRET)
    assert {one.id for one in repaired.applied} == {first.mistake, BAD[second].mistake}
    assert keys_of(repaired.data) == [(make("rsa").public, ()), (make(BAD[second].kind).public, ())]


def test_a_key_with_another_passphrase_stays_as_it_is() -> None:
    other = pack(make("ecdsa384"), "pkcs8", Protection(Secret("another"), rounds=1000)).data
    repaired = repair(BAD["zeros-rsa-pem-locked"].data + other, "", SECRET)
    assert [one.id for one in repaired.applied] == ["body-padding"]
    assert repaired.data.endswith(other)
    with pytest.raises(WrongPassphraseError):
        repair(BAD["zeros-rsa-pem-locked"].data, "", Secret("another"))


# JWK


def jwk(kind: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(pack(make(kind), "jwk").data)
    return made


def standard(text: str, more: bytes = b"") -> str:
    return base64.b64encode(more + base64.urlsafe_b64decode(text + "==")).decode()


def in_hex(row: dict[str, Any], names: str) -> dict[str, str]:
    return {one: base64.urlsafe_b64decode(row[one] + "==").hex() for one in names}


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def put(row: dict[str, Any], **new: str) -> dict[str, Any]:
    return {**row, **new}


JWKS: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]], str]] = {
    "qi": ("rsa", lambda row: put(row, qi="AQ"), "rsa-inverse"),
    "dp": ("rsa", lambda row: put(row, dp="AA", dq="AA"), "rsa-crt-missing"),
    "wrong dp": ("rsa", lambda row: put(row, dp=row["qi"]), "rsa-crt"),
    "curve": ("ecdsa256", lambda row: put(row, crv="nistp256"), "jwk-curve"),
    "curve, OpenSSL": ("ecdsa384", lambda row: put(row, crv="secp384r1"), "jwk-curve"),
    "base64": ("ecdsa521", lambda row: put(row, **{one: standard(row[one]) for one in "xyd"}), "jwk-base64"),
    "base64, RSA": ("rsa", lambda row: put(row, n=standard(row["n"])), "jwk-base64"),
    "long": ("ecdsa256", lambda row: put(row, d=standard(row["d"], bytes(1)).rstrip("=").translate(
        str.maketrans("+/", "-_"))), "long-number"),
    "no point": ("ecdsa384", lambda row: without(row, "x", "y"), "ec-no-public"),
    "no x": ("ed25519", lambda row: without(row, "x"), "ec-no-public"),
    "padded base64": ("ed25519", lambda row: put(row, x=row["x"] + "="), "jwk-base64"),
    "small kty": ("ecdsa256", lambda row: put(row, kty="ec"), "jwk-kty"),
    "small kty, RSA": ("rsa", lambda row: put(row, kty="Rsa"), "jwk-kty"),
    "kty of OpenSSL": ("ecdsa256", lambda row: put(row, kty="ECDSA"), "jwk-kty"),
    "kty of a curve": ("ed25519", lambda row: put(row, kty="Ed25519"), "jwk-kty"),
    "no curve": ("ecdsa384", lambda row: without(row, "crv"), "jwk-no-curve"),
    "no curve, Ed25519": ("ed25519", lambda row: without(row, "crv"), "jwk-no-curve"),
    "hexadecimal": ("ecdsa521", lambda row: put(row, **in_hex(row, "xyd")), "jwk-number"),
    "hexadecimal, Ed25519": ("ed25519", lambda row: put(row, **in_hex(row, "xd")), "jwk-number"),
    "exponent in decimal": ("rsa", lambda row: put(row, e="65537"), "jwk-number"),
    "exponent as a number": ("rsa", lambda row: row | {"e": 65537}, "jwk-number"),
    "no y": ("ecdsa384", lambda row: {name: row[name] for name in row if name != "y"}, "ec-no-public"),
    "type": ("ed25519", lambda row: put(row, kty="EC"), "jwk-type"),
    "seed and public": ("ed25519", lambda row: put(row, d=base64.urlsafe_b64encode(
        base64.urlsafe_b64decode(row["d"] + "==") + base64.urlsafe_b64decode(row["x"] + "==")
        ).decode().rstrip("=")), "eddsa-long-seed"),
}  # fmt: skip
"""Key type, what its maker did, and the id that is told."""
TEXTS: dict[str, Callable[[str], str]] = {
    "comma": lambda text: text.replace("\n}", ",\n}"),
    "Python": lambda text: str(json.loads(text)),
    "both": lambda text: str(json.loads(text)).replace("}", ",}"),
}


@pytest.mark.parametrize("name", JWKS)
def test_a_jwk_with_a_mistake_is_told_and_repaired_with_all_its_members(name: str) -> None:
    kind, change, mistake = JWKS[name]
    row = put(change(jwk(kind)), use="sig", alg="X")
    data = json.dumps(row, indent=2).encode()
    (report,) = inspect(data)
    assert mistake in [finding.id for finding in report.findings]
    repaired = repair(data)
    assert [one.id for one in repaired.applied] == [mistake]
    assert keys_of(repaired.data) == [(make(kind).public, ())]
    now = json.loads(repaired.data)
    assert without(now, "x", "y") == without(put(jwk(kind), use="sig", alg="X"), "x", "y")
    assert repair(repaired.data).data == repaired.data


@pytest.mark.parametrize("name", ["qi", "curve", "seed and public"])
def test_in_a_set_the_other_keys_stay_as_they_are(name: str) -> None:
    kind, change, mistake = JWKS[name]
    good = put(jwk("ecdsa521"), kid="mine")
    data = json.dumps({"keys": [good, change(jwk(kind))], "note": 12345678901234567890}).encode()
    repaired = repair(data)
    assert [one.id for one in repaired.applied] == [mistake]
    now = json.loads(repaired.data)
    assert (now["keys"][0], now["note"]) == (good, 12345678901234567890)
    assert keys_of(repaired.data) == [(make("ecdsa521").public, ()), (make(kind).public, ())]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_json_with_a_comma_too_many_or_single_quotes_is_read_and_written_properly(
    name: str, kind: str
) -> None:
    data = TEXTS[name](json.dumps(jwk(kind), indent=1)).encode()
    repaired = repair(data)
    assert [one.id for one in repaired.applied] == ["jwk-json"]
    assert json.loads(repaired.data) == jwk(kind)


@pytest.mark.parametrize("cut", [0, 1, 2], ids=["end", "colon", "quote"])
def test_json_that_has_no_one_reading_is_left_with_the_place_to_look_at(cut: int) -> None:
    text = json.dumps(jwk("ecdsa256"), indent=1)
    spoilt = (text[:-40], " ".join(text.rsplit(":", 1)), "".join(text.rsplit('"', 1)))[cut]
    with pytest.raises(UnrepairableError, match=r"its JSON is cut off or wrong at line \d+, column \d+"):
        repair(spoilt.encode())


def test_numbers_that_do_not_prove_themselves_are_refused() -> None:
    for row in (put(jwk("ecdsa256"), d=jwk("ecdsa256")["x"]), put(jwk("ed25519"), d=jwk("ed25519")["x"])):
        with pytest.raises(UnrepairableError):
            repair(json.dumps(row).encode())


@pytest.mark.parametrize("name", ["qi", "base64", "no x"])
async def test_both_faces_tell_of_it(name: str, fence: Path, capsys) -> None:
    kind, change, mistake = JWKS[name]
    for text in await both_say(capsys, fence / "key.jwk", json.dumps(change(jwk(kind))).encode()):
        assert words_of(opening.MISTAKES[mistake].title) in text


def test_nothing_is_said_to_be_right_that_was_not_looked_at(fence: Path, capsys) -> None:
    path = fence / "id_rsa"
    path.write_bytes(BAD["zeros-rsa-pem-locked"].data)
    path.chmod(0o600)
    said = verb_says(capsys, path, "repair", "--dry-run")
    assert f"Nothing in {path} can be repaired, as far as can be seen without its passphrase" in said
    words = secret_file(fence, PASSPHRASE)
    said = verb_says(capsys, path, "repair", "--dry-run", "--passphrase-file", str(words))
    assert words_of(opening.MISTAKES["body-padding"].title) in said


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa256"])
def test_a_public_key_without_its_curve_is_not_guessed(kind: str) -> None:
    """As long as one of Ed25519 is one of X25519: only a private key proves which it is."""
    with pytest.raises(CorruptKeyError, match="crv is missing"):
        recognise(json.dumps(without(jwk(kind), "crv", "d")).encode())
