"""What was wrong in a profile and is right now: one row for each fact, by the file that shows it."""

from __future__ import annotations

import base64
import dataclasses
import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.keys import make
from tests.interop.clients.shapes import BYTES
from tests.keyops.services.corrections import ACCEPTS, PRIVATE, PUBLIC, REFUSES
from tui.keyops import services
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services.checking import State, check
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from tui.keyops.inspection.report import KeyReport
    from tui.keyops.services.shape import Shape

NUMBERS = frozenset({"rounds", "memory_kib", "passes", "parallelism"})
CORPUS = Path(__file__).resolve().parents[2] / "corpus"
SECRET = Secret("correct horse")


def private_file(words: str) -> bytes:
    """The file that a row speaks of."""
    made, _, change = words.partition(" | ")
    if made.startswith("@"):
        data = (CORPUS / made[1:]).read_bytes()
    else:
        kind, container, *options = made.split()
        lock: dict[str, Any] = dict(option.split("=") for option in options)
        lock.update({name: int(lock[name]) for name in lock.keys() & NUMBERS})
        rounds = lock.pop("rounds", 1)
        if container == "openssh" and options:
            lock["rounds"] = 1
        data = pack(make(kind), container, Protection(SECRET, **lock) if options else None).data
        data = with_rounds(data, rounds) if rounds > 1 else data
    return BYTES[change](data) if change else data


def with_rounds(data: bytes, rounds: int) -> bytes:
    """An OpenSSH file that says it was encrypted with more rounds, which would take a minute."""
    begin, *body, end = data.splitlines(keepends=True)
    inside = base64.b64decode(b"".join(body))
    at = inside.index(b"\0\0\0\x10", inside.index(b"bcrypt")) + 4 + 16
    assert inside[at : at + 4] == b"\0\0\0\x01"
    return begin + base64.encodebytes(inside[:at] + rounds.to_bytes(4, "big") + inside[at + 4 :]) + end


@functools.cache
def subject(words: str) -> tuple[KeyReport, Shape]:
    """What is known of the file, with its passphrase where that hides the type."""
    data = private_file(words)
    report, *_ = inspect(data)
    if report.encryption is not None and report.public is None:
        report, *_ = inspect(data, SECRET)
    return report, shape_of(data)


def public_file(words: str) -> bytes:
    if words.startswith("@"):
        return (CORPUS / words[1:]).read_bytes()
    kind, _, form = words.partition(" ")
    return pack_public(make(kind).public, form or "openssh-public", b"me").data


@pytest.mark.parametrize(("name", "file", "state"), PRIVATE)
def test_a_private_key_is_judged_as_its_source_says(name: str, file: str, state: str) -> None:
    report, shape = subject(file)
    verdict = check(report, services.profile(name), shape)
    assert verdict.state == state, verdict.reasons


@pytest.mark.parametrize(("name", "file", "state"), PUBLIC)
def test_a_public_key_is_judged_as_its_source_says(name: str, file: str, state: str) -> None:
    data = public_file(file)
    verdict = check(inspect(data)[0], services.profile(name), shape_of(data))
    assert verdict.state == state, verdict.reasons


@pytest.mark.parametrize("bits", [4096, 4608])
def test_dropbear_reads_rsa_up_to_4096_bits(bits: int) -> None:
    for name in ("dropbear", "dropbear-2026"):
        rule = services.profile(name).type_rule("rsa")
        assert rule is not None
        assert rule.allows(bits) is (bits <= 4096)


def test_dropbear_of_2026_needs_no_newline_at_the_end() -> None:
    data = pack(make("ed25519"), "openssh").data.rstrip(b"\n")
    states = [
        check(inspect(data)[0], services.profile(name), shape_of(data)).state
        for name in ("dropbear", "dropbear-2026")
    ]
    assert states == [REFUSES, ACCEPTS]


@pytest.mark.parametrize(("size", "state"), [(3243, State.ACCEPTS), (6363, State.REFUSES)])
def test_aws_transfer_has_room_for_4096_characters_of_a_host_key(size: int, state: State) -> None:
    """PEM of RSA 4096 has 3,243 characters, and of RSA 8192 it has 6,363."""
    data = pack(make("rsa"), "pem").data
    (report,) = inspect(data)
    shape = dataclasses.replace(shape_of(data), size=size)
    assert check(report, services.profile("aws-transfer-host-key"), shape).state is state
