"""Editing changes what is asked for, and not a byte or a word of anything else."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.helpers import openssh_container
from tests.helpers.expect import expect
from tests.helpers.keys import eddsa_key, make
from tui.keyops.conversion.conversion import Locking, pack, pack_public
from tui.keyops.editing import files as edited_files
from tui.keyops.editing import lock_choices
from tui.keyops.editing.editing import edit
from tui.keyops.editing.plan import EditRequest, plan
from tui.keyops.editing.relocking import LockRequest, relock
from tui.keyops.encoding import wire
from tui.keyops.errors import KeyOpsError, StorageError, UnsupportedConversionError
from tui.keyops.formats import FORMATS
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.keys.fido import FidoPrivateKey
from tui.keyops.secret import Secret

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
OLD, NEW = Secret("correct horse"), Secret("another horse")
COMMENT = "größe [b]x[/] zwei".encode()
CHEAP = {
    "openssh": Protection(OLD, rounds=1),
    "pkcs8": Protection(OLD, rounds=1000),
    "pkcs8-der": Protection(OLD, "AES-128-CBC", "scrypt", memory_kib=1024, parallelism=1),
    "ppk3": Protection(OLD, kdf="argon2i", memory_kib=64, passes=2, parallelism=3),
    "pem": Protection(OLD, "DES-EDE3-CBC"),
    "ppk2": Protection(OLD),
    "sshcom": Protection(OLD),
}
"""Locks that are not the default, where the container has others."""


def unlocked_rows() -> list[str]:
    """One file of the museum for each container, type and maker."""
    found: dict[tuple[str, str, str], str] = {}
    for row in tomllib.loads((CORPUS / "MANIFEST.toml").read_text())["file"]:
        plain = row["kind"] == "private" and not row.get("encrypted") and "error" not in row
        if plain and row.get("bits", 0) <= 2048 and row["container"] != "ppk1":
            found.setdefault((row["container"], row.get("algorithm"), row["path"][:4]), row["path"])
    return sorted(found.values())


@pytest.mark.parametrize("path", unlocked_rows())
def test_a_comment_is_changed_and_the_key_its_lock_and_its_container_stay(path: str) -> None:
    data = (CORPUS / path).read_bytes()
    before = inspect(data)[0]
    made = edit(data, EditRequest(comment=COMMENT))
    after = inspect(made.data)[0]
    assert (after.container, after.public, after.certificate) == (
        before.container,
        before.public,
        before.certificate,
    )
    assert after.error is None
    if FORMATS[before.container].carries_comment:
        assert after.comment == COMMENT
        assert made.data.split(b"\n")[0] == data.split(b"\n")[0]
        assert edit(made.data, EditRequest(comment=COMMENT)).data == made.data
    else:
        assert made.data == data
        assert "no room for a comment" in made.plan.notes[0]


def sample(container: str, protection: Protection | None) -> bytes:
    return pack(make("rsa" if container == "sshcom" else "ecdsa256"), container, protection).data


@pytest.mark.parametrize("container", CHEAP)
def test_the_passphrase_is_added_changed_and_removed_and_the_lock_stays(container: str) -> None:
    plain = sample(container, None)
    cheap = CHEAP[container]
    request = LockRequest(
        cheap.cipher, cheap.kdf, cheap.rounds, cheap.memory_kib, cheap.passes, cheap.parallelism
    )
    added = edit(plain, EditRequest(locking=Locking.CHANGE, new=OLD, lock=request)).data
    lock = recognise(sample(container, cheap))[0].encryption
    assert recognise(added)[0].encryption == lock
    changed = edit(added, EditRequest(locking=Locking.CHANGE, new=NEW), OLD).data
    assert recognise(changed)[0].encryption == lock
    with pytest.raises(KeyOpsError):
        recognise(changed)[0].open(OLD)
    again = edit(changed, EditRequest(again=True), NEW)
    assert (again.data == changed) == (container == "ppk2")
    assert recognise(again.data)[0].encryption == lock
    removed = edit(again.data, EditRequest(locking=Locking.REMOVE), NEW).data
    assert recognise(removed)[0].open() == recognise(plain)[0].open()
    assert removed == plain or container == "openssh"  # which has fresh check numbers each time


@pytest.mark.parametrize("format_id", ["openssh", "pkcs8", "ppk3"])
def test_a_stronger_lock_is_another_cipher_or_other_numbers_and_is_told(format_id: str) -> None:
    before = recognise(sample(format_id, CHEAP[format_id]))[0].encryption
    request = lock_choices.stronger(FORMATS[format_id])
    made = relock(FORMATS[format_id], before, request)
    default = FORMATS[format_id].protection
    assert made.words != before.words
    numbers = [made.protection.rounds, made.protection.memory_kib]
    usual = [default.parameters.get(name) for name in ("rounds", "memory_kib")]
    usual[0] = usual[0] or default.parameters.get("iterations")
    assert all(ours > int(theirs) for ours, theirs in zip(numbers, usual, strict=True) if ours and theirs)


@pytest.mark.parametrize(
    ("path", "phrase", "words"),
    [
        ("openssl-3.0/ed25519-pkcs8-PBE-SHA1-3DES", "", "pkcs12-sha1"),
        ("ppk1/rsa-locked.ppk", "", "version 1 can be read, not written"),
    ],
)
def test_a_lock_that_is_not_written_any_more_is_made_better_and_the_plan_says_so(
    path: str, phrase: str, words: str
) -> None:
    rows = tomllib.loads((CORPUS / "MANIFEST.toml").read_text())["file"]
    row = next(row for row in rows if row["path"] == path)
    planned = plan(inspect((CORPUS / path).read_bytes())[0], EditRequest(comment=None, again=True))
    assert words in " ".join(planned.cannot)
    assert (planned.refusal, planned.needs_passphrase) == ("", True)
    made = edit((CORPUS / path).read_bytes(), EditRequest(again=True), Secret(row["passphrase"]))
    assert recognise(made.data)[0].open(Secret(row["passphrase"])).public is not None


@pytest.mark.parametrize(
    ("container", "lock_request", "words"),
    [
        ("pkcs8", EditRequest(lock=LockRequest(kdf="pbkdf2-hmac-sha256", rounds=1000)), ""),
        ("openssh", EditRequest(lock=LockRequest(rounds=2)), ""),
        ("ppk3", EditRequest(lock=LockRequest(passes=1)), "easier to guess than now"),
        ("ppk3", EditRequest(version=2), "one pass of SHA-1"),
    ],
)
def test_a_lock_that_is_cheaper_to_guess_is_told_of(
    container: str, lock_request: EditRequest, words: str
) -> None:
    planned = plan(inspect(sample(container, CHEAP[container]))[0], lock_request)
    assert not planned.refusal
    assert words in " ".join(planned.cannot)
    assert bool(words) == bool(planned.cannot)


REFUSED = [
    ("openssh", EditRequest(lock=LockRequest(rounds=5)), "no passphrase"),
    (
        "openssh",
        EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(rounds=0)),
        "1 to 4,096 rounds, not 0",
    ),
    (
        "openssh",
        EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(rounds=5000)),
        "rounds, not 5,000",
    ),
    ("openssh", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(memory_kib=9)), "not memory"),
    ("openssh", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(cipher="rot13")), "rot13"),
    ("openssh", EditRequest(locking=Locking.CHANGE, new=Secret("")), "empty"),
    ("openssh", EditRequest(version=3), "Only PPK files have versions"),
    ("openssh", EditRequest(touch=False), "not on one"),
    ("openssh", EditRequest(comment=b"x" * 2000), "this one has 2,000"),
    ("openssh", EditRequest(locking=Locking.REMOVE, lock=LockRequest(rounds=3)), "has no cipher"),
    ("pem", EditRequest(locking=Locking.CHANGE, new=Secret("four")), "at least 5"),
    ("pem", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(rounds=3)), "no work factor"),
    ("pem", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(milliseconds=30)), "no number"),
    ("pkcs8", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(rounds=999)), "at least 1,000"),
    (
        "pkcs8",
        EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(kdf="scrypt", memory_kib=1000)),
        "1,000 KiB",
    ),
    ("ppk3", EditRequest(version=1), "PPK version 1 cannot be written"),
    ("ppk3", EditRequest(version=4), "PPK version 4 cannot be written"),
    (
        "ppk3",
        EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(memory_kib=1)),
        "cannot run with 1 KiB",
    ),
    (
        "ppk3",
        EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(memory_kib=100, parallelism=300)),
        "parallelism 300",
    ),
    ("ppk3", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(passes=0)), "passes 0"),
    ("ppk3", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(memory_kib=1 << 21)), "too much"),
    (
        "ppk3",
        EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(milliseconds=9, passes=9)),
        "cannot be combined",
    ),
    ("ppk2", EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(passes=3)), "no work factor"),
    (
        "sshcom",
        EditRequest(locking=Locking.CHANGE, new=NEW, lock=LockRequest(cipher="aes256-ctr")),
        "can only be encrypted with",
    ),
    ("jwk", EditRequest(locking=Locking.CHANGE, new=NEW), "cannot be protected by a passphrase"),
    ("dropbear", EditRequest(locking=Locking.CHANGE, new=NEW), "cannot be protected by a passphrase"),
]


@pytest.mark.parametrize(("container", "lock_request", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_is_refused_with_the_reason(
    container: str, lock_request: EditRequest, words: str
) -> None:
    data = sample(container, None)
    planned = plan(inspect(data)[0], lock_request)
    assert words in planned.refusal
    assert planned.hint
    with pytest.raises(UnsupportedConversionError, match="."):
        edit(data, lock_request)


def test_a_time_becomes_passes_or_rounds_of_at_least_one() -> None:
    lock = LockRequest(kdf="argon2d", memory_kib=64, milliseconds=1)
    made = edit(sample("ppk3", None), EditRequest(locking=Locking.CHANGE, new=NEW, lock=lock))
    parameters = recognise(made.data)[0].encryption.parameters
    assert parameters["memory_kib"] == 64
    assert int(parameters["passes"]) >= 1
    assert "argon2d 64 KiB, about 1 ms of passes here" in made.plan.changes[0]


def test_a_ppk_file_changes_its_version_and_keeps_its_certificate() -> None:
    data = (CORPUS / "puttygen-0.78/ed25519-certified.ppk").read_bytes()
    made = edit(data, EditRequest(version=2, comment=b"two"))
    assert made.data.startswith(b"PuTTY-User-Key-File-2: ssh-ed25519-cert-v01@openssh.com")
    after = inspect(edit(made.data, EditRequest(version=3)).data)[0]
    assert (after.container, after.comment) == ("ppk3", b"two")
    assert after.certificate == inspect(data)[0].certificate
    assert after.certificate is not None


def test_key_types_that_are_not_written_any_more_keep_their_bytes() -> None:
    path = CORPUS / "dropbear-2022.83/dsa-1024-converted"
    data = path.read_bytes()
    locked = edit(data, EditRequest(locking=Locking.CHANGE, new=NEW)).data
    assert b"DEK-Info" in locked
    assert edit(locked, EditRequest(locking=Locking.REMOVE), NEW).data == data


def test_what_stands_around_a_key_and_the_other_keys_of_a_file_stay() -> None:
    first, second = sample("pem", None), sample("pem", CHEAP["pem"])
    text = b"# kept by Ada\n" + first + b"between\n" + second + b"behind\n"
    made = edit(text, EditRequest(locking=Locking.REMOVE), OLD, index=1)
    assert made.data == b"# kept by Ada\n" + first + b"between\n" + first + b"behind\n"
    assert "the other key" in made.plan.kept


def test_of_two_openssh_keys_only_the_chosen_one_gets_the_comment() -> None:
    first, second = (pack(make(name), "openssh", None).data for name in ("ecdsa256", "ed25519"))
    made = edit(first + second, EditRequest(comment=b"second"), index=1)
    assert made.data.startswith(first)
    assert [key.comment for key in inspect(made.data)] == [make("ecdsa256").comment, b"second"]


def test_members_and_layout_of_a_jwk_set_stay() -> None:
    keys = [json.loads(pack(make(name), "jwk", None).data) for name in ("ecdsa256", "ed25519")]
    keys[1] = {"use": "sig", **keys[1], "x-note": ["ä", 1]}
    data = json.dumps({"keys": keys, "more": None}, indent=4, ensure_ascii=False).encode()
    made = json.loads(edit(data, EditRequest(comment=b"one"), index=1).data)
    keys[1]["kid"] = "one"
    assert made == {"keys": keys, "more": None}
    assert edit(data, EditRequest(comment=b"one"), index=1).data.splitlines()[1] == b'    "keys": ['


LINE = pack_public(make("ed25519").public, "openssh-public", b"old one").data.strip()
OTHER = pack_public(make("ecdsa256").public, "openssh-public", b"").data.strip()
HOLDERS = [
    b"# head\r\n" + OTHER + b'\r\ncommand="echo \\"ssh-rsa AAAA\\" x",no-pty   %s\r\n\r\n' + OTHER + b" z",
    b"github.example,10.0.0.1 " + OTHER + b"\n@cert-authority *.example %s\n",
    b"\xef\xbb\xbf" + OTHER + b" a\n\t%s\n",
]


@pytest.mark.parametrize("frame", HOLDERS, ids=["authorized_keys", "known_hosts", "byte-order-mark"])
def test_of_a_file_of_lines_only_the_comment_of_the_chosen_line_changes(frame: bytes) -> None:
    made = edit(frame.replace(b"%s", LINE), EditRequest(comment=b"new  one"), index=1)
    assert made.data == frame.replace(b"%s", LINE.replace(b"old one", b"new  one"))
    none = edit(frame.replace(b"%s", LINE), EditRequest(comment=b""), index=1)
    assert none.data == frame.replace(b"%s", LINE.replace(b" old one", b""))


@pytest.mark.parametrize(
    "path",
    [
        "puttygen-0.78/ed25519-certified-public.pub",
        "openssh-10.5/id_ed25519-cert.pub",
    ],
)
def test_the_comment_of_a_certificate_changes_and_nothing_else(path: str) -> None:
    data = (CORPUS / path).read_bytes()
    old = inspect(data)[0].comment
    made = edit(data, EditRequest(comment=COMMENT)).data
    assert inspect(made)[0].comment == COMMENT
    assert made.replace(COMMENT, old) == data


def test_a_public_key_without_room_for_a_comment_says_so() -> None:
    data = pack_public(make("rsa").public, "spki").data
    planned = plan(inspect(data)[0], EditRequest(comment=b"x"))
    assert "no room for a comment" in planned.refusal


def test_touch_and_pin_of_a_token_key_are_switched() -> None:
    data = (CORPUS / "openssh-10.5/id_ed25519-sk").read_bytes()
    before = expect(FidoPrivateKey, recognise(data)[0].open().private)
    made = edit(data, EditRequest(touch=not before.flags & 1, verify=True))
    after = expect(FidoPrivateKey, recognise(made.data)[0].open().private)
    assert after.flags == (before.flags ^ 1) | 4
    assert (after.key_handle, after.public) == (before.key_handle, before.public)
    same = edit(made.data, EditRequest(verify=True))
    assert same.data == made.data
    assert not same.plan.rewrites


def test_a_certificate_inside_an_openssh_key_and_the_key_beside_it_stay() -> None:
    line = inspect((CORPUS / "openssh-10.5/id_ed25519-cert.pub").read_bytes())[0].certificate
    key = eddsa_key(recognise((CORPUS / "openssh-10.5/id_ed25519").read_bytes())[0].open())
    fields = wire.string(key.public.pk) + wire.string(key.seed + key.public.pk)
    content = wire.string(line.algorithm) + wire.string(line.blob) + fields + wire.string(b"note")
    data = openssh_container.container(openssh_container.section(content), line.blob)
    locked = edit(
        data, EditRequest(comment=b"x", locking=Locking.CHANGE, new=NEW, lock=LockRequest(rounds=1))
    ).data
    after = inspect(locked, NEW)[0]
    assert (after.certificate, after.comment, after.public) == (line, b"x", key.public)


def test_a_file_that_must_be_repaired_is_not_edited_and_line_ends_are_told_of() -> None:
    data = sample("openssh", None)
    with pytest.raises(UnsupportedConversionError, match="damaged") as caught:
        edit(data.replace(b"-----BEGIN", b"----BEGIN"), EditRequest(comment=b"x"))
    assert "Repair it first" in caught.value.hint
    made = edit(sample("ppk3", None).replace(b"\n", b"\r\n"), EditRequest(comment=b"x"))
    assert "line endings will be LF" in made.plan.notes[0]
    assert b"\r" not in made.data


# Files


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    path = tmp_path / "deploy.pem"
    path.write_bytes(sample("pem", CHEAP["pem"]))
    path.chmod(0o600)
    return path


def test_a_comment_without_room_goes_to_the_pub_which_is_made(pem: Path) -> None:
    done = edited_files.prepare(pem, OLD, request=EditRequest(comment=b"for jira"))
    assert [one.path.name for one in done.files] == ["deploy.pem.pub"]
    assert "kept in deploy.pem.pub" in done.cannot[0]
    assert edited_files.write(done, "now").backups == ()
    line = (pem.parent / "deploy.pem.pub").read_bytes()
    assert line == pack_public(make("ecdsa256").public, "openssh-public", b"for jira").data
    assert edited_files.prepare(pem, OLD, request=EditRequest(comment=b"for jira")).files == ()
    without = edited_files.prepare(pem, request=EditRequest(comment=b"for git"))
    assert [one.after for one in without.files] == [line.replace(b"jira", b"git")]


def test_both_halves_change_in_step_and_both_are_backed_up(tmp_path: Path) -> None:
    path, pub = tmp_path / "id", tmp_path / "id.pub"
    path.write_bytes(pack(make("ed25519"), "openssh", CHEAP["openssh"]).data)
    pub.write_bytes(LINE)
    before = {path: path.read_bytes(), pub: pub.read_bytes()}
    done = edited_files.prepare(
        path, OLD, request=EditRequest(comment=b"new", locking=Locking.CHANGE, new=NEW)
    )
    written = edited_files.write(done, "20261122-230000")
    assert pub.read_bytes() == LINE.replace(b"old one", b"new")
    assert inspect(path.read_bytes(), NEW)[0].comment == b"new"
    assert [backup.read_bytes() for backup in written.backups] == [before[path], before[pub]]
    assert [backup.name for backup in written.backups] == [
        "id.backup-20261122-230000",
        "id.pub.backup-20261122-230000",
    ]
    assert written.exposed == written.backups[:1]
    assert {file.stat().st_mode & 0o777 for file in (path, *written.backups)} == {0o600}


def test_a_pub_of_another_key_is_left_alone_until_it_is_asked_for(tmp_path: Path) -> None:
    path, pub = tmp_path / "id", tmp_path / "id.pub"
    path.write_bytes(pack(make("ed25519"), "openssh", None).data)
    pub.write_bytes(OTHER)
    done = edited_files.prepare(path, request=EditRequest(comment=b"new"))
    assert [one.path for one in done.files] == [path]
    assert "id.pub belongs to another key" in done.cannot[0]
    done = edited_files.prepare(path, request=EditRequest(public=True))
    assert [one.path for one in done.files] == [pub]
    edited_files.write(done, "now", backup=False)
    public = pack_public(make("ed25519").public, "openssh-public", make("ed25519").comment)
    assert pub.read_bytes() == public.data
    assert sorted(file.name for file in tmp_path.iterdir()) == ["id", "id.pub"]


def test_nothing_is_written_over_a_file_that_changed_meanwhile(tmp_path: Path) -> None:
    path, pub = tmp_path / "id", tmp_path / "id.pub"
    path.write_bytes(pack(make("ed25519"), "openssh", None).data)
    pub.write_bytes(LINE)
    done = edited_files.prepare(path, request=EditRequest(comment=b"new"))
    pub.write_bytes(OTHER)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="changed"):
        edited_files.write(done, "now")
    assert (path.read_bytes(), pub.read_bytes()) == (before, OTHER)
    assert len([*tmp_path.iterdir()]) == 2


@pytest.mark.long
def test_what_a_link_leads_to_and_other_names_of_a_file_are_told_before(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh", None).data)
    (tmp_path / "link").symlink_to("id")
    request = EditRequest(locking=Locking.CHANGE, new=NEW)
    assert edited_files.prepare(path, request=request).names == ()
    assert edited_files.prepare(tmp_path / "link", request=request).names == (
        "link is a link: id will be written",
    )
    (tmp_path / "other").hardlink_to(path)
    one = "id has another name, a hard link that keeps what it holds now"
    assert edited_files.prepare(path, request=request).names == (one,)
    (tmp_path / "third").hardlink_to(path)
    done = edited_files.prepare(path, request=request)
    assert done.names == ("id has 2 other names, hard links that keep what it holds now",)
    before = path.read_bytes()
    edited_files.write(done, "now")
    assert {name: (tmp_path / name).read_bytes() == before for name in ("id", "other", "third")} == {
        "id": False, "other": True, "third": True,
    }  # fmt: skip


def test_a_pub_that_is_a_link_to_nothing_is_not_written_through(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh", None).data)
    (tmp_path / "id.pub").symlink_to("elsewhere")
    for request, count in ((EditRequest(public=True), 0), (EditRequest(comment=b"new"), 1)):
        done = edited_files.prepare(path, request=request)
        assert len(done.files) == count
        assert "id.pub is a link to a missing file: left unchanged" in done.cannot
        edited_files.write(done, "now")
    assert not (tmp_path / "elsewhere").exists()


def test_a_pub_that_became_a_link_to_nothing_meanwhile_is_not_written_through(tmp_path: Path) -> None:
    path = tmp_path / "id"
    path.write_bytes(pack(make("ed25519"), "openssh", None).data)
    done = edited_files.prepare(path, request=EditRequest(public=True))
    (tmp_path / "id.pub").symlink_to("elsewhere")
    with pytest.raises(StorageError, match="id.pub appeared"):
        edited_files.write(done, "now")
    assert not (tmp_path / "elsewhere").exists()
