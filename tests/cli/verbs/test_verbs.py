"""The headless verbs, run as a user runs them."""

from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tests.helpers.project import ROOT
from tests.helpers.verbs import keywright, objects
from tui.cli import VERBS, main, overview
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FIELDS = """schema path kind format container algorithm bits comment encrypted unlocked cipher kdf sha256 md5
certificate public_key line options findings error""".split()  # noqa: SIM905


def test_the_help_tells_what_each_verb_is_for() -> None:
    told = [name for group in overview.GROUPS for name, _ in group.verbs]
    assert sorted(told) == sorted(VERBS)
    assert [name for name in told if f"\n  {name} " not in overview.verbs()] == []
    assert max(map(len, f"{overview.verbs()}\n{overview.epilog()}".splitlines())) <= 80


def test_the_verbs_stand_before_the_options(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert told.index("\n  generate ") < told.index("--theme") < told.index("\nExit codes")
    assert "tokyo" not in told, "two dozen themes before the first verb"


@pytest.mark.parametrize(
    "argv",
    [
        ("generate", "-o", "-"),
        ("convert", "--to", "pem", "-o", "-", "x"),
        ("export", "--as", "raw", "-o", "-", "x"),
    ],
    ids=lambda argv: argv[0],
)
def test_a_dash_names_no_file_to_write(
    argv: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit, match="2"):
        main(argv)
    assert "leave out -o to write to standard output" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    path = tmp_path / "id_rsa"
    path.write_bytes(pack(make("rsa"), "openssh", Protection(Secret("correct horse"), rounds=2)).data)
    path.chmod(0o600)
    return path


def test_inspect_json_has_every_field_in_its_order(locked: Path) -> None:
    (found,) = objects(locked)
    assert list(found) == FIELDS
    assert found["path"] == str(locked)
    assert (found["kind"], found["container"], found["algorithm"], found["bits"]) == (
        "private",
        "openssh",
        "ssh-rsa",
        2048,
    )
    assert (found["encrypted"], found["unlocked"], found["comment"]) == (True, False, None)
    assert (found["cipher"], found["kdf"]) == ("aes256-ctr", {"name": "bcrypt", "rounds": 2})
    assert str(found["public_key"]).startswith("ssh-rsa AAAA")
    assert found["error"] is None


def test_inspect_json_agrees_with_ssh_keygen(tmp_path: Path) -> None:
    run("ssh-keygen", "-q", "-t", "ecdsa", "-b", "384", "-N", "", "-C", "a b", "-f", tmp_path / "k")
    (found,) = objects(tmp_path / "k.pub")
    sha256 = run("ssh-keygen", "-lf", tmp_path / "k.pub").stdout.decode().split()
    md5 = run("ssh-keygen", "-l", "-E", "md5", "-f", tmp_path / "k.pub").stdout.decode().split()
    assert (str(found["bits"]), found["sha256"], found["md5"]) == (sha256[0], sha256[1], md5[1])
    assert found["public_key"] == (tmp_path / "k.pub").read_text().rstrip("\n")
    assert found["comment"] == "a b"


def test_the_right_passphrase_file_unlocks_and_a_wrong_one_is_an_error(locked: Path, tmp_path: Path) -> None:
    (found,) = objects("--passphrase-file", secret_file(tmp_path, "correct horse"), locked)
    assert (found["unlocked"], found["comment"]) == (True, make("rsa").comment.decode())
    (found,) = objects("--passphrase-file", secret_file(tmp_path, "wrong"), locked, code=1)
    assert found["unlocked"] is False
    assert found["error"]["id"] == "wrong-passphrase"
    assert str(found["sha256"]).startswith("SHA256:"), "what stands in clear is still told"


def test_a_passphrase_file_may_be_a_pipe(locked: Path) -> None:
    result = subprocess.run(
        [
            "bash",
            "-c",
            f'"{sys.executable}" -m tui inspect --json --passphrase-file <(echo correct horse) "{locked}"',
        ],
        capture_output=True,
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    assert json.loads(result.stdout)[0]["unlocked"] is True


def test_standard_input_is_inspected(tmp_path: Path) -> None:
    (found,) = objects("-", data=pack_public(make("ed25519").public, "openssh-public", b"x").data)
    assert (found["path"], found["kind"], found["comment"]) == ("-", "public", "x")
    (found,) = objects("-", data=b"", code=1)
    assert found["error"]["id"] == "unknown-format"


def test_every_kind_of_bad_input_is_an_object_with_error(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(os.urandom(5000))
    (tmp_path / "huge").write_bytes(b"x" * (1 << 20) + b"y")
    (tmp_path / "cut").write_bytes(pack(make("rsa"), "openssh").data[:900])
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "fifo")
    names = ["empty", "binary", "huge", "cut", "dangling", "folder", "fifo", "missing"]
    found = objects(*(tmp_path / name for name in names), "/dev/null", "/dev/zero", code=1)
    assert len(found) == len(names) + 2
    for each in found:
        assert list(each) == FIELDS
        assert each["kind"] in {"other", "private"}
        assert each["error"]["title"]
        assert each["error"]["hint"]
        assert each["sha256"] is None or each["path"].endswith("cut"), "what is left of a cut file is told"


def test_the_plain_text_names_the_facts_and_shows_no_escape_codes(tmp_path: Path) -> None:
    path = tmp_path / "evil.pub"
    path.write_bytes(pack_public(make("ed25519").public, "openssh-public", b"\x1b]52;c;AAAA\x07\x9b2J").data)
    result = keywright("inspect", path)
    assert result.returncode == 0
    assert b"\x1b" not in result.stdout
    assert b"\x9b" not in result.stdout
    assert b"Ed25519" in result.stdout
    assert b"\\x1b" in result.stdout


@pytest.mark.parametrize(
    "argv", [["inspect"], ["convert", "x"], ["generate", "-t", "nope"], ["a", "b", "c"], ["--nope"]]
)
def test_wrong_usage_exits_with_2(argv: list[str]) -> None:
    assert keywright(*argv).returncode == 2


def test_generate_writes_a_pair_that_ssh_keygen_reads(tmp_path: Path) -> None:
    target = tmp_path / "id"
    result = keywright("generate", "-t", "ecdsa", "-b", "521", "-C", "me@here", "-o", target)
    assert result.returncode == 0, result.stderr
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    line = run("ssh-keygen", "-y", "-f", target).stdout
    assert line == (tmp_path / "id.pub").read_bytes()
    assert line.decode().split()[2] == "me@here"
    assert run("ssh-keygen", "-lf", target).stdout.decode().split()[1].encode() in result.stdout
    randomart = run("ssh-keygen", "-lvf", target).stdout.decode().splitlines()[1:]
    assert "\n".join(randomart) in result.stdout.decode()


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa", "ed448"])
@pytest.mark.parametrize("container", ["openssh", "pem", "pkcs8", "ppk2", "ppk3"])
def test_generate_makes_each_type_in_each_container_locked(kind: str, container: str, tmp_path: Path) -> None:
    target = tmp_path / "id"
    secret = secret_file(tmp_path, "correct horse")
    bits = ["-b", "2048"] if kind == "rsa" else []
    argv: list[str | Path]
    argv = ["-t", kind, *bits, "--format", container, "--new-passphrase-file", secret, "-o", target]
    result = keywright("generate", *argv)
    if container == "pem" and kind.startswith("ed"):
        assert result.returncode == 1
        assert b"cannot be written as" in result.stderr
        assert not target.exists()
        return
    assert result.returncode == 0, result.stderr
    (found,) = objects("--passphrase-file", secret, target)
    assert (found["container"], found["unlocked"], found["error"]) == (container, True, None)


def test_generate_never_overwrites_without_force(tmp_path: Path) -> None:
    (tmp_path / "id").write_text("precious")
    result = keywright("generate", "-o", tmp_path / "id")
    assert result.returncode == 1
    assert b"id_2 is available" in result.stderr
    assert (tmp_path / "id").read_text() == "precious"
    forced = keywright("generate", "--force", "-o", tmp_path / "id")
    assert forced.returncode == 0
    assert (tmp_path / "id").read_text().startswith("-----BEGIN OPENSSH")
    (kept,) = tmp_path.glob("id.backup-*")
    assert kept.read_text() == "precious"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert f"backup    -rw------- {kept}" in forced.stdout.decode()
    assert b"  old    no key" in forced.stderr


def test_overwriting_shows_the_key_that_was_there_and_the_new_one(tmp_path: Path) -> None:
    first = keywright("generate", "-o", tmp_path / "id").stdout.decode()
    again = keywright("generate", "--force", "--no-backup", "-o", tmp_path / "id")
    there, new = (
        next(line.split()[-1] for line in text.splitlines() if "SHA256:" in line)
        for text in (first, again.stdout.decode())
    )
    assert f"  old    Ed25519 {there}\n  new    Ed25519 {new}\n" in again.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["id", "id.pub"]


def test_generate_defaults_to_the_name_of_ssh_keygen(tmp_path: Path) -> None:
    assert keywright("generate", home=tmp_path).returncode == 0
    assert stat.S_IMODE((tmp_path / ".ssh").stat().st_mode) == 0o700
    assert (tmp_path / ".ssh" / "id_ed25519").exists()
    assert (tmp_path / ".ssh" / "id_ed25519.pub").exists()


@pytest.mark.parametrize(
    ("kind", "bits", "words"), [("rsa", "1024", b"2048"), ("rsa", "4097", b"8"), ("ecdsa", "300", b"521")]
)
def test_generate_refuses_sizes_and_says_which_go(kind: str, bits: str, words: bytes, tmp_path: Path) -> None:
    result = keywright("generate", "-t", kind, "-b", bits, "-o", tmp_path / "id")
    assert result.returncode == 1
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_convert_keeps_the_passphrase_unless_told_otherwise(locked: Path, tmp_path: Path) -> None:
    old, new = secret_file(tmp_path, "correct horse"), secret_file(tmp_path, "another horse", "new")
    empty = secret_file(tmp_path, "", "empty")
    convert: list[str | Path] = ["convert", locked, "--passphrase-file", old, "--to"]
    assert keywright(*convert, "pem", "-o", tmp_path / "kept.pem").returncode == 0
    run("openssl", "rsa", "-in", tmp_path / "kept.pem", "-passin", f"file:{old}", "-check", "-noout")
    assert (
        keywright(*convert, "pkcs8", "-o", tmp_path / "new.pem", "--new-passphrase-file", new).returncode == 0
    )
    run("openssl", "pkey", "-in", tmp_path / "new.pem", "-passin", f"file:{new}", "-noout")
    assert (
        keywright(*convert, "ppk3", "-o", tmp_path / "plain.ppk", "--new-passphrase-file", empty).returncode
        == 0
    )
    assert b"Encryption: none" in (tmp_path / "plain.ppk").read_bytes()


def test_convert_never_overwrites_without_force(locked: Path, tmp_path: Path) -> None:
    target, secret = tmp_path / "out.pem", secret_file(tmp_path, "correct horse")
    target.write_text("precious")
    argv: list[str | Path]
    argv = ["convert", locked, "--to", "pem", "-o", target, "--passphrase-file", secret]
    result = keywright(*argv)
    assert result.returncode == 1
    assert target.read_text() == "precious"
    assert keywright(*argv, "--force").returncode == 0
    assert "RSA PRIVATE KEY" in target.read_text()


def test_convert_refuses_what_has_no_form_and_writes_nothing(tmp_path: Path) -> None:
    source = tmp_path / "id"
    source.write_bytes(pack(make("ed25519"), "openssh").data)
    result = keywright("convert", source, "--to", "pem", "-o", tmp_path / "out.pem")
    assert result.returncode == 1
    assert b"Ed25519" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["id"]


def test_convert_with_a_wrong_or_missing_passphrase_writes_nothing(locked: Path, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert keywright("convert", locked, "--to", "pem", "-o", tmp_path / "out.pem").returncode == 1
    secret = secret_file(tmp_path, "wrong")
    result = keywright(
        "convert", locked, "--to", "pem", "-o", tmp_path / "out.pem", "--passphrase-file", secret
    )
    assert result.returncode == 1
    assert b"does not open" in result.stderr
    assert set(tmp_path.iterdir()) - before == {secret}


def test_the_comment_that_pem_cannot_hold_stays_in_the_public_file(tmp_path: Path) -> None:
    source = tmp_path / "build.ppk"
    source.write_bytes(pack(make("rsa"), "ppk3").data)
    result = keywright("convert", source, "--to", "pem", "-o", tmp_path / "out.pem")
    assert result.returncode == 0
    assert b"lost" in result.stdout
    assert make("rsa").comment in (tmp_path / "out.pem.pub").read_bytes()
    back = keywright("convert", tmp_path / "out.pem", "--to", "openssh", "-o", tmp_path / "back")
    assert back.returncode == 0
    assert objects(tmp_path / "back")[0]["comment"] == make("rsa").comment.decode()


def test_public_prints_the_line_of_any_file(locked: Path, tmp_path: Path) -> None:
    line = keywright("public", locked)
    assert line.returncode == 0
    assert line.stdout.split()[0] == b"ssh-rsa"
    pem = tmp_path / "k.pem"
    pem.write_bytes(pack(make("rsa"), "pem", Protection(Secret("correct horse"))).data)
    refused = keywright("public", pem)
    assert refused.returncode == 1
    assert b"--passphrase-file" in refused.stderr
    opened = keywright("public", pem, "--passphrase-file", secret_file(tmp_path, "correct horse"))
    assert opened.stdout.split()[:2] == line.stdout.split()[:2]
    assert b"BEGIN PUBLIC KEY" in keywright("public", locked, "--to", "spki").stdout


def test_a_private_key_never_goes_to_standard_output(locked: Path) -> None:
    """Nor anywhere else, where there is no source to go by."""
    result = keywright("convert", "-", "--to", "pem", data=pack(make("rsa"), "openssh").data)
    assert (result.returncode, result.stdout) == (2, b"")
    assert b"use -o OUT" in result.stderr


@pytest.mark.parametrize("goal", [("--to", "pem"), ("--for", "git-integration-for-jira-cloud")])
def test_convert_proposes_a_free_name_next_to_the_source(goal: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "id_rsa").write_bytes(pack(make("rsa"), "openssh").data)
    (tmp_path / "id_rsa.pem").write_text("precious")
    result = keywright("convert", tmp_path / "id_rsa", *goal)
    assert result.returncode == 0, result.stderr
    assert f"private   -rw------- {tmp_path / 'id_rsa_2.pem'}" in result.stdout.decode()
    assert (tmp_path / "id_rsa.pem").read_text() == "precious"
    assert b"RSA PRIVATE KEY" in (tmp_path / "id_rsa_2.pem").read_bytes()
    assert stat.S_IMODE((tmp_path / "id_rsa_2.pem").stat().st_mode) == 0o600


@pytest.mark.parametrize("spelled", ["--format", "--to", "--as"])
@pytest.mark.parametrize(
    "argv",
    [
        ("convert", "KEY", "FORMAT", "rfc4716"),
        ("public", "KEY", "FORMAT", "rfc4716"),
        ("export", "KEY", "FORMAT", "raw"),
    ],
    ids=lambda argv: argv[0],
)
def test_the_format_is_said_the_same_way_everywhere(
    argv: tuple[str, ...], spelled: str, tmp_path: Path
) -> None:
    (tmp_path / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    given: dict[str, str | Path] = {"KEY": tmp_path / "id", "FORMAT": spelled}
    result = keywright(*(given.get(word, word) for word in argv))
    assert (result.returncode, b"BEGIN" in result.stdout) == (0, True), result.stderr
    made = keywright("generate", "-t", "rsa", "-b", "2048", spelled, "pem", "-o", tmp_path / "new")
    assert (made.returncode, b"RSA PRIVATE KEY" in (tmp_path / "new").read_bytes()) == (0, True)


def test_a_mismatching_public_file_beside_is_an_error_finding(tmp_path: Path) -> None:
    (tmp_path / "id").write_bytes(pack(make("rsa"), "openssh").data)
    (tmp_path / "id").chmod(0o600)
    (tmp_path / "id.pub").write_bytes(pack_public(make("ed25519").public, "openssh-public").data)
    (found,) = objects(tmp_path / "id", code=1)
    assert "pair-differs" in [finding["id"] for finding in found["findings"]]


@pytest.mark.parametrize("name", ["n" * 300, "closed/name"])
@pytest.mark.parametrize(
    "argv",
    [
        ("generate", "--new-passphrase-file", "/dev/null", "-o", "NAME"),
        ("convert", "KEY", "--to", "pkcs8", "-o", "NAME"),
        ("edit", "KEY", "--comment", "x", "-o", "NAME"),
        ("sign", "KEY", "--key", "KEY", "-o", "NAME"),
        ("export", "KEY", "--as", "raw", "-o", "NAME"),
        ("edit", "NAME", "--comment", "x"),
        ("repair", "NAME"),
        ("audit", "NAME"),
        ("inspect", "NAME"),
    ],
    ids=lambda argv: f"{argv[0]}-{argv[-1]}",
)
def test_a_name_that_cannot_be_is_told_of_in_words(
    argv: tuple[str, ...],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    key, target = tmp_path / "id", tmp_path / name
    key.write_bytes(pack(make("ed25519"), "openssh").data)
    key.chmod(0o600)
    _close(monkeypatch, tmp_path / "closed")
    assert main([{"KEY": str(key), "NAME": str(target)}.get(word, word) for word in argv]) == 1
    told = "".join(capsys.readouterr())
    assert target.name in told or "closed" in told
    assert "keywright stopped" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["id"]


def _close(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Have the system say of a folder what it says to those who may not look into it. Root may."""

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, **options: Any) -> Any:
            if not isinstance(path, int) and os.fsdecode(path).startswith(str(folder)):
                raise PermissionError(errno.EACCES, "Permission denied", os.fsdecode(path))
            return real(path, *arguments, **options)

        return call

    for name in ("stat", "lstat", "open", "scandir", "mkdir"):
        monkeypatch.setattr(os, name, guarded(getattr(os, name)))


@pytest.mark.parametrize(("size", "code"), [(64 * 1024 - 1, 0), (64 * 1024 + 1, 1)])
def test_a_passphrase_is_not_cut_short(tmp_path: Path, size: int, code: int) -> None:
    """The key would be locked with something that is in no file."""
    (tmp_path / "long").write_bytes(b"a" * size + b"\n")
    argv: list[str | Path]
    argv = ["generate", "--new-passphrase-file", tmp_path / "long", "--rounds", "1", "-o", tmp_path / "id"]
    result = keywright(*argv)
    assert result.returncode == code
    assert (b"longer than 64 KiB" in result.stderr) == bool(code)
    assert (tmp_path / "id").exists() != bool(code)
    if not code:
        report = inspect((tmp_path / "id").read_bytes(), Secret(b"a" * size))[0]
        assert report.error is None
