"""The options of ``keywright authorized add``: what the new line allows, each in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...keyops.certificates import validity
from ...keyops.trust.authorized_options import PERMISSIONS, LineOptions

if TYPE_CHECKING:
    import argparse


def add_options(parser: argparse.ArgumentParser) -> None:
    """An option for each of sshd(8)."""
    group = parser.add_argument_group("what the key may do")
    group.add_argument(
        "--restrict", action="store_true", help="only run commands: no terminal, no forwarding"
    )
    group.add_argument(
        "--allow", action="append", choices=PERMISSIONS, default=[], metavar="WHAT",
        help=f"with --restrict, still allow: {', '.join(PERMISSIONS)}",
    )  # fmt: skip
    group.add_argument(
        "--forbid", action="append", choices=PERMISSIONS, default=[], metavar="WHAT",
        help="forbid one of these",
    )  # fmt: skip
    group.add_argument("--from", dest="sources", default="", metavar="LIST", help="only from these addresses")
    group.add_argument(
        "--command", default="", metavar="COMMAND", help="always run this command, whatever is requested"
    )
    group.add_argument(
        "--expires", default="", metavar="WHEN", help="until a day: YYYYMMDD, or +30d from now"
    )
    group.add_argument(
        "--environment", action="append", default=[], metavar="NAME=VALUE", help="set a variable"
    )
    group.add_argument(
        "--permit-open", action="append", default=[], metavar="HOST:PORT", help="forward only to this"
    )
    group.add_argument(
        "--permit-listen", action="append", default=[], metavar="PORT", help="listen only on this"
    )
    group.add_argument("--tunnel", default="", metavar="N", help="use this tunnel device")
    group.add_argument(
        "--verify-required", action="store_true", help="FIDO: require user verification, by PIN or biometrics"
    )
    group.add_argument("--no-touch-required", action="store_true", help="FIDO: do not require a touch")
    group.add_argument(
        "--cert-authority", action="store_true", help="the key is a CA: the certificates it signs may log in"
    )
    group.add_argument(
        "--principals", default="", metavar="LIST", help="with --cert-authority: only for these names"
    )


def wanted(arguments: argparse.Namespace) -> LineOptions:
    """What was asked for.

    Raises:
        CertificateError: the length of time is none.
    """
    return LineOptions(
        restrict=arguments.restrict,
        allowed=tuple(arguments.allow),
        forbidden=tuple(arguments.forbid),
        sources=arguments.sources,
        command=arguments.command,
        expires=validity.expiry(arguments.expires),
        authority=arguments.cert_authority,
        principals=arguments.principals,
        environment=tuple(arguments.environment),
        open_to=tuple(arguments.permit_open),
        listen_on=tuple(arguments.permit_listen),
        tunnel=arguments.tunnel,
        verify=arguments.verify_required,
        no_touch=arguments.no_touch_required,
    )
