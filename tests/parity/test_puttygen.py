"""What puttygen does and we do too: both run, and the results compared."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.peers import run, secret_file
from tests.parity.tools import CORPUS, copied, keywright, nothing, puttygen
from tui.keyops.generation.generation import default_comment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.interop

PHRASE = "correct horse"
COMMENT = "größe [bold]x[/]"


def told(path: Path) -> dict[str, Any]:
    """What ``inspect`` says of the one key in a file."""
    (found,) = json.loads(keywright("inspect", "--json", path))
    return found


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("-t", "rsa", "-b", "2048"), ("-t", "rsa", "-b", "2048")),
        (("-t", "ecdsa", "-b", "256"), ("-t", "ecdsa", "-b", "256")),
        (("-t", "ecdsa"), ("-t", "ecdsa", "-b", "384")),
        (("-t", "ecdsa", "-b", "521"), ("-t", "ecdsa", "-b", "521")),
        (("-t", "eddsa"), ("-t", "ed25519")),
        (("-t", "eddsa", "-b", "448"), ("-t", "ed448")),
    ],
    ids=["rsa", "ecdsa-256", "ecdsa-384", "ecdsa-521", "ed25519", "ed448"],
)
def test_each_type_is_made_by_both_and_read_by_both(theirs, ours, tmp_path: Path) -> None:
    none, his, mine = nothing(tmp_path), tmp_path / "theirs.ppk", tmp_path / "ours.ppk"
    puttygen(tmp_path, *theirs, "--primes", "probable", "-q", "-C", COMMENT, "-o", his)
    made = ("--format", "ppk3", "-C", COMMENT, "--new-passphrase-file", none, "-o", mine)
    keywright("generate", *ours, *made)
    facts = ("container", "algorithm", "bits", "comment", "encrypted", "error")
    assert [told(mine)[name] for name in facts] == [told(his)[name] for name in facts]
    assert told(mine)["comment"] == COMMENT
    listed = [puttygen(tmp_path, "-l", path).split() for path in (his, mine)]
    assert listed[0][:2] == listed[1][:2]
    assert listed[1][2] == told(mine)["sha256"]
    puttygen(tmp_path, mine, "-O", "private-openssh-new", "-o", tmp_path / "opened")


def test_the_comment_of_a_new_key_says_who_made_it_where_theirs_says_when(tmp_path: Path) -> None:
    none, his, mine = nothing(tmp_path), tmp_path / "theirs.ppk", tmp_path / "ours.ppk"
    puttygen(tmp_path, "-t", "ed25519", "-o", his)
    keywright("generate", "-t", "ed25519", "--format", "ppk3", "--new-passphrase-file", none, "-o", mine)
    assert told(his)["comment"] == time.strftime("ed25519-key-%Y%m%d")
    assert told(mine)["comment"] == default_comment().decode()


def test_neither_makes_a_key_and_keeps_the_public_half_only(tmp_path: Path) -> None:
    theirs = run("puttygen", "-t", "ed25519", "-O", "public-openssh", "-o", tmp_path / "k", ok=False)
    assert b"would" in theirs.stderr
    assert b"discard the private part" in theirs.stderr
    keywright("generate", "-t", "ed25519", "--format", "rfc4716", "-o", tmp_path / "k", code=2)
    assert not (tmp_path / "k").exists()


def test_both_know_a_size_that_is_too_small(tmp_path: Path) -> None:
    theirs = run("puttygen", "-t", "rsa", "-b", "200", "-o", tmp_path / "k", ok=False)
    assert b"shorter than 256 bits" in theirs.stderr
    none = nothing(tmp_path)
    theirs = run("puttygen", "-t", "rsa", "-b", "1024", "-o", tmp_path / "made", "--new-passphrase", none)
    assert b"warning: RSA keys shorter than 2048 bits are probably not secure" in theirs.stderr
    refused = keywright("generate", "-t", "rsa", "-b", "1024", "-o", tmp_path / "k", code=1)
    assert "too weak" in refused
    assert "add --legacy" in refused
    theirs = run("puttygen", "-t", "ecdsa", "-b", "255", "-o", tmp_path / "k", ok=False)
    assert b"256, 384 or 521" in theirs.stderr
    assert "256, 384 or 521" in keywright("generate", "-t", "ecdsa", "-b", "255", code=1)


def test_both_read_standard_input(tmp_path: Path) -> None:
    data = (CORPUS / "puttygen-0.78/ecdsa-384.ppk").read_bytes()
    theirs = run("puttygen", "-", "-l", data=data).stdout.decode().split()[2]
    assert json.loads(keywright("inspect", "--json", "-", data=data))[0]["sha256"] == theirs
    assert keywright("public", "-", data=data) == run("puttygen", "-", "-L", data=data).stdout.decode()
    none, out = nothing(tmp_path), tmp_path / "out"
    phrases = ("--old-passphrase", none, "--new-passphrase", none)
    run("puttygen", "-", "-O", "private-openssh", "-o", tmp_path / "pem", *phrases, data=data)
    exported = (tmp_path / "pem").read_bytes()
    run("puttygen", "-", "-O", "private", "-o", tmp_path / "ppk", *phrases, data=exported)
    keywright("convert", "-", "--to", "ppk3", "-o", out, data=exported)
    assert [puttygen(tmp_path, file, "-L").split()[:2] for file in (out, tmp_path / "ppk")] == [
        run("puttygen", "-", "-L", data=data).stdout.decode().split()[:2]
    ] * 2


def test_both_tell_the_four_fingerprints() -> None:
    for name in ("ecdsa-256-certified.ppk", "rsa-2048-certified.ppk", "ed25519-certified.ppk"):
        path = CORPUS / "puttygen-0.78" / name
        key, (certificate,) = told(path), json.loads(keywright("certificate", "show", "--json", path))
        ours = {
            "sha256": key["sha256"],
            "md5": key["md5"].removeprefix("MD5:"),
            "sha256-cert": certificate["sha256"],
            "md5-cert": certificate["md5"].removeprefix("MD5:"),
        }
        theirs = {kind: run("puttygen", path, "-l", "-E", kind).stdout.decode().split()[2] for kind in ours}
        assert ours == theirs
        assert run("puttygen", path, "-O", "fingerprint").stdout.decode().split()[2] == ours["sha256"]


def test_the_fingerprint_of_an_ssh_1_key_is_theirs() -> None:
    shown = run("puttygen", CORPUS / "puttygen-0.78/rsa1", "-l").stdout.decode()
    (ours,) = json.loads(keywright("inspect", "--json", CORPUS / "puttygen-0.78/rsa1", code=None))
    assert shown == f"{ours['bits']} {ours['md5'].removeprefix('MD5:')} {ours['comment']}\n"


def test_both_tell_what_a_certificate_says() -> None:
    for name in (
        "puttygen-0.78/ed25519-certified.ppk",
        "openssh-10.5/id_ed25519-cert.pub",
        "ssh-keygen-9.2/rsa-2048-host-cert.pub",
    ):
        path = CORPUS / name
        shown = run("puttygen", path, "--cert-info").stdout.decode()
        assert shown == run("puttygen", path, "-O", "cert-info").stdout.decode()
        theirs = dict(line.split(": ", 1) for line in shown.splitlines())
        (ours,) = json.loads(keywright("certificate", "show", "--json", path))
        assert theirs["Certificate type"].split()[0] == ours["type"]
        assert theirs[f"Valid {ours['type']} names"] == ",".join(ours["principals"])
        assert theirs["Certificate ID string"] == ours["key_id"]
        assert theirs["Certificate serial number"] == str(ours["serial"])
        assert theirs["Fingerprint of signing CA key"].split()[-1] == ours["authority"]["sha256"]
        assert theirs["Fingerprint including certificate"].split()[-1] == ours["sha256"]
        moments = [ours[name] for name in ("valid_after", "valid_before") if ours[name] is not None]
        ends = [time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment)) for moment in moments]
        assert theirs["Validity period"] == (" - ".join(ends) or "forever")
        options = ours["critical_options"]
        assert theirs.get("Forced remote command") == options.get("force-command")
        assert theirs.get("Permitted client IP addresses") == options.get("source-address")


OUTPUTS = [
    ("openssh-10.5/id_rsa-2048", "private", "ppk3"),
    ("openssh-10.5/id_ecdsa-256", "private", "ppk3"),
    ("openssh-10.5/id_ed25519", "private", "ppk3"),
    ("puttygen-0.78/rsa-2048.ppk", "private-openssh", "pem"),
    ("puttygen-0.78/ecdsa-256.ppk", "private-openssh", "pem"),
    ("puttygen-0.78/dsa-1024.ppk", "private-openssh", "pem"),
    ("puttygen-0.78/ed25519.ppk", "private-openssh", "openssh"),
    ("puttygen-0.78/ed448.ppk", "private-openssh", "openssh"),
    ("puttygen-0.78/rsa-2048.ppk", "private-openssh-new", "openssh"),
    ("puttygen-0.78/ecdsa-521.ppk", "private-openssh-new", "openssh"),
    ("puttygen-0.78/rsa-2048.ppk", "private-sshcom", "sshcom"),
    ("puttygen-0.78/dsa-1024.ppk", "private-sshcom", "sshcom"),
    ("puttygen-0.78/ed448.ppk", "public", "rfc4716"),
    ("puttygen-0.78/dsa-1024.ppk", "public-openssh", "openssh-public"),
    ("puttygen-0.78/rsa1", "public", "ssh1-public"),
]
FREE = {
    ("rsa", "openssh"),
    ("ecdsa", "openssh"),
    ("ed25519", "openssh"),
    ("ed448", "openssh"),
    ("ecdsa", "pem"),
}
"""Types and containers with bytes that may differ: check numbers, and lengths of numbers."""


@pytest.mark.parametrize(
    ("source", "form", "target"), OUTPUTS, ids=[f"{row[0].split('/')[1]}-{row[1]}" for row in OUTPUTS]
)
def test_each_output_is_that_of_puttygen(source: str, form: str, target: str, tmp_path: Path) -> None:
    path, theirs, ours = copied(tmp_path, source), tmp_path / "theirs", tmp_path / "ours"
    puttygen(tmp_path, path, "-O", form, "-o", theirs)
    keywright("convert", path, "--to", target, "-o", ours)
    assert oct(ours.stat().st_mode & 0o77) == oct(0o0 if form.startswith("private") else 0o44)
    if (source.split("/")[1].split("-", maxsplit=1)[0].split(".", maxsplit=1)[0], target) in FREE:
        assert {key: value for key, value in told(ours).items() if key != "path"} == {
            key: value for key, value in told(theirs).items() if key != "path"
        }
        assert puttygen(tmp_path, ours, "-L") == puttygen(tmp_path, theirs, "-L")
    else:
        assert ours.read_bytes() == theirs.read_bytes()


def test_both_print_the_public_half_without_a_file_to_write(tmp_path: Path) -> None:
    path = CORPUS / "puttygen-0.78/rsa-2048-locked.ppk"  # locked: its public half stands in clear
    assert keywright("public", path) == run("puttygen", path, "-L").stdout.decode()
    assert keywright("public", path, "--to", "rfc4716") == run("puttygen", path, "-p").stdout.decode()


def test_the_line_of_a_certificate_inside_a_ppk_is_printed_by_both() -> None:
    path = CORPUS / "puttygen-0.78/rsa-2048-certified.ppk"
    theirs = run("puttygen", path, "-L").stdout.decode().split()
    assert keywright("certificate", "show", "--line", path).split()[:2] == theirs[:2]
    assert keywright("public", path).split()[0] == "ssh-rsa"


@pytest.mark.parametrize("name", ["id_ed25519-cert.pub", "id_ecdsa-256-cert.pub", "id_rsa-2048-cert.pub"])
def test_the_file_of_a_certificate_is_printed_whole_by_both(name: str) -> None:
    path = CORPUS / "openssh-10.5" / name
    assert keywright("public", path, "--to", "rfc4716") == run("puttygen", path, "-p").stdout.decode()
    assert keywright("public", path) == run("puttygen", path, "-L").stdout.decode()
    plain = path.with_name(name.replace("-cert", ""))
    assert keywright("public", path, "--sshfp", "h") == keywright("public", plain, "--sshfp", "h")
    assert "BEGIN PUBLIC KEY" in keywright("public", path, "--to", "spki")


def test_both_take_a_certificate_from_standard_input(tmp_path: Path) -> None:
    path, theirs = copied(tmp_path, "puttygen-0.78/ed25519-certified.ppk"), tmp_path / "theirs.ppk"
    whole, sent = path.read_bytes(), run("puttygen", path, "-L").stdout
    keywright("certificate", "remove", path)
    plain = path.read_bytes()
    nobody = nothing(tmp_path)
    phrases = ("--old-passphrase", nobody, "--new-passphrase", nobody)
    run("puttygen", path, "--certificate", "-", "-O", "private", "-o", theirs, *phrases, data=sent)
    keywright("certificate", "attach", path, "-", data=sent)
    assert path.read_bytes() == theirs.read_bytes() == whole != plain
    path.write_bytes(plain)
    other = (CORPUS / "openssh-10.5/id_ecdsa-256-cert.pub").read_bytes()
    refused = keywright("certificate", "attach", path, "-", data=other, code=1)
    assert "standard input is the certificate of another key" in refused
    assert path.read_bytes() == plain


EDITS = {
    "comment": (("-C", COMMENT), ("-C", COMMENT)),
    "version": (("--reencrypt", "--ppk-param", "version=2"), ("--ppk-version", "2")),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_an_unlocked_ppk_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    theirs, ours = (copied(tmp_path, "puttygen-0.78/ed25519.ppk", name) for name in ("theirs", "ours"))
    his, mine = EDITS[name]
    puttygen(tmp_path, theirs, *his, "-O", "private", "-o", theirs)
    keywright("edit", ours, *mine)
    assert ours.read_bytes() == theirs.read_bytes()
    assert ours.read_bytes() != (CORPUS / "puttygen-0.78/ed25519.ppk").read_bytes()


def test_both_change_and_remove_a_passphrase_in_place(tmp_path: Path) -> None:
    theirs, ours = (copied(tmp_path, "puttygen-0.78/ecdsa-256-v2.ppk", name) for name in ("theirs", "ours"))
    none, new = nothing(tmp_path), secret_file(tmp_path, PHRASE)
    plain = ours.read_bytes()
    keep = ("--ppk-param", "version=2")
    puttygen(tmp_path, theirs, "-P", *keep, "-o", theirs, new=new)
    keywright("edit", ours, "--new-passphrase-file", new)
    assert ours.read_bytes() == theirs.read_bytes() != plain
    puttygen(tmp_path, theirs, "-P", *keep, "-o", theirs, old=new, new=none)
    keywright("edit", ours, "--passphrase-file", new, "--new-passphrase-file", none)
    assert ours.read_bytes() == theirs.read_bytes() == plain


PARAMETERS = {
    "kdf=argon2i,memory=64,passes=2": ("--kdf", "argon2i", "--memory", "64", "--passes", "2"),
    "kdf=argon2d,memory=0x40,passes=3,parallelism=3": (
        *("--kdf", "argon2d", "--memory", "64", "--passes", "3", "--parallelism", "3"),
    ),
    "memory=1024,time=20": ("--memory", "1024", "--milliseconds", "20"),
}


@pytest.mark.parametrize("given", PARAMETERS)
def test_each_parameter_of_the_lock_is_kept_by_both(given: str, tmp_path: Path) -> None:
    path, phrase = copied(tmp_path, "openssh-10.5/id_ed25519"), secret_file(tmp_path, PHRASE)
    theirs, ours = tmp_path / "theirs.ppk", tmp_path / "ours.ppk"
    puttygen(tmp_path, path, "-P", "-O", "private", "--ppk-param", given, "-o", theirs, new=phrase)
    made = ("convert", path, "--to", "ppk3", "-o", ours, "--new-passphrase-file", phrase)
    keywright(*made, *PARAMETERS[given])
    locks = [
        [line for line in file.read_text().splitlines() if re.match(r"Key-Derivation|Argon2-[MP]", line)]
        for file in (theirs, ours)
    ]
    if "time" in given:  # how many passes that makes is up to the machine and the moment
        locks = [[line for line in lock if "Passes" not in line] for lock in locks]
    assert locks[0] == locks[1]
    assert len(locks[1]) >= 3
    puttygen(tmp_path, ours, "-O", "private-openssh-new", "-o", tmp_path / "opened", old=phrase)


def test_both_lock_anew_with_another_salt_and_keep_the_rest(tmp_path: Path) -> None:
    phrase = secret_file(tmp_path, PHRASE)
    made = copied(tmp_path, "openssh-10.5/id_ed25519")
    theirs, ours = tmp_path / "theirs.ppk", tmp_path / "ours.ppk"
    light = "memory=64,passes=2"
    puttygen(tmp_path, made, "-P", "-O", "private", "--ppk-param", light, "-o", theirs, new=phrase)
    ours.write_bytes(before := theirs.read_bytes())
    (tmp_path / "bare.ppk").write_bytes(before)
    puttygen(tmp_path, tmp_path / "bare.ppk", "--reencrypt", old=phrase)
    assert b"Argon2-Memory: 8192\n" in (tmp_path / "bare.ppk").read_bytes(), "it falls back to its defaults"
    puttygen(tmp_path, theirs, "--reencrypt", "--ppk-param", light, old=phrase)
    keywright("edit", ours, "--reencrypt", "--passphrase-file", phrase)
    changed = re.compile(rb"Argon2-Salt: (\S+)\n(Private-Lines: \d+\n).*", re.DOTALL)
    assert len({changed.search(data)[1] for data in (before, theirs.read_bytes(), ours.read_bytes())}) == 3
    assert changed.sub(rb"\2", ours.read_bytes()) == changed.sub(rb"\2", theirs.read_bytes())
    assert puttygen(tmp_path, ours, "-L", old=phrase) == puttygen(tmp_path, theirs, "-L", old=phrase)


def test_both_tell_their_version_and_their_options() -> None:
    assert run("puttygen", "--version").stdout.startswith(b"puttygen: Release")
    assert keywright("--version").startswith("keywright ")
    assert b"--ppk-param" in run("puttygen", "--help").stdout
    assert "--parallelism" in keywright("convert", "--help")
