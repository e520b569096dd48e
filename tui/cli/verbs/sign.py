"""``keywright sign`` and ``keywright verify``: signatures of files, as ``ssh-keygen -Y`` has them."""

from __future__ import annotations

import functools
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...keyops.certificates import validity
from ...keyops.errors import StorageError
from ...keyops.files import storage
from ...keyops.formats import sshsig
from ...keyops.inspection.inspection import read
from ...keyops.signatures import files as file_signatures
from ...keyops.signatures.files import NAMESPACE, Trust
from ...keyops.trust import auditing
from ...visible import visible
from .. import json_objects, output, passphrase_options, several, slow_option, streams
from ..argument_parser import ArgumentParser
from ..error_subject import subject
from ..request_error import request

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from ...keyops.formats.sshsig import FileSignature
    from ...keyops.secret import Secret
    from ...keyops.signatures.files import Verdict

EXIT_NOBODY: Final = 3
"""The signature is sound, and nobody said whose it must be."""
_WORDS: Final = {Trust.GOOD: "good", Trust.UNNAMED: "sound", Trust.BAD: "wrong"}
_KEY = "the private key; or its KEY-cert.pub, to sign under that certificate"


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of one of the two verbs."""
    return _signing(prog) if prog == "sign" else _verifying(prog)


def run(arguments: argparse.Namespace) -> int:
    """Sign, or verify."""
    return _sign(arguments) if "key" in arguments else _verify(arguments)


def _signing(prog: str) -> argparse.ArgumentParser:
    made = ArgumentParser(
        prog=f"keywright {prog}", description="Sign files with a private key in any format."
    )
    made.add_argument(
        "files", nargs="+", metavar="FILE", help="what is signed, each by itself; or - for standard input"
    )
    made.add_argument("-k", "--key", type=Path, required=True, metavar="KEY", help=_KEY)
    made.add_argument(
        "-U", "--agent", action="store_true", help="the ssh-agent signs, and KEY may be the public key"
    )
    _add_namespace(made)
    made.add_argument("--hash", choices=sshsig.HASHES, default=sshsig.HASHES[0], help="default sha512")
    made.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help="default: FILE.sig; standard output for -",
    )
    made.add_argument("--force", action="store_true", help="overwrite OUT")
    slow_option.add(made)
    passphrase_options.add_old(made)
    return made


def _verifying(prog: str) -> argparse.ArgumentParser:
    made = ArgumentParser(
        prog=f"keywright {prog}",
        description="Verify a signature of a file. Exit code 0 when one of the --signers made it, 1 when it "
        "counts for nothing, 3 when it is sound and no --signers were given to say whose it is.",
    )
    made.add_argument("file", metavar="FILE", help="what was signed, or - for standard input")
    made.add_argument("--json", action="store_true", help="a JSON array of one object")
    made.add_argument("signature", type=Path, nargs="?", metavar="SIGNATURE", help="default: FILE.sig")
    _add_namespace(made)
    made.add_argument(
        "--signers", type=Path, metavar="F", help="an allowed_signers file that says who may sign"
    )
    made.add_argument(
        "--no-identity",
        action="store_true",
        help="whose signature it is does not matter: exit code 0 when it is sound, whoever made it",
    )
    made.add_argument("--identity", metavar="NAME", help="who of them must have signed")
    made.add_argument(
        "--at", metavar="TIME", help="when the key must count: YYYYMMDD[HHMM[SS]][Z]; default now"
    )
    made.add_argument(
        "--revoked", type=Path, action="append", default=[], metavar="LIST", help="a list of revoked keys"
    )
    return made


def _add_namespace(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "-n", "--namespace", default=NAMESPACE, help="what the signature is for, such as git; default file"
    )


def _sign(arguments: argparse.Namespace) -> int:
    if len(arguments.files) > 1 and (arguments.output is not None or "-" in arguments.files):
        sys.stderr.write("keywright: -o and - are for one file; several get FILE.sig each\n")
        return 2
    outs = [arguments.output or _usual(name) for name in arguments.files]
    if not arguments.force:
        output.refuse_existing(*(out for out in outs if out is not None))
    hashed = [_digests(name, [arguments.hash])[arguments.hash] for name in arguments.files]
    made = (_signed_by_agent if arguments.agent else _signed_by_file)(arguments, hashed)
    if outs[0] is None:
        streams.write(made[0])
        return 0
    news = [storage.NewFile(out, one, private=False) for out, one in zip(outs, made, strict=True) if out]
    backups = storage.save(news, overwrite=arguments.force)
    for new in news:
        sys.stdout.write(f"signature {visible(str(new.path))}\n")
    for backup in backups:
        sys.stdout.write(f"backup    {visible(str(backup))}\n")
    return 0


def _usual(name: str) -> Path | None:
    return None if name == "-" else file_signatures.signature_path(Path(name))


def _signed_by_file(arguments: argparse.Namespace, hashed: Sequence[bytes]) -> list[bytes]:
    path = arguments.key
    data = storage.read_key_file(path)
    with subject(path):
        certificate = file_signatures.certificate_in(data)
    if certificate is not None:
        path = file_signatures.private_beside(path)
        data = storage.read_key_file(path)
    how = {"namespace": arguments.namespace, "hash_name": arguments.hash, "certificate": certificate}
    with subject(path):
        passphrase = _passphrase(arguments, path.name, data)
        return slow_option.run(arguments, _signed, data, hashed, passphrase, **how)


def _signed(
    key: bytes,
    hashed: Sequence[bytes],
    passphrase: Secret | None,
    **how: Any,  # noqa: ANN401 - as ``file_signatures.sign`` takes them
) -> list[bytes]:
    pair = file_signatures.signer(key).open(passphrase)
    return [file_signatures.sign(pair, one, **how) for one in hashed]


def _signed_by_agent(arguments: argparse.Namespace, hashed: Sequence[bytes]) -> list[bytes]:
    from ...keyops.agent import client as agent

    with subject(arguments.key):
        public = agent.public_half(arguments.key)
        certificate = file_signatures.certificate_in(storage.read_key_file(arguments.key))
    maker = functools.partial(agent.sign, public, certificate=certificate)
    how = {"namespace": arguments.namespace, "hash_name": arguments.hash}
    return [file_signatures.sign_by(public, maker, one, certificate=certificate, **how) for one in hashed]


def _passphrase(arguments: argparse.Namespace, name: str, key: bytes) -> Secret | None:
    given = passphrase_options.from_file(arguments.passphrase_file)
    entries = read(key)
    if given is None and entries[several.chosen(name, entries)].encryption:
        file_signatures.signer(key)  # what cannot sign needs no passphrase
        return passphrase_options.ask(name)
    return given


def _digests(name: str, names: Iterable[str]) -> dict[str, bytes]:
    return file_signatures.digests(sys.stdin.buffer if name == "-" else Path(name), names)


def _verify(arguments: argparse.Namespace) -> int:
    wrong = _why_not_verify(arguments)
    if wrong:
        sys.stderr.write(f"keywright: {wrong}\n")
        return 2
    with request():
        moment = validity.parse(f"always:{arguments.at}").before if arguments.at else int(time.time())
    beside = arguments.signature or file_signatures.signature_path(Path(arguments.file))
    with subject(beside):
        found = _signature(arguments, beside)
    allowed = storage.read_key_file(arguments.signers) if arguments.signers else None
    lists = auditing.read_lists(arguments.revoked)
    hashed = _digests(arguments.file, [found.hash_name])[found.hash_name]
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


def _code(arguments: argparse.Namespace, verdict: Verdict) -> int:
    if verdict.trust is Trust.UNNAMED and not arguments.no_identity:
        return EXIT_NOBODY
    return int(verdict.trust is Trust.BAD)


def _object(name: str, found: FileSignature, verdict: Verdict) -> dict[str, Any]:
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
            _digests(arguments.file, ())
        raise


def _why_not_verify(arguments: argparse.Namespace) -> str:
    """What is wrong with the arguments; empty when nothing is."""
    if arguments.signature is None and arguments.file == "-":
        return "name the signature too, where the file is standard input"
    if arguments.identity == "":
        return "the identity is empty, and nobody is called so; leave --identity away to take anybody"
    if arguments.identity is not None and arguments.signers is None:
        return "--identity takes a list of --signers that says whose keys count"
    if arguments.no_identity and arguments.signers is not None:
        return "--no-identity asks nobody, and --signers asks a list; give one of them"
    return ""


def _about(signature: FileSignature) -> str:
    from ...keyops.keys.algorithms import label_of
    from ...keyops.keys.fingerprints import sha256

    under = " under a certificate" if signature.certificate else ""
    return f"{label_of(signature.public)} key {sha256(signature.public)}{under}"
