"""Lines of allowed_signers with an authority, a certificate or both count where ssh-keygen counts them."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import run
from tui.keyops.formats import sshsig
from tui.keyops.signatures import files as file_signatures

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

HELD = ("ca", "ca-cert", "ca-self-cert", "user", "user-cert", "user-again-cert", "self-cert")
OPTIONS = ("", "cert-authority ", 'cert-authority,namespaces="file" ', 'namespaces="git" ')
MADE = ("user", "user-cert", "ca-self-cert", "self-cert")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two keys and their certificates: of each other and of themselves; and a signature by each way."""
    folder = tmp_path_factory.mktemp("authorities")
    for name in ("ca", "user"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", folder / name)
    pairs = (
        ("user-cert", "ca", "user"),
        ("user-again-cert", "ca", "user"),
        ("ca-cert", "user", "ca"),
        ("ca-self-cert", "ca", "ca"),
        ("self-cert", "user", "user"),
    )
    for at, (name, authority, subject) in enumerate(pairs):
        public = folder / f"{name.removesuffix('-cert')}.pub"
        if not public.exists():
            public.write_bytes((folder / f"{subject}.pub").read_bytes())
        run("ssh-keygen", "-q", "-s", folder / authority, "-I", name, "-z", str(at), "-n", "alice@x", public)
        key = folder / name.removesuffix("-cert")
        if not key.exists():
            key.write_bytes((folder / subject).read_bytes())
            key.chmod(0o600)
    for name in MADE:
        notes = folder / f"notes-{name}"
        notes.write_bytes(b"hello")
        key = folder / (f"{name}.pub" if name.endswith("-cert") else name)
        run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", key, notes)
    return folder


@pytest.mark.parametrize("made", MADE)
def test_a_line_counts_for_a_signature_exactly_where_ssh_keygen_counts_it(home: Path, made: str) -> None:
    signature = home / f"notes-{made}.sig"
    found = sshsig.read_exactly(signature.read_bytes())
    hashed = file_signatures.digests(home / f"notes-{made}", [found.hash_name])[found.hash_name]
    counted = 0
    for held, options in itertools.product(HELD, OPTIONS):
        signers = home / "signers"
        signers.write_text(f"alice@x {options}{(home / f'{held}.pub').read_text()}")
        theirs = run(
            *("ssh-keygen", "-Y", "verify", "-f", signers, "-I", "alice@x", "-n", "file", "-s", signature),
            ok=False,
            data=b"hello",
        )
        verdict = file_signatures.judge(
            found,
            hashed,
            namespace="file",
            identity="alice@x",
            allowed=signers.read_bytes(),
            moment=int(time.time()),
        )
        good = verdict.trust is file_signatures.Trust.GOOD
        assert good is (theirs.returncode == 0), (made, held, options, theirs.stdout, theirs.stderr)
        counted += good
    assert counted
