"""Which keys a KRL revokes: ssh-keygen makes the lists, and both are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import run
from tui.keyops.encoding import wire
from tui.keyops.errors import CorruptKeyError, UnsupportedAlgorithmError
from tui.keyops.inspection.inspection import recognise
from tui.keyops.trust.revocation import read_list

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two authorities, three keys, and certificates with serial numbers 1, 5, 70 and 0."""
    folder = tmp_path_factory.mktemp("revocation")
    for name in ("ca", "other-ca", "one", "two", "three"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name)
    for number, (name, authority, serial) in enumerate(
        (("one", "ca", 1), ("two", "ca", 5), ("three", "ca", 70), ("one", "other-ca", 5), ("two", "ca", 0))
    ):
        copy = folder / f"cert{number}.pub"
        copy.write_bytes((folder / f"{name}.pub").read_bytes())
        about = ("-I", f"id {number}", "-n", "kai", "-z", str(serial))
        run("ssh-keygen", "-q", "-s", folder / authority, *about, copy)
    return folder


SPECS = {
    "keys": "key: {one}\nkey: {two}\n",
    "sha1": "sha1: {one}\n",
    "sha256": "sha256: {two}\n",
    "serial": "serial: 5\n",
    "range": "serial: 2-69\n",
    "bitmap": "serial: 1\nserial: 3\nserial: 5\nserial: 7\nserial: 9\nserial: 11\nserial: 70\n",
    "id": "id: id 3\nid: id 2\n",
    "authority": "key: {ca}\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", SPECS)
def test_a_list_revokes_what_ssh_keygen_says_it_revokes(name: str, home: Path) -> None:
    keys = {key: (home / f"{key}.pub").read_text().strip() for key in ("one", "two", "three", "ca")}
    spec, made = home / f"{name}.spec", home / f"{name}.krl"
    spec.write_text(SPECS[name].format(**keys))
    run("ssh-keygen", "-q", "-k", "-f", made, "-s", home / "ca.pub", spec)
    asked = read_list(made.read_bytes(), made.name)
    revoked = 0
    for path in sorted(home.glob("*.pub")):
        entry = recognise(path.read_bytes())[0]
        theirs = run("ssh-keygen", "-Q", "-f", made, path, ok=False).returncode != 0
        why = asked.why(entry.public, entry.certificate)
        assert (why is not None) == theirs, (path.name, why)
        revoked += theirs
    assert (revoked == 0) == (name == "nothing")


def test_a_list_that_is_cut_anywhere_is_refused_and_never_read_in_part(home: Path) -> None:
    spec, made = home / "cut.spec", home / "cut.krl"
    spec.write_text(f"key: {(home / 'one.pub').read_text()}serial: 5\nid: x\n")
    run("ssh-keygen", "-q", "-k", "-f", made, "-s", home / "ca.pub", spec)
    data = made.read_bytes()
    whole = read_list(data, "k").sections
    for size in range(8, len(data)):
        try:
            part = read_list(data[:size], "k").sections
        except CorruptKeyError:
            continue
        assert len(part) < len(whole)  # cut between two sections, where nothing shows
    assert len(whole) == 2


def test_a_text_of_keys_and_fingerprints_is_a_list_too(home: Path) -> None:
    one, two, three = (
        recognise((home / f"{name}.pub").read_bytes())[0].public for name in ("one", "two", "three")
    )
    sha256 = run("ssh-keygen", "-lf", home / "two.pub").stdout.split()[1].decode()
    md5 = run("ssh-keygen", "-E", "md5", "-lf", home / "three.pub").stdout.split()[1].decode()
    text = f"# ours\n\n{(home / 'one.pub').read_text()}{sha256} lost laptop\n"
    asked = read_list(text.encode(), "revoked")
    assert asked.why(one) == "the key is in the list"
    assert asked.why(two) == "its fingerprint is in the list: lost laptop"
    assert asked.why(three) is None
    for line in (md5, md5.removeprefix("MD5:"), md5.removeprefix("MD5:").replace(":", "")[12:]):
        assert read_list(line.encode(), "revoked").why(three) == "its fingerprint is in the list"
    with pytest.raises(CorruptKeyError, match="line 2"):
        read_list(sha256.encode() + b"\nssh-ed25519 AAAAgarbage\n", "revoked")


@pytest.mark.parametrize("kind", ["unknown", "ed448", "short RSA"])
def test_a_list_with_an_authority_that_openssh_does_not_read_is_refused(
    kind: str, home: Path, tmp_path: Path
) -> None:
    """ssh-keygen refuses the whole list: to us nothing is revoked by it and nothing is fine."""
    blob = {
        "unknown": wire.string("ssh-new@example.com") + wire.string(b"key"),
        "ed448": wire.string("ssh-ed448") + wire.string(bytes(57)),
        "short RSA": wire.string("ssh-rsa") + wire.mpint(65537) + wire.mpint(2**1022 + 1),
    }[kind]
    krl = tmp_path / "krl"
    part = wire.string(blob) + wire.string(b"") + b"\x20" + wire.string((7).to_bytes(8, "big"))
    head = b"SSHKRL\n\0" + wire.u32(1) + bytes(24) + wire.string(b"") + wire.string(b"")
    krl.write_bytes(head + b"\x01" + wire.string(part))
    theirs = run("ssh-keygen", "-Q", "-f", krl, home / "one.pub", ok=False)
    assert b"ok" not in theirs.stdout
    assert theirs.returncode != 0
    with pytest.raises(UnsupportedAlgorithmError, match="A CA in the key revocation list has an? "):
        read_list(krl.read_bytes(), "krl")
    good = head + b"\x01" + wire.string(part.replace(wire.string(blob), wire.string(b"")))
    krl.write_bytes(good)
    run("ssh-keygen", "-Q", "-f", krl, home / "one.pub")
    read_list(good, "krl")


def test_a_text_whose_lines_end_in_cr_is_no_list(home: Path) -> None:
    """Read by LF it would be one comment, and revoke nothing."""
    lines = [
        b"# gone",
        (home / "one.pub").read_bytes().rstrip(b"\n"),
        (home / "two.pub").read_bytes().rstrip(b"\n"),
    ]
    for text in (b"\r".join(lines), b"\r".join(lines[1:]), b"\n".join(lines[1:]) + b"\rx"):
        with pytest.raises(CorruptKeyError, match="it contains a carriage return"):
            read_list(text, "list")
    assert len(read_list(b"\r\n".join(lines), "list").blobs) == 2
