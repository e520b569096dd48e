"""JWK with other names for its curves, locks around other curves, and PPK without a comment."""

from __future__ import annotations

import base64
import json
import random
import time
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run
from tui.keyops.conversion.conversion import convert
from tui.keyops.formats import FORMATS
from tui.keyops.inspection import opening
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.keys.pair import KeyPair

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    "ecdsa256": ("nistp256", "ecdsa-sha2-nistp256", "secp256r1", "prime256v1", "p-256", "P256", "NIST P-256"),
    "ecdsa384": ("nistp384", "ecdsa-sha2-nistp384", "secp384r1", "p384"),
    "ecdsa521": ("nistp521", "ecdsa-sha2-nistp521", "SECP521R1", "P_521"),
    "ed25519": ("ed25519", "ssh-ed25519", "ED25519", "Ed 25519"),
    "ed448": ("ed448", "ssh-ed448"),
}


def members(kind: str) -> dict[str, str]:
    write = FORMATS["jwk"].write_private
    assert write is not None
    return json.loads(write(make(kind), None))


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in NAMES.items() for name in names])
def test_a_jwk_with_another_name_for_its_curve_is_the_same_key(kind: str, name: str) -> None:
    value = members(kind) | {"crv": name}
    (report,) = inspect(json.dumps(value).encode())
    assert report.error is None
    assert report.public == make(kind).public
    assert "jwk-curve" in [finding.id for finding in report.findings]
    del value["d"]
    assert inspect(json.dumps(value).encode())[0].public == make(kind).public


@pytest.mark.parametrize("name", ["X25519", "secp256k1", "P-192", "brainpoolP256r1", "nistp224", ""])
def test_a_curve_that_ssh_does_not_have_is_still_refused(name: str) -> None:
    with pytest.raises(Exception, match="SSH does not use"):
        inspect(json.dumps(members("ecdsa256") | {"crv": name}).encode())


def test_numbers_without_their_leading_zero_bytes_are_read() -> None:
    from tests.helpers.asn1_samples import EC_384

    write = FORMATS["jwk"].write_private
    assert write is not None
    value = json.loads(write(KeyPair(EC_384), None))
    assert value["d"].startswith("A")
    value["d"] = base64.urlsafe_b64encode(EC_384.scalar.lstrip(b"\0")).decode().rstrip("=")
    (entry,) = recognise(json.dumps(value).encode())
    assert entry.open().private == EC_384
    assert "jwk-short" in entry.open().mistakes


async def test_both_faces_name_the_curve(fence: Path, capsys) -> None:
    for text in await both_say(
        capsys, fence / "key.jwk", json.dumps(members("ecdsa256") | {"crv": "nistp256"}).encode()
    ):
        assert words_of(opening.MISTAKES["jwk-curve"].title) in text


# A comment for PPK


@pytest.mark.parametrize("kind", ["rsa", "ecdsa384", "ed25519"])
@pytest.mark.parametrize("source", ["pem", "pkcs8", "openssh", "jwk"])
@pytest.mark.parametrize("target", ["ppk2", "ppk3"])
def test_a_ppk_is_given_a_comment_where_there_is_none(kind: str, source: str, target: str) -> None:
    if FORMATS[source].why_not(make(kind).public.family):
        return
    write = FORMATS[source].write_private
    assert write is not None
    data = write(KeyPair(make(kind).private), None)
    named = convert(data, target, name=f"/somewhere/{random.Random(kind).choice(['id', 'my key'])}.pem")
    assert named.comment.startswith(b"imported-")
    assert b"/" not in named.comment
    assert any("phpseclib" in note and named.comment.decode() in note for note in named.notes)
    bare = convert(data, target)
    family = {"ed25519": "eddsa", "ecdsa384": "ecdsa"}.get(kind, kind)
    assert bare.comment.startswith(f"{family}-key-{time.strftime('%Y')}".encode())
    assert convert(data, target, comment=b"").comment == b""
    assert convert(data, "openssh").comment == b""


def test_a_comment_that_is_there_stays() -> None:
    write = FORMATS["openssh"].write_private
    assert write is not None
    made = convert(write(make("ed25519"), None), "ppk3", name="id_ed25519")
    assert (made.comment, made.notes) == (make("ed25519").comment, ())


@pytest.mark.interop
def test_the_verb_says_so_and_puttygen_reads_it(fence: Path, capsys) -> None:
    source, new = fence / "id_rsa", fence / "new.ppk"
    run("openssl", "genrsa", "-traditional", "-out", source, "2048")
    said = verb_says(capsys, source, "convert", "--to", "ppk3", "-o", str(new))
    assert "note" in said
    assert "it is now imported-id_rsa" in said
    assert b"imported-id_rsa" in run("puttygen", new, "-L").stdout
