"""The matrix: every readable container, every key type, locked or not, to every writable container.

For each cell either the program refuses, naming what the target has no room for, or the target's own
program accepts the file and shows the same key and the same comment. The rows and columns come from
FORMATS: a new container joins by itself, and must be given its program here.
"""

from __future__ import annotations

import base64
import functools
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.helpers.expect import expect
from tests.helpers.keys import COMMENT, NAMES, make
from tests.helpers.peers import run
from tests.helpers.protections import cheap
from tui.keyops.conversion.conversion import Locking, convert, made_up_comment, pack, pack_public
from tui.keyops.errors import UnsupportedConversionError
from tui.keyops.formats import FORMATS, PRIVATE_FORMATS
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.keys.pair import KeyPair
from tui.keyops.keys.rsa1 import Rsa1PublicKey
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tui.keyops.keys.base import PublicKey

pytestmark = pytest.mark.interop

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
WORDS = "correct horse"
PASS = Secret(WORDS)
READ_ONLY = {
    "openssh": (
        "ssh-keygen-9.2/dsa-1024",
        "openssh-10.5/id_ed25519-sk",
        "openssh-10.5/id_ecdsa-sk",
        "openssh-10.5/id_mldsa44-ed25519",
        "openssh-10.5/id_mldsa44-ed25519-locked",
    ),
    "pem": ("puttygen-0.78/dsa-1024-private-openssh", "ssh-keygen-9.2/dsa-1024-pem-locked"),
    "pkcs8": ("openssl-3.0/dsa-1024-pkcs8", "ssh-keygen-9.2/dsa-1024-pkcs8-locked"),
    "ppk1": ("ppk1/rsa.ppk", "ppk1/rsa-locked.ppk", "ppk1/dsa.ppk", "ppk1/dsa-locked.ppk"),
    "pkcs1-der": ("openssl-3.0/ec-256.der",),
    "pkcs8-der": ("openssl-3.0/ec-256-locked.p8.der",),
    "pkcs12": ("openssl-3.0/store.p12",),
    "rsa-xml": ("bare/rsa-2048.xml",),
    "ssh1": ("puttygen-0.78/rsa1", "puttygen-0.78/rsa1-locked"),
}
"""Files of the museum with keys that are read in a container, and not written or not made by ``keys``."""


TOO_LARGE = {
    (name, "dropbear") for names in READ_ONLY.values() for name in names if name.startswith("openssl-3.0/dsa")
}
"""Keys of a type that the target knows, and of a size that it does not: OpenSSL's DSA has a q of 224 bits."""


class Source(NamedTuple):
    """One key in one container."""

    name: str
    container: str
    data: bytes
    locked: bool
    public: PublicKey
    comment: bytes
    """Empty where the container has no room for it."""


class Cell(NamedTuple):
    """What became of a source in a target."""

    source: Source
    target: str
    data: bytes
    comment: bytes
    """What the target must show; empty where there is no room."""
    locked: bool

    def __str__(self) -> str:
        lock = "locked" if self.source.locked else "plain"
        return f"{self.source.name} from {lock} {self.source.container} to {self.target}"


@functools.cache
def sources() -> tuple[Source, ...]:
    found = []
    for row in PRIVATE_FORMATS:
        for name in (*NAMES, "dsa"):
            pair = make(name)
            if row.why_not(pair.public.family):
                continue
            comment = pair.comment if row.carries_comment else b""
            for locked in (False, True) if row.protection else (False,):
                data = pack(pair, row.id, cheap(row.id) if locked else None).data
                found.append(Source(name, row.id, data, locked, pair.public, comment))
    found += [_from_museum(container, name) for container, names in READ_ONLY.items() for name in names]
    public = {
        (row["container"], row["algorithm"]): row["path"]
        for row in _manifest().values()
        if row["kind"] == "public" and "keys" not in row
    }
    found += [_from_museum(container, path) for (container, _), path in public.items()]
    return tuple(found)


@functools.cache
def _manifest() -> dict[str, dict]:
    rows = tomllib.loads((CORPUS / "MANIFEST.toml").read_text())["file"]
    return {row["path"]: row for row in rows}


def _from_museum(container: str, name: str) -> Source:
    row = _manifest()[name]
    data = (CORPUS / name).read_bytes()
    (entry,) = read(data)
    locked = "passphrase" in row
    public = entry.open(PASS if locked else None).public if entry.is_private else entry.public
    return Source(name, container, data, locked, public, row.get("comment", "").encode())


@functools.cache
def cells(target_id: str) -> tuple[Cell, ...]:
    return tuple(_cells(target_id))


def _cells(target_id: str) -> Iterator[Cell]:
    """Convert every source; a refusal must be the right one, and is no cell."""
    target = FORMATS[target_id]
    for source in sources():
        passphrase = PASS if source.locked else None
        if target.is_private and not FORMATS[source.container].is_private:
            with pytest.raises(UnsupportedConversionError, match="cannot be written as a private key"):
                convert(source.data, target_id)
            continue
        refused = target.why_not(source.public.family)
        keeps = source.locked and target.is_private
        if refused or (keeps and target.protection is None):
            with pytest.raises(UnsupportedConversionError) as caught:
                convert(source.data, target_id, passphrase=passphrase)
            assert (refused or "cannot be protected by a passphrase") in caught.value.title
            if refused:
                continue
            keeps = False
        locking = Locking.KEEP if keeps or not source.locked else Locking.REMOVE
        lock = cheap(target_id) if keeps else None
        try:
            made = convert(source.data, target_id, passphrase=passphrase, locking=locking, protection=lock)
        except UnsupportedConversionError as error:
            if (source.name, target_id) not in TOO_LARGE or "and 160 bits" not in error.title:
                raise
            continue
        assert made.locked is keeps
        comment = source.comment if target.carries_comment else b""
        if target.wants_comment and not comment:
            comment = made_up_comment(source.public)
        yield Cell(source, target_id, made.data, comment, keeps)


# Each target's own program: it is shown the file, and answers the public line with what comment it saw


class Answer(NamedTuple):
    """The wire form of the public key; the comment, None where the program shows none."""

    blob: bytes
    comment: bytes | None


def _of_line(line: bytes) -> Answer:
    words = line.strip(b"\n").split(b" ", 2)
    return Answer(base64.b64decode(words[1]), words[2] if len(words) > 2 else b"")


def _ssh_keygen(path: Path, cell: Cell) -> Answer:
    return _of_line(run("ssh-keygen", "-y", "-P", WORDS if cell.locked else "", "-f", path).stdout)


def _puttygen(path: Path, cell: Cell) -> Answer:
    known = ("--old-passphrase", path.parent / ("pass" if cell.locked else "none"))
    shown = run("puttygen", path, *known, "-L").stdout
    if cell.source.public.family == "rsa1":
        assert shown.split()[2] == str(expect(Rsa1PublicKey, cell.source.public).n).encode()
        return Answer(b"", shown.strip(b"\n").split(b" ", 3)[3])
    return _of_line(shown)


def _openssh(path: Path, cell: Cell) -> Answer | None:
    if cell.source.public.family == "mldsa44-ed25519":
        return None  # nothing on a machine of today reads it; what OpenSSH 10.5 wrote is in the museum
    return _puttygen(path, cell) if cell.source.public.family == "ed448" else _ssh_keygen(path, cell)


def _pem(path: Path, cell: Cell) -> Answer:
    """Both of its readers."""
    assert _puttygen(path, cell).blob == cell.source.public.blob
    return Answer(_ssh_keygen(path, cell).blob, None)


def _openssl(path: Path, cell: Cell, form: str = "PEM", *options: str) -> Answer:
    opens = () if "-pubin" in options else ("-passin", f"file:{path.parent / 'pass'}")
    argv = ("openssl", "pkey", "-in", path, "-inform", form, *options, *opens, "-pubout")
    spki = run(*argv).stdout
    if cell.source.public.family != "dsa":  # which is not written as SPKI
        assert spki == pack_public(cell.source.public, "spki").data
    return Answer(inspect(spki)[0].public.blob, None)


def _openssl_der(path: Path, cell: Cell) -> Answer:
    return _openssl(path, cell, "DER")


def _openssl_public(path: Path, cell: Cell) -> Answer:
    return _openssl(path, cell, "PEM", "-pubin")


def _openssl_public_der(path: Path, cell: Cell) -> Answer:
    return _openssl(path, cell, "DER", "-pubin")


def _pkcs1_public(path: Path, cell: Cell) -> Answer:
    return Answer(_of_line(run("ssh-keygen", "-i", "-m", "PEM", "-f", path).stdout).blob, None)


def _dropbear(path: Path, cell: Cell) -> Answer:
    shown = run("dropbearkey", "-y", "-f", path).stdout.splitlines()
    name = cell.source.public.algorithm.encode()
    return Answer(_of_line(next(line for line in shown if line.startswith(name))).blob, None)


def _public_line(path: Path, cell: Cell) -> Answer:
    """ssh-keygen, and puttygen where it knows the type and ssh-keygen does not."""
    if cell.source.public.family == "ed448":
        return _puttygen(path, cell)
    if cell.source.public.family == "mldsa44-ed25519":  # known to OpenSSH 10.4 and newer: what 10.5 wrote
        made = (CORPUS / "openssh-10.5").glob("id_mldsa44-ed25519*.pub")
        assert _of_line(cell.data).blob in {_of_line(line.read_bytes()).blob for line in made}
        return _of_line(cell.data)
    seen = run("ssh-keygen", "-l", "-f", path).stdout.split()[1].decode()
    assert seen == inspect(cell.data)[0].sha256
    return _of_line(cell.data)


def _rfc4716(path: Path, cell: Cell) -> Answer:
    if cell.source.public.family == "sk":
        return Answer(_of_line(run("ssh-keygen", "-i", "-f", path).stdout).blob, None)
    return _puttygen(path, cell)


def _sshfp(path: Path, cell: Cell) -> Answer | None:
    if cell.source.public.family == "ed448":
        return None  # ssh-keygen has no such type, and nothing else here writes these records
    (path.parent / "line").write_bytes(pack_public(cell.source.public, "openssh-public").data)
    theirs = run("ssh-keygen", "-r", "host", "-f", path.parent / "line").stdout.split(b"\n")
    ours = path.read_bytes().split(b"\n")
    tails = [{b" ".join(line.split()[-3:]).lower() for line in lines if line} for lines in (theirs, ours)]
    assert tails[1]
    assert tails[1] <= tails[0]
    return Answer(cell.source.public.blob, None)


def _public_blob(path: Path, cell: Cell) -> Answer:
    """As the second word of a line, which is what a router's base64 -d is undone by."""
    word = base64.b64encode(path.read_bytes()).decode()
    line = f"{cell.source.public.algorithm} {word}\n".encode()
    path.write_bytes(line)
    return _public_line(path, cell._replace(data=line))


PEERS: dict[str, Callable[[Path, Cell], Answer | None]] = {
    "openssh": _openssh,
    "pem": _pem,
    "pkcs8": _openssl,
    "pkcs1-der": _openssl_der,
    "pkcs8-der": _openssl_der,
    "ppk3": _puttygen,
    "ppk2": _puttygen,
    "sshcom": _puttygen,
    "ssh1": _puttygen,
    "dropbear": _dropbear,
    "openssh-public": _public_line,
    "rfc4716": _rfc4716,
    "spki": _openssl_public,
    "spki-der": _openssl_public_der,
    "pkcs1-public": _pkcs1_public,
    "ssh1-public": _puttygen,
    "sshfp": _sshfp,
    "public-blob": _public_blob,
}
NO_PEER = {"jwk": "no tool reads JSON Web Keys", "jwk-public": "no tool reads JSON Web Keys"}
TARGETS = [row.id for row in FORMATS.values() if row.write_private or row.write_public]


def test_each_container_that_is_read_is_a_row_of_the_matrix() -> None:
    rows = {source.container for source in sources()}
    about_keys = {row.id for row in FORMATS.values() if not row.holds_keys}
    assert rows == FORMATS.keys() - about_keys - {"known-hosts"}  # files of many lines, told below


def test_a_line_of_known_hosts_becomes_a_public_key_file() -> None:
    data = (CORPUS / "ssh-keygen-9.2" / "known_hosts").read_bytes()
    for index, entry in enumerate(read(data)):
        made = convert(data, "openssh-public", index=index)
        assert inspect(made.data)[0].public == entry.public


def test_each_container_that_is_written_has_a_program_that_judges_it() -> None:
    assert set(TARGETS) <= PEERS.keys() | NO_PEER.keys()


@pytest.mark.parametrize("target", TARGETS)
def test_each_cell_of_the_matrix_reads_back_as_the_same_key_with_the_same_comment(target: str) -> None:
    done = cells(target)
    assert done
    for cell in done:
        report = inspect(cell.data, PASS if cell.locked else None)[0]
        assert report.error is None, cell
        assert (report.container, report.encryption is not None) == (target, cell.locked), cell
        if FORMATS[target].holds_keys:
            assert report.public == cell.source.public, cell
        if FORMATS[target].carries_comment and report.public is not None:
            assert (report.comment or b"") == cell.comment, cell


@pytest.mark.parametrize("target", [target for target in TARGETS if target in PEERS])
def test_each_cell_of_the_matrix_is_accepted_by_the_program_it_is_for(target: str, tmp_path) -> None:
    distinct = {(cell.source.public, cell.comment, cell.data): cell for cell in cells(target)}

    def ask(numbered: tuple[int, Cell]) -> str | None:
        number, cell = numbered
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / "key"
        path.write_bytes(cell.data)
        path.chmod(0o600)
        (folder / "pass").write_text(f"{WORDS}\n")
        (folder / "none").write_text("")
        answer = PEERS[target](path, cell)
        if answer is None:
            return None
        if cell.source.public.family != "rsa1" and answer.blob != cell.source.public.blob:
            return f"{cell}: another key"
        if answer.comment is not None and answer.comment != cell.comment:
            return f"{cell}: the comment is {answer.comment!r}"
        return None

    with ThreadPoolExecutor(2) as pool:
        problems = [problem for problem in pool.map(ask, enumerate(distinct.values())) if problem]
    assert problems == []


def _kind(target: str, cell: Cell) -> str:
    """Whether files of a container with the same content differ by chance."""
    return "random" if cell.locked or target == "openssh" else "exact"


def test_a_file_that_is_written_without_chance_is_the_same_from_every_container() -> None:
    for target in TARGETS:
        found: dict[tuple, set[bytes]] = {}
        for cell in cells(target):
            if _kind(target, cell) == "exact":
                found.setdefault((cell.source.public, cell.comment), set()).add(cell.data)
        assert [key for key, files in found.items() if len(files) != 1] == [], target


def test_a_key_pair_without_a_comment_goes_through_the_matrix_as_well() -> None:
    bare = KeyPair(make("ed25519").private)
    for row in PRIVATE_FORMATS:
        if row.why_not("ed25519"):
            continue
        (report,) = inspect(pack(bare, row.id).data)
        assert report.comment in {None, b""}
        assert COMMENT.encode() not in pack(bare, row.id).data
