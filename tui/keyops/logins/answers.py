"""What ``ssh -v`` said about a login, in words: which keys were offered and accepted, and how it ended.

Source: the messages of OpenSSH 9.2 sshconnect2.c ``userauth_pubkey``, ``input_userauth_pk_ok``,
``input_userauth_failure``; sshconnect.c ``check_host_key``; authfile.c ``sshkey_perm_ok``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import NextStep
from ..patterns import compiled
from ..records import dataclass, replace

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_OFFERED: Final = compiled(
    r"debug1: Offering public key: (?P<name>.*) (?P<type>\S+) (?P<sha256>SHA256:\S+)(?P<marks>(?: \w+)*)"
)
_TRIED: Final = compiled(r"debug1: Trying private key: (?P<name>.*)")
_ACCEPTED: Final = compiled(r"debug1: Server accepts key: .* (?P<sha256>SHA256:\S+)(?: \w+)*")
_AUTHENTICATED: Final = compiled(r'Authenticated to .* using "(?P<method>[^"]+)"')
_CONTINUE: Final = compiled(r"debug1: Authentications that can continue: (?P<methods>\S*)")
_LOAD: Final = compiled(r'Load key "(?P<name>.*)": (?P<why>.*)')
_SIGNING: Final = compiled(r"signing failed for (?P<type>\S+)(?: .*)?: (?P<why>[^:]*)")
_MISMATCH: Final = compiled(r"private key (?P<name>.*) contents do not match public")
_NOT_SENT: Final = "no mutual signature algorithm"
_TOUCH: Final = "The key is on an authenticator: plug it in, and touch it when it blinks"


@dataclass(frozen=True, slots=True)
class Shown:
    """A key that ssh offered, or tried. The name is raw: a path, or a comment of the agent."""

    name: str
    type: str = ""
    """As ssh says it: ``ED25519``, ``RSA-CERT``."""
    sha256: str = ""
    """Empty where ssh tried a private key without showing a public one."""
    accepted: bool = False
    """Whether the server said that the key may log in."""
    failed: str = ""
    """Why ssh then could not sign with it. Raw."""
    sent: bool = True
    """False where ssh spoke of the key and did not show it to the server after all."""


@dataclass(frozen=True, slots=True)
class LoginAnswer:
    """What became of a login."""

    id: str
    title: str
    hint: str
    shown: tuple[Shown, ...]
    used: Shown | None = None
    """The key that logged in; None where none did."""
    step: NextStep | None = None
    about: str = ""
    """The host of the step, as it was typed."""

    @property
    def logged_in(self) -> bool:
        """Whether the server let us in with a key."""
        return self.id in {"logged-in", "proved", "by-certificate"}

    @property
    def proved(self) -> bool:
        """Whether it let us in with the one key that was asked about: see ``one_key.proof``."""
        return self.id == "proved"

    def outcome(self, one: Shown) -> str:
        """What became of one of the keys, in a word or two."""
        if one is self.used:
            return "logged in"
        if not one.sent or not one.sha256:
            return "tried"
        return "accepted" if one.accepted else "refused"

    def lines(self, hint: str, absent: Collection[str] = ()) -> Iterator[str]:
        """What became of each key, and how it ended. Raw.

        Args:
            hint: the next step, as the face says it.
            absent: names of files that are not there, of which nothing is told.
        """
        for one in self.shown:
            if one.name not in absent:
                yield f"  {self.outcome(one):<10} {one.name}{f': {one.failed}' if one.failed else ''}"
        yield self.title
        if hint:
            yield f"  {hint}"


_STEPS: Final = {"host-key-changed": NextStep.FORGET_HOST}
_ENDS: Final = (
    (
        r"REMOTE HOST IDENTIFICATION HAS CHANGED",
        "host-key-changed",
        "The server's host key differs from the one in known_hosts",
        "Ask its administrator for the new fingerprint before you remove the old one",
    ),
    (
        r"Host key verification failed|No \S+ host key is known",
        "host-key-unknown",
        "The server's host key is not in known_hosts, and ssh could not ask",
        "Log in once with ssh {host}, and check the fingerprint it shows",
    ),
    (
        r"Too many authentication failures",
        "too-many",
        "The server closed the connection: too many keys were offered before the right one",
        "Name the right key in IdentityFile for this host, with IdentitiesOnly yes",
    ),
    (
        r"Could not resolve hostname",
        "no-address",
        "The server's name has no address",
        "Check the spelling, HostName in the configuration, and DNS",
    ),
    (
        r"Connection refused",
        "connection-refused",
        "Nothing is listening on this port of the server",
        "Check Port, and whether sshd runs there",
    ),
    (
        r"Connection timed out|Operation timed out|No route to host|Network is unreachable",
        "no-connection",
        "The server does not answer",
        "Check the address, the network and its firewall",
    ),
    (
        r"Unable to negotiate|no matching ",
        "no-common-algorithm",
        "ssh and the server have no algorithm in common",
        "The last line of ssh's output names what the server offers",
    ),
    (
        r"Bad owner or permissions|Bad configuration option|terminating, \d+ bad configuration",
        "configuration",
        "ssh cannot use its configuration",
        "Correct the file that ssh names",
    ),
    (
        r"Permission denied",
        "refused",
        "The server refused every key offered",
        "Check that the right public key is in {user}'s authorized_keys there, and read sshd's log",
    ),
    (
        r"Connection (?:closed|reset) by|kex_exchange_identification",
        "closed",
        "The server closed the connection before authentication",
        "It may limit connections, or not allow any from here",
    ),
)


def explain(told: bytes, host: str, user: str) -> LoginAnswer:
    """Say what happened.

    Args:
        told: the standard error of ``ssh -v``.
        host: as it was typed.
        user: the user on the server.
    """
    text = told.decode("utf-8", "surrogateescape").replace("\r", "")
    shown = tuple(_shown(text.splitlines()))
    method = _AUTHENTICATED.search(text)
    if method and method["method"].startswith("publickey"):
        used = next((one for one in reversed(shown) if one.accepted or not one.sha256), None)
        name = f" with {used.name}" if used else ""
        return LoginAnswer("logged-in", f"The server let {user} in{name}", "", shown, used)
    if method:
        title = f"The server let {user} in without a key, by {method['method']}"
        return LoginAnswer("without-key", title, "This proves nothing about the keys", shown)
    for pattern, name, title, hint in _ENDS:
        if re.search(pattern, text):
            words = hint.format(host=host, user=user)
            answer = LoginAnswer(name, title, words, shown, step=_STEPS.get(name), about=host)
            return _named(answer, text)
    return LoginAnswer("unknown", "ssh did not log in", "Read the last lines of ssh -v", shown)


def _named(answer: LoginAnswer, text: str) -> LoginAnswer:
    """The same, where the keys say more than the end does."""
    if answer.id != "refused":
        return answer
    if not answer.shown:
        methods = _CONTINUE.search(text)
        if methods and "publickey" not in methods["methods"].split(","):
            return replace(
                answer,
                id="no-public-key",
                title=f"The server accepts no keys for this user, only {methods['methods']}",
                hint="Ask its administrator to turn on PubkeyAuthentication",
            )
        return replace(answer, id="nothing-offered", title="ssh had no key to offer")
    failed = next((one for one in answer.shown if one.accepted and one.failed), None)
    if failed is not None:
        return replace(
            answer,
            id="cannot-sign",
            title=f"The server accepts {failed.name}, but ssh could not sign with it: {failed.failed}",
            hint=_TOUCH if "-SK" in failed.type else "See what is wrong with the key",
            step=None if "-SK" in failed.type else NextStep.ASK_WHY,
        )
    return answer


def _shown(lines: list[str]) -> Iterator[Shown]:
    """Each key with what became of it; what is said of a key follows its offer."""
    found: list[Shown] = []
    for line in lines:
        if offered := _OFFERED.fullmatch(line):
            found.append(Shown(offered["name"], offered["type"], offered["sha256"]))
        elif tried := _TRIED.fullmatch(line):
            found.append(Shown(tried["name"]))
        elif found:
            found[-1] = _after(found[-1], line)
    return iter(found)


def _after(one: Shown, line: str) -> Shown:
    """A key with what a later line says of it."""
    if _NOT_SENT in line:
        return replace(one, sent=False, failed="no signature algorithm that both sides allow")
    if _ACCEPTED.fullmatch(line):
        return replace(one, accepted=True)
    if "UNPROTECTED PRIVATE KEY FILE" in line:
        return replace(one, failed="others can read the file")
    if why := _LOAD.search(line) or _SIGNING.search(line):
        return replace(one, failed=one.failed or why["why"])
    if _MISMATCH.search(line):
        return replace(one, failed="its .pub file is for another key")
    return one
