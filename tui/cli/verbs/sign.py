"""``keywright sign``: signatures of files, as ``ssh-keygen -Y sign`` makes them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...keyops.files import paths as presence
from ...keyops.files import storage
from ...keyops.formats import sshsig
from ...keyops.inspection.inspection import read
from ...keyops.signatures import files as file_signatures
from .. import output, passphrase_options, results, several, signature_options, slow_option, streams
from ..argument_parser import ArgumentParser
from ..complaints import complain
from ..error_subject import subject

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from ...keyops.secret import Secret

_KEY: Final = "the private key; or KEY-cert.pub, to sign with that certificate"


def parser(prog: str) -> argparse.ArgumentParser:
    """The arguments of the verb."""
    made = ArgumentParser(
        prog=f"keywright {prog}", description="Sign files with a private key in any format."
    )
    made.add_argument(
        "files", nargs="+", metavar="FILE", help="the files to sign, each separately; - for standard input"
    )
    made.add_argument("-k", "--key", type=Path, required=True, metavar="KEY", help=_KEY)
    made.add_argument(
        "-U", "--agent", action="store_true", help="sign with the ssh-agent; KEY may be the public key"
    )
    signature_options.add_namespace(made)
    made.add_argument("--hash", choices=sshsig.HASHES, default=sshsig.HASHES[0], help="default sha512")
    made.add_argument(
        "-o",
        "--output",
        type=output.file_name,
        metavar="OUT",
        help="default: FILE.sig; standard output for -",
    )
    made.add_argument("--force", action="store_true", help="overwrite OUT")
    results.add_json(made, "signature")
    slow_option.add(made)
    passphrase_options.add_old(made)
    return made


def run(arguments: argparse.Namespace) -> int:
    """Sign each file."""
    if len(arguments.files) > 1 and (arguments.output is not None or "-" in arguments.files):
        return complain("-o and - are for one file; several get FILE.sig each")
    outs = [arguments.output or _usual(name) for name in arguments.files]
    if arguments.json and outs[0] is None:
        return complain(results.NEEDS_FILE)
    if not arguments.force:
        output.refuse_existing(*(out for out in outs if out is not None))
    hashed = [signature_options.digests(name, [arguments.hash])[arguments.hash] for name in arguments.files]
    made = (_signed_by_agent if arguments.agent else _signed_by_file)(arguments, hashed)
    if outs[0] is None:
        streams.write(made[0])
        return 0
    news = [storage.NewFile(out, one, private=False) for out, one in zip(outs, made, strict=True) if out]
    there = [new.path for new in news if presence.is_taken(new.path)]
    if there and not arguments.force:
        output.ask_to_overwrite(there, news[0].path)
    backups = storage.save(news, overwrite=bool(there))
    told = results.Results(as_json=arguments.json)
    for new in news:
        action, backup = "replaced" if new.path in there else "created", results.backup_of(new.path, backups)
        told.add(action, new.path, f"signature {new.path}", backup=backup)
    for path in backups:
        told.say(f"backup    {path}")
    return told.finish()


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
