"""Starts the real clients: each takes lines of path, tab, passphrase and answers ``ok`` or ``no`` to each."""

from __future__ import annotations

import base64
import functools
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import IN_CI, need, run, secret_file
from tests.interop.loopback import sshd
from tui.keyops.errors import CorruptKeyError
from tui.keyops.inspection.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.interop.clients.cases import Case

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
JAVA_LIBRARIES = Path("/usr/share/java")
GO_LIBRARIES = Path("/usr/share/gocode")
VENV = ROOT / ".venv-clients"
NODE_LIBRARIES = VENV / "node_modules"


@dataclass(frozen=True)
class Answer:
    """What a client said to one key file."""

    loaded: bool
    words: str
    """Its error, when it did not load the file."""
    public: bytes | None = None
    """The wire form of the public half it found; None when it does not tell."""


def there(path: Path, package: str) -> Path:
    """A library file; without it the test is skipped, which CI counts as a failure."""
    if path.exists():
        return path
    if IN_CI:
        pytest.fail(f"{package} is not installed, and CI must have every peer")
    pytest.skip(f"{package} is not installed")


def _batch(
    argv: Sequence[str | Path], files: Sequence[tuple[Path, str]], env: dict[str, str]
) -> list[Answer]:
    lines = "".join(f"{path}\t{passphrase}\n" for path, passphrase in files)
    result = run(*argv, data=lines.encode(), env=env)
    answers = [_answer(line) for line in result.stdout.decode(errors="replace").split("\n")[:-1]]
    assert len(answers) == len(files), result.stderr.decode(errors="replace")
    return answers


def _parts(argv: Sequence[str | Path], files: Sequence[tuple[Path, str]]) -> list[Answer]:
    """A few at a time, for a client whose numbers are slow."""
    size = 200
    parts = [files[at : at + size] for at in range(0, len(files), size)]
    return [answer for part in parts for answer in _batch(argv, part, {})]


def _answer(line: str) -> Answer:
    state, _, rest = line.partition("\t")
    if state == "no":
        return Answer(loaded=False, words=rest)
    assert state == "ok", line
    return Answer(loaded=True, words="", public=None if rest == "-" else base64.b64decode(rest))


@functools.cache
def _build_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="clients-"))


@functools.cache
def _java(source: str, jar: str) -> tuple[str, str]:
    library = there(JAVA_LIBRARIES / jar, jar)
    run("javac", "-cp", library, "-d", _build_folder(), HERE / f"{source}.java")
    return need("java"), f"{library}:{_build_folder()}"


def _java_load(source: str, jar: str, files: Sequence[tuple[Path, str]]) -> list[Answer]:
    java, path = _java(source, jar)
    return _batch([java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", path, source], files, {})


@functools.cache
def _go_program() -> Path:
    there(GO_LIBRARIES / "src/golang.org/x/crypto/ssh", "golang-golang-x-crypto-dev")
    program = _build_folder() / "load"
    env = {
        "GO111MODULE": "off",
        "GOPATH": str(GO_LIBRARIES),
        "GOCACHE": str(_build_folder() / "go"),
        "CGO_ENABLED": "0",
    }
    run("go", "build", "-o", program, HERE / "load.go", env=env)
    return program


def _python(library: str, files: Sequence[tuple[Path, str]]) -> list[Answer]:
    python: str | Path = sys.executable
    if library != "cryptography":
        python = there(VENV / "bin" / "python", f"{library} (make clients)")
    return _parts([python, HERE / "python_load.py", library], files)


def _node(script: str, files: Sequence[tuple[Path, str]]) -> list[Answer]:
    there(NODE_LIBRARIES, "sshpk and ssh2 (make clients)")
    return _batch(["node", HERE / script], files, {"NODE_PATH": str(NODE_LIBRARIES)})


def _each(
    load: Callable[[Path, str, Path], subprocess.CompletedProcess[bytes]], files: Sequence[tuple[Path, str]]
) -> list[Answer]:
    """For programs that take one file: they print an authorized_keys line, or their words."""
    answers = []
    for number, (path, passphrase) in enumerate(files):
        with tempfile.TemporaryDirectory() as folder:
            result = load(path, passphrase, Path(folder))
        words = result.stdout.split()
        if words == [b"-"]:
            answers.append(Answer(loaded=True, words=""))
        elif result.returncode == 0 and len(words) > 1 and words[0].startswith((b"ssh-", b"ecdsa-")):
            answers.append(Answer(loaded=True, words="", public=base64.b64decode(words[1])))
        else:
            error = (result.stderr or result.stdout).decode(errors="replace").strip()
            answers.append(Answer(loaded=False, words=" ".join(error.splitlines()) or f"file {number}"))
    return answers


_FOR_A_WHILE = ("prlimit", "--cpu=1")
"""PuTTY never ends reading a file whose END line is wrong: after a second of work it is stopped."""


def _puttygen(path: Path, passphrase: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    # The private half is written, not only the public one: that needs the passphrase.
    phrase, none = secret_file(folder, passphrase), secret_file(folder, "", "none")
    out = folder / "out"
    # It calls it no useful action when the output would be of the same kind as the input.
    kind = "private" if b"BEGIN OPENSSH" in path.read_bytes() else "private-openssh-new"
    options: list[str | Path]
    options = ["--old-passphrase", phrase, "--new-passphrase", none, "-O", kind, "-o", out]
    result = run(*_FOR_A_WHILE, need("puttygen"), path, *options, ok=False)
    return run("puttygen", out, "-O", "public-openssh") if out.exists() else result


def _ssh_keygen(path: Path, passphrase: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    askpass = folder / "askpass"
    askpass.write_text(f"#!/bin/sh\ncat {secret_file(folder, passphrase)}\n")
    askpass.chmod(0o700)
    env = {"SSH_ASKPASS": str(askpass), "SSH_ASKPASS_REQUIRE": "force", "DISPLAY": "none:0"}
    return run("ssh-keygen", "-y", "-f", path, ok=False, env=env)


def _openssl(path: Path, passphrase: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    secret = ["-passin", f"file:{secret_file(folder, passphrase)}"] if passphrase else []
    argv: list[str | Path] = ["openssl", "pkey", "-in", path, *secret, "-pubout"]
    result = run(*argv, ok=False)
    if result.returncode:
        return result
    try:
        line = inspect(result.stdout)[0].public_line or ""
    except CorruptKeyError:  # a compressed point, which SSH has no form for
        line = inspect(run(*argv, "-ec_conv_form", "uncompressed").stdout)[0].public_line or ""
    return subprocess.CompletedProcess([], 0, line.encode(), b"")


def _dropbear(path: Path, passphrase: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    out = folder / "out"
    result = run("dropbearconvert", "openssh", "dropbear", path, out, ok=False)
    if result.returncode or not out.exists():
        return result
    shown = run("dropbearkey", "-y", "-f", out, ok=False)
    line = next((line for line in shown.stdout.splitlines() if line.startswith((b"ssh-", b"ecdsa-"))), b"")
    return subprocess.CompletedProcess([], shown.returncode, line, shown.stderr)


def _fzputtygen(path: Path, passphrase: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """The helper of FileZilla: it takes commands, and writes what is no PPK yet as one."""
    out = folder / "out"
    commands = [f"file {path}", f"password {passphrase}" if passphrase else "", "fingerprint", f"write {out}"]
    lines = "".join(f"{line}\n" for line in commands if line)
    told = run(*_FOR_A_WHILE, need("fzputtygen"), data=lines.encode(), ok=False).stdout.splitlines()
    if out.exists() and out.stat().st_size:  # of some keys it cannot write, it leaves an empty file
        line = (inspect(out.read_bytes())[0].public_line or "").encode()
        return subprocess.CompletedProcess([], 0, line, b"")
    if any(line.startswith((b"0ssh-", b"0ecdsa-")) for line in told):
        return subprocess.CompletedProcess([], 0, b"-", b"")
    words = [line[1:] for line in told if line.startswith(b"2")]
    return subprocess.CompletedProcess([], 1, b"", b" ".join(words))


def _wheel(package: str, pattern: str) -> Path:
    """A library that a Python package carries."""
    found = sorted((VENV / "lib").glob(f"python3.*/site-packages/{package}.libs/{pattern}"))
    return there(found[0] if found else VENV / package, f"{package} (make clients)")


def _beside(library: str | Path) -> dict[str, str]:
    """Where a library finds those that it needs."""
    return {"LD_LIBRARY_PATH": str(Path(library).parent)} if isinstance(library, Path) else {}


def _libssh(library: Callable[[], str | Path], files: Sequence[tuple[Path, str]]) -> list[Answer]:
    found = library()
    return _batch([sys.executable, HERE / "libssh_load.py", found], files, _beside(found))


def _libssh2(library: Callable[[], str | Path], files: Sequence[tuple[Path, str]]) -> list[Answer]:
    with tempfile.TemporaryDirectory() as folder, sshd(Path(folder)) as server:
        found = library()
        argv: list[str | Path] = [sys.executable, HERE / "libssh2_load.py", str(server.port), found]
        return _batch(argv, files, _beside(found))


CLIENTS: dict[str, Callable[[Sequence[tuple[Path, str]]], list[Answer]]] = {
    "jsch": functools.partial(_java_load, "JschLoad", "jsch.jar"),
    "paramiko": functools.partial(_python, "paramiko"),
    "asyncssh": functools.partial(_python, "asyncssh"),
    "cryptography": functools.partial(_python, "cryptography"),
    "puttygen": functools.partial(_each, _puttygen),
    "openssh-9.2": functools.partial(_each, _ssh_keygen),
    "dropbear": functools.partial(_each, _dropbear),
    "openssl": functools.partial(_each, _openssl),
    "go": lambda files: _batch([_go_program()], files, {}),
    "trilead": functools.partial(_java_load, "TrileadLoad", "trilead-ssh2.jar"),
    "sshpk": functools.partial(_node, "sshpk_load.js"),
    "ssh2": functools.partial(_node, "ssh2_load.js"),
    "phpseclib": lambda files: _parts(["php", HERE / "load.php"], files),
    "libssh2": functools.partial(_libssh2, lambda: "libssh2.so.1"),
    "libssh2-1.11": functools.partial(_libssh2, functools.partial(_wheel, "ssh2_python", "libssh2-*")),
    "libssh": functools.partial(_libssh, lambda: "libssh.so.4"),
    "libssh-0.11": functools.partial(_libssh, functools.partial(_wheel, "ssh_python", "libssh-*")),
    "libssh-0.12": functools.partial(_libssh, functools.partial(_wheel, "ansible_pylibssh", "libssh-*")),
    "node-sftp": functools.partial(_node, "sftp_load.js"),
    "filezilla": functools.partial(_each, _fzputtygen),
    "net-ssh": lambda files: _batch(["ruby", HERE / "load.rb"], files, {}),
}
"""By the id of the profile each one proves."""


def ask(client: str, cases: Sequence[Case], folder: Path) -> dict[str, Answer]:
    """What a client says to each case, by the case's name."""
    files = [(case.write(folder), case.passphrase) for case in cases]
    return dict(zip((case.name for case in cases), CLIENTS[client](files), strict=True))
