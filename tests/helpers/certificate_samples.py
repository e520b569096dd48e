"""Certificates made here, signed by keys of every type that may sign."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa as pyca_dsa
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.helpers import keys
from tests.helpers.expect import expect
from tests.helpers.keys import make
from tui.keyops.certificates.issuing import CertificateRequest
from tui.keyops.certificates.options import Options
from tui.keyops.certificates.validity import Validity
from tui.keyops.encoding import wire
from tui.keyops.formats import openssh_public
from tui.keyops.formats.openssh import container as openssh
from tui.keyops.keys.certificate import FOREVER, Certificate, read_certificate
from tui.keyops.keys.eddsa import EddsaPrivateKey
from tui.keyops.keys.fido import FidoPrivateKey, FidoPublicKey
from tui.keyops.keys.mldsa import MldsaPrivateKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.keyops.keys.base import PrivateKey, PublicKey

CORPUS = Path(__file__).resolve().parents[1] / "corpus" / "openssh-10.5"
ALICE = EddsaPrivateKey.from_seed("ed25519", bytes(range(32))).public
RSA_HASHES = {"ssh-rsa": hashes.SHA1(), "rsa-sha2-256": hashes.SHA256(), "rsa-sha2-512": hashes.SHA512()}
CURVE_HASHES = {256: hashes.SHA256(), 384: hashes.SHA384(), 521: hashes.SHA512()}
SIGNERS = (
    *RSA_HASHES,
    "ecdsa256",
    "ecdsa384",
    "ecdsa521",
    "ed25519",
    "ed448",
    "dsa",
    "mldsa",
    "ed25519-sk",
    "ecdsa-sk",
)


def private_of(name: str) -> PrivateKey:
    return openssh.FORMAT.read((CORPUS / name).read_bytes())[0].open().private


def signer(name: str) -> tuple[PublicKey, Callable[[bytes], bytes]]:
    """The public key of an authority, and what makes its wire form of a signature. One of SIGNERS."""
    if name in RSA_HASHES:
        private = private_of("ca_host")
        key, algorithm = private.crypto(), RSA_HASHES[name]
        return private.public, lambda data: signature(name, key.sign(data, padding.PKCS1v15(), algorithm))
    if name.endswith("-sk"):
        return _fido(name)
    if name == "mldsa":
        private = MldsaPrivateKey.from_seeds(bytes(64))
        return private.public, lambda data: signature(private.public.algorithm, private.crypto().sign(data))
    private = keys.make(name).private
    public, key = private.public, private.crypto()
    if name.startswith("ecdsa"):
        return public, lambda data: signature(public.algorithm, _ecdsa(key, data))
    if name == "dsa":
        return public, lambda data: signature(public.algorithm, _dsa(key, data))
    return public, lambda data: signature(public.algorithm, key.sign(data))


def signature(algorithm: str, raw: bytes) -> bytes:
    return wire.string(algorithm) + wire.string(raw)


def _ecdsa(key, data: bytes) -> bytes:
    r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(CURVE_HASHES[key.key_size])))
    return wire.mpint(r) + wire.mpint(s)


def _dsa(key: pyca_dsa.DSAPrivateKey, data: bytes) -> bytes:
    r, s = utils.decode_dss_signature(key.sign(data, hashes.SHA1()))
    return r.to_bytes(20, "big") + s.to_bytes(20, "big")


def _fido(name: str) -> tuple[FidoPublicKey, Callable[[bytes], bytes]]:
    """The dummy token of OpenSSH keeps its private key in the handle."""
    private = expect(FidoPrivateKey, private_of("id_" + name))
    public = private.public

    def sign(data: bytes) -> bytes:
        tail = bytes((1,)) + wire.u32(7)
        said = hashlib.sha256(public.application).digest() + tail + hashlib.sha256(data).digest()
        if name == "ecdsa-sk":
            raw = _ecdsa(load_pem_private_key(private.key_handle, None), said)
        else:
            raw = ed25519.Ed25519PrivateKey.from_private_bytes(private.key_handle[:32]).sign(said)
        return signature(public.algorithm, raw) + tail

    return public, sign


def certify(
    authority: PublicKey,
    sign: Callable[[bytes], bytes],
    *,
    public: PublicKey = ALICE,
    kind: int = 1,
    principals: tuple[bytes, ...] = (b"alice",),
    valid: tuple[int, int] = (0, FOREVER),
    critical: tuple[tuple[str, bytes], ...] = (),
    extensions: tuple[tuple[str, bytes], ...] = (),
) -> bytes:
    """The wire form of a certificate."""
    name, _, tail = public.algorithm.partition("@")
    body = wire.string(f"{name}-cert-v01@{tail or 'openssh.com'}") + wire.string(bytes(32)) + public.fields()
    body += (7).to_bytes(8, "big") + wire.u32(kind) + wire.string("the id")
    body += wire.string(b"".join(map(wire.string, principals)))
    body += b"".join(second.to_bytes(8, "big") for second in valid)
    for pairs in (critical, extensions):
        body += wire.string(b"".join(wire.string(key) + wire.string(value) for key, value in pairs))
    body += wire.string(b"") + wire.string(authority.blob)
    return body + wire.string(sign(body))


def line(blob: bytes) -> bytes:
    """The line of a certificate file."""
    return openssh_public.line_of(wire.Reader(blob, "test").text("name"), blob, b"").encode() + b"\n"


def made(**options: Any) -> Certificate:
    """A certificate of ALICE, signed with Ed25519."""
    return read_certificate(certify(*signer("ed25519"), **options))


def said_by(certificate: Certificate) -> CertificateRequest:
    return CertificateRequest(
        kind=certificate.kind,
        key_id=certificate.key_id,
        principals=certificate.principals,
        validity=Validity(certificate.valid_after, certificate.valid_before),
        options=Options(certificate.critical_options, certificate.extensions),
        serial=certificate.serial,
    )


def own(name: str = "ed25519", **options: Any) -> Certificate:
    """A certificate of the sample key of this name."""
    return read_certificate(certify(*signer("ed25519"), public=make(name).public, **options))
