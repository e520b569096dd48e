"""Keys for old devices, and the public forms of ssh-keygen and PuTTYgen, judged by both."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tui.cli import main
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats import PRIVATE_FORMATS
from tui.keyops.inspection.inspection import inspect
from tui.keyops.keys.algorithms import ALGORITHMS

pytestmark = pytest.mark.interop

COMMENT = "käse und brot"
WORDS = "correct horse"
CORPUS = Path(__file__).resolve().parents[1] / "corpus"
OLD = [
    (family, row.id)
    for family, known in ALGORITHMS.items()
    if known.legacy and not known.can_generate
    for row in PRIVATE_FORMATS
    if row.why_not(family) is None
]


# Keys that only old devices need


def test_each_legacy_type_has_containers() -> None:
    assert {family for family, _ in OLD} == {"dsa", "rsa1"}


@pytest.mark.parametrize(("family", "container"), OLD)
def test_a_key_for_old_devices_is_loaded_by_the_program_of_its_container(
    family: str, container: str, tmp_path: Path, capsys
) -> None:
    target = tmp_path / "id"
    secret = secret_file(tmp_path, "" if container in {"dropbear", "pkcs1-der"} else WORDS)
    argv = ["generate", "--legacy", "-t", family, "-b", "1024", "--format", container, "-C", COMMENT]
    assert main([*argv, "--new-passphrase-file", str(secret), "-o", str(target)]) == 0
    shown = capsys.readouterr().out
    assert f"legacy    for {ALGORITHMS[family].legacy.needed_by}" in shown
    line = target.with_suffix(".pub").read_bytes()
    if container == "dropbear":
        told = run("dropbearkey", "-y", "-f", target).stdout
        assert b" ".join(line.split()[:2]) in told
    elif container == "pkcs1-der":
        spki = run("openssl", "dsa", "-inform", "DER", "-in", target, "-pubout").stdout
        assert inspect(spki)[0].public == inspect(line)[0].public
    else:
        words = run("puttygen", target, "-L", "--old-passphrase", secret).stdout.split(b" ", 2)
        if container == "pem":  # it has no room for the comment
            assert words[:2] == line.split()[:2]
        else:
            assert b" ".join(words).strip() == line.strip()
        listed = run("puttygen", target, "-l", "--old-passphrase", secret).stdout.decode()
        fingerprint = inspect(line)[0].sha256 or inspect(line)[0].md5.removeprefix("MD5:")
        assert fingerprint in listed
        assert fingerprint in shown
    if family == "dsa":
        assert run("ssh-keygen", "-l", "-f", target.with_suffix(".pub")).stdout.endswith(b"(DSA)\n")


def test_puttygen_and_ssh_keygen_take_a_short_rsa_key(tmp_path: Path, capsys) -> None:
    target = tmp_path / "id"
    assert main(["generate", "--legacy", "-t", "rsa", "-b", "1024", "-o", str(target)]) == 0
    fingerprint = capsys.readouterr().out.splitlines()[2].split()[-1]
    assert run("ssh-keygen", "-l", "-f", target).stdout.startswith(f"1024 {fingerprint}".encode())
    assert fingerprint.encode() in run("puttygen", "-l", target).stdout
    signed = run("ssh-keygen", "-Y", "sign", "-n", "file", "-f", target, data=b"data").stdout
    assert b"BEGIN SSH SIGNATURE" in signed


@pytest.mark.parametrize(
    ("argv", "title", "hint"),
    [
        (
            ["-t", "dsa"],
            "DSA keys are obsolete: they are only for devices from before 2010",
            "Or add --legacy",
        ),
        (["-t", "rsa1"], "SSH-1 RSA keys are obsolete: they are only for devices", "Or add --legacy"),
        (["-t", "rsa", "-b", "1024"], "needs at least 2048 bits", "from before 2010 that cannot"),
        (
            ["-t", "rsa", "-b", "1016", "--legacy"],
            "needs at least 1024 bits",
            "Choose 1024 to 16384",
        ),
        (["-t", "dsa", "--legacy", "--format", "openssh"], "DSA cannot be written as OpenSSH", ""),
    ],
    ids=["dsa", "rsa1", "rsa 1024", "rsa 1016", "container"],
)
def test_without_the_request_it_is_refused_with_the_reason_and_nothing_is_written(
    argv: list[str], title: str, hint: str, tmp_path: Path, capsys
) -> None:
    assert main(["generate", *argv, "-o", str(tmp_path / "id")]) == 1
    shown = capsys.readouterr()
    assert title in shown.err
    assert hint in shown.err
    assert list(tmp_path.iterdir()) == []


# Public forms: puttygen -L -p, ssh-keygen -y -e -i


def public(path: Path, capsys, *argv: str) -> bytes:
    """What the verb prints."""
    assert main(["public", str(path), *argv]) == 0
    return capsys.readouterr().out.encode("utf-8", "surrogateescape")


@pytest.fixture(params=["rsa", "ecdsa384", "ed25519"])
def key(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "id"
    pair = make(request.param)
    path.write_bytes(pack(pair, "openssh").data)
    path.chmod(0o600)
    return path


def test_the_line_is_that_of_ssh_keygen_and_of_puttygen(key: Path, capsys) -> None:
    line = public(key, capsys)
    assert line == run("ssh-keygen", "-y", "-f", key).stdout
    assert line == run("puttygen", key, "-L").stdout


def test_the_exported_forms_are_those_of_ssh_keygen(key: Path, capsys) -> None:
    """-e: what it refuses of Ed25519 is written here, and its PEM of another key than RSA is SPKI."""
    family = inspect(key.read_bytes())[0].public.family
    theirs = {mode: run("ssh-keygen", "-e", "-m", mode, "-f", key, ok=False) for mode in ("PKCS8", "PEM")}
    ours = public(key, capsys, "--to", "spki")
    if family == "ed25519":
        assert [b"unsupported key type" in told.stderr for told in theirs.values()] == [True, True]
        assert run("openssl", "pkey", "-pubin", data=ours).stdout == ours
    else:
        older = public(key, capsys, "--to", "pkcs1-public") if family == "rsa" else ours
        assert (theirs["PKCS8"].stdout, theirs["PEM"].stdout) == (ours, older)


def test_the_rfc4716_form_is_that_of_puttygen_with_the_comment_that_ssh_keygen_drops(
    key: Path, tmp_path: Path, capsys
) -> None:
    ours, file = public(key, capsys, "--to", "rfc4716"), tmp_path / "ours"
    assert run("puttygen", key, "-p").stdout == ours
    file.write_bytes(ours)
    line = public(file, capsys)
    assert line == public(key, capsys)
    assert run("ssh-keygen", "-i", "-f", file).stdout.split() == line.split()[:2]


def test_what_ssh_keygen_exports_is_imported_as_the_line_that_it_imports(
    key: Path, tmp_path: Path, capsys
) -> None:
    """Its PEM of an ECDSA key is SPKI, which it imports as PKCS8 only."""
    theirs = tmp_path / "theirs"
    for mode in ("RFC4716", "PKCS8", "PEM"):
        told = run("ssh-keygen", "-e", "-m", mode, "-f", key, ok=False)
        if told.returncode:  # Ed25519
            continue
        theirs.write_bytes(told.stdout)
        form = "PKCS8" if told.stdout.startswith(b"-----BEGIN PUBLIC KEY") else mode
        imported = run("ssh-keygen", "-i", "-m", form, "-f", theirs).stdout
        assert public(theirs, capsys).split()[:2] == imported.split()[:2]


def test_the_private_file_of_ssh_com_becomes_the_pem_that_ssh_keygen_makes_of_it(tmp_path: Path) -> None:
    source, target = tmp_path / "sshcom", tmp_path / "pem"
    source.write_bytes(pack(make("rsa"), "sshcom").data)
    source.chmod(0o600)
    assert main(["convert", str(source), "--to", "pem", "-o", str(target)]) == 0
    assert run("ssh-keygen", "-i", "-f", source).stdout == target.read_bytes()


def test_the_line_of_ssh_version_1_is_printed_unasked(capsys) -> None:
    path = CORPUS / "puttygen-0.78" / "rsa1"
    assert public(path, capsys) == run("puttygen", path, "-L").stdout


def test_openssl_reads_the_older_form_that_is_written_here(tmp_path: Path) -> None:
    older, spki = (pack_public(make("rsa").public, name).data for name in ("pkcs1-public", "spki"))
    assert run("openssl", "rsa", "-RSAPublicKey_in", "-pubout", data=older).stdout == spki
