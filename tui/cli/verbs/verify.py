"""``keywright verify``: whose signature a file has, as ``ssh-keygen -Y verify`` answers it."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...keyops.certificates import validity
from ...keyops.errors import StorageError
from ...keyops.files import storage
from ...keyops.signatures import files as file_signatures
from ...keyops.signatures.files import Trust
from ...keyops.trust import auditing
from ...visible import visible
from .. import json_objects, signature_options
from ..argument_parser import ArgumentParser
from ..complaints import complain
from ..error_subject import subject
from ..request_error import request

if TYPE_CHECKING:
    import argparse

    from ...keyops.formats.sshsig import FileSignature
    from ...keyops.signatures.files import SignatureVerdict

EXIT_NOBODY: Final = 3
"""The signature is sound, and nobody said whose it must be."""
_WORDS: Final = {Trust.GOOD: "good", Trust.UNNAMED: "sound", Trust.BAD: "wrong"}


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Verify the signature of a file. Exit code 0 when one of the --signers made it, 1 "
        "when it is bad or does not count, 3 when it is good but no --signers say whose it is.",
    )
    made.add_argument("file", metavar="FILE", help="the signed file, or - for standard input")
    made.add_argument("--json", action="store_true", help="a JSON array of one object")
    made.add_argument("signature", type=Path, nargs="?", metavar="SIGNATURE", help="default: FILE.sig")
    signature_options.add_namespace(made)
    made.add_argument(
        "--signers", type=Path, metavar="F", help="an allowed_signers file that says who may sign"
    )
    made.add_argument(
        "--no-identity",
        action="store_true",
        help="accept anyone's signature: exit code 0 when it is good, no matter who made it",
    )
    made.add_argument("--identity", metavar="NAME", help="which of them must have signed")
    made.add_argument(
        "--at", metavar="TIME", help="when the key must be valid: YYYYMMDD[HHMM[SS]][Z]; default now"
    )
    made.add_argument(
        "--revoked", type=Path, action="append", default=[], metavar="LIST", help="a list of revoked keys"
    )
    return made


def run(arguments: argparse.Namespace) -> int:
    """Verify it, and say whose it is."""
    wrong = _why_not_verify(arguments)
    if wrong:
        return complain(wrong)
    with request():
        moment = validity.parse(f"always:{arguments.at}").before if arguments.at else int(time.time())
    beside = arguments.signature or file_signatures.signature_path(Path(arguments.file))
    with subject(beside):
        found = _signature(arguments, beside)
    allowed = storage.read_key_file(arguments.signers) if arguments.signers else None
    lists = auditing.read_lists(arguments.revoked)
    hashed = signature_options.digests(arguments.file, [found.hash_name])[found.hash_name]
    with subject(arguments.signers or beside):
        verdict = file_signatures.judge(
            found,
            hashed,
            namespace=arguments.namespace,
            allowed=allowed,
            identity=arguments.identity or "",
            moment=moment,
            lists=lists,
        )
    if arguments.json:
        json_objects.write([_object(arguments.file, found, verdict)])
        return _code(arguments, verdict)
    sys.stdout.write(visible(f"{_WORDS[verdict.trust]:<9} {verdict.words}") + "\n")
    sys.stdout.write(visible(f"{'':<9} {_about(found)}") + "\n")
    return _code(arguments, verdict)


def _code(arguments: argparse.Namespace, verdict: SignatureVerdict) -> int:
    if verdict.trust is Trust.UNNAMED and not arguments.no_identity:
        return EXIT_NOBODY
    return int(verdict.trust is Trust.BAD)


def _object(name: str, found: FileSignature, verdict: SignatureVerdict) -> dict[str, Any]:
    from ...keyops.keys.fingerprints import sha256

    return {
        "path": json_objects.text(name),
        "trust": _WORDS[verdict.trust],
        "words": json_objects.text(verdict.words),
        "algorithm": found.public.algorithm,
        "sha256": sha256(found.public),
        "certificate": found.certificate is not None,
        "namespace": found.namespace.decode("utf-8", "backslashreplace"),
        "hash": found.hash_name,
    }


def _signature(arguments: argparse.Namespace, path: Path) -> FileSignature:
    """What is in the file of the signature; where that cannot be read, what was signed has the first word."""
    try:
        return file_signatures.read_file(path)
    except StorageError:
        if arguments.file != "-":
            signature_options.digests(arguments.file, ())
        raise


def _why_not_verify(arguments: argparse.Namespace) -> str:
    """What is wrong with the arguments; empty when nothing is."""
    if arguments.signature is None and arguments.file == "-":
        return "name the signature too when the file is standard input"
    if arguments.identity == "":
        return "the identity is empty; leave out --identity to accept any signer"
    if arguments.identity is not None and arguments.signers is None:
        return "--identity needs --signers, which says whose keys count"
    if arguments.no_identity and arguments.signers is not None:
        return "--no-identity accepts any signer, --signers only those listed; use only one of them"
    return ""


def _about(signature: FileSignature) -> str:
    from ...keyops.keys.algorithms import label_of
    from ...keyops.keys.fingerprints import sha256

    under = " with a certificate" if signature.certificate else ""
    return f"{label_of(signature.public)} key {sha256(signature.public)}{under}"
