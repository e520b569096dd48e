r"""The options of an authorized_keys line, as sshd judges them: one that is wrong, and the line is lost.

::

    OPTION[,OPTION ...]     names in any case; values in double quotes, where \" is a quote

sshd passes over a whole line for one option that it does not know, a value without quotes, or a bad value; it
says so only in its debug log. Some lines are read and still let nobody in: one that expired, a ``from`` that
cannot be read, ``principals`` without ``cert-authority``. Source: OpenSSH 9.2 auth-options.c
``sshauthopt_parse`` and ``handle_permit``, auth2-pubkeyfile.c ``auth_authorise_keyopts``, misc.c ``a2tun``,
``hpdelim2`` and ``parse_absolute_time``, addr.c ``addr_pton_cidr``; sshd(8), AUTHORIZED_KEYS FILE FORMAT.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

from ..moments import moment_words
from ..patterns import compiled
from ..records import dataclass
from ._option_names import FLAGS, ONCE, VALUED

if TYPE_CHECKING:
    from collections.abc import Callable

_NEXT: Final = compiled(r'[A-Za-z0-9-]++(?:="|,|\Z)')
_NAME: Final = compiled(r"[A-Za-z0-9-]*+")
_VALUE: Final = compiled(r'"(?P<value>(?:\\"|[^"])*+)"')
_ENVIRONMENT: Final = compiled(r"[A-Za-z0-9_]+=", re.ASCII)
_PERMIT: Final = compiled(r"(?P<host>\[[^\]]*\]|[^:/\[][^:/]*|)[:/](?P<port>.*)", re.DOTALL)
_DATE: Final = compiled(
    r"(?P<day>[0-9]{8})(?P<time>[0-9]{4}(?:[0-9]{2})?)?(?P<utc>Z|UTC)?", re.IGNORECASE | re.ASCII
)
_HOST: Final = compiled(
    r"\[?(?:[A-Za-z0-9*?-]+\.)+[A-Za-z0-9*?-]+\]?(?::[0-9]+)?|\|1\|.*|\[?[0-9a-fA-F]*:[0-9a-fA-F:]+\]?"
)
_SERVICES: Final = frozenset((
    "domain", "ftp", "git", "http", "https", "imap", "imaps", "ldap", "ldaps", "mysql", "ntp", "pop3",
    "pop3s", "postgresql", "rsync", "smtp", "ssh", "telnet", "x11",
))  # fmt: skip
"""What stands for a port: sshd asks getservbyname(3) of the server, and these are in every /etc/services."""
_MOST_TUNNEL: Final = 0x7FFFFFFF - 2
_MOST_HOST: Final = 1024
_LONGEST_ADDRESS: Final = 63


@dataclass(frozen=True, slots=True)
class AuthorizedOption:
    """One option."""

    name: str
    """In lower case, with its ``no-``."""
    value: str | None = None
    """Without its quotes; None for a flag."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What sshd makes of the options of a line."""

    options: tuple[AuthorizedOption, ...] = ()
    """As far as they can be read."""
    refused: str = ""
    """Why sshd passes over the line, as half a sentence; empty when it reads it. Raw."""
    idle: str = ""
    """Why a line that is read lets nobody in; empty when it may let somebody in. Raw."""
    useless: str = ""
    """What in a line that lets people in does nothing, as half a sentence. Raw."""
    hint: str = ""
    """What to write instead."""


class _RefusedError(Exception):
    """Why a line is passed over, and what to write instead."""


def judge(text: str, now: float | None = None) -> Judgement:
    """Judge the options of a line.

    Args:
        text: what stands before the key, without blanks around it.
        now: seconds since 1970, of the clock when not given.
    """
    found: list[AuthorizedOption] = []
    try:
        _parse(text, found)
    except _RefusedError as refused:
        words, hint = refused.args
        return Judgement(tuple(found), refused=words, hint=hint)
    idle, hint = _idle(found, time.time() if now is None else now)
    if idle:
        return Judgement(tuple(found), idle=idle, hint=hint)
    dead = next(filter(_never_fits, _from(found)), "")
    useless = f"{dead!r} in its from= matches no host and no address" if dead else ""
    return Judgement(tuple(found), useless=useless, hint=_LIST_OF_HOSTS if dead else "")


def _parse(text: str, found: list[AuthorizedOption]) -> None:
    at = 0
    while at < len(text):
        if text[at] == ",":  # sshd passes over empty options
            at += 1
            continue
        match = _NAME.match(text, at)
        name = match[0].lower() if match else ""
        at += len(name)
        if name in VALUED and text[at : at + 1] == "=":
            option, at = _valued(name, text, at + 1, found)
        else:
            option = _flag(name, text, at)
        found.append(option)
        if at < len(text) and text[at] != ",":
            if option.value is not None and '"' in text[at:] and not _NEXT.match(text, at):
                raise _RefusedError(
                    f"a quote within the value of {option.name} ends it",
                    'Write \\" for each quote within a value',
                )
            raise _RefusedError(
                f"there is no comma after the option {option.name}", "Separate options with commas"
            )


def _flag(name: str, text: str, at: int) -> AuthorizedOption:
    known = name in FLAGS
    rest = text[at : at + 1]
    if known and rest in {"", ","}:
        return AuthorizedOption(name)
    if name in VALUED:
        raise _RefusedError(f"the option {name} has no value", f'Write {name}="..."')
    if known and rest == "=":
        raise _RefusedError(f"the option {name} has no value in sshd", f"Write {name} alone")
    if ";" in text and known and rest == ";":
        raise _RefusedError("there is a semicolon between its options", "Separate options with commas")
    word = re.split('[,"=]', text[at - len(name) :], maxsplit=1)[0] or text[at : at + 20]
    if _HOST.fullmatch(word):
        raise _RefusedError(
            f"{word} is a host name, as in known_hosts, not an option",
            "Remove the line if it is a server's host key; otherwise remove the name",
        )
    raise _RefusedError(
        f"sshd does not know the option {word}", f"Remove {word}, or write it as sshd(8) does"
    )


_TYPOGRAPHIC: Final = "\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"


def _valued(name: str, text: str, at: int, found: list[AuthorizedOption]) -> tuple[AuthorizedOption, int]:
    match = _VALUE.match(text, at)
    if match is None:
        what = text[at : at + 1]
        why = (
            "is in single quotes"
            if what == "'"
            else "is in typographic quotes, as word processors and chat programs write them"
            if what in _TYPOGRAPHIC
            else "has no closing quote"
            if what == '"'
            else "is not quoted"
        )
        raise _RefusedError(f"the value of {name} {why}", f'Write {name}="...", in double quotes')
    value = match["value"].replace('\\"', '"')
    if name in ONCE and any(one.name == name for one in found):
        raise _RefusedError(f"the option {name} is given twice", "Use it once")
    check = _CHECKS.get(name)
    if check is not None:
        check(value)
    return AuthorizedOption(name, value), match.end()


# Values


def _check_environment(value: str) -> None:
    if not _ENVIRONMENT.match(value):
        raise _RefusedError(
            "the value of environment is not NAME=VALUE",
            'Write environment="NAME=value", NAME of letters, digits and _',
        )


def _check_permit(name: str, value: str) -> None:
    match = _PERMIT.match(value)
    host, port = (match["host"], match["port"]) if match else ("", "")
    if match is None or len(host) > _MOST_HOST or not _is_port(port):
        shown = "HOST:PORT" if name == "permitopen" else "PORT or HOST:PORT"
        raise _RefusedError(
            f"the value of {name} is not {shown}", f'Write {name}="localhost:8080"; * stands for any port'
        )


def _check_permitopen(value: str) -> None:
    _check_permit("permitopen", value)


def _check_permitlisten(value: str) -> None:
    _check_permit("permitlisten", value if ":" in value else f"*:{value}")


def _is_port(text: str) -> bool:
    number = _number(text)
    if text == "*" or number is not None:
        return text == "*" or (number is not None and 0 < number <= 65535)
    return text in _SERVICES


def _number(text: str) -> int | None:
    """A number as strtonum(3) reads it: blanks and a sign may stand before it."""
    match = re.fullmatch(r"[ \t\n\v\f\r]*([+-]?[0-9]{1,20})", text, re.ASCII)
    return int(match[1]) if match else None


def _check_tunnel(value: str) -> None:
    number = _number(value)
    if value.lower() != "any" and (number is None or not 0 <= number <= _MOST_TUNNEL):
        raise _RefusedError("the value of tunnel is not a device number", 'Write tunnel="0", or tunnel="any"')


def _check_expiry(value: str) -> None:
    if not expiry(value):
        raise _RefusedError(
            "the value of expiry-time is not a date",
            'Write expiry-time="YYYYMMDD" or "YYYYMMDDHHMM", with Z in UTC',
        )


_CHECKS: Final[dict[str, Callable[[str], None]]] = {
    "environment": _check_environment,
    "permitopen": _check_permitopen,
    "permitlisten": _check_permitlisten,
    "tunnel": _check_tunnel,
    "expiry-time": _check_expiry,
}


def expiry(value: str) -> int:
    """The moment of an ``expiry-time``, in seconds since 1970; 0 when sshd cannot read it.

    A day that its month does not have is one of the next month, as for strptime(3) and mktime(3).
    """
    match = _DATE.fullmatch(value)
    if match is None:
        return 0
    day, clock = match["day"], (match["time"] or "").ljust(6, "0")
    fields = (int(day[:4]), int(day[4:6]), int(day[6:]), int(clock[:2]), int(clock[2:4]), int(clock[4:]))
    year, month, number, hour, minute, second = fields
    if not (1 <= month <= 12 and 1 <= number <= 31 and hour < 24 and minute < 60 and second < 62 and year):
        return 0
    try:
        if match["utc"]:
            import calendar

            return max(int(calendar.timegm((year, month, 1, hour, minute, second)) + (number - 1) * 86400), 0)
        return max(int(time.mktime((*fields, 0, 0, -1))), 0)
    except (OverflowError, ValueError):
        return 0


# Lines that are read, and let nobody in


def _idle(found: list[AuthorizedOption], now: float) -> tuple[str, str]:
    moments = [expiry(one.value or "") for one in found if one.name == "expiry-time"]
    if moments and min(moments) < now:
        return f"it expired on {moment_words(min(moments))}", "Set a later expiry-time, or remove the line"
    values = {one.name: one.value for one in found}
    if "principals" in values and "cert-authority" not in values:
        return "principals is used without cert-authority", "Add cert-authority, or remove principals"
    if "from" in values and (bad := _bad_address(values["from"] or "")) is not None:
        return f"its from= is invalid at {bad or 'an empty part'}", _hint_of_network(bad)
    parts = _from(found)
    if parts and all(part.startswith("!") or _never_fits(part) for part in parts):
        return f"no host and no address matches its from={values['from']!r}", _LIST_OF_HOSTS
    return "", ""


_LIST_OF_HOSTS: Final = (
    'Write from="10.0.0.0/8,192.168.1.*,*.example.com", with only commas between the parts, at least '
    "one of them "
    "without !"
)
_NAME_OF_HOST: Final = compiled(r"(?=.*[A-Za-z*?])[A-Za-z0-9._*?-]+")
_ADDRESS_OF_HOST: Final = compiled(r"[0-9A-Fa-f.:*?]+(?:%[\w*?]+)?")


def _from(found: list[AuthorizedOption]) -> list[str]:
    return next(((one.value or "").split(",") for one in found if one.name == "from"), [])


def _never_fits(part: str) -> bool:
    """Whether part of a ``from`` list fits nothing: it is compared, as it is, with a name and an address."""
    import ipaddress

    text = part.removeprefix("!")
    is_six = text.count(":") > 1 or (":" in text and "*" in text)
    if _NAME_OF_HOST.fullmatch(text) or (is_six and _ADDRESS_OF_HOST.fullmatch(text)):
        return False
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return True
    return "/" in text and not text.rpartition("/")[2].isdigit()  # sshd reads no netmask with dots


def _bad_address(patterns: str) -> str | None:
    """The part of a ``from`` list for which sshd lets nobody in; None when there is none."""
    import ipaddress

    for part in patterns.split(","):
        address = part.removeprefix("!")
        if not address:
            return part
        plain, slash, mask = address.partition("/")
        if len(address) > _LONGEST_ADDRESS or (slash and not re.fullmatch("[0-9]{1,9}", mask)):
            continue
        try:
            known = ipaddress.ip_address(plain)
        except ValueError:
            continue
        if not slash or int(mask) > 128:
            continue
        bits = int(mask)
        if bits > known.max_prefixlen or int(known) & ((1 << (known.max_prefixlen - bits)) - 1):
            return part
    return None


def _hint_of_network(part: str) -> str:
    import ipaddress

    try:
        network = ipaddress.ip_network(part.removeprefix("!"), strict=False)
    except ValueError:
        return 'Write from="10.0.0.0/8,*.example.com", with no empty part'
    return f"The bits after the mask must be zero: {network}"
