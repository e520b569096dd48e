"""The options of an authorized_keys line: what each allows or forbids in words, and a line of options made.

What sshd makes of a line as a whole is told by ``formats/_authorized_options.judge``; this is for people.
Source: sshd(8), AUTHORIZED_KEYS FILE FORMAT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..errors import SshConfigError
from ..formats import _authorized_options
from ..moments import moment_words
from ..records import dataclass

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..formats._authorized_options import AuthorizedOption

PERMISSIONS: Final = {
    "pty": "open a terminal",
    "port-forwarding": "forward ports",
    "agent-forwarding": "forward the agent",
    "x11-forwarding": "forward X11",
    "user-rc": "run ~/.ssh/rc",
}
"""What a login may do unless an option forbids it, by the word behind ``no-``."""
_FLAGS: Final = {
    "restrict": "may run commands, and nothing else: no terminal, no forwarding, no ~/.ssh/rc",
    "cert-authority": "does not log in itself: it signs the certificates that do",
    "touch-required": "require a touch",
    "no-touch-required": "the token need not be touched",
    "verify-required": "the user must be verified on the token, by PIN or biometrics",
    "no-verify-required": "the user need not be verified on the token",
}
_VALUES: Final = {
    "from": "only from {value}",
    "command": "always runs {value}, whatever the client asks for",
    "environment": "sets {value}, where sshd has PermitUserEnvironment",
    "permitopen": "may forward only to {value}, or to another permitopen of the line",
    "permitlisten": "may have the server listen on {value}",
    "principals": "only for certificates that name {value}",
    "tunnel": "uses the tunnel device {value}",
}


def words_of(option: AuthorizedOption) -> str:
    """What an option does, as half a sentence. Raw."""
    if option.value is None:
        if option.name in PERMISSIONS:
            return f"may {PERMISSIONS[option.name]}"
        if option.name.removeprefix("no-") in PERMISSIONS:
            return f"may not {PERMISSIONS[option.name.removeprefix('no-')]}"
        return _FLAGS.get(option.name, "sshd does not know it")
    if option.name == "expiry-time":
        moment = _authorized_options.expiry(option.value)
        return f"until {moment_words(moment)}" if moment else "has an expiry-time that sshd cannot read"
    if option.name in {"from", "principals"}:
        return _VALUES[option.name].format(value=option.value.replace(",", ", "))
    return _VALUES[option.name].format(value=option.value)


def in_words(text: str) -> tuple[tuple[str, str], ...]:
    """Each option of a line, as it is written, with what it does. Raw; as far as the options can be read."""
    judged = _authorized_options.judge(text)
    return tuple((_written(one), words_of(one)) for one in judged.options)


def _written(option: AuthorizedOption) -> str:
    if option.value is None:
        return option.name
    return f'{option.name}="{option.value.replace(chr(34), chr(92) + chr(34))}"'


@dataclass(frozen=True, slots=True)
class LineOptions:
    """What a new line is to allow."""

    restrict: bool = False
    allowed: tuple[str, ...] = ()
    """Of PERMISSIONS; they mean something behind ``restrict`` alone."""
    forbidden: tuple[str, ...] = ()
    sources: str = ""
    """Patterns and networks with commas between them."""
    command: str = ""
    expires: str = ""
    """``YYYYMMDD`` or ``YYYYMMDDHHMM``, with Z in UTC; see ``validity.expiry`` for a length of time."""
    authority: bool = False
    principals: str = ""
    environment: tuple[str, ...] = ()
    open_to: tuple[str, ...] = ()
    listen_on: tuple[str, ...] = ()
    tunnel: str = ""
    verify: bool = False
    no_touch: bool = False
    more: str = ""
    """Others, as they stand in a line."""


def compose(wanted: LineOptions) -> str:
    """The options as they stand in a line; empty for none.

    Raises:
        SshConfigError: sshd would pass over the line for one of them, or let nobody in; says which.
    """
    more = wanted.more.strip(" \t,")
    text = ",".join([*(_written(one) for one in _options(wanted)), *([more] if more else [])])
    judged = _authorized_options.judge(text)
    problem = judged.refused or judged.idle
    if problem:
        raise SshConfigError(f"sshd would let nobody in: {problem}", judged.hint)
    if any(mark in text for mark in "\n\r\0"):
        raise SshConfigError("A value contains a line feed", "Write it on one line")
    return text


def _options(wanted: LineOptions) -> Iterator[AuthorizedOption]:
    make = _authorized_options.AuthorizedOption
    flags = {
        "cert-authority": wanted.authority,
        "restrict": wanted.restrict,
        **{name: name in wanted.allowed for name in PERMISSIONS},
        **{f"no-{name}": name in wanted.forbidden for name in PERMISSIONS},
        "verify-required": wanted.verify,
        "no-touch-required": wanted.no_touch,
    }
    yield from (make(name) for name, given in flags.items() if given)
    values = {
        "from": (wanted.sources,),
        "principals": (wanted.principals,),
        "expiry-time": (wanted.expires,),
        "tunnel": (wanted.tunnel,),
        "environment": wanted.environment,
        "permitopen": wanted.open_to,
        "permitlisten": wanted.listen_on,
        "command": (wanted.command,),
    }
    yield from (make(name, value) for name, many in values.items() for value in many if value)
