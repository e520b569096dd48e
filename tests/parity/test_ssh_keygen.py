"""What ssh-keygen does and we do too: both run, and the results compared."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.agents import ssh_agent
from tests.helpers.peers import run, secret_file
from tests.parity.tools import CORPUS, copied, keywright, nothing
from tui.keyops.formats import FORMATS
from tui.keyops.targets import names as targets

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

PHRASE = "correct horse"
COMMENT = "größe [bold]x[/]"


def keygen(*argv: object) -> str:
    """What ssh-keygen says on standard output."""
    return run("ssh-keygen", *map(str, argv)).stdout.decode()


def told(path: Path) -> dict[str, Any]:
    """What ``inspect`` says of the one key in a file."""
    (found,) = json.loads(keywright("inspect", "--json", path))
    return found


def listed(path: Path) -> list[str]:
    """Bits, comment and type as ssh-keygen has them, without the fingerprint."""
    bits, _, *rest = keygen("-l", "-f", path).split()
    return [bits, *rest]


# Generate


@pytest.mark.parametrize(
    ("kind", "theirs", "ours"),
    [
        (("-t", "rsa", "-b", "2048"), (), ()),
        (("-t", "ecdsa", "-b", "256"), (), ()),
        (("-t", "ecdsa", "-b", "384"), ("-m", "PEM"), ("--format", "pem")),
        (("-t", "ecdsa", "-b", "521"), ("-m", "PKCS8"), ("--format", "pkcs8")),
        (("-t", "ed25519"), ("-o",), ()),
    ],
    ids=["rsa", "ecdsa-256", "ecdsa-384-pem", "ecdsa-521-pkcs8", "ed25519"],
)
def test_each_type_is_made_by_both(kind, theirs, ours, tmp_path: Path) -> None:
    his, mine = tmp_path / "theirs", tmp_path / "ours"
    assert keygen("-q", *kind, *theirs, "-C", COMMENT, "-N", "", "-f", his) == ""
    made = ("-C", COMMENT, "--new-passphrase-file", nothing(tmp_path), "-o", mine)
    keywright("generate", *kind, *ours, *made)
    for path in (his, mine):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.with_name(f"{path.name}.pub").stat().st_mode) == 0o644
        assert path.read_bytes().splitlines()[0] == his.read_bytes().splitlines()[0]
    assert listed(tmp_path / "ours.pub") == listed(tmp_path / "theirs.pub")
    assert COMMENT.partition(" ")[0] in listed(tmp_path / "ours.pub")
    assert keygen("-y", "-f", mine).split()[:2] == (tmp_path / "ours.pub").read_text().split()[:2]


def test_without_a_name_both_choose_the_same(fence: Path, tmp_path: Path) -> None:
    asked = run("ssh-keygen", "-t", "ecdsa", ok=False).stdout.decode()  # nobody answers: nothing is made
    keywright("generate", "-t", "ecdsa", "--new-passphrase-file", nothing(tmp_path))
    made = [path.name for path in (fence / ".ssh").iterdir()]
    assert sorted(made) == ["id_ecdsa", "id_ecdsa.pub"]
    assert "/.ssh/id_ecdsa)" in asked
    for kind, row in (("rsa", "openssh"), ("ed25519", "openssh")):
        name = targets.default_name(kind, FORMATS[row])
        assert f"/.ssh/{name})" in run("ssh-keygen", "-t", kind, ok=False).stdout.decode()


@pytest.mark.parametrize(
    ("cipher", "rounds"), [("aes256-gcm@openssh.com", "3"), ("chacha20-poly1305@openssh.com", "2")]
)
def test_cipher_and_rounds_are_those_that_were_asked_for(cipher: str, rounds: str, tmp_path: Path) -> None:
    his, mine = tmp_path / "theirs", tmp_path / "ours"
    keygen("-q", "-t", "ed25519", "-Z", cipher, "-a", rounds, "-N", PHRASE, "-f", his)
    lock = ("--cipher", cipher, "--rounds", rounds, "--new-passphrase-file", secret_file(tmp_path, PHRASE))
    keywright("generate", "-t", "ed25519", *lock, "-o", mine)
    assert told(mine)["cipher"] == told(his)["cipher"] == cipher
    assert told(mine)["kdf"] == told(his)["kdf"] == {"name": "bcrypt", "rounds": int(rounds)}
    line = (tmp_path / "ours.pub").read_text()
    assert keygen("-y", "-P", PHRASE, "-f", mine) == line
    new = secret_file(tmp_path, "", "new")
    keywright("edit", his, "--passphrase-file", secret_file(tmp_path, PHRASE), "--new-passphrase-file", new)
    assert keygen("-y", "-P", "", "-f", his) == (tmp_path / "theirs.pub").read_text()


def test_a_form_that_a_type_does_not_have_is_refused_where_theirs_writes_another(tmp_path: Path) -> None:
    none = nothing(tmp_path)
    keygen("-q", "-t", "ed25519", "-m", "PEM", "-N", "", "-f", tmp_path / "theirs")
    assert (tmp_path / "theirs").read_text().startswith("-----BEGIN OPENSSH PRIVATE KEY-----")
    made = ("generate", "-t", "ed25519", "--new-passphrase-file", none, "-o", tmp_path / "ours")
    assert "has no PEM form" in keywright(*made, "--format", "pem", code=1)
    keywright(*made, "--format", "pkcs8")
    assert (tmp_path / "ours").read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_both_say_nothing_on_standard_error(tmp_path: Path) -> None:
    theirs = run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "theirs")
    assert theirs.stdout + theirs.stderr == b""
    said = keywright(
        "generate", "-t", "ed25519", "--new-passphrase-file", nothing(tmp_path), "-o", tmp_path / "ours"
    )  # which fails a test where standard error is not empty
    assert told(tmp_path / "ours")["sha256"] in said


def test_both_make_the_host_keys_that_are_missing(tmp_path: Path) -> None:
    folders = {}
    for name in ("theirs", "ours"):
        folders[name] = tmp_path / name / "etc" / "ssh"
        folders[name].mkdir(parents=True)
        copied(folders[name], "openssh-10.5/id_rsa-2048", "ssh_host_rsa_key")
        copied(folders[name], "openssh-10.5/id_rsa-2048.pub", "ssh_host_rsa_key.pub").chmod(0o644)
    keygen("-A", "-f", tmp_path / "theirs")
    keywright("host-keys", "--dir", folders["ours"])
    seen = [
        {
            path.name: (stat.S_IMODE(path.stat().st_mode), listed(path))
            for path in folder.iterdir()
            if path.suffix == ".pub"
        }
        for folder in folders.values()
    ]
    assert seen[0] == seen[1]
    assert len(seen[0]) == 3
    for folder in folders.values():
        assert (folder / "ssh_host_rsa_key").read_bytes() == (
            CORPUS / "openssh-10.5/id_rsa-2048"
        ).read_bytes()
        for path in folder.glob("*_key"):
            assert keygen("-y", "-P", "", "-f", path)


# Passphrase, comment, flags


def test_the_flags_of_a_hardware_key_are_set_in_a_file_that_ssh_keygen_reads(tmp_path: Path) -> None:
    """ssh-keygen has this since 10.5; an older one reads what was written."""
    path = copied(tmp_path, "openssh-10.5/id_ed25519-sk")
    line = keygen("-y", "-f", path)
    before = path.read_bytes()
    for option, words in (
        ("--no-touch-required", "no touch required"),
        ("--verify-required", "verification required"),
        ("--no-verify-required", "no touch required"),
        ("--touch-required", "touch required"),
    ):
        keywright("edit", path, option, "--no-backup")
        (shown,) = (row for row in keywright("inspect", path).splitlines() if row.startswith("  Token"))
        assert words in shown
        assert keygen("-y", "-f", path) == line
    assert keywright("public", path) == keywright("public", CORPUS / "openssh-10.5/id_ed25519-sk")
    assert len(path.read_bytes()) == len(before)


# Export, import, derive


def test_the_line_of_a_locked_key_is_told_without_the_passphrase(tmp_path: Path) -> None:
    path = copied(tmp_path, "openssh-10.5/id_ecdsa-384-locked")
    assert run("ssh-keygen", "-y", "-P", "wrong", "-f", path, ok=False).returncode != 0
    theirs = keygen("-y", "-P", PHRASE, "-f", path)
    assert keywright("public", path).split() == theirs.split()[:2]
    phrase = secret_file(tmp_path, PHRASE)
    assert keywright("public", path, "--passphrase-file", phrase) == theirs  # the comment is locked away too


@pytest.mark.parametrize("name", ["id_rsa-2048", "id_ed25519"])
def test_an_rfc_4716_file_keeps_the_comment_that_ssh_keygen_drops(name: str, tmp_path: Path) -> None:
    path = copied(tmp_path, f"openssh-10.5/{name}.pub", "key.pub")
    comment = told(path)["comment"]
    theirs, ours = keygen("-e", "-f", path), keywright("public", path, "--to", "rfc4716")
    for text, kept in ((theirs, False), (ours, True)):
        path.write_text(text)
        assert (comment in keywright("public", path)) == kept
        assert keygen("-i", "-f", path).split() == keygen("-X", "-f", path).split()
        assert keygen("-i", "-f", path).split() == keywright("public", path).split()[:2]


# Fingerprints


@pytest.mark.parametrize(
    "name",
    [
        *("id_rsa-2048", "id_ecdsa-256", "id_ecdsa-sk", "id_ed25519", "id_ed25519-sk"),
        *("id_rsa-2048-cert", "id_ecdsa-384-cert", "id_ed25519-cert", "id_ed25519-sk-cert"),
    ],
)
def test_both_tell_the_same_fingerprints_words_and_drawing(name: str) -> None:
    path = CORPUS / "openssh-10.5" / f"{name}.pub"
    found = told(path)
    for kind in ("sha256", "md5"):
        bits, fingerprint, *comment, _ = keygen("-l", "-E", kind, "-f", path).split()
        assert (str(found["bits"]), found[kind]) == (bits, fingerprint)
        assert found["comment"].split() == comment
    asked = ("--randomart", "--randomart-md5", "--bubblebabble")
    ours = [line.strip() for line in keywright("inspect", *asked, path, code=None).splitlines()]
    assert keygen("-B", "-f", path).split()[1] in " ".join(ours).split()
    drawings = [keygen("-l", "-v", "-E", kind, "-f", path).splitlines()[1:] for kind in ("sha256", "md5")]
    first = ours.index(drawings[0][0])
    assert ours[first : first + 22] == drawings[0] + drawings[1]


def test_both_list_every_key_of_a_file_and_read_standard_input() -> None:
    path = CORPUS / "ssh-keygen-9.2/authorized_keys-options"
    theirs = [line.split()[1] for line in keygen("-l", "-f", path).splitlines()]
    ours = json.loads(keywright("inspect", "--json", path, code=None))
    assert [row["sha256"] for row in ours] == theirs
    data = path.read_bytes()
    piped = run("ssh-keygen", "-l", "-f", "-", data=data).stdout.decode()
    assert [line.split()[1] for line in piped.splitlines()] == theirs
    ours = json.loads(keywright("inspect", "--json", "-", data=data, code=None))
    assert [row["sha256"] for row in ours] == theirs


# Signatures


def test_both_find_out_who_may_have_signed(tmp_path: Path) -> None:
    key = copied(tmp_path, "openssh-10.5/id_ed25519")
    line = (CORPUS / "openssh-10.5/id_ed25519.pub").read_text()
    signers, notes = tmp_path / "signers", tmp_path / "notes"
    signers.write_text(f"kai@example.com {line}eve@example.com {line}")
    notes.write_text("hello")
    keywright("sign", notes, "-k", key)
    signature = tmp_path / "notes.sig"
    theirs = keygen("-Y", "find-principals", "-f", signers, "-s", signature).split()
    said = keywright("verify", notes, signature, "--signers", signers)
    assert theirs == ["kai@example.com"]  # the first of them only
    assert said.startswith("good      Signed by kai@example.com, eve@example.com\n")
    signers.write_text(
        f'kai@example.com valid-before="20200101Z" {line}eve@example.com valid-after="20200101Z" {line}'
    )
    for when, who in (("20190601Z", "kai"), ("20200601Z", "eve")):
        asked = ("-Y", "find-principals", "-O", f"verify-time={when}", "-f", signers, "-s", signature)
        assert keygen(*asked).split() == [f"{who}@example.com"]
        told = keywright("verify", notes, signature, "--signers", signers, "--at", when)
        assert told.startswith(f"good      Signed by {who}@example.com\n")
    signers.write_text(f"kai@example.com {(CORPUS / 'openssh-10.5/id_rsa-2048.pub').read_text()}")
    found = run("ssh-keygen", "-Y", "find-principals", "-f", signers, "-s", signature, ok=False)
    assert found.returncode != 0
    keywright("verify", notes, signature, "--signers", signers, code=1)


@pytest.mark.parametrize("name", ["sha256", "sha512"])
def test_a_signature_that_names_nobody_is_checked_by_both(name: str, tmp_path: Path) -> None:
    key = copied(tmp_path, "openssh-10.5/id_rsa-2048")
    notes, signature = tmp_path / "notes", tmp_path / "notes.sig"
    notes.write_text("hello")
    keywright("sign", notes, "-k", key, "-n", "git", "--hash", name)
    asked = ("ssh-keygen", "-Y", "check-novalidate", "-n", "git", "-s", signature)
    theirs = run(*asked, data=b"hello").stdout.decode()
    said = keywright("verify", notes, signature, "-n", "git", "--no-identity")
    assert theirs.split()[-1] in said
    line = keygen("-y", "-f", key).split()[1]
    assert json.loads(keywright("inspect", "--json", signature))[0]["public_key"].split()[1] == line
    assert run(*asked, data=b"other", ok=False).returncode != 0
    notes.write_text("other")
    keywright("verify", notes, signature, "-n", "git", code=1)


def test_both_sign_with_a_key_that_only_the_agent_has(tmp_path: Path, monkeypatch) -> None:
    notes, signature = tmp_path / "notes", tmp_path / "notes.sig"
    notes.write_text("hello")
    with ssh_agent(tmp_path / "agent") as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        assert "does not hold it" not in keywright("agent", "list")
        for name in ("id_rsa-2048", "id_ecdsa-384", "id_ed25519"):
            run("ssh-add", "-q", copied(tmp_path, f"openssh-10.5/{name}", "gone"))
            (tmp_path / "gone").unlink()
            public = copied(tmp_path, f"openssh-10.5/{name}.pub", "key.pub")
            signatures = []
            for make in (
                lambda key: keywright("sign", notes, "--agent", "-k", key, "-n", "git", "--force"),
                lambda key: run("ssh-keygen", "-q", "-Y", "sign", "-U", "-n", "git", "-f", key, notes),
            ):
                make(public)
                run("ssh-keygen", "-Y", "check-novalidate", "-n", "git", "-s", signature, data=b"hello")
                keywright("verify", notes, "-n", "git", "--no-identity")
                signatures.append(told(signature)["public_key"])
                signature.unlink()
            assert signatures[0] == signatures[1]
            certified = _certified_by_agent(tmp_path, public)
            assert certified[0] == certified[1]
        refused = keywright("sign", notes, "--agent", "-k", CORPUS / "openssh-10.5/ca_host.pub", code=1)
        assert "The agent did not sign with this" in refused


def test_both_sign_under_a_certificate(tmp_path: Path, monkeypatch) -> None:
    notes, signature, signers = (tmp_path / name for name in ("notes", "notes.sig", "signers"))
    notes.write_text("hello")
    ca = copied(tmp_path, "openssh-10.5/ca_user", "ca")
    signers.write_text(f"* cert-authority {(CORPUS / 'openssh-10.5/ca_user.pub').read_text()}")
    copied(tmp_path, "openssh-10.5/id_ed25519")
    public = copied(tmp_path, "openssh-10.5/id_ed25519.pub", "key.pub")
    run("ssh-keygen", "-q", "-s", ca, "-I", "x", "-n", "kai", "-V", "20200101Z:20380101Z", public)
    certificate = tmp_path / "key-cert.pub"
    seen = []

    def both(*agent: str) -> None:
        """Sign with both, and have both judge; with a key that the agent has, or one in a file."""
        keywright("sign", notes, "-k", certificate, *agent)
        seen.append(signature.read_bytes())
        asked = ("-f", signers, "-I", "kai", "-n", "file", "-s", signature)
        run("ssh-keygen", "-Y", "verify", *asked, data=b"hello")
        signature.unlink()
        run(
            "ssh-keygen",
            "-q",
            "-Y",
            "sign",
            *(["-U"] if agent else []),
            "-n",
            "file",
            "-f",
            certificate,
            notes,
        )
        said = keywright("verify", notes, "--signers", signers, "--identity", "kai")
        assert "Ed25519 key SHA256:" in said
        assert "with a certificate" in said
        seen.append(signature.read_bytes())
        signature.unlink()

    both()
    with ssh_agent(tmp_path / "agent") as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        run("ssh-add", "-q", tmp_path / "key")  # and the certificate beside it
        (tmp_path / "key").unlink()
        both("--agent")
        run("ssh-add", "-q", "-d", copied(tmp_path, "openssh-10.5/id_ed25519.pub", "alone.pub"))
        assert "ED25519-CERT" in keywright("agent", "list")
        both("--agent")
        assert len(set(seen)) == 1
    refused = keywright("sign", notes, "-k", certificate, code=1)
    assert "the private key key is not in the same folder" in refused
    assert not signature.exists()


def _certified_by_agent(folder: Path, authority: Path) -> list[dict[str, Any]]:
    """What our certificate says and what that of ssh-keygen says, but for the fingerprints."""
    subject = copied(folder, "openssh-10.5/id_ecdsa-256.pub", "subject.pub")
    made = folder / "subject-cert.pub"
    common = ("-I", "id", "-n", "alice", "-V", "20200102Z:20380102Z")
    found = []
    for make in (
        lambda: keywright("certificate", "sign", "--agent", "-s", authority, *common, subject),
        lambda: run("ssh-keygen", "-q", "-U", "-s", authority, *common, subject),
    ):
        make()
        keygen("-L", "-f", made)
        (facts,) = json.loads(keywright("certificate", "show", "--json", made))
        assert facts["signature"] == "valid"
        found.append({name: value for name, value in facts.items() if name not in {"sha256", "md5"}})
        made.unlink()
    return found


# Revocation


def test_both_list_what_is_revoked_and_the_list_can_be_made_again_from_ours(tmp_path: Path) -> None:
    spec, made, again = tmp_path / "spec", tmp_path / "made.krl", tmp_path / "again.krl"
    authority = CORPUS / "openssh-10.5/ca_user.pub"
    key, other = ((CORPUS / f"openssh-10.5/{name}.pub").read_text() for name in ("id_ed25519", "id_rsa-2048"))
    serials = "".join(f"serial: {number}\n" for number in (1, 3, 5, 7, 9, 70, 71, 100_000))
    old = (CORPUS / "openssh-10.5/id_ecdsa-256.pub").read_text()
    spec.write_text(f"{serials}serial: 200-300\nid: alice\nid: b ö b\nkey: {key}sha256: {other}\nsha1: {old}")
    keygen("-q", "-k", "-f", made, "-s", authority, spec)
    ours = keywright("audit", "--entries", "--revoked", made)
    (tmp_path / "ours").write_text(ours)
    keygen("-q", "-k", "-f", again, "-s", authority, tmp_path / "ours")
    told = keywright("audit", "--entries", "--revoked", again)
    (lost,) = set(ours.splitlines()) - set(told.splitlines())  # it makes SHA-1 entries of whole keys only
    listing = [keygen("-Q", "-l", "-f", path).splitlines()[2:] for path in (made, again)]
    assert lost.startswith("# hash SHA1:")
    assert [line for line in listing[0] if line != lost] == listing[1] != listing[0]
    theirs = {line for line in listing[0] if line.startswith(("serial:", "id:"))}
    mine = {line for line in ours.splitlines() if line.startswith(("serial:", "id:"))}
    assert {line for line in mine if "ö" not in line} == {line for line in theirs if "id: b" not in line}
    assert len(mine) == len(theirs) == 10


def test_both_tell_their_usage() -> None:
    assert b"usage: ssh-keygen" in run("ssh-keygen", "-?", ok=False).stderr
    assert "keywright" in keywright("--help")
