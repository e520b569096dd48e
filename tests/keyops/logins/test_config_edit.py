"""A host is given a key in ssh's configuration, and every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.peers import need, run
from tui.keyops.errors import SshConfigError, StorageError
from tui.keyops.logins import config_edit, config_files, expansion, uses

KEY = Path("/keys/id")


def edited(tmp_path: Path, before: bytes, host: str = "box", key: Path = KEY) -> bytes | None:
    path = tmp_path / "config"
    path.write_bytes(before)
    edit = config_edit.plan(host, key, path)
    if edit is None:
        return None
    assert edit.data.replace(b"".join(_lines_of(edit)), b"", 1) == before, "only the new lines are new"
    shown = edit.data.split(b"\n")[edit.number - 1 : edit.number - 1 + len(edit.added)]
    assert [line.rstrip(b"\r").decode() for line in shown] == list(edit.added)
    (backup,) = config_edit.save(edit, "now")
    assert (backup.read_bytes(), path.read_bytes()) == (before, edit.data)
    return edit.data


def _lines_of(edit: config_edit.ConfigEdit) -> list[bytes]:
    """The bytes that were put in: found by cutting what both have at the start and at the end."""
    before, after = edit.before or b"", edit.data
    for start in range(len(before) + 1):
        size = len(after) - len(before)
        if after[:start] + after[start + size :] == before:
            return [after[start : start + size]]
    return [b"\0never"]


def test_into_the_block_of_the_host_with_its_indent(tmp_path: Path) -> None:
    before = (
        b"# mine\nHost other\n\tUser x\n\nHost box\n\tUser me # here\n\nHost *\n\tIdentityFile ~/.ssh/all\n"
    )
    assert edited(tmp_path, before) == (
        b"# mine\nHost other\n\tUser x\n\nHost box\n\tIdentityFile /keys/id\n\tIdentitiesOnly yes\n"
        b"\tUser me # here\n\nHost *\n\tIdentityFile ~/.ssh/all\n"
    )


def test_a_new_block_stands_before_the_first_and_its_comment(tmp_path: Path) -> None:
    before = b"ServerAliveInterval 60\n\n# all the rest\nHost *\n  User me\n"
    assert edited(tmp_path, before) == (
        b"ServerAliveInterval 60\n\nHost box\n    IdentityFile /keys/id\n    IdentitiesOnly yes\n\n"
        b"# all the rest\nHost *\n  User me\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"User me", b"User me\n\nHost box\n    IdentityFile /keys/id\n    IdentitiesOnly yes\n"),
        (b"", b"Host box\n    IdentityFile /keys/id\n    IdentitiesOnly yes\n"),
        (b"host=box", b"host=box\n    IdentityFile /keys/id\n    IdentitiesOnly yes\n"),
        (
            b"Host box\r\n  User me\r\n",
            b"Host box\r\n  IdentityFile /keys/id\r\n  IdentitiesOnly yes\r\n  User me\r\n",
        ),
        (
            b"Host box\n  IdentitiesOnly no\n  IdentityFile /keys/id\n",
            b"Host box\n  IdentitiesOnly yes\n  IdentitiesOnly no\n  IdentityFile /keys/id\n",
        ),
        (
            b"Host box\n \xff\xfe\n",
            b"Host box\n    IdentityFile /keys/id\n    IdentitiesOnly yes\n \xff\xfe\n",
        ),
    ],
)
def test_other_shapes(before: bytes, after: bytes, tmp_path: Path) -> None:
    assert edited(tmp_path, before) == after


def test_what_says_so_already_is_left(tmp_path: Path) -> None:
    assert edited(tmp_path, b"Host box\n  IdentitiesOnly=yes\n  identityfile /keys/id\n") is None


def test_ssh_understands_it_and_pattern_blocks_are_not_taken(tmp_path: Path) -> None:
    need("ssh")
    (tmp_path / "more").write_text("Host box\n  User included\n")
    before = f"Include {tmp_path}/mo*\nHost b* !box\n  User x\nHost *\n  IdentitiesOnly no\n".encode()
    path = tmp_path / "config"
    path.write_bytes(before)
    edit = config_edit.plan("box", Path("/with blank/50%#"), path)
    assert edit is not None
    assert edit.path == tmp_path / "more"
    config_edit.save(edit, "now")
    told = run("ssh", "-F", path, "-T", "-G", "box").stdout.decode()
    assert "\nidentityfile /with blank/50%%#\n" in told
    assert "\nidentitiesonly yes\n" in told
    assert path.read_bytes() == before


def test_the_file_may_be_new_and_is_for_its_owner(tmp_path: Path) -> None:
    edit = config_edit.plan("box", KEY, tmp_path / "ssh" / "config")
    assert edit is not None
    assert config_edit.save(edit, "now") == ()
    assert edit.path.stat().st_mode & 0o777 == 0o600
    assert edit.path.read_text().startswith("Host box\n")


@pytest.mark.parametrize("host", ["a b", "*", "!a", "a,b", "", "a\nUser x", '"a"', "#"])
def test_what_is_no_name_is_refused(host: str, tmp_path: Path) -> None:
    with pytest.raises(SshConfigError, match="cannot be a name in Host"):
        config_edit.plan(host, KEY, tmp_path / "config")


@pytest.mark.parametrize("name", ['a"b', "a\nb", "a${HOME}"])
def test_a_file_that_cannot_be_named_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(SshConfigError, match="cannot be named in a configuration"):
        config_edit.plan("box", Path("/keys") / name, tmp_path / "config")


def test_a_file_that_changed_meanwhile_is_left(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_bytes(b"Host box\n")
    edit = config_edit.plan("box", KEY, path)
    path.write_bytes(b"Host box\n  User other\n")
    assert edit is not None
    with pytest.raises(StorageError):
        config_edit.save(edit, "now")
    assert path.read_bytes() == b"Host box\n  User other\n"


def test_lines_are_read_with_their_blocks_and_includes(tmp_path: Path) -> None:
    (tmp_path / "a").write_text('Host "in one"\n  IdentityFile "x y"  # why\nInclude nothing\n')
    (tmp_path / "config").write_text(
        f"User=me\nHOST a b*\nInclude {tmp_path}/a\n  Port 1\nInclude {tmp_path}/config\n"
    )
    found = config_files.read(tmp_path / "config")
    assert [(line.keyword, line.arguments, line.block, line.number) for line in found[:6]] == [
        ("user", ("me",), "", 1),
        ("host", ("a", "b*"), "HOST a b*", 2),
        ("include", (f"{tmp_path}/a",), "HOST a b*", 3),
        ("host", ("in one",), "Host in one", 1),
        ("identityfile", ("x y",), "Host in one", 2),
        ("include", ("nothing",), "Host in one", 3),
    ]
    assert config_files.names(found) == ("a", "in one")
    assert len(found) < 200, "a file that includes itself ends"


RENAMED = [
    (b"Host box\n  IdentityFile /keys/id\n", b"Host box\n  IdentityFile /keys/new\n"),
    (b"Host box web\n\tidentityfile = /keys/id\n", b"Host box web\n\tidentityfile = /keys/new\n"),
    (b'HOST box\r\n  IdentityFile "/keys/id" # mine\r\n', b"HOST box\r\n  IdentityFile /keys/new # mine\r\n"),
    (
        b"Host box\n  IdentityFile /keys/id.pub\n  IdentityFile /keys/id2\nHost web\n  IdentityFile /keys/id",
        b"Host box\n  IdentityFile /keys/new\n  IdentityFile /keys/id2\nHost web\n  IdentityFile /keys/new",
    ),
    (b"Host box\n  # \xff\n  IdentityFile /keys/id", b"Host box\n  # \xff\n  IdentityFile /keys/new"),
    (b"Host box other\n  IdentityFile /keys/id\n", None),
    (b"Host b*\n  IdentityFile /keys/id\n", None),
    (b"IdentityFile /keys/id\nHost box\n", None),
    (b"Match host box\n  IdentityFile /keys/id\n", None),
    (b"Host box\n  CertificateFile /keys/id\n  # IdentityFile /keys/id\n", None),
]


@pytest.mark.parametrize(("before", "after"), RENAMED, ids=range(len(RENAMED)))
def test_a_key_gives_its_place_to_another_for_these_hosts_alone(
    before: bytes, after: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "config"
    path.write_bytes(before)
    edit = config_edit.renamed(KEY, Path("/keys/new"), ("box", "web"), path)
    assert (edit and edit.data) == after
    assert bool(config_edit.still_named(KEY, path)) == (b"CertificateFile" not in before)
    if edit is not None:
        config_edit.save(edit, "now")
        assert config_edit.renamed(KEY, Path("/keys/new"), ("box", "web"), path) is None
        assert config_edit.still_named(KEY, path) == ()


def test_a_key_in_the_home_is_found_however_it_is_spelled(tmp_path: Path) -> None:
    key = Path(expansion.home()) / ".ssh" / "a key"
    for spelled in ('"~/.ssh/a key"', '"%d/.ssh/a key"', f'"{key}"', f'"{key}.pub"'):
        path = tmp_path / "config"
        path.write_text(f"Host box\n  IdentityFile {spelled}\n")
        assert config_edit.still_named(key, path)[0].number == 2
        edit = config_edit.renamed(key, key.with_name("new one"), ("box",), path)
        assert edit is not None
        assert edit.data.decode() == 'Host box\n  IdentityFile "~/.ssh/new one"\n'


def test_of_several_files_the_first_is_changed_first(tmp_path: Path) -> None:
    text = "Host box\n  IdentityFile /keys/id\n"
    (tmp_path / "a").write_text(text)
    (tmp_path / "config").write_text(f"Include {tmp_path}/a\n{text}")
    for path in (tmp_path / "a", tmp_path / "config"):
        edit = config_edit.renamed(KEY, Path("/keys/new"), ("box",), tmp_path / "config")
        assert edit is not None
        assert (edit.path, edit.added) == (path, ("  IdentityFile /keys/new",))
        config_edit.save(edit, "now")


@pytest.mark.parametrize("folder", ["a%dir", "%d", "50%", "%%", "%%d", "a %h"])
def test_a_name_with_percent_signs_is_found_as_it_was_written(folder: str, tmp_path: Path) -> None:
    key, config = tmp_path / folder / "id_x", tmp_path / "config"
    config.write_text(f"Host box\n    IdentityFile {config_edit.spelled(key)}\n")
    assert [line.number for line in config_edit.still_named(key, config)] == [2]
    assert [use.line for use in uses.of_config(uses.UsedKey(key, ()), config_files.read(config))] == [2]
