"""No repair makes OpenSSH read a key that was not named: thousands of files, and its own programs."""

from __future__ import annotations

import base64
import os
import random
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run
from tests.helpers.samples import amount
from tests.interop.loopback import sshd
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.damage import live_lines
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import KeyOpsError
from tui.keyops.findings import Severity
from tui.keyops.formats._key_lines import FileKind
from tui.keyops.inspection.inspection import inspect

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

FILES = int(os.environ.get("KEYWRIGHT_FUZZ_REPAIRS", amount(100, 400)))
"""``make fuzz`` sets 24,000."""
PARTS = 4
NAMES = ("ed25519", "rsa", "ecdsa256")
KEYS = [pack_public(make(name).public, "openssh-public", b"").data.strip() for name in NAMES]
TYPES = [key.split(b" ")[0] for key in KEYS]
BREAKS = (b"\n", b"\n", b"\n", b"\r\n", b"\r", b"\\n", b"\\\\n", b"\\r\\n", b"\x0b", b"\x0c", b"\xc2\x85",
          b"\xe2\x80\xa8", b"\xe2\x80\xa9", b" ", b"\0", b"\r\r\n", b"\n\n", b"", b",", b"\t")  # fmt: skip
STARTS = (
    *(
        b"",
        b"",
        b"",
        b"#",
        b"# ",
        b"#\r",
        b"# gone \\n",
        b"> ",
        b"| ",
        b"- ",
        b"\xef\xbb\xbf",
        b" ",
        b"\t",
        b"\0",
    ),
    *(b"  - ", b"\xe2\x80\x8b", b'"', b"'", b"+", b"1 ", b"-----BEGIN PUBLIC KEY-----\n"),
)
BEFORE = (
    *(b"restrict", b'command="/bin/ls"', b'from="10.0.0.0/8"', b"no-such-option", b'command="a b"'),
    *(
        b"host.example",
        b"@revoked host",
        b"@cert-authority *.example",
        b"|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        b"alice@x",
    ),
    *(b'alice@x namespaces="git"', b"cert-authority", b'no-pty,from="*"', b"x,,y", b'"a b"'),
)
COMMENTS = (
    b"",
    b"bob@laptop",
    b"bob # x",
    b"a\\nb",
    b"a\rb",
    b"# a",
    b"it's",
    b'"q"',
    b"b\xc3\xa9",
    b"a\xc2\xa0b",
)


def _key(rng: random.Random) -> bytes:  # noqa: PLR0911 - a choice
    """A key, mostly whole: split, without its type, with another one, with odd blanks."""
    key, how = rng.choice(KEYS), rng.randrange(24)
    word, body = key.split(b" ")
    if how == 0:
        return body
    if how == 1:
        return rng.choice((*TYPES, b"SSH-RSA", b"ssh_rsa", b"rsa-sha2-512", b"ssh-dss")) + b" " + body
    if how == 2:
        at = rng.randrange(1, len(body))
        return (
            word + b" " + body[:at] + rng.choice((b"\n", b" ", b"\r", b"\r\n", b"\\n", b"\n  ")) + body[at:]
        )
    if how == 3:
        return word + rng.choice((b"\xc2\xa0", b"\n", b"\t", b"\xe2\x80\x8b ", b"\r", b"  ")) + body
    if how == 4:
        return word + b" " + body[: rng.randrange(len(body))]
    if how == 5:
        return word + b" " + body + rng.choice((b"=", b"==", b"A", b"\xc2\xa0", b"\xe2\x80\x8b"))
    return key


def _line(rng: random.Random) -> bytes:
    words = [_key(rng)]
    if rng.random() < 0.3:
        words.insert(0, rng.choice(BEFORE))
    if rng.random() < 0.7:
        words.append(rng.choice(COMMENTS))
    if rng.random() < 0.1:
        words.append(_key(rng))
    gap = rng.choice((b" ", b" ", b" ", b"\t", b"  ", b"\xc2\xa0", b"\r"))
    return (rng.choice(STARTS) if rng.random() < 0.35 else b"") + gap.join(filter(None, words))


def _file(rng: random.Random) -> bytes:  # noqa: PLR0911 - a choice
    """Lines with any ends, and what the whole of it may have gone through."""
    usual = rng.choice((*BREAKS, b"\n", b"\n", b"\n"))
    lines = [_line(rng) for _ in range(rng.randint(1, 4))]
    ends = [rng.choice(BREAKS) if rng.random() < 0.2 else usual for _ in lines]
    data = b"".join(line + end for line, end in zip(lines, ends, strict=True))
    how = rng.randrange(30)
    if how == 0:
        return data.decode("utf-8", "replace").encode("utf-16")
    if how == 1:
        quote = rng.choice((b'"', b"'", b"`"))
        return quote + data + quote
    if how == 2:
        return base64.b64encode(data)
    if how == 3:
        return b"\xef\xbb\xbf" + data
    if how == 4:
        return data.replace(b"\n", b"\r\n")
    if how == 5:
        return b"".join(b"    " + line for line in data.splitlines(keepends=True))
    if how == 6:
        rfc = pack_public(make("rsa").public, "rfc4716", b"x").data
        return data + b"\n" + rfc if rng.random() < 0.5 else rfc + data
    return data.rstrip(b"\n") if how == 7 else data


def _lf(path: Path, data: bytes) -> frozenset[bytes]:
    """Fingerprints of the keys that ``ssh-keygen -lf`` reads."""
    path.write_bytes(data)
    told = run("ssh-keygen", "-lf", path, ok=False).stdout
    return frozenset(re.findall(rb"(?m)^[0-9]+ (SHA256:[A-Za-z0-9+/]{43}) ", told))


def _hosts(path: Path, data: bytes, name: str) -> frozenset[bytes]:
    """Fingerprints of the keys that ``ssh-keygen -lF`` finds of a host."""
    path.write_bytes(data)
    told = run("ssh-keygen", "-l", "-F", name, "-f", path, ok=False).stdout
    return frozenset(re.findall(rb"(?m) (SHA256:[A-Za-z0-9+/]{43})", told))


@pytest.mark.parametrize("part", range(PARTS))
def test_no_repair_adds_or_drops_a_key_that_was_not_named(part: int, tmp_path: Path) -> None:
    rng = random.Random(part)
    seen: Counter[str] = Counter()
    wrong = []
    for _ in range(FILES // PARTS):
        data = _file(rng)
        try:
            repaired = repair(data)
        except KeyOpsError:
            seen["refused"] += 1
            continue
        if repaired.data == data:
            seen["nothing wrong"] += 1
            continue
        named = {one.fingerprint.encode() for one in repaired.to_be_named("authorized_keys")}
        before, after = _lf(tmp_path / "before", data), _lf(tmp_path / "after", repaired.data)
        seen["repaired, a key named" if named else "repaired"] += 1
        if not after - before <= named or not before <= after:
            wrong.append(("-lf", data, repaired.data))
        if b"example" not in data and b"alice" not in data:
            continue
        name = rng.choice(("host.example", "www.example", "alice@x"))
        was, now = _hosts(tmp_path / "before", data, name), _hosts(tmp_path / "after", repaired.data, name)
        hosts = {one.fingerprint.encode() for one in repaired.gained if one.owner is FileKind.KNOWN_HOSTS}
        if not was <= now or not now - was <= hosts:
            wrong.append((f"-F {name}", data, repaired.data))
    print(f"{FILES // PARTS:,} files: {dict(seen)}, {len(wrong)} wrong")
    assert wrong == []
    assert min(seen["refused"], seen["repaired"], seen["repaired, a key named"]) > FILES // PARTS // 40, seen


def test_sshd_lets_in_after_a_repair_whom_it_let_in_before_and_who_was_named(tmp_path: Path) -> None:
    """A sample of the same files in one session of sshd, which is asked about each key before and after.

    Whom a repair lets in logs in, once for each kind of key.
    """
    rng = random.Random(99)
    (tmp_path / "sshd").mkdir()
    tried, named = 0, 0
    logged_in: set[str] = set()
    for name in NAMES:
        (tmp_path / name).write_bytes(pack(make(name), "openssh").data)
        (tmp_path / name).chmod(0o600)
    (tmp_path / "asked").mkdir()  # without the private halves, which ssh would look for beside
    publics = [tmp_path / "asked" / f"{name}.pub" for name in NAMES]
    for public, key in zip(publics, KEYS, strict=True):
        public.write_bytes(key + b"\n")
    with sshd(tmp_path / "sshd") as server:

        def let_in(data: bytes) -> frozenset[str]:
            (server.folder / "authorized_keys").write_bytes(data)
            return server.accepts(publics)

        while tried < SAMPLE:
            data = _file(rng)
            try:
                repaired = repair(data)
            except KeyOpsError:
                continue
            if repaired.data == data or (not repaired.to_be_named("authorized_keys") and rng.random() < 0.6):
                continue
            new = {one.blob for one in repaired.to_be_named("authorized_keys")}
            allowed = {name for name in NAMES if make(name).public.blob in new}
            before, after = let_in(data), let_in(repaired.data)
            assert before <= after <= before | allowed, (data, repaired.data)
            for name in after - before - logged_in if b"command" not in repaired.data else ():
                assert server.log_in(tmp_path / name).stdout == b"let in\n"
                logged_in.add(name)
            tried, named = tried + 1, named + bool(after - before)
    assert logged_in == set(NAMES)
    assert named > SAMPLE // 8


SAMPLE = int(os.environ.get("KEYWRIGHT_FUZZ_LOGINS", amount(16, 40)))
"""``make fuzz`` sets 200."""


# The same at the face


DOORS = {
    "a spelt newline": b"%(ed)s bob@laptop\\n%(rsa)s bob@phone\n",
    "CR": b"# disabled \r%(rsa)s bob\n%(ed)s x\n",
    "CR in a comment": b"%(ed)s a\r%(rsa)s b\n",
    "an option split off": b'%(ed)s a\r\ncommand="/bin/ls"\r%(rsa)s b\r\n',
    "known hosts": b"# gone\rweb.example %(rsa)s\ngit.example %(ed)s\n",
    "signers": b"# gone\ralice@x %(rsa)s\nbob@x %(ed)s\n",
    "no type word": b"%(ed)s a\n%(bare)s b\n",
    "a split line": b"%(ed)s a\n%(split)s\n",
}


def _door(name: str) -> bytes:
    body = KEYS[1].split(b" ")[1]
    split = TYPES[1] + b" " + body[:100] + b"\n" + body[100:]
    return DOORS[name] % {b"ed": KEYS[0], b"rsa": KEYS[1], b"bare": body, b"split": split}


@pytest.mark.parametrize("name", DOORS)
def test_a_repair_that_would_let_a_key_in_is_refused_until_it_is_named(
    name: str, tmp_path: Path, capsys
) -> None:
    file = "known_hosts" if "hosts" in name else "allowed_signers" if name == "signers" else "authorized_keys"
    path, data = tmp_path / file, _door(name)
    path.write_bytes(data)
    fingerprint = next(one.fingerprint for one in live_lines.read(KEYS[1] + b"\n"))
    for arguments in (["--in-place"], ["-o", str(tmp_path / "new")], []):
        assert main(["repair", str(path), *arguments]) == 1
        said = capsys.readouterr()
        assert re.search("new key   line [23]: RSA", said.out)
        assert fingerprint in said.out
        assert "--accept-key" in said.err
    assert path.read_bytes() == data
    assert sorted(tmp_path.iterdir()) == [path]
    assert main(["repair", str(path), "--in-place", "--accept-key", "SHA256:other"]) == 1
    assert path.read_bytes() == data
    assert main(["repair", str(path), "--in-place", "--accept-key", fingerprint]) == 0
    assert fingerprint.encode() in _lf(tmp_path / "copy", path.read_bytes())


SINGLE = {
    "a byte order mark": b"\xef\xbb\xbf%(rsa)s bob\n",
    "no type word": b"%(bare)s bob\n",
    "quotes": b"'%(rsa)s bob'\n",
    "a key in the comment": b"\xef\xbb\xbf%(rsa)s bob \r%(ed)s x\n",
    "behind a key": b"%(ed)s bob %(rsa)s\r\n",
    "a spelt newline": b"%(ed)s bob\\n%(rsa)s x\n",
}


@pytest.mark.parametrize("name", SINGLE)
def test_a_single_key_in_a_file_whose_name_says_nothing_is_a_door_too(
    name: str, tmp_path: Path, capsys
) -> None:
    """``AuthorizedKeysFile`` may name it; a ``.pub`` is repaired unasked, as nobody logs in by one."""
    body = KEYS[1].split(b" ")[1]
    data = SINGLE[name] % {b"ed": KEYS[0], b"rsa": KEYS[1], b"bare": body}
    path, copy = tmp_path / "keys", tmp_path / "copy"
    path.write_bytes(data)
    before = _lf(copy, data)
    main(["repair", str(path), "--in-place"])
    main(["repair", str(path), "-o", str(tmp_path / "out")])
    capsys.readouterr()
    assert _lf(copy, path.read_bytes()) == before
    assert not (tmp_path / "out").exists() or _lf(copy, (tmp_path / "out").read_bytes()) == before
    main(["repair", str(path), "--in-place", *_accepting(data)])
    assert before <= _lf(copy, path.read_bytes())
    if name in {"a byte order mark", "no type word", "quotes"}:
        assert len(_lf(copy, path.read_bytes())) == 1
        pub = tmp_path / "id.pub"
        pub.write_bytes(data)
        assert main(["repair", str(pub), "--in-place"]) == 0


def _accepting(data: bytes) -> list[str]:
    gained = repair(data).gained if repair(data).applied else ()
    return [word for one in gained for word in ("--accept-key", one.fingerprint)]


@pytest.mark.parametrize("name", DOORS)
def test_a_file_of_which_openssh_reads_keys_is_no_error(name: str) -> None:
    findings = [finding for report in inspect(_door(name)) for finding in report.findings]
    assert findings
    assert all(finding.severity is not Severity.ERROR for finding in findings)
    assert any("OpenSSH reads 1 key in the file as it is, and 1 more after" in one.hint for one in findings)
