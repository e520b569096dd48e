"""Signatures of files: ours verify with ssh-keygen, theirs with ours, and both refuse the same."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.encoding import pem, wire
from tui.keyops.formats import sshsig
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import read
from tui.keyops.keys import signing
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

IDENTITY = "kai@example.com"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys of each type that signs, an authority, a certificate, allowed signers, and a file."""
    folder = tmp_path_factory.mktemp("signatures")
    (folder / "notes.txt").write_bytes(b"one\r\ntwo\n" * 1000)
    lines = []
    for name in ("rsa", "ecdsa256", "ecdsa521", "ed25519"):
        (folder / name).write_bytes(pack(make(name), "openssh").data)
        (folder / name).chmod(0o600)
        line = pack_public(make(name).public, "openssh-public", b"").data
        (folder / f"{name}.pub").write_bytes(line)
        lines.append(f'{IDENTITY},*@example.org namespaces="file,git" {line.decode()}')
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "ca")
    authority = (folder / "ca.pub").read_text()
    lines.append(f'*@certified.example cert-authority,valid-before="20991231" {authority}')
    (folder / "signers").write_text("# who may sign\n" + "".join(lines))
    return folder


@pytest.mark.parametrize("name", ["rsa", "ecdsa256", "ecdsa521", "ed25519"])
def test_what_we_sign_ssh_keygen_verifies_and_the_other_way_round(name: str, home: Path, capsys) -> None:
    notes, signature = home / "notes.txt", home / f"{name}.sig"
    assert main(["sign", str(notes), "-k", str(home / name), "-o", str(signature)]) == 0
    asked = ("-Y", "verify", "-f", home / "signers", "-I", IDENTITY, "-n", "file", "-s", signature)
    run("ssh-keygen", *asked, data=notes.read_bytes())
    run("ssh-keygen", "-Y", "sign", "-n", "git", "-O", "hashalg=sha256", "-f", home / name, notes)
    theirs = (home / "notes.txt.sig").rename(home / f"{name}-theirs.sig")
    capsys.readouterr()
    known = ["--signers", str(home / "signers"), "--identity", IDENTITY]
    assert main(["verify", str(notes), str(theirs), "-n", "git", *known]) == 0
    assert capsys.readouterr().out.startswith(f"good      Signed by {IDENTITY}\n")


def test_several_files_are_signed_at_once_as_by_ssh_keygen(home: Path, tmp_path: Path, capsys) -> None:
    """With a key whose signatures are always the same, so that the bytes can be compared."""
    files = [tmp_path / name for name in ("a", "b c", "d")]
    for file in files:
        file.write_text(file.name)
    key, names = str(home / "ed25519"), [str(file) for file in files]
    run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", key, *files)
    theirs = [(tmp_path / f"{file.name}.sig").read_bytes() for file in files]
    assert main(["sign", *names, "-k", key]) == 1, "they are there already"
    (tmp_path / "d.sig").write_text("x")
    assert main(["sign", *names, "-k", key, "--force"]) == 0
    assert [(tmp_path / f"{file.name}.sig").read_bytes() for file in files] == theirs
    for wrong in (["-o", str(tmp_path / "one")], ["-"]):
        assert main(["sign", *names, *wrong, "-k", key]) == 2
    assert "several get FILE.sig each" in capsys.readouterr().err
    (tmp_path / "d.sig").unlink()
    (tmp_path / "a.sig").unlink()
    assert main(["sign", *names, "-k", key]) == 1
    assert not (tmp_path / "a.sig").exists(), "all of them, or none"


def test_a_locked_ppk_signs_too(home: Path, tmp_path: Path) -> None:
    key = tmp_path / "k.ppk"
    key.write_bytes(
        pack(make("ed25519"), "ppk3", Protection(Secret("pass phrase"), memory_kib=64, passes=1)).data
    )
    phrase = secret_file(tmp_path, "pass phrase")
    out = tmp_path / "out.sig"
    notes = str(home / "notes.txt")
    assert main(["sign", notes, "-k", str(key), "--passphrase-file", str(phrase), "-o", str(out)]) == 0
    run(
        "ssh-keygen",
        "-Y",
        "check-novalidate",
        "-n",
        "file",
        "-s",
        out,
        data=(home / "notes.txt").read_bytes(),
    )


WRONG = {
    "another file": ("-n", "file", "-I", IDENTITY, b"changed"),
    "another namespace": ("-n", "git", "-I", IDENTITY, None),
    "another person": ("-n", "file", "-I", "eve@example.com", None),
    "a namespace the line does not allow": ("-n", "email", "-I", IDENTITY, None),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_ssh_keygen_refuses_we_refuse(name: str, home: Path, tmp_path: Path) -> None:
    *_, identity, data = WRONG[name]
    namespace = WRONG[name][1]
    made = "email" if name.startswith("a namespace") else "file"
    signature, file = tmp_path / "s.sig", tmp_path / "f"
    assert (
        main(["sign", str(home / "notes.txt"), "-k", str(home / "ed25519"), "-n", made, "-o", str(signature)])
        == 0
    )
    file.write_bytes(data or (home / "notes.txt").read_bytes())
    asked = ("-Y", "verify", "-f", home / "signers", "-I", identity, "-n", namespace, "-s", signature)
    assert run("ssh-keygen", *asked, data=file.read_bytes(), ok=False).returncode != 0
    known = ["--signers", str(home / "signers"), "--identity", identity]
    assert main(["verify", str(file), str(signature), "-n", namespace, *known]) == 1


def test_the_time_in_the_list_of_signers_counts(home: Path, tmp_path: Path, capsys) -> None:
    signers, signature = tmp_path / "signers", tmp_path / "s.sig"
    line = (home / "ed25519.pub").read_text()
    signers.write_text(f'{IDENTITY} valid-after="20200101Z",valid-before="20210101Z" {line}')
    notes = home / "notes.txt"
    assert main(["sign", str(notes), "-k", str(home / "ed25519"), "-o", str(signature)]) == 0
    for when, good in (("20190601Z", False), ("20200601Z", True), ("20210601Z", False)):
        asked = ("-f", signers, "-I", IDENTITY, "-n", "file", "-s", signature, "-O", f"verify-time={when}")
        theirs = run("ssh-keygen", "-Y", "verify", *asked, data=notes.read_bytes(), ok=False)
        assert (theirs.returncode == 0) == good
        ours = main(["verify", str(notes), str(signature), "--signers", str(signers), "--at", when])
        assert (ours == 0) == good
    assert "counts only until 20210101Z" in capsys.readouterr().out
    signers.write_text(f'{IDENTITY} valid-after="20200101Z",valid-before="20200101Z" {line}')
    asked = ("-f", signers, "-I", IDENTITY, "-n", "file", "-s", signature, "-O", "verify-time=20200101Z")
    assert run("ssh-keygen", "-Y", "verify", *asked, data=notes.read_bytes(), ok=False).returncode != 0
    assert main(["verify", str(notes), str(signature), "--signers", str(signers), "--at", "20200101Z"]) == 1
    assert "valid-before is not later than valid-after" in capsys.readouterr().out


LINES = {
    'namespaces="git,file"': True,
    'namespaces="git"': False,
    'namespaces="fi*,!file"': False,
    'Namespaces="fi*"': True,
    "namespaces=file": False,
    'namespaces="git",namespaces="file"': False,
    'namespaces="file",': False,
    ',namespaces="file"': True,
    'namespaces="file"cert-authority': False,
    "namespaces": False,
    "no-pty": False,
    "cert-authority": False,
    'valid-before="20991231"': True,
    "valid-before=20991231": False,
    'valid-before="20200101Z",valid-before="20991231Z"': False,
    'valid-before="forever"': False,
    'valid-before="+1w"': False,
    'valid-after="0x10"': False,
    'valid-after="202001010000",valid-before="20991231235959Z"': True,
}


@pytest.mark.parametrize("options", LINES)
def test_a_line_that_ssh_keygen_passes_over_counts_for_nobody(
    options: str, home: Path, tmp_path: Path
) -> None:
    signers, signature = tmp_path / "signers", tmp_path / "s.sig"
    signers.write_text(f"{IDENTITY} {options} {(home / 'ed25519.pub').read_text()}")
    notes = home / "notes.txt"
    assert main(["sign", str(notes), "-k", str(home / "ed25519"), "-o", str(signature)]) == 0
    asked = ("-Y", "verify", "-f", signers, "-I", IDENTITY, "-n", "file", "-s", signature)
    theirs = run("ssh-keygen", *asked, data=notes.read_bytes(), ok=False).returncode == 0
    found = main(["verify", str(notes), str(signature), "--signers", str(signers), "--identity", IDENTITY])
    assert (theirs, found == 0) == (LINES[options], LINES[options])


def test_a_name_in_a_certificate_is_no_pattern(home: Path, tmp_path: Path) -> None:
    """An authority that certifies the name ``*`` has not certified everybody."""
    for name in ("id", "id.pub"):
        (tmp_path / name).write_bytes((home / f"ed25519{name.removeprefix('id')}").read_bytes())
        (tmp_path / name).chmod(0o600)
    run("ssh-keygen", "-q", "-s", home / "ca", "-I", "x", "-n", "*,k?i", tmp_path / "id.pub")
    signers, notes = tmp_path / "signers", tmp_path / "notes"
    signers.write_text(f"* cert-authority {(home / 'ca.pub').read_text()}")
    notes.write_text("hello")
    run("ssh-keygen", "-q", "-Y", "sign", "-n", "file", "-f", tmp_path / "id-cert.pub", notes)
    for identity, good in (("*", True), ("kai", False), ("k?i", True), ("*,k?i", False)):
        asked = ("-f", signers, "-I", identity, "-n", "file", "-s", f"{notes}.sig")
        theirs = run("ssh-keygen", "-Y", "verify", *asked, data=b"hello", ok=False).returncode == 0
        ours = main(["verify", str(notes), "--signers", str(signers), "--identity", identity]) == 0
        assert (identity, theirs, ours) == (identity, good, good)


def test_a_signature_under_a_certificate_counts_for_the_names_in_it(
    home: Path, tmp_path: Path, capsys
) -> None:
    for name in ("id", "id.pub"):
        (tmp_path / name).write_bytes((home / f"ed25519{name.removeprefix('id')}").read_bytes())
        (tmp_path / name).chmod(0o600)
    names = "kai@certified.example,root"
    run("ssh-keygen", "-q", "-s", home / "ca", "-I", "x", "-n", names, tmp_path / "id.pub")
    agent = tmp_path / "agent"
    started = run("ssh-agent", "-a", agent).stdout.decode()
    pid = started.split("SSH_AGENT_PID=")[1].split(";")[0]
    try:
        run("ssh-add", "-q", tmp_path / "id", env={"SSH_AUTH_SOCK": str(agent)})
        notes = tmp_path / "notes"
        notes.write_text("hello")
        run(
            "ssh-keygen", "-Y", "sign", "-U", "-n", "file", "-f", tmp_path / "id-cert.pub", notes,
            env={"SSH_AUTH_SOCK": str(agent)},
        )  # fmt: skip
    finally:
        run("kill", pid)
    known = ["--signers", str(home / "signers")]
    assert main(["verify", str(notes), *known, "--identity", "kai@certified.example"]) == 0
    assert main(["verify", str(notes), *known]) == 0
    assert "Signed by kai@certified.example" in capsys.readouterr().out
    assert main(["verify", str(notes), *known, "--identity", "root"]) == 1


def test_a_revoked_key_signs_for_nobody(home: Path, tmp_path: Path, capsys) -> None:
    signature, revoked = tmp_path / "s.sig", tmp_path / "revoked"
    notes = str(home / "notes.txt")
    assert main(["sign", notes, "-k", str(home / "ed25519"), "-o", str(signature)]) == 0
    revoked.write_text((home / "ed25519.pub").read_text())
    assert main(["verify", notes, str(signature), "--no-identity"]) == 0
    assert main(["verify", notes, str(signature), "--revoked", str(revoked)]) == 1
    assert "The key is revoked by revoked: the key is in the list" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["key", "fingerprint", "KRL"])
def test_what_an_authority_certified_is_revoked_with_it(
    form: str, home: Path, tmp_path: Path, capsys
) -> None:
    for name in ("id", "id.pub"):
        (tmp_path / name).write_bytes((home / f"ed25519{name.removeprefix('id')}").read_bytes())
        (tmp_path / name).chmod(0o600)
    run("ssh-keygen", "-q", "-s", home / "ca", "-I", "x", "-n", "kai", tmp_path / "id.pub")
    signers, notes, revoked = (tmp_path / name for name in ("signers", "notes", "revoked"))
    signers.write_text(f"* cert-authority {(home / 'ca.pub').read_text()}")
    notes.write_text("hello")
    asked = [str(notes), "--signers", str(signers), "--identity", "kai"]
    assert main(["sign", str(notes), "-k", str(tmp_path / "id-cert.pub")]) == 0
    assert main(["verify", *asked]) == 0
    if form == "KRL":
        run("ssh-keygen", "-q", "-k", "-f", revoked, home / "ca.pub")
    else:
        line = (home / "ca.pub").read_text()
        told = run("ssh-keygen", "-lf", home / "ca.pub").stdout.decode().split()[1]
        revoked.write_text(line if form == "key" else f"{told}\n")
    theirs = ("-f", signers, "-I", "kai", "-n", "file", "-s", f"{notes}.sig", "-r", revoked)
    assert run("ssh-keygen", "-Y", "verify", *theirs, data=b"hello", ok=False).returncode != 0
    assert main(["verify", *asked, "--revoked", str(revoked)]) == 1
    assert "the CA that signed it is revoked" in capsys.readouterr().out
    assert main(["audit", "--revoked", str(revoked), str(tmp_path / "id-cert.pub")]) == 1
    assert main(["audit", "--revoked", str(revoked), str(tmp_path / "id.pub")]) == 0


def test_an_empty_identity_is_nobody(home: Path, tmp_path: Path, capsys) -> None:
    """As of a variable of a script that was never set: it must not stand for everybody."""
    signature, notes = tmp_path / "s.sig", str(home / "notes.txt")
    assert main(["sign", notes, "-k", str(home / "ed25519"), "-o", str(signature)]) == 0
    asked = ("-f", home / "signers", "-I", "", "-n", "file", "-s", signature)
    data = (home / "notes.txt").read_bytes()
    assert run("ssh-keygen", "-Y", "verify", *asked, data=data, ok=False).returncode != 0
    known = ["--signers", str(home / "signers")]
    assert main(["verify", notes, str(signature), *known, "--identity", ""]) == 2
    assert main(["verify", notes, str(signature), "--identity", IDENTITY]) == 2
    assert main(["verify", notes, str(signature), *known]) == 0
    assert "good" in capsys.readouterr().out


def test_what_cannot_be_signed_with_says_why(home: Path, tmp_path: Path, capsys) -> None:
    notes = str(home / "notes.txt")
    key = tmp_path / "k"
    key.write_bytes(pack(make("ed448"), "pkcs8").data)
    assert main(["sign", notes, "-k", str(key)]) == 1
    assert "Ed448 key, which OpenSSH does not know" in capsys.readouterr().err
    assert main(["sign", notes, "-k", str(home / "rsa.pub")]) == 1
    assert "Sign with the private key, not its .pub" in capsys.readouterr().err
    taken = tmp_path / "taken"
    taken.write_text("x")
    assert main(["sign", notes, "-k", str(home / "ed25519"), "-o", str(taken)]) == 1
    assert taken.read_text() == "x"


SPOILT_SIGNERS = {
    "a CR within a comment": b"alice@x %(other)s\n# removed:\ralice@x %(key)s\n",
    "a form feed": b"alice@x %(other)s\n# removed:\x0calice@x %(key)s\n",
    "a Unicode line end": b"alice@x %(other)s\n# removed:\xe2\x80\xa8alice@x %(key)s\n",
    "a byte order mark": b"\xef\xbb\xbfalice@x %(key)s\n",
    "an = too many": b"alice@x %(key)s=\n",
    "a certificate of the key": b"alice@x %(certificate)s\n",
    "an expired certificate of the key": b"alice@x %(expired)s\n",
    "a certificate as an authority": b"alice@x cert-authority %(certificate)s\n",
    "a CR behind an option": b'alice@x namespaces="file"\r %(key)s\n',
}


def _certified(home: Path, folder: Path, name: str, *how: str) -> bytes:
    (folder / f"{name}.pub").write_bytes((home / "ed25519.pub").read_bytes())
    run("ssh-keygen", "-q", "-s", home / "ca", "-I", "x", "-n", "alice@x", *how, folder / f"{name}.pub")
    return b" ".join((folder / f"{name}-cert.pub").read_bytes().split()[:2])


@pytest.mark.parametrize("case", SPOILT_SIGNERS)
def test_a_line_that_names_the_key_only_in_passing_counts_for_nobody(
    case: str, home: Path, tmp_path: Path, capsys
) -> None:
    words = {
        b"key": b" ".join((home / "ed25519.pub").read_bytes().split()[:2]),
        b"other": b" ".join((home / "rsa.pub").read_bytes().split()[:2]),
        b"certificate": _certified(home, tmp_path, "good"),
        b"expired": _certified(home, tmp_path, "expired", "-V", "20200101:20200102"),
    }
    signers, signature, notes = tmp_path / "signers", tmp_path / "s.sig", home / "notes.txt"
    signers.write_bytes(SPOILT_SIGNERS[case] % words)
    assert main(["sign", str(notes), "-k", str(home / "ed25519"), "-o", str(signature)]) == 0
    asked = ("-f", signers, "-I", "alice@x", "-n", "file", "-s", signature)
    assert run("ssh-keygen", "-Y", "verify", *asked, data=notes.read_bytes(), ok=False).returncode != 0
    known = ["--signers", str(signers), "--identity", "alice@x"]
    assert main(["verify", str(notes), str(signature), *known]) == 1
    assert "good" not in capsys.readouterr().out


def test_a_certificate_in_the_list_counts_for_what_was_signed_under_it(home: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.write_text("hello")
    for name, how in (("good", ()), ("expired", ("-V", "20200101:20200102"))):
        line = _certified(home, tmp_path, name, *how)
        (tmp_path / name).write_bytes((home / "ed25519").read_bytes())
        (tmp_path / name).chmod(0o600)
        signers = tmp_path / f"{name}-signers"
        signers.write_bytes(b"alice@x " + line + b"\n")
        assert main(["sign", str(notes), "-k", str(tmp_path / f"{name}-cert.pub"), "--force"]) == 0
        for asked_of in ("good", "expired"):
            list_of = tmp_path / f"{asked_of}-signers"
            if not list_of.exists():
                continue
            asked = ("-f", list_of, "-I", "alice@x", "-n", "file", "-s", f"{notes}.sig")
            theirs = run("ssh-keygen", "-Y", "verify", *asked, data=b"hello", ok=False).returncode == 0
            ours = main(["verify", str(notes), "--signers", str(list_of), "--identity", "alice@x"]) == 0
            assert (asked_of, theirs, ours) == (asked_of, name == asked_of, name == asked_of)


def test_a_short_rsa_key_signs_for_nobody(home: Path, tmp_path: Path, capsys) -> None:
    run("openssl", "genrsa", "-traditional", "-out", tmp_path / "weak", "1023")
    (tmp_path / "weak").chmod(0o600)
    notes, signers = tmp_path / "notes", tmp_path / "signers"
    notes.write_text("hello")
    assert main(["sign", str(notes), "-k", str(tmp_path / "weak")]) == 0
    public = pack_public(read((tmp_path / "weak").read_bytes())[0].public, "openssh-public", b"").data
    signers.write_bytes(b"alice@x " + public)
    asked = ("-n", "file", "-s", f"{notes}.sig")
    theirs = run("ssh-keygen", "-Y", "check-novalidate", *asked, data=b"hello", ok=False)
    assert theirs.returncode != 0
    assert main(["verify", str(notes), "--signers", str(signers)]) == 1
    assert main(["verify", str(notes), "--no-identity"]) == 1
    assert "ssh-keygen needs an RSA key of 1024 bits or more; this one has 1023" in capsys.readouterr().out


SPOILT_SIGNATURES = {
    "text before the armour": lambda data: b"From: alice\n" + data,
    "a blank line before the armour": lambda data: b"\n" + data,
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "CR only": lambda data: data.replace(b"\n", b"\r"),
    "an = too many": lambda data: data.replace(b"\n-----END", b"=\n-----END"),
    "a header": lambda data: data.replace(b"-----\n", b"-----\nComment: x\n\n", 1),
}


@pytest.mark.parametrize("case", SPOILT_SIGNATURES)
def test_an_armour_that_ssh_keygen_does_not_read_is_refused(
    case: str, home: Path, tmp_path: Path, capsys
) -> None:
    notes, signature = tmp_path / "notes", tmp_path / "notes.sig"
    notes.write_text("hello")
    assert main(["sign", str(notes), "-k", str(home / "ed25519")]) == 0
    signature.write_bytes(SPOILT_SIGNATURES[case](signature.read_bytes()))
    asked = ("-f", home / "signers", "-I", IDENTITY, "-n", "file", "-s", signature)
    assert run("ssh-keygen", "-Y", "verify", *asked, data=b"hello", ok=False).returncode != 0
    known = ["--signers", str(home / "signers"), "--identity", IDENTITY]
    assert main(["verify", str(notes), str(signature), *known]) == 1
    assert main(["verify", str(notes), str(signature), "--no-identity"]) == 1
    assert "good" not in capsys.readouterr().out


@pytest.mark.parametrize("inside", [b"reserved", b""])
def test_the_reserved_field_is_no_part_of_what_is_signed(inside: bytes, home: Path, tmp_path: Path) -> None:
    """Made over one that holds something it fits nowhere; named in the file alone it does no harm."""
    notes, signature = tmp_path / "notes", tmp_path / "notes.sig"
    notes.write_text("hello")
    pair = make("ed25519")
    parts = [b"file", inside, b"sha512", hashlib.sha512(b"hello").digest()]
    made = signing.sign(pair.private, sshsig.MAGIC + b"".join(map(wire.string, parts)))
    fields = [pair.public.blob, b"file", b"reserved", b"sha512", made]
    body = sshsig.MAGIC + wire.u32(1) + b"".join(map(wire.string, fields))
    signature.write_bytes(pem.armour(sshsig.LABEL, body, width=70))
    asked = ("-f", home / "signers", "-I", IDENTITY, "-n", "file", "-s", signature)
    theirs = run("ssh-keygen", "-Y", "verify", *asked, data=b"hello", ok=False).returncode == 0
    ours = main(["verify", str(notes), "--signers", str(home / "signers"), "--identity", IDENTITY]) == 0
    assert (theirs, ours) == (not inside, not inside)


def test_a_sound_signature_of_nobody_in_particular_is_a_state_of_its_own(
    home: Path, tmp_path: Path, capsys
) -> None:
    notes = tmp_path / "notes"
    notes.write_text("hello")
    assert main(["sign", str(notes), "-k", str(home / "ed25519")]) == 0
    capsys.readouterr()
    assert main(["verify", str(notes)]) == 3
    assert capsys.readouterr().out.startswith(
        "sound     The signature is good; nobody's identity was checked\n"
    )
    assert main(["verify", str(notes), "--no-identity"]) == 0
    assert main(["verify", str(notes), "--no-identity", "--signers", str(home / "signers")]) == 2
    notes.write_text("hullo")
    assert main(["verify", str(notes)]) == 1
    assert main(["verify", str(notes), "--no-identity"]) == 1
