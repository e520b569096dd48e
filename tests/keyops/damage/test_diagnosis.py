"""What is wrong with a file is seen in its bytes, named, and weighed by who refuses it."""

from __future__ import annotations

import os
import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.corpus.make_damaged import FOLDER, RECIPES, SOURCES, cases, source
from tui.keyops import services
from tui.keyops.damage import other_blocks
from tui.keyops.damage.base import READERS, Container
from tui.keyops.damage.diagnosis import DAMAGES, diagnose, examine
from tui.keyops.damage.quick_check import is_tidy
from tui.keyops.damage.text import Text
from tui.keyops.findings import Severity

CASES = list(cases())
each = pytest.mark.parametrize(("recipe", "kind"), CASES, ids=[f"{one.name}-{kind}" for one, kind in CASES])
ROWS = tomllib.loads((FOLDER / "MANIFEST.toml").read_text())["file"]


def ids(data: bytes) -> tuple[str, ...]:
    return tuple(one.id for one in diagnose(data))


@each
def test_every_damage_is_found_and_nothing_else(recipe, kind) -> None:
    assert ids(recipe.change(source(kind))) == recipe.expected


@each
def test_damage_is_found_only_in_containers_that_can_have_it(recipe, kind) -> None:
    rows = {row.id: row for row in DAMAGES}
    found = examine(recipe.change(source(kind)))
    assert all(found.container in rows[one.id].only for one in found.damages)


@pytest.mark.parametrize("kind", SOURCES)
def test_a_whole_file_has_no_damage(kind: str) -> None:
    assert diagnose(source(kind)) == ()


def test_every_kind_of_damage_in_the_bytes_has_a_recipe() -> None:
    found = {one for recipe in RECIPES for one in recipe.expected}
    assert found == {row.id for row in DAMAGES if row.find is not None or row.undo is not None}


def test_the_damaged_wing_of_the_museum_is_what_its_recipes_make() -> None:
    assert {row["path"] for row in ROWS} == {f"{recipe.name}.{kind}" for recipe, kind in CASES}
    files = {path.name for path in FOLDER.iterdir()} - {"MANIFEST.toml"}
    assert files == {row["path"] for row in ROWS}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["path"])
def test_a_file_of_the_damaged_wing_has_the_damage_that_its_row_tells(row) -> None:
    assert list(ids((FOLDER / row["path"]).read_bytes())) == row["damages"]


def test_a_file_that_is_no_key_has_no_damage() -> None:
    for data in (b"", b"\n", b"hello\r\n", b"\xef\xbb\xbfHost *\n", b"\0" * 50, os.urandom(64), b"A" * 4000):
        assert diagnose(data) == ()


def test_a_binary_key_is_left_alone() -> None:
    for path in ("openssl-3.0/rsa.der", "openssl-3.0/ec-256-locked.p8.der", "openssl-3.0/ed25519.spki.der"):
        assert diagnose((FOLDER.parent / path).read_bytes()) == ()


@pytest.mark.parametrize(
    ("name", "kind", "severity"),
    [
        ("no-last-newline", "openssh", Severity.ERROR),
        ("no-last-newline", "pem", Severity.INFO),
        ("crlf", "openssh", Severity.ERROR),
        ("crlf", "pkcs8", Severity.INFO),
        ("bom", "openssh-locked", Severity.ERROR),
        ("bom", "pem", Severity.WARNING),
        ("bom", "pkcs8", Severity.INFO),
        ("text-before", "openssh", Severity.ERROR),
        ("text-before", "pem-locked", Severity.WARNING),
        ("text-after", "openssh", Severity.INFO),
        ("blank-lines", "openssh", Severity.INFO),
        ("blank-lines", "pem", Severity.ERROR),
        ("indented", "pem", Severity.ERROR),
        ("label-rsa", "pkcs8", Severity.INFO),
        ("label-pkcs8", "pem", Severity.ERROR),
    ],
)
def test_the_same_damage_is_fatal_in_one_container_and_harmless_in_another(name, kind, severity) -> None:
    recipe = next(one for one in RECIPES if one.name == name)
    assert [one.severity for one in diagnose(recipe.change(source(kind)))] == [severity]


def test_damage_tells_who_refuses_the_file_and_what_repairing_does() -> None:
    (found,) = diagnose(source("openssh").replace(b"\n", b"\r\n"))
    count = source("openssh").count(b"\n")
    assert found.title == f"{count} lines end in CRLF (Windows line endings)"
    assert found.hint == (
        f"OpenSSH rejects this file; PuTTYgen accepts it. Repair will convert {count} lines from CRLF to LF"
    )
    assert found.finding.id == "crlf"


def test_a_cut_file_tells_how_many_bytes_are_missing_of_how_many() -> None:
    whole = source("openssh-rsa")
    lines = whole.splitlines(keepends=True)
    cut = b"".join((*lines[:-3], lines[-1]))
    (found,) = diagnose(cut)
    body = sum(len(line.strip()) for line in lines[1:-1])
    missing = sum(len(line.strip()) for line in lines[-3:-1])
    told = re.search(r"([\d,]+) of the ([\d,]+) bytes", found.title)
    assert told
    numbers = [int(number.replace(",", "")) for number in told.groups()]
    assert abs(numbers[0] - missing * 3 // 4) <= 2
    assert abs(numbers[1] - body * 3 // 4) <= 2
    assert "compute the missing part" in found.hint


def test_a_cut_locked_pem_file_tells_the_least_that_is_missing() -> None:
    data = source("pem-locked")
    cut = data[: len(data) // 2]
    assert "not whole blocks" in diagnose(cut)[0].title or ids(cut) == ("end-missing", "no-last-newline")


def test_a_cut_ppk_file_tells_how_many_lines_are_missing() -> None:
    lines = source("ppk").splitlines(keepends=True)
    at = next(at for at, line in enumerate(lines) if line.startswith(b"Private-Lines"))
    (found,) = diagnose(b"".join(lines[: at + 4]))
    count = int(lines[at].split()[1])
    assert f"{count - 3} of the {count} lines of its private key" in found.title
    (found,) = diagnose(b"".join(lines[:-1]))
    assert "Private-MAC" in found.title


@pytest.mark.long
def test_titles_and_hints_hold_nothing_of_the_body() -> None:
    for recipe, kind in CASES:
        data = source(kind)
        bodies = [line for line in data.splitlines() if re.fullmatch(rb"[A-Za-z0-9+/]{40,}={0,2}", line)]
        for one in diagnose(recipe.change(data)):
            told = f"{one.title} {one.hint} {one.change}".encode()
            assert not any(line[:20] in told for line in bodies)


def test_a_comment_may_look_like_damage() -> None:
    for comment in (b"C:\\new\\name", b"-- BEGIN it --", b"caf\xc3\xa9\xc2\xa0x", b'"quoted"', b"AAAA BBBB"):
        assert ids(source("public").rsplit(b" ", 2)[0] + b" " + comment + b"\n") == ()


def test_an_authorized_keys_file_with_options_and_comments_has_no_damage() -> None:
    line = source("public")
    data = b"# mine\n\nrestrict " + line + b'command="echo \\"a b\\"",no-pty ' + line + line
    assert diagnose(data) == ()
    (found,) = diagnose(data.replace(b"\n", b"\r"))
    assert (found.id, found.severity) == ("cr", Severity.WARNING)
    assert diagnose(line.replace(b"\n", b"\r"))[0].severity is Severity.INFO


def test_who_stumbles_over_another_block_beside_a_key_is_said_as_the_profiles_have_it() -> None:
    """The profiles are measured: those of clients that read a format and refuse the block must be named."""
    labels = {
        "go": "Go", "jsch": "JSch", "paramiko": "Paramiko", "ssh2": "ssh2 (Node.js)",
        "phpseclib": "phpseclib", "dropbear": "Dropbear",
    }  # fmt: skip
    for trait, table in (
        ("block-before", other_blocks.BEFORE_ALSO),
        ("block-after", other_blocks.AFTER_ALSO),
    ):
        for container, format_id in (
            (Container.OPENSSH, "openssh"), (Container.PEM, "pem"), (Container.PKCS8, "pkcs8"),
        ):  # fmt: skip
            refusing = []
            for name, label in labels.items():
                profile = services.profile(name)
                rows = profile.container_rules(format_id, None)
                if rows and all(trait in row.refuses or (trait in profile.refuses) for row in rows):
                    refusing.append(label)
            assert sorted(table.get(container, ())) == sorted(refusing), (trait, format_id)


def test_other_blocks_beside_a_key_are_named_by_what_they_hold() -> None:
    key, certificate = source("pem"), b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    numbers = b"-----BEGIN DH PARAMETERS-----\nMIIB\n-----END DH PARAMETERS-----\n"
    assert [one.title for one in diagnose(certificate * 2 + key)] == [
        "2 X.509 certificates before the BEGIN line"
    ]
    assert [one.title for one in diagnose(key + certificate + numbers)] == [
        "2 other blocks after the END line"
    ]
    assert [one.title for one in diagnose(b"Bag Attributes\n" + numbers + key)] == [
        "A block of Diffie-Hellman parameters before the BEGIN line"
    ]
    assert examine(certificate + key + certificate).data == key
    assert [one.severity for one in diagnose(certificate + source("openssh"))] == [Severity.ERROR]
    assert [one.severity for one in diagnose(certificate + source("pkcs8"))] == [Severity.WARNING]
    assert [one.severity for one in diagnose(source("pkcs8") + certificate)] == [Severity.INFO]


def test_two_keys_in_one_file_are_no_damage() -> None:
    assert diagnose(source("openssh") + source("openssh-rsa")) == ()
    assert ids((source("pem") + source("ec")).replace(b"-----", b"----")) == ("dashes",)


def test_the_public_half_of_a_mangled_ppk_file_is_not_made_a_key_of() -> None:
    assert diagnose(source("ppk")[1:]) == ()


def test_utf_16_to_which_another_program_added_ascii_is_not_repaired() -> None:
    data = b"\xff\xfe" + source("public").decode().encode("utf-16-le") + source("public")[:-1]
    text = Text(data)
    seen = next(row for row in DAMAGES if row.id == "utf-16").find(text)
    assert seen is not None
    assert "two programs" in seen.why_not


def test_every_row_names_only_containers_and_programs_that_meet() -> None:
    for row in DAMAGES:
        for container, letters in row.refused.items():
            assert set(letters) <= set(READERS[container]), (row.id, container)
        assert row.title
        assert row.signs
        assert row.remedy
    assert len({row.id for row in DAMAGES}) == len(DAMAGES)


def test_a_tidy_file_is_one_without_damage() -> None:
    for kind in SOURCES:
        if is_tidy(source(kind)):
            assert diagnose(source(kind)) == ()
    assert is_tidy(source("openssh"))
    assert is_tidy(source("public") * 3)
    for recipe, kind in CASES:
        if recipe.name.startswith("text-"):  # of which no key is read, so that nobody asks
            continue
        unread = {"truncated", "ppk-mac", "wrong-label", "type-missing", "wrong-type", "repeated-lines"}
        unproved = {"swapped-lines"}  # it reads as a key whose numbers do not fit each other
        if recipe.expected[0] not in unread | unproved:
            is_line = kind.startswith(("public", "certificate"))
            assert not is_tidy(recipe.change(source(kind))) or is_line, recipe.name


def test_in_a_large_file_only_damage_of_many_lines_is_looked_for() -> None:
    lines = source("public") * 2000
    assert ids(lines.replace(b"\n", b"\r\n")) == ("crlf",)
    assert ids(lines[:-1]) == ("no-last-newline",)
    assert examine(lines).container is Container.UNKNOWN


PIECES = (
    *(
        b"-----BEGIN RSA PRIVATE KEY-----",
        b"-----END RSA PRIVATE KEY-----",
        b"BEGIN",
        b"END OPENSSH PRIVATE KEY",
    ),
    *(
        b"---- BEGIN SSH2 PUBLIC KEY ----",
        b"PuTTY-User-Key-File-3: ssh-rsa",
        b"Public-Lines: 3",
        b"Comment: x",
    ),
    *(
        b"Proc-Type: 4,ENCRYPTED",
        b"DEK-Info: AES-128-CBC,00",
        b"ssh-rsa ",
        b"AAAAB3NzaC1yc2EAAAADAQAB",
        b"\n",
    ),
    *(
        b"\r\n",
        b" ",
        b"\\n",
        b"\\",
        b'"',
        b"\xe2\x80\x93",
        b"\xff\xfe",
        b"\0",
        b"MIIB",
        b"> ",
        b"\xc2\xa0",
        b"=",
    ),
    *(b"b3BlbnNzaC1rZXktdjEA", b"LS0tLS1CRUdJTi", b"\r", b"-", b"END RSA PRIVATE KEY"),
)


@settings(max_examples=600, deadline=None)
@given(
    st.binary(max_size=300)
    | st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join)
)
def test_no_bytes_raise_anything_and_repairing_them_comes_to_an_end(data) -> None:
    diagnosis = examine(data)
    for one in diagnosis.damages:
        assert one.title
        assert one.hint
        assert bool(one.change) != bool(one.why_not)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(SOURCES)),
    st.integers(0, 4000),
    st.binary(max_size=6),
    st.integers(0, 6),
)
def test_no_change_to_a_key_file_raises_anything(kind, at, noise, taken) -> None:
    data = source(kind)
    at %= len(data)
    examine(data[:at] + noise + data[at + taken :])
