"""A known_hosts file with everything in it."""

from __future__ import annotations

import base64
import hmac

from tests.helpers import keys
from tui.keyops.formats.openssh_public import authorized_line

KEY = authorized_line(keys.make("ed25519").public).encode()


OTHER = authorized_line(keys.make("ecdsa256").public).encode()


GITHUB = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"
"""A host key that GitHub publishes."""

SAMPLE = (
    b"# a comment\n"
    b"\n"
    b"Git.example,10.0.0.1 " + KEY + b" at work\n"
    b"  spaced.example\t" + OTHER + b"\r\n"
    b"[git.example]:2222 " + OTHER + b"\n"
    b"*.lab.example,!bad.lab.example " + KEY + b"\n"
    b"@cert-authority *.example " + KEY + b"\n"
    b"@revoked git.example " + OTHER + b"\n"
    b"@unknown git.example " + KEY + b"\n"
    b"m\xfcnchen.example " + KEY + b"\n"
    b"cut.example ssh-ed25519 AAAAC3Nza\n"
    b"no key at all\n"
    b"last.example " + KEY
)


def hash_of(name: bytes) -> bytes:
    salt = bytes(20)
    return b"|1|%b|%b" % (base64.b64encode(salt), base64.b64encode(hmac.digest(salt, name, "sha1")))
