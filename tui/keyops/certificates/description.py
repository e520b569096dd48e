"""What a certificate will allow, in sentences; and what one says, as data."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from ..inspection.description import time_left
from ..keys import fingerprints
from ..keys.certificate import CRITICAL_OPTIONS, FOREVER, HOST, USER, option_value
from ..keys.verification import signature_state
from .options import PERMISSIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..keys.base import PublicKey
    from ..keys.certificate import Certificate
    from .issuing import CertificateRequest

_CAN: Final = {
    "pty": "open a terminal",
    "x11-forwarding": "forward X11",
    "agent-forwarding": "forward the agent",
    "port-forwarding": "forward ports",
    "user-rc": "run ~/.ssh/rc",
}
"""The permissions in words, in the order people look for them."""


def allowance(request: CertificateRequest) -> tuple[tuple[str, str], ...]:
    """What a certificate will allow, as label and sentence. Raw."""
    return tuple(_for_user(request) if request.kind == USER else _for_host(request))


def _for_user(request: CertificateRequest) -> Iterator[tuple[str, str]]:
    critical = {name: option_value(data) for name, data in request.options.critical}
    names = _list(request.principals) or "nobody (OpenSSH before 10.3: everybody)"
    yield "Lets", f"{names} log in, {request.validity.words}"
    if b"force-command" in critical:
        yield "Only runs", f"{_text(critical[b'force-command'])} (whatever the client asks for)"
    if b"source-address" in critical:
        yield "Only from", _text(critical[b"source-address"]).replace(",", ", ")
    if b"verify-required" in critical:
        yield "Must", "verify the user on the token, by PIN or biometrics"
    given = {name for name, _ in request.options.extensions}
    may = [words for name, words in _CAN.items() if PERMISSIONS[name] in given]
    may_not = [words for name, words in _CAN.items() if PERMISSIONS[name] not in given]
    yield "May", _join(may, "and") if may else "do anything that needs a permission"
    if may_not:
        yield "May not", _join(may_not, "or")
    if b"no-touch-required" in given:
        yield "Token", "may be used without a touch, if the server allows it too"
    yield from _custom(request)


def _for_host(request: CertificateRequest) -> Iterator[tuple[str, str]]:
    names = _list(request.principals) or "no host (OpenSSH before 10.3: every host)"
    yield "Proves", f"to clients that the server is {names}, {request.validity.words}"
    yield from _custom(request)


def _custom(request: CertificateRequest) -> Iterator[tuple[str, str]]:
    for name, data in request.options.critical:
        if name not in CRITICAL_OPTIONS:
            yield "Critical", f"{_text(name)} {_text(option_value(data))}".rstrip()
    known = {*PERMISSIONS.values(), b"no-touch-required"}
    for name, data in request.options.extensions:
        if name not in known:
            yield "Says", f"{_text(name)} {_text(option_value(data))}".rstrip()


def trust_words(kind: int, authority: PublicKey | None) -> str:
    """What must be so for a certificate to be of use: where its authority must be named.

    Source: sshd(8), AUTHORIZED_KEYS FILE FORMAT; sshd_config(5), TrustedUserCAKeys; sshd(8), known_hosts.
    """
    name = fingerprints.sha256(authority) if authority else "of the CA"
    if kind == HOST:
        return f"@cert-authority with the key {name} in known_hosts of each client"
    return (
        f"TrustedUserCAKeys with the key {name} in sshd_config of each server, or cert-authority before "
        "it in an authorized_keys file there"
    )


def _list(names: Sequence[bytes]) -> str:
    return _join([_text(name) for name in names], "and")


def _join(words: Sequence[str], last: str) -> str:
    if len(words) < 3:
        return f" {last} ".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def facts(certificate: Certificate) -> dict[str, Any]:
    """All that a certificate says, as plain data for JSON.

    Times are seconds since 1970; ``valid_after`` is null for always, ``valid_before`` forever. A byte that
    is not UTF-8 is given as a backslash, an x and two hex digits.
    """
    public, authority = certificate.public, certificate.authority
    return {
        "type": {USER: "user", HOST: "host"}.get(certificate.kind, str(certificate.kind)),
        "algorithm": certificate.algorithm,
        "key_id": _plain(certificate.key_id),
        "principals": [_plain(name) for name in certificate.principals],
        "serial": certificate.serial,
        "valid_after": certificate.valid_after or None,
        "valid_before": None if certificate.valid_before == FOREVER else certificate.valid_before,
        "valid_now": certificate.valid_after <= time.time() < certificate.valid_before,
        "validity": time_left(certificate),
        "critical_options": _pairs(certificate.critical_options),
        "extensions": _pairs(certificate.extensions),
        "public_key_sha256": fingerprints.sha256(public),
        "authority": {
            "algorithm": authority.algorithm,
            "bits": authority.bits or None,
            "sha256": fingerprints.sha256(authority),
        },
        "signature": str(signature_state(certificate)),
        "signature_algorithm": _plain(certificate.signature_algorithm.encode()),
        "sha256": fingerprints.sha256_of(certificate.blob),
        "md5": fingerprints.md5_of(certificate.blob),
    }


def _pairs(pairs: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    return {_plain(name): _plain(option_value(data)) for name, data in pairs}


def _plain(raw: bytes) -> str:
    return raw.decode("utf-8", "backslashreplace")
