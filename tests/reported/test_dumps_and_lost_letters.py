"""Dumps of key files are read back; what lost its letters, or is something else in a frame, is named."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, words_of
from tests.helpers.peers import run
from tests.helpers.text_encodings import TEXTS
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import KeyOpsError, UnknownFormatError
from tui.keyops.inspection.inspection import inspect, recognise

if TYPE_CHECKING:
    from pathlib import Path

KEYS = (
    "openssh-10.5/id_ed25519",
    "openssh-10.5/id_rsa-2048-pem",
    "openssh-10.5/id_ecdsa-256.pub",
    "puttygen-0.78/ecdsa-256.ppk",
)
each_key = pytest.mark.parametrize("text", KEYS)
DUMPS = (
    "od -c", "od", "od -x", "od -b", "od -a", "od -A x -t x1z", "od -An -tx1", "od -t x1", "hexdump",
    "hexdump -C", "hexdump -c", "xxd", "xxd -p", "xxd -i", "xxd -u", "xxd -c 8",
)  # fmt: skip


@pytest.mark.interop
@pytest.mark.parametrize("program", DUMPS)
def test_what_the_programs_print_is_read_back(program: str, tmp_path: Path) -> None:
    for text in KEYS:
        source = TEXTS[text].read_bytes()
        if program in {"od -a", "hexdump -c", "od -c"} and not source.isascii():
            continue  # they show other bytes by names of seven bits, or as the terminal's locale has it
        name, *options = program.split()
        if shutil.which(name) is None:
            pytest.skip(f"{name} is not installed")
        (tmp_path / "key").write_bytes(source)
        printed = run(name, *options, tmp_path / "key").stdout
        repaired = repair(printed)
        assert repaired.data == source, text
        assert {one.id for one in repaired.applied} & {"dump", "hexadecimal"}


@pytest.mark.parametrize("left", ["[", '{"type":"Buffer","data":[', "new byte[] {"])
@each_key
def test_an_array_of_numbers_is_read_back(text: str, left: str) -> None:
    source = TEXTS[text].read_bytes()
    right = {"[": "]", "{": "]}", "n": "};"}[left[0]]
    assert repair((left + ",".join(map(str, source)) + right).encode()).data == source


@pytest.mark.parametrize("between", ["\r\n", " ", ", ", ";"])
@each_key
def test_numbers_without_brackets_are_read_back(text: str, between: str) -> None:
    source = TEXTS[text].read_bytes()
    repaired = repair(between.join(map(str, source)).encode() + b"\r\n")
    assert repaired.data == source


@each_key
def test_a_dump_with_a_line_lost_is_no_key(text: str) -> None:
    rows = run("od", "-c", TEXTS[text]).stdout.splitlines(keepends=True)
    with pytest.raises(KeyOpsError):
        repair(b"".join((*rows[:8], *rows[9:])))


# Letters of one case


def in_case(data: bytes, kind: str, *, body: bool) -> bytes:
    change = bytes.lower if kind == "lower" else bytes.upper
    if not body:
        return change(data)
    return re.sub(rb"AAAA[A-Za-z0-9+/=]+|(?m:^[A-Za-z0-9+/=]{12,}$)", lambda match: change(match[0]), data)


@pytest.mark.parametrize("kind", ["lower", "upper"])
@pytest.mark.parametrize("body", [True, False], ids=["body", "all"])
@pytest.mark.parametrize(
    "text", [*KEYS[:3], "openssh-10.5/id_ed25519.pub", "openssh-10.5/id_rsa-2048-locked"]
)
def test_letters_of_one_case_are_named_as_the_cause_and_as_lost(text: str, body: bool, kind: str) -> None:
    data = in_case(TEXTS[text].read_bytes(), kind, body=body)
    for look in (inspect, repair):
        with pytest.raises(UnknownFormatError, match=f"every letter was turned into {kind} case"):
            look(data)


@each_key
def test_a_key_with_both_cases_is_not_called_so(text: str) -> None:
    source = TEXTS[text].read_bytes()
    with pytest.raises(KeyOpsError) as caught:
        repair(source[: len(source) // 3])
    assert "case" not in caught.value.title


# Something else between BEGIN and END


LABELS = ("OPENSSH PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY")


def framed(label: str, inside: bytes) -> bytes:
    return f"-----BEGIN {label}-----\n".encode() + inside + f"-----END {label}-----\n".encode()


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("name", ["rsa-2048.ppk", "ecdsa-256.ppk", "rsa-2048-locked.ppk"])
def test_a_ppk_in_a_frame_is_taken_out_of_it(name: str, label: str) -> None:
    source = TEXTS[f"puttygen-0.78/{name}"].read_bytes()
    repaired = repair(framed(label, source))
    assert [one.id for one in repaired.applied] == ["ppk-in-frame"]
    assert recognise(repaired.data)[0].public == recognise(source)[0].public


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("name", ["id_ed25519.pub", "id_rsa-2048.pub", "id_ecdsa-256.pub"])
def test_a_public_key_in_a_private_frame_is_named(name: str, label: str) -> None:
    data = framed(label, TEXTS[f"openssh-10.5/{name}"].read_bytes())
    with pytest.raises(UnknownFormatError, match="a public key between the BEGIN and END lines of a private"):
        inspect(data)


@pytest.mark.parametrize("name", ["lower", "public in a frame", "od"])
async def test_both_faces_say_the_same(name: str, fence: Path, capsys) -> None:
    source = TEXTS["openssh-10.5/id_ed25519"].read_bytes()
    data, words = {
        "lower": (source.lower(), "every letter was turned into lower case"),
        "public in a frame": (
            framed(LABELS[0], TEXTS["openssh-10.5/id_ed25519.pub"].read_bytes()),
            "a public key between the BEGIN and END lines of a private key",
        ),
        "od": (run("od", "-c", TEXTS["openssh-10.5/id_ed25519"]).stdout, "A dump, as printed by od -c"),
    }[name]
    for text in await both_say(capsys, fence / "id_key", data):
        assert words_of(words) in text
