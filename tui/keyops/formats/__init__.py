"""One file per container format, and FORMATS, the one ordered table of them. Sniffing goes from the top.

A format is imported when its row is asked for: a public key line, and a private key of OpenSSH, which
stands first, are looked at without loading all the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from ..patterns import compiled

if TYPE_CHECKING:
    from .contract import Format

    PRIVATE_FORMATS: tuple[Format, ...]
    PUBLIC_FORMATS: tuple[Format, ...]

_HOMES: Final = {
    "openssh": ("openssh.container", "FORMAT"),
    "pem": ("pem.container", "FORMAT"),
    "pkcs8": ("pkcs8.container", "FORMAT"),
    "ppk3": ("ppk.container", "VERSION_3"),
    "ppk2": ("ppk.container", "VERSION_2"),
    "ppk1": ("ppk.container", "VERSION_1"),
    "sshcom": ("sshcom", "FORMAT"),
    "ssh1": ("ssh1", "FORMAT"),
    "public-blob": ("public_blob", "FORMAT"),
    "dropbear": ("dropbear", "FORMAT"),
    "rfc4716": ("rfc4716", "FORMAT"),
    "spki": ("spki", "FORMAT"),
    "pkcs1-public": ("spki", "PKCS1"),
    "sshsig": ("sshsig", "FORMAT"),
    "krl": ("krl", "FORMAT"),
    "jwk": ("jwk.container", "PRIVATE"),
    "jwk-public": ("jwk.container", "PUBLIC"),
    "pkcs12": ("pkcs12", "FORMAT"),
    "rsa-xml": ("rsa_xml", "PRIVATE"),
    "rsa-xml-public": ("rsa_xml", "PUBLIC"),
    "pkcs1-der": ("der_files", "TRADITIONAL"),
    "pkcs8-der": ("der_files", "PKCS8"),
    "spki-der": ("der_files", "SPKI"),
    "sshfp": ("sshfp", "FORMAT"),
    "known-hosts": ("known_hosts", "FORMAT"),
    "allowed-signers": ("allowed_signers", "FORMAT"),
    "openssh-public": ("openssh_public", "FORMAT"),
    "ssh1-public": ("ssh1_public", "FORMAT"),
}
"""By id, the module of a row and its name there, from the top."""

READ_ONLY: Final = frozenset((
    "ppk1", "sshsig", "krl", "pkcs12", "rsa-xml", "rsa-xml-public", "known-hosts", "allowed-signers",
))  # fmt: skip
"""Formats that no key is written in: told here, so that choosing another one loads none of them."""

_KEY_LINE: Final = compiled(rb"(?:ssh|ecdsa|sk)-[!-~]++[ \t]++AAAA")


class _Table(Mapping[str, "Format"]):
    """The rows by id; each is loaded when it is first asked for."""

    def __init__(self) -> None:
        self._rows: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._rows:
            module, row = _HOMES[name]
            self._rows[name] = getattr(import_module(f"{__name__}.{module}"), row)
        return self._rows[name]

    def __contains__(self, name: object) -> bool:
        return name in _HOMES

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


FORMATS: Final[Mapping[str, Format]] = _Table()

DEFAULT_PRIVATE: Final = "openssh"
"""What a private key is written in unless something else is asked for."""
DEFAULT_PUBLIC: Final = "openssh-public"
"""The same of a public key; an authorized_keys file holds nothing else."""


def with_version(number: int) -> Format | None:
    """The format of PPK files of this version; None when we do not write it."""
    return next((row for row in FORMATS.values() if row.version == number and row.write_private), None)


def candidates(data: bytes) -> Iterator[Format]:
    """The formats that bytes may be in, from the top.

    Of a file that begins with a key line, and in which key lines are authorized_keys lines, no other can
    be found but by an armour in it: so none is loaded.
    """
    if _KEY_LINE.match(data) and b"BEGIN " not in data:
        from . import _key_lines

        is_one_line = data.find(b"\n") in {-1, len(data) - 1}
        if is_one_line or _key_lines.kind_of_file(data) is _key_lines.FileKind.AUTHORIZED_KEYS:
            yield FORMATS["openssh-public"]
            return
    yield from FORMATS.values()


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the tuples above
    if name == "PRIVATE_FORMATS":
        return tuple(row for row in FORMATS.values() if row.write_private)
    if name == "PUBLIC_FORMATS":
        return tuple(row for row in FORMATS.values() if row.write_public)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
