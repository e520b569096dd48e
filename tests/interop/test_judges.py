"""Libraries that share no code with ours read what we write: DER asn1crypto, JSON Web Keys joserfc."""

from __future__ import annotations

import json

import pytest
from asn1crypto import keys as asn1
from asn1crypto import pem
from badkeys import checks
from joserfc.jwk import import_key

from tests.helpers.expect import expect
from tests.helpers.keys import make, rsa_key
from tests.helpers.protections import cheap
from tests.helpers.weak_keys import WEAK, healthy
from tui.keyops import weaknesses
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.keys.rsa import RsaPublicKey

NAMES = ("rsa", "ecdsa256", "ecdsa384", "ecdsa521", "ed25519", "ed448")


def body(data: bytes) -> bytes:
    return pem.unarmor(data)[2] if data.startswith(b"-----") else data


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("target", ["pkcs8", "pkcs8-der"])
def test_asn1crypto_reads_our_private_keys(name, target) -> None:
    info = asn1.PrivateKeyInfo.load(body(pack(make(name), target).data), strict=True)
    assert info.dump() == body(pack(make(name), target).data)
    expected = {"rsa": "rsa", "ecd": "ec"}.get(name[:3], name)
    assert info["private_key_algorithm"]["algorithm"].native == expected
    if name == "rsa":
        numbers = info["private_key"].parsed.native
        private = rsa_key(make(name))
        assert (numbers["prime1"], numbers["exponent1"]) == (private.p, private.dmp1)
        assert numbers["coefficient"] == private.iqmp


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("target", ["spki", "spki-der"])
def test_asn1crypto_reads_our_public_keys(name, target) -> None:
    data = body(pack_public(make(name).public, target).data)
    assert asn1.PublicKeyInfo.load(data, strict=True).dump() == data


@pytest.mark.parametrize("name", ["rsa", "ed25519"])
def test_asn1crypto_reads_how_our_keys_are_locked(name) -> None:
    info = asn1.EncryptedPrivateKeyInfo.load(
        body(pack(make(name), "pkcs8", cheap("pkcs8")).data), strict=True
    )
    scheme = info["encryption_algorithm"]
    assert (scheme.encryption_cipher, scheme.kdf) == ("aes", "pbkdf2")


@pytest.mark.parametrize("name", NAMES)
def test_joserfc_reads_our_json_web_keys(name) -> None:
    private = json.loads(pack(make(name), "jwk").data)
    public = json.loads(pack_public(make(name).public, "jwk-public").data)
    key = import_key(private)
    assert key.is_private
    theirs = import_key(public)
    assert not theirs.is_private
    assert key.thumbprint() == theirs.thumbprint()


@pytest.mark.parametrize(
    ("name", "theirs"),
    [
        ("rsa-roca", "roca"),
        ("rsa-close-primes", "fermat"),
        ("rsa-short-sleeve", "rsapoly"),
        ("rsa-small-factor", "smallfactors"),
        ("rsa-small-private-exponent", "smalld"),
    ],
)
def test_badkeys_finds_what_our_checks_find(name, theirs) -> None:
    public = expect(RsaPublicKey, WEAK[name])
    assert checks.allchecks[theirs]["function"](public.n, public.e)
    assert not checks.allchecks[theirs]["function"](healthy().n, healthy().e)
    assert name in {check.weakness.id for check in weaknesses.audit(public) if check.finding}
