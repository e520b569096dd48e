"""Formats and services as options of a form: what each is called, and what to know before one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..keyops.errors import KeyOpsError
from ..keyops.formats import FORMATS
from ..keyops.keys.algorithms import ALGORITHMS
from ..widgets.choice import Option

if TYPE_CHECKING:
    from ..keyops.formats.contract import Format
    from ..keyops.services.recipes import Recipe

_REMARKS: Final = {
    "openssh": "what ssh-keygen writes",
    "pem": "for Jira, Jenkins, Java, older libraries",
    "pkcs8": "for OpenSSL, Java, cloud consoles",
    "ppk3": "for PuTTY 0.75 and newer, WinSCP",
    "ppk2": "for PuTTY before 0.75",
    "sshcom": "for Tectia and old SecureCRT",
    "ssh1": "for SSH version 1",
    "dropbear": "for routers and embedded Linux",
    "jwk": "for web services: JSON",
    "pkcs1-der": "the binary form of PEM",
    "pkcs8-der": "the binary form of PKCS#8",
    "openssh-public": "for servers and git hosts",
    "rfc4716": "for ssh.com, Azure, some SFTP servers",
    "spki": "for OpenSSL and cloud APIs",
    "pkcs1-public": "for older OpenSSL and Java programs",
    "jwk-public": "for web services: JSON",
    "spki-der": "the binary form of SPKI PEM",
    "sshfp": "for the DNS zone of a host",
    "known-hosts": "for ssh clients: trust in a host",
    "allowed-signers": "for git and ssh-keygen -Y verify",
    "ssh1-public": "for SSH version 1",
}


def format_option(row: Format, label: str, reason: str = "") -> Option:
    """A format, with what it is for."""
    return Option(row.id, label, reason, remark=_REMARKS.get(row.id, row.label))


def recipe_words(recipe: Recipe) -> str:
    """What a service asks of a new key: ``RSA 4096, PEM``."""
    row = ALGORITHMS[recipe.family]
    size = f" {recipe.bits}" if len(row.sizes) > 1 else ""
    return f"{row.label}{size}, {FORMATS[recipe.container].label.partition(' (')[0]}"


def service_options() -> list[Option]:
    """All services and clients, each with the key that it asks for."""
    from .services import options as serving

    return [_with_recipe(option) for option in serving.options()]


def _with_recipe(option: Option) -> Option:
    from dataclasses import replace

    from .services import options as serving

    try:
        recipe = serving.recipe_of(option.id)
    except KeyOpsError as error:
        return replace(option, remark=error.title)
    return replace(option, remark=recipe_words(recipe)) if recipe is not None else option
