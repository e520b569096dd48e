"""Signing a file with a chosen key, and verifying a chosen signature.

The key of a public file signs too, where the ssh-agent holds its private half. A certificate is signed under,
by the private key beside it or by the agent.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ...keyops.agent import client as agent
from ...keyops.errors import StorageError
from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.inspection.report import FileReport, Kind
from ...keyops.keys import signing
from ...keyops.signatures import files as file_signatures
from ...keyops.trust import auditing
from ..ask_passphrase import as_needed

if TYPE_CHECKING:
    from ...keyops.keys.certificate import Certificate
    from ...keyops.secret import Secret
    from ...keyops.signatures.files import SignatureVerdict
    from ..base import WorkScreen

SIGNATURE = "sshsig"


def why_not(report: FileReport) -> str | None:
    """Why nothing can be signed with a file, nor verified; None when it can."""
    if any(key.container == SIGNATURE for key in report.keys):
        return None
    name = report.path.name
    if report.key is not None and report.key.kind is Kind.CERTIFICATE:
        return None
    private = next((key for key in report.keys if key.kind is Kind.PRIVATE), None)
    if private is None and agent.address() and any(key.public is not None for key in report.keys):
        return None
    if private is None:
        return f"{name} has no private key to sign with, and is not a signature"
    reason = signing.why_not(private.public) if private.public is not None else None
    return f"{name} cannot sign: {reason}" if reason else None


async def run(screen: WorkScreen, path: Path) -> Path | None:
    """Sign a file that is asked for, or verify a signature. Await it inside ``start``.

    Returns:
        The signature that was written; None when none was.

    Raises:
        KeyOpsError: a file cannot be read, opened or written.
    """
    if await screen.in_process(_is_signature, path):
        await _verify(screen, path)
        return None
    return await _sign(screen, path)


def _is_signature(path: Path) -> bool:
    from ...keyops.inspection.inspection import read

    return any(entry.format == SIGNATURE for entry in read(storage.read_key_file(path)))


async def _sign(screen: WorkScreen, path: Path) -> Path | None:
    from ...dialogs.confirm import ConfirmDialog
    from ...dialogs.sign import SignDialog

    private, certificate = await screen.in_process(_signer, path)
    ask = screen.app.push_screen_wait
    request = await ask(SignDialog(path.name, path.parent))
    if request is None:
        return None
    file, namespace, out = request.file, request.namespace, file_signatures.signature_path(request.file)
    if request.replace and not await ask(
        ConfirmDialog(
            f"Replace {out.name}?",
            f"{out.name} already exists. It stays as {out.name}.backup-TIME.",
            "Replace it",
        )
    ):
        return None
    if private is not None:
        operation = partial(_signed, file, namespace, certificate=certificate)
        locked = await screen.in_process(_is_locked, private)
        made = await as_needed(screen, private, operation, locked=locked)
    else:
        made = await screen.run_op(_signed_by_agent, file, namespace, path, certificate)
    if made is None:
        return None
    new = storage.NewFile(out, made, private=False)
    backups = await screen.in_process(storage.save, [new], overwrite=request.replace)
    kept = "".join(f"; the old one is kept as {backup.name}" for backup in backups)
    screen.tell(f"{file.name} was signed: wrote {out.name}{kept}")
    return out


def _signer(path: Path) -> tuple[Path | None, Certificate | None]:
    """The private key that signs, and the certificate it signs under; no key where the agent has it.

    Raises:
        StorageError: the private key of the certificate is not beside it, and there is no agent.
    """
    from ...keyops.inspection.inspection import read

    data = storage.read_key_file(path)
    certificate = file_signatures.certificate_in(data)
    if certificate is not None:
        try:
            return file_signatures.private_beside(path), certificate
        except StorageError:
            if not agent.address():
                raise
    return (path if any(entry.is_private for entry in read(data)) else None), certificate


def _is_locked(private: Path) -> bool:
    return file_signatures.signer(storage.read_key_file(private)).encryption is not None


def _signed_by_agent(file: Path, namespace: str, key: Path, certificate: Certificate | None) -> bytes:
    """Hash the file and have the agent sign, which may ask its user: in a child that can be ended."""
    public = agent.public_half(key)
    (hashed,) = file_signatures.digests(file).values()
    maker = partial(agent.sign, public, certificate=certificate)
    return file_signatures.sign_by(public, maker, hashed, namespace=namespace, certificate=certificate)


def _signed(
    file: Path, namespace: str, key: Path, passphrase: Secret | None, certificate: Certificate | None = None
) -> bytes:
    """Load the key, hash the file and sign: in a child process."""
    entry = file_signatures.signer(storage.read_key_file(key))
    pair = entry.open(passphrase)
    (hashed,) = file_signatures.digests(file).values()
    return file_signatures.sign(pair, hashed, namespace=namespace, certificate=certificate)


async def _verify(screen: WorkScreen, path: Path) -> None:
    from ...dialogs.path import PathDialog
    from ...dialogs.signature import SignatureDialog

    file = await screen.in_process(file_signatures.signed_path, path)
    if file is None:
        file = await screen.app.push_screen_wait(
            PathDialog(f"Which file was signed by {path.name}?", path.parent, of_file=True)
        )
    if file is None:
        return
    allowed = Path.home() / ".ssh" / "allowed_signers"
    asked = allowed if await screen.in_process(presence.is_there, allowed) else None
    verdict = await screen.run_op(_judged, path, file, asked)
    await screen.app.push_screen_wait(SignatureDialog(path.name, file.name, verdict, asked))


def _judged(signature: Path, file: Path, allowed: Path | None) -> SignatureVerdict:
    """The signature for the namespace that it names itself, now, by the user's own lists."""
    found = file_signatures.read_file(signature)
    hashed = file_signatures.digests(file, [found.hash_name])[found.hash_name]
    return file_signatures.judge(
        found,
        hashed,
        namespace=found.namespace.decode("utf-8", "surrogateescape"),
        allowed=storage.read_key_file(allowed) if allowed else None,
        moment=int(time.time()),
        lists=auditing.read_lists(),
    )
