"""A login with one key and no other, as the proof that it works.

``IdentitiesOnly`` alone is no proof: the keys that the configuration names for the host are offered too. So
ssh reads no configuration here (``-F none``), and what the configuration says about the way to the host is
handed over: every option of ``ssh -G HOST`` that differs from ``ssh -F none -G HOST``, but for those that
choose keys, share connections, forward or run something. ProxyJump becomes the ProxyCommand that it stands
for, which reads the configuration for the hosts on the way. Source: ssh_config(5), and OpenSSH 9.2 readconf.c
``dump_client_config``, ssh.c where ``options.jump_host`` becomes a ProxyCommand.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from ..agent import client as agent
from ..errors import SshConfigError
from ..files import paths as presence
from ..files import storage
from ..formats import _blocks
from ..inspection import inspection
from ..keys import fingerprints
from ..records import dataclass, replace
from . import account, answers
from .client import QUIET, question

if TYPE_CHECKING:
    from pathlib import Path

    from ..keys.base import PublicKey
    from .answers import LoginAnswer
    from .offers import AgentView

_NO_CONFIG: Final = "none"
_NOT_TAKEN: Final = frozenset(
    {
        "host", "identityfile", "certificatefile", "identityagent", "identitiesonly", "addkeystoagent",
        "pkcs11provider", "preferredauthentications", "batchmode", "numberofpasswordprompts",
        "controlmaster", "controlpath", "controlpersist", "proxyjump", "proxyusefdpass",
        "remotecommand", "localcommand", "permitlocalcommand", "knownhostscommand", "requesttty",
        "sessiontype", "stdinnull", "forkafterauthentication", "forwardagent", "forwardx11",
        "forwardx11trusted", "forwardx11timeout", "localforward", "remoteforward", "dynamicforward",
        "clearallforwardings", "exitonforwardfailure", "permitremoteopen", "gatewayports", "tunnel",
        "tunneldevice", "sendenv", "setenv", "loglevel", "logverbose", "syslogfacility", "escapechar",
        "enableescapecommandline", "visualhostkey", "connecttimeout", "canonicalizehostname",
        "canonicaldomains", "canonicalizefallbacklocal", "canonicalizemaxdots",
        "canonicalizepermittedcnames", "tag",
    }
)  # fmt: skip
"""Options that are not handed over, in lower case."""


@dataclass(frozen=True, slots=True)
class OneKey:
    """The key that a login is to prove, and how ssh comes by its private key."""

    path: Path
    """What ``-i`` names: the private key file; a ``.pub`` whose private key the agent holds."""
    public: PublicKey
    comment: bytes
    is_locked: bool = False
    """Whether ssh needs its passphrase."""
    socket: str = ""
    """The agent that has it; empty where the file is read."""

    @property
    def sha256(self) -> str:
        """Its fingerprint."""
        return fingerprints.sha256(self.public)

    @property
    def asks(self) -> bool:
        """Whether ssh will ask for the passphrase, on the terminal."""
        return self.is_locked and not self.socket

    @property
    def public_path(self) -> Path:
        """Its ``.pub``, which may not be there."""
        return self.path if self.path.suffix == ".pub" else storage.public_path(self.path)


def of_file(path: Path, view: AgentView | None = None) -> OneKey:
    """The key in a file; where the file is a ``.pub``, with the private key next to it.

    Args:
        path: private or public.
        view: of the agent that ssh asks for the host; none is asked when None.

    Raises:
        KeyOpsError: it cannot be read, or it is not one key.
    """
    public, comment = account.of_file(path)
    private = path.with_name(path.name.removesuffix(".pub"))
    path = private if presence.is_there(private) else path
    entries = inspection.read(storage.read_key_file(path))
    chosen = entries[_blocks.chosen(entries)]
    locked = not chosen.is_private or chosen.encryption is not None
    held = locked and view is not None and bool(agent.same_key(view.identities, public))
    socket = view.words if held and view is not None else ""
    return OneKey(path.absolute(), public, comment, locked, socket)


def why_no_login(key: OneKey) -> str:
    """Why ssh cannot log in with it, as a sentence; empty when it can."""
    if key.path.suffix == ".pub" and not key.socket:
        return f"{key.path.name} is the public key, and neither the agent nor this folder has its private key"
    return ""


def plain_question(host: str) -> tuple[str, ...]:
    """The command that tells the options of a host for which nothing is configured."""
    return question(host, _NO_CONFIG)


def taken_over(told: bytes, plain: bytes, config_file: str = "") -> tuple[str, ...]:
    """The options that lead to a host, as ``-o`` takes them: ``port 2222``.

    Args:
        told: what ``client.question`` told.
        plain: what ``plain_question`` told.
        config_file: of the user, in place of ~/.ssh/config.
    """
    usual = frozenset(_lines(plain))
    differing = [line for line in _lines(told) if line not in usual]
    found = [line for line in differing if line.partition(" ")[0].lower() not in _NOT_TAKEN]
    for line in differing:
        word, _, value = line.partition(" ")
        if word.lower() == "proxyjump" and value.lower() != "none":
            found.append(f"proxycommand {_jump(value, config_file)}")
    return tuple(found)


def _lines(told: bytes) -> list[str]:
    return [line.strip() for line in told.decode("utf-8", "surrogateescape").splitlines() if line.strip()]


def _jump(value: str, config_file: str) -> str:
    """The ProxyCommand of a ProxyJump: through all hosts but the last with -J, to the last one."""
    *before, last = value.split(",")
    words = ["ssh"]
    if config_file:
        words += ["-F", config_file.replace("%", "%%")]
    if before:
        words += ["-J", ",".join(before)]
    host, colon, port = last.rpartition(":")
    if colon and port.isdecimal() and not last.startswith("ssh://"):
        words += ["-p", port]
        last = host
    return f"{shlex.join(words)} -W [%h]:%p {shlex.quote(last)}"


def login(host: str, key: OneKey, options: tuple[str, ...], command: str = "exit") -> tuple[str, ...]:
    """The command that logs in with this key alone, tells what it does, and runs a command there.

    Args:
        host: as it was typed.
        key: from ``of_file``.
        options: from ``taken_over``.
        command: for the shell of the server.

    Raises:
        SshConfigError: no spelling of the key's path is one for ssh.
    """
    if "${" in str(key.path):
        raise SshConfigError(f"ssh cannot use a file named {key.path.name}", "Rename the file")
    chosen = (
        f"BatchMode={'no' if key.asks else 'yes'}",
        "IdentitiesOnly=yes",
        f"IdentityAgent={key.socket.replace('%', '%%') or 'none'}",
        "PreferredAuthentications=publickey",
        *(one for one in QUIET if not one.startswith("BatchMode")),
        *options,
    )
    words = [word for option in chosen for word in ("-o", option)]
    name = str(key.path).replace("%", "%%")
    return ("ssh", "-F", _NO_CONFIG, "-v", "-T", *words, "-i", name, "--", host, command)


def proof(told: bytes, host: str, user: str, key: OneKey) -> LoginAnswer:
    """What a login with this key alone has shown: ``proved``, or as ``answers.explain``.

    Args:
        told: the standard error of ssh.
        host: as it was typed.
        user: on the server.
        key: which one.
    """
    answer = answers.explain(told, host, user)
    if not answer.logged_in or answer.used is None:
        return answer
    if answer.used.type.endswith("-CERT"):
        return replace(
            answer,
            id="by-certificate",
            title=f"The server let {user} in by the certificate next to {key.path.name}",
            hint="That says nothing about the line in authorized_keys: a certificate needs none",
        )
    if answer.used.sha256 not in {"", key.sha256}:
        return answer
    return replace(answer, id="proved", title=f"Proved: {user} at {host} logs in with {key.path.name} alone")
