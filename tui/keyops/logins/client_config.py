"""What ``ssh -G HOST`` says about a host: the options that decide which keys ssh offers, and where.

``ssh -G`` has read every Host, Match and Include already, so nothing of that is guessed here. A line is an
option in lower case, a blank and its value; lists have a line for each value. Paths stand as they were
written: see ``expansion``. Source: ssh(1) -G, and ``dump_client_config`` of OpenSSH 9.2 readconf.c.
"""

from __future__ import annotations

from typing import Final

from .. import limits
from ..records import dataclass
from ..trust import patterns

NONE: Final = "none"
DEFAULT_NAMES: Final = (
    "id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_xmss", "id_dsa",
    "id_mldsa44_ed25519",
)  # fmt: skip
"""What ssh looks for in ~/.ssh where no IdentityFile is set; each version has some of them."""
_RSA_HASHES: Final = ("rsa-sha2-512", "rsa-sha2-256")
_CERTIFIED: Final = "-cert-v01@openssh.com"
_OFF: Final = frozenset({"no", "false"})


@dataclass(frozen=True, slots=True)
class ClientConfig:
    """The options of one host, as ssh has them. Everything is raw."""

    name: str
    """What was typed, without user and port."""
    hostname: str
    user: str
    port: str
    identity_files: tuple[str, ...] = ()
    certificate_files: tuple[str, ...] = ()
    identities_only: bool = False
    identity_agent: str = ""
    """Empty: the one of SSH_AUTH_SOCK."""
    algorithms: str = ""
    """PubkeyAcceptedAlgorithms; empty where ssh does not say."""
    public_key: bool = True
    """Whether PubkeyAuthentication is on, and PreferredAuthentications has it."""
    least_rsa: int = limits.MIN_OPENSSH_RSA_BITS
    """RequiredRSASize, which ssh has since 9.1."""
    alias: str = ""
    """HostKeyAlias."""
    jump: str = ""
    """ProxyJump."""
    token_library: str = ""
    """SecurityKeyProvider; empty where ssh has none."""
    pkcs11: str = ""

    @property
    def uses_defaults(self) -> bool:
        """Whether no IdentityFile was set: ssh looks for the usual names."""
        usual = {f"~/.ssh/{name}" for name in DEFAULT_NAMES}
        return len(self.identity_files) > 1 and usual.issuperset(self.identity_files)

    def allows(self, algorithm: str) -> bool:
        """Whether a key with this type name may be offered: RSA also by the names of its newer signatures."""
        if not self.algorithms:
            return True
        return any(map(self._lists, (algorithm, *_newer_names(algorithm))))

    def only_sha1(self, algorithm: str) -> bool:
        """Whether of an RSA key only signatures with SHA-1 are allowed, which servers refuse since 2021."""
        newer = _newer_names(algorithm)
        return bool(newer and self.algorithms) and not any(map(self._lists, newer))

    def _lists(self, name: str) -> bool:
        return patterns.matches(name.encode(), self.algorithms.encode("utf-8", "surrogateescape"))


def _newer_names(algorithm: str) -> tuple[str, ...]:
    if algorithm == "ssh-rsa":
        return _RSA_HASHES
    if algorithm == f"ssh-rsa{_CERTIFIED}":
        return tuple(f"{name}{_CERTIFIED}" for name in _RSA_HASHES)
    return ()


def read(told: bytes, name: str) -> ClientConfig:
    """The options that ``ssh -G`` told.

    Args:
        told: its standard output.
        name: what was typed, for ssh before 9.0, which does not repeat it.
    """
    values: dict[str, list[str]] = {}
    for line in told.decode("utf-8", "surrogateescape").splitlines():
        word, _, value = line.partition(" ")
        values.setdefault(word.lower(), []).append(value.strip())

    def one(*words: str, default: str = "") -> str:
        return next((values[word][0] for word in words if word in values), default)

    def set_to(word: str) -> str:
        value = one(word)
        return "" if value.lower() == NONE else value

    methods = one("preferredauthentications")
    public_key = one("pubkeyauthentication", default="yes").lower() not in _OFF
    least = one("requiredrsasize")
    return ClientConfig(
        name=one("host", default=name),
        hostname=one("hostname", default=name),
        user=one("user"),
        port=one("port", default="22"),
        identity_files=tuple(values.get("identityfile", ())),
        certificate_files=tuple(values.get("certificatefile", ())),
        identities_only=one("identitiesonly").lower() in {"yes", "true"},
        identity_agent=one("identityagent"),
        algorithms=one("pubkeyacceptedalgorithms", "pubkeyacceptedkeytypes"),
        public_key=public_key and (not methods or "publickey" in methods.split(",")),
        least_rsa=int(least) if least.isdecimal() else limits.MIN_OPENSSH_RSA_BITS,
        alias=set_to("hostkeyalias"),
        jump=set_to("proxyjump"),
        token_library=set_to("securitykeyprovider"),
        pkcs11=set_to("pkcs11provider"),
    )
