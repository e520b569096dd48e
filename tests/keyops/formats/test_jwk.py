"""JSON Web Keys, against numbers that ``cryptography`` gives and the examples of the RFCs."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.keys import NAMES, make, rsa_key
from tui.keyops.errors import (
    CorruptKeyError,
    KeyMismatchError,
    KeyOpsError,
    LimitError,
    UnsupportedAlgorithmError,
    UnsupportedConversionError,
)
from tui.keyops.formats._rsa_primes import primes_at_once, primes_of
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.jwk import container as jwk
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret


def number(text):
    """A base64url number, decoded without the code under test."""
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def members(name, comment=b""):
    return json.loads(jwk.PRIVATE.write_private(KeyPair(make(name).private, comment), None))


def read_one(value):
    (entry,) = jwk.read(json.dumps(value).encode())
    return entry


def test_an_rsa_key_has_the_numbers_that_cryptography_gives():
    numbers = make("rsa").private.crypto().private_numbers()
    expected = {
        "n": numbers.public_numbers.n,
        "e": numbers.public_numbers.e,
        "d": numbers.d,
        "p": numbers.p,
        "q": numbers.q,
        "dp": numbers.dmp1,
        "dq": numbers.dmq1,
        "qi": numbers.iqmp,
    }
    written = members("rsa")
    assert written.pop("kty") == "RSA"
    assert {name: number(text) for name, text in written.items()} == expected
    assert written["e"] == "AQAB"


@pytest.mark.parametrize(
    ("name", "curve", "length"),
    [("ecdsa256", "P-256", 43), ("ecdsa384", "P-384", 64), ("ecdsa521", "P-521", 88)],
)
def test_an_ec_key_has_the_numbers_that_cryptography_gives_in_fixed_length(name, curve, length):
    numbers = make(name).private.crypto().private_numbers()
    written = members(name)
    assert (written["kty"], written["crv"]) == ("EC", curve)
    assert {len(written[part]) for part in "xyd"} == {length}
    assert number(written["x"]) == numbers.public_numbers.x
    assert number(written["y"]) == numbers.public_numbers.y
    assert number(written["d"]) == numbers.private_value


@pytest.mark.parametrize(("name", "curve"), [("ed25519", "Ed25519"), ("ed448", "Ed448")])
def test_an_okp_key_has_the_bytes_that_cryptography_gives(name, curve):
    key = make(name).private.crypto()
    written = members(name)
    assert (written["kty"], written["crv"]) == ("OKP", curve)
    assert base64.urlsafe_b64decode(written["d"] + "==") == key.private_bytes_raw()
    assert base64.urlsafe_b64decode(written["x"] + "==") == key.public_key().public_bytes_raw()


@pytest.mark.parametrize("name", NAMES)
def test_a_key_is_read_back_whole_and_its_kid_is_the_comment(name):
    data = jwk.PRIVATE.write_private(make(name), None)
    assert (jwk.PRIVATE.sniff(data), jwk.PUBLIC.sniff(data)) == (True, False)
    (entry,) = jwk.read(data)
    assert (entry.format, entry.public, entry.comment) == ("jwk", make(name).public, make(name).comment)
    assert entry.open() == make(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_public_key_is_read_back_and_holds_nothing_private(name):
    data = jwk.PUBLIC.write_public(make(name).public, make(name).comment)
    assert (jwk.PRIVATE.sniff(data), jwk.PUBLIC.sniff(data)) == (False, True)
    assert set(json.loads(data)) <= {"kty", "crv", "n", "e", "x", "y", "kid"}
    (entry,) = jwk.read(data)
    assert (entry.format, entry.public, entry.comment) == (
        "jwk-public",
        make(name).public,
        make(name).comment,
    )
    assert not entry.is_private


def test_the_okp_example_of_rfc_8037_is_read():
    entry = read_one(
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        }
    )
    assert entry.public.pk.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert entry.open().private.seed.hex().startswith("9d61b19deffd5a60ba844af492ec2cc4")


def test_the_ec_key_of_a_set_of_rfc_7517_is_read():
    """RFC 7517, appendix A.2; its RSA key is left out for length."""
    data = b"""{"keys": [{"kty":"EC", "crv":"P-256",
        "x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
        "d":"870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
        "use":"enc", "kid":"1"}]}"""
    (entry,) = jwk.read(data)
    assert entry.comment == b"1"
    assert entry.open().public == entry.public


def test_a_missing_comment_leaves_no_kid():
    assert "kid" not in members("ed25519")
    assert read_one(members("ed25519")).comment == b""


def test_a_comment_that_is_not_utf_8_stays_valid_json():
    data = jwk.PUBLIC.write_public(make("ed25519").public, b"a\xffb\n\x1b]")
    assert data.isascii()
    assert jwk.read(data)[0].comment == "a\ufffdb\n\x1b]".encode()


def test_a_set_is_an_entry_for_each_key_private_or_public():
    rows = [members("rsa", b"one"), json.loads(jwk.PUBLIC.write_public(make("ecdsa256").public, b"two"))]
    for top in ({"keys": rows}, rows):
        entries = jwk.read(json.dumps(top).encode())
        assert [(entry.format, entry.comment) for entry in entries] == [
            ("jwk", b"one"),
            ("jwk-public", b"two"),
        ]


def test_a_bad_key_of_a_set_does_not_hide_the_others():
    rows = [members("ed25519"), {"kty": "oct", "k": "AA"}, {"kty": "EC", "crv": "secp256k1"}]
    good, symmetric, other = jwk.read(json.dumps({"keys": rows}).encode())
    assert good.open().private == make("ed25519").private
    assert "JWK number 2 is a symmetric key" in symmetric.error.title
    assert "JWK number 3 is an EC key on the curve secp256k1" in other.error.title


def test_a_file_without_any_good_key_is_refused_with_the_first_error():
    with pytest.raises(UnsupportedAlgorithmError, match="X25519"):
        jwk.read(b'{"kty": "OKP", "crv": "X25519", "x": "AA"}')
    with pytest.raises(UnsupportedAlgorithmError, match="unknown key type LWE"):
        jwk.read(b'{"kty": "LWE"}')


def test_a_key_without_its_primes_gets_them_back():
    value = {name: text for name, text in members("rsa").items() if name in {"kty", "n", "e", "d"}}
    private = rsa_key(read_one(value).open())
    assert {private.p, private.q} == {rsa_key().p, rsa_key().q}
    private.check()


def test_primes_without_their_exponents_are_enough():
    value = {name: text for name, text in members("rsa").items() if name not in {"dp", "dq", "qi"}}
    assert read_one(value).open().private == make("rsa").private


def test_a_wrong_exponent_without_primes_is_refused():
    value = {name: text for name, text in members("rsa").items() if name in {"kty", "n", "e", "d"}}
    value["d"] = value["d"][:20] + ("A" if value["d"][20] != "A" else "B") + value["d"][21:]
    with pytest.raises(KeyMismatchError, match="d does not belong"):
        read_one(value).open()


def test_many_keys_without_primes_or_a_huge_one_are_refused_before_work_starts():
    value = {name: text for name, text in members("rsa").items() if name in {"kty", "n", "e", "d"}}
    with pytest.raises(LimitError, match="without their primes"):
        jwk.read(json.dumps([value] * 5).encode())
    huge = {"kty": "RSA", "n": "_" * 1368, "e": "AQAB", "d": "_" * 1000}
    with pytest.raises(LimitError, match="without its primes"):
        read_one(huge).open()


@pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi"])
def test_a_changed_number_of_an_rsa_key_is_noticed(name):
    value = members("rsa")
    value[name] = value[name][:9] + ("A" if value[name][9] != "A" else "B") + value[name][10:]
    pair = read_one(value).open()
    assert pair.private == read_one(members("rsa")).open().private
    assert pair.mistakes[0].startswith("rsa-")


@pytest.mark.parametrize("name", ["ecdsa256", "ecdsa521", "ed25519", "ed448"])
@pytest.mark.parametrize("member", ["d", "x", "y"])
def test_a_changed_number_of_another_key_is_noticed(name, member):
    value = members(name)
    if member not in value:
        return
    value[member] = ("A" if value[member][0] != "A" else "B") + value[member][1:]
    with pytest.raises(KeyOpsError):
        read_one(value).open()


BAD = {
    "n is missing": {"kty": "RSA", "e": "AQAB"},
    "n is not text": {"kty": "RSA", "n": 15, "e": "AQAB"},
    "x is not base64url": {"kty": "OKP", "crv": "Ed25519", "x": "+!+/"},
    "x must be 32 bytes, but is 3": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"},
    "x was cut off or changed": {"kty": "OKP", "crv": "Ed25519", "x": "AB"},
    "kty is not text": {"kty": 7},
}


@pytest.mark.parametrize("reason", BAD)
def test_a_broken_member_is_named(reason):
    with pytest.raises(CorruptKeyError, match=reason):
        read_one(BAD[reason])


def test_padding_is_taken_for_what_it_is():
    value = members("ed25519")
    value["x"] += "="
    assert read_one(value).public == make("ed25519").public


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"kty": "RSA",\n "n": ', "wrong at line 2"),
        (b'{"kty": "RSA", "kty": "EC"}', "twice"),
        (b'{"key": {"kty": "RSA"}}', "no key where"),
        (b'{"keys": [], "kty_": "kty"}', "no key where"),
        (b'{"keys": [7]}', "no key where"),
        (b"[" * 100_000, "nested"),
        (b'{"kty": "\xff"}', "UTF-8"),
        (b'"kty"', "no key where"),
    ],
)
def test_json_that_is_no_key_is_refused_with_the_reason(data, reason):
    with pytest.raises(CorruptKeyError, match=reason):
        jwk.read(data)


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"a": "kty"}', b'kty: {"kty": "RSA"}', b"-----BEGIN X-----", bytes(range(256))]
)
def test_other_files_are_not_taken_for_a_jwk(data):
    assert not jwk.PRIVATE.sniff(data)
    assert not jwk.PUBLIC.sniff(data)


def test_a_byte_order_mark_and_blanks_do_not_stop_reading():
    data = b"\xef\xbb\xbf \n" + jwk.PUBLIC.write_public(make("ed25519").public, b"")
    assert jwk.PUBLIC.sniff(data)
    assert jwk.read(data)[0].public == make("ed25519").public


def test_a_jwk_refuses_a_passphrase_and_types_that_jose_has_not():
    with pytest.raises(UnsupportedConversionError, match="cannot be protected by a passphrase"):
        jwk.PRIVATE.write_private(make("rsa"), Protection(Secret("x")))
    with pytest.raises(UnsupportedConversionError, match="ssh-dss"):
        jwk.PUBLIC.write_public(make("dsa").public, b"")
    assert "FIDO" in jwk.PRIVATE.why_not("sk")


def test_entries_cross_a_pipe_and_show_no_private_number():
    (entry,) = jwk.read(jwk.PRIVATE.write_private(make("ed25519"), None))
    assert pickle.loads(pickle.dumps(entry)).open() == make("ed25519")
    assert members("ed25519")["d"] not in repr(entry)
    assert members("ed25519")["d"] not in repr(entry.opener)


def test_recovering_primes_refuses_numbers_that_are_no_key_without_running_long():
    prime = 2**521 - 1
    for n, e, d in ((prime, 65537, pow(65537, -1, prime - 1)), (3**401, 5, pow(5, -1, 2 * 3**400))):
        assert primes_of(n, e, d) is None
    assert primes_of(15, 3, 3) in {(5, 3), None}
    p, q = 2**127 - 1, 2**89 - 1
    d = pow(65537, -1, math.lcm(p - 1, q - 1))
    assert primes_of(p * q, 65537, d) == (p, q)
    assert primes_of(p * q, 65537, d + 1) is None


def test_primes_of_one_size_are_found_at_once_and_no_other_number_will_do():
    p, q = ((2**107 + 203) << 20) + 1, ((2**107 + 65) << 20) + 1
    assert math.gcd(p - 1, q - 1) >= 1 << 20
    order = math.lcm(p - 1, q - 1)
    for whole in (order, (p - 1) * (q - 1)):
        d = pow(65537, -1, whole)
        assert primes_at_once(p * q, 65537, d) == (p, q)
        for wrong in (d + 1, d + 2, d ^ (1 << 60), d ^ (1 << 200), order // 3, 0, -d):
            assert primes_at_once(p * q, 65537, wrong) is None
    assert primes_at_once(p * p, 65537, pow(65537, -1, p * (p - 1))) is None
    assert primes_at_once(0, 0, 0) is None


@settings(max_examples=300, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=8)
        | st.sampled_from(["RSA", "EC", "OKP", "P-256"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["kty", "crv", "n", "e", "d", "x", "y", "kid", "keys", "p", "q"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_raises_anything_else(value):
    with contextlib.suppress(KeyOpsError):
        for entry in jwk.read(json.dumps(value).encode()):
            entry.open()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=20), st.integers(0, 200), st.integers(0, 20))
def test_no_bytes_spliced_into_a_key_raise_anything_else(noise, at, gone):
    data = jwk.PRIVATE.write_private(make("ecdsa256"), None)
    data = data[:at] + noise + data[at + gone :]
    jwk.PRIVATE.sniff(data)
    with contextlib.suppress(KeyOpsError):
        for entry in jwk.read(data):
            entry.open()


@pytest.mark.parametrize("indent", [None, 2])
def test_another_comment_leaves_all_numbers_and_letters_as_they_were(indent) -> None:
    kept = '"long": ' + "7" * 5000 + ', "float": -1.50E+400, "list": [0.10, 1], "text": "é\\ud800 \\u0007"'
    data = json.dumps(members("ed25519", b"old"), indent=indent).rstrip("}\n") + ", " + kept + "}"
    made = jwk.with_comment(data.encode(), 0, b"new").decode()
    assert made.replace("\n  ", " ").replace("[  ", "[").rstrip("\n}").endswith(kept) or indent
    assert all(part in made for part in ("7" * 5000, "-1.50E+400", "0.10", '"é\\ud800 \\u0007"'))
    assert '"kid": "new"' in made
