"""What an audit found as a cryptography bill of materials: CycloneDX 1.6, JSON.

A component for each algorithm, key half and certificate, and an occurrence for each place where one stands.
The same keys in the same places are the same bytes: no time, no random number. Only what stands in clear is
in it: fingerprints, comments and paths, no number of a private key. Source: ECMA-424, first edition, the
schema ``bom-1.6.schema.json``; security strengths from NIST SP 800-57 part 1 revision 5, table 2.
"""

from __future__ import annotations

import json
import time
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, cast

from ..inspection.report import Kind
from ..keys import fingerprints
from ..keys.algorithms import label_of
from ..keys.certificate import HOST

if TYPE_CHECKING:
    from pathlib import Path

    from ..findings import Finding
    from ..inspection.report import KeyReport
    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from ..keys.fido import FidoPublicKey
    from .auditing import Audit

_RSA_OID: Final = "1.2.840.113549.1.1.1"
_OIDS: Final = {
    "rsa": _RSA_OID,
    "rsa1": _RSA_OID,
    "dsa": "1.2.840.10040.4.1",
    "ecdsa": "1.2.840.10045.2.1",
    "ed25519": "1.3.101.112",
    "ed448": "1.3.101.113",
}
_CURVES: Final = {"ed25519": "other/Ed25519", "ed448": "other/Ed448"}
_STRENGTHS: Final = {"ed25519": 128, "ed448": 224, "mldsa44-ed25519": 128}
_QUANTUM: Final = {"mldsa44-ed25519": 2}
"""Category of NIST; 0 where a quantum computer breaks it."""
_MODULI: Final = ((15360, 256), (7680, 192), (3072, 128), (2048, 112), (1024, 80))
_LAST_MOMENT: Final = 253_402_300_799
"""The end of the year 9999: no later one can be written."""


def encode(found: Audit, version: str) -> bytes:
    """The document, with a newline at its end.

    Args:
        found: by an audit.
        version: of keywright.
    """
    bill = _Bill()
    for one in found.keys:
        bill.add(one.path, one.key, one.findings)
    for path, key in found.locked:
        bill.add(path, key, ())
    components = [bill.components[ref] for ref in sorted(bill.components)]
    for each in components:
        if "evidence" in each:
            each["evidence"]["occurrences"].sort(key=lambda place: (place["location"], place.get("line", 0)))
    depend = [{"ref": ref, "dependsOn": sorted(bill.needs[ref])} for ref in sorted(bill.needs)]
    body: dict[str, Any] = {"components": components, "dependencies": depend}
    digest = sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    serial = f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"  # RFC 9562, 5.8
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "discovery"}],
            "tools": {"components": [{"type": "application", "name": "keywright", "version": version}]},
        },
        **body,
    }
    return json.dumps(document, indent=2).encode("ascii") + b"\n"


class _Bill:
    """The components by their references, and what each needs."""

    def __init__(self) -> None:
        self.components: dict[str, dict[str, Any]] = {}
        self.needs: dict[str, set[str]] = {}

    def add(self, path: Path, key: KeyReport, findings: tuple[Finding, ...]) -> None:
        """Add a key or certificate that stands in a file."""
        public = key.public
        if public is None:
            ref = self._private_without_public(path, key)
        else:
            ref = self._key(public, key)
            if key.certificate is not None:
                key_ref = ref
                ref = self._certificate(key.certificate, key_ref)
                self._stands(key_ref, path, key)
        self._stands(ref, path, key)
        self._found(ref, findings)

    def _key(self, public: PublicKey, key: KeyReport) -> str:
        """The component of a half of a key."""
        fingerprint = _fingerprint(public)
        is_private = key.kind is Kind.PRIVATE
        half = "private-key" if is_private else "public-key"
        secured = _secured(key) if is_private else None
        ref = f"{half}:{fingerprint}" + (f":{secured}" if secured else "")
        if ref not in self.components:
            algorithm = self._algorithm(public)
            material = {"type": half, "id": fingerprint, "algorithmRef": algorithm, "size": public.bits}
            if secured is not None:
                material["securedBy"] = {"mechanism": secured}
            self._put(ref, f"{label_of(public)} {half.replace('-', ' ')} {fingerprint}", _material(material))
            self.needs[ref] = {algorithm}
        return ref

    def _private_without_public(self, path: Path, key: KeyReport) -> str:
        """A private key whose public key is encrypted too: each is one of its own."""
        ref = f"private-key:{_text(str(path))}:{key.line}"
        material = {"type": "private-key", "securedBy": {"mechanism": _secured(key)}}
        self._put(ref, "private key with an encrypted public key", _material(material))
        return ref

    def _certificate(self, certificate: Certificate, key: str) -> str:
        ref = f"certificate:{sha256(certificate.blob).hexdigest()}"
        signed_with = _text(certificate.signature_algorithm) or "unknown"
        algorithm = f"signature:{signed_with}"
        if algorithm not in self.components:
            facts = {"primitive": "signature", "cryptoFunctions": ["sign", "verify"]}
            self._put(algorithm, signed_with, {"assetType": "algorithm", "algorithmProperties": facts})
        names = ", ".join(_text(name.decode("utf-8", "surrogateescape")) for name in certificate.principals)
        facts_of_it: dict[str, Any] = {
            "subjectName": names,
            "issuerName": _fingerprint(certificate.authority),
            **_moment("notValidBefore", certificate.valid_after),
            **_moment("notValidAfter", certificate.valid_before),
            "signatureAlgorithmRef": algorithm,
            "subjectPublicKeyRef": key,
            "certificateFormat": "OpenSSH",
            "certificateExtension": "pub",
        }
        kind = "host" if certificate.kind == HOST else "user"
        key_id = _text(certificate.key_id.decode("utf-8", "surrogateescape"))
        name = f"OpenSSH {kind} certificate {key_id}".rstrip()
        self._put(ref, name, {"assetType": "certificate", "certificateProperties": facts_of_it})
        self.needs[ref] = {key, algorithm}
        return ref

    def _algorithm(self, public: PublicKey) -> str:
        name = _text(label_of(public))
        ref = f"algorithm:{name}"
        if ref not in self.components:
            inner = cast("FidoPublicKey", public).inner if public.family == "sk" else public
            facts: dict[str, Any] = {"primitive": "pke" if public.family == "rsa1" else "signature"}
            if inner.bits:
                facts["parameterSetIdentifier"] = str(inner.bits)
            curve = f"nist/P-{inner.bits}" if inner.family == "ecdsa" else _CURVES.get(inner.family)
            if curve:
                facts["curve"] = curve
            if public.family == "sk":
                facts["executionEnvironment"] = "hardware"
            facts["cryptoFunctions"] = ["sign", "verify"]
            strength = _strength(inner)
            if strength:
                facts["classicalSecurityLevel"] = strength
            if inner.family in _OIDS or inner.family in _QUANTUM:
                facts["nistQuantumSecurityLevel"] = _QUANTUM.get(inner.family, 0)
            oid = {"oid": _OIDS[inner.family]} if inner.family in _OIDS else {}
            self._put(ref, name, {"assetType": "algorithm", "algorithmProperties": facts, **oid})
        return ref

    def _put(self, ref: str, name: str, properties: dict[str, Any]) -> None:
        self.components.setdefault(
            ref, {"type": "cryptographic-asset", "bom-ref": ref, "name": name, "cryptoProperties": properties}
        )

    def _stands(self, ref: str, path: Path, key: KeyReport) -> None:
        """Where a component stands."""
        place: dict[str, Any] = {"location": _text(str(path))}
        if key.line:
            place["line"] = key.line
        comment = (key.comment or b"").decode("utf-8", "surrogateescape")
        context = ", ".join(filter(None, (key.container, _text(comment))))
        if context:
            place["additionalContext"] = context
        places = self.components[ref].setdefault("evidence", {"occurrences": []})["occurrences"]
        if place not in places:
            places.append(place)

    def _found(self, ref: str, findings: tuple[Finding, ...]) -> None:
        """What is wrong with a key itself, by its id."""
        component = self.components[ref]
        known = {one["value"] for one in component.get("properties", ())}
        known |= {one.id for one in findings}
        if known:
            component["properties"] = [{"name": "keywright:finding", "value": one} for one in sorted(known)]
        if "revoked" in known and component["cryptoProperties"]["assetType"] == "related-crypto-material":
            component["cryptoProperties"]["relatedCryptoMaterialProperties"]["state"] = "deactivated"


def _material(facts: dict[str, Any]) -> dict[str, Any]:
    return {"assetType": "related-crypto-material", "relatedCryptoMaterialProperties": facts}


def _secured(key: KeyReport) -> str:
    if key.encryption is not None:
        return key.encryption.words
    return "hardware token" if key.public is not None and key.public.family == "sk" else "no passphrase"


def _fingerprint(public: PublicKey) -> str:
    return fingerprints.md5(public) if public.family == "rsa1" else fingerprints.sha256(public)


def _strength(public: PublicKey) -> int:
    """Bits of security against today's computers; 0 where they are not known."""
    if public.family == "ecdsa":
        return min(public.bits // 2, 256)
    if public.family in {"rsa", "rsa1", "dsa"}:
        return next((bits for size, bits in _MODULI if public.bits >= size), 0)
    return _STRENGTHS.get(public.family, 0)


def _moment(name: str, seconds: int) -> dict[str, str]:
    if not 0 < seconds <= _LAST_MOMENT:
        return {}
    return {name: time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))}


def _text(raw: str) -> str:
    return raw.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
