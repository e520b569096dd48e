"""Whatever programs do to the text of a key file is named and undone: each encoding, and each two of them."""

from __future__ import annotations

import base64
import contextlib
import os
import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.helpers.peers import need, secret_file
from tests.helpers.samples import amount
from tests.helpers.text_encodings import ENCODINGS, TEXTS, pairs, spoilt
from tui.keyops import limits
from tui.keyops.damage import live_lines, proof, readings
from tui.keyops.damage.diagnosis import examine
from tui.keyops.damage.text import Text
from tui.keyops.editing.repairing import repair
from tui.keyops.encoding import wire
from tui.keyops.errors import KeyOpsError
from tui.keyops.inspection.inspection import inspect, recognise

if TYPE_CHECKING:
    from pathlib import Path

PAIRS = int(os.environ.get("KEYWRIGHT_FUZZ_ENCODINGS", amount(60, 350)))
"""``make fuzz`` sets 20,000; of all there are some 100,000."""
_ONE_SIGN = "two signs have become one: which of them it was, nothing tells"
_NO_WAY_BACK = "which of the words behind the type are the key is told by what is lost"
_TWO_MEANINGS = "one sign ends a line in both codes"
_THREE = "three readings lie on each other: it counts as three encodings, and two are looked at"
LEFT = {
    ("form", "percent-some"): f"{_ONE_SIGN}: %2B stands for blanks and for +",
    ("utf-7", "plus-to-blank"): f"{_ONE_SIGN}: a blank, and the sign that begins a code of UTF-7",
    ("utf-7", "url-safe"): f"{_ONE_SIGN}: the sign that begins a code of UTF-7, and the one that ends it",
    ("hyphens", "utf-16-cut"): "the first byte is lost, and with it what tells that it is UTF-16",
    ("spaced", "utf-16-cut"): "the first byte is lost, and with it what tells that it is UTF-16",
    ("one-each", "utf-16-cut"): "the first byte is lost, and with it what tells that it is UTF-16",
    ("one-each", "commas"): f"{_ONE_SIGN}: commas between the signs, and those of the text",
    ("quoted-printable", "commas"): f"{_TWO_MEANINGS}: = and a comma, which continues no line any more",
    ("quoted-printable", "more-padding"): f"{_TWO_MEANINGS}: = continues it, and pads the key",
    ("no-padding", "glued-type"): _NO_WAY_BACK,
    ("plus-to-blank", "glued-type"): _NO_WAY_BACK,
    ("plus-to-blank", "glued-comment"): _NO_WAY_BACK,
    ("hexdump", "bars"): f"{_ONE_SIGN}: bars between the lines, and those around the characters of the dump",
    (
        "hexdump",
        "fence",
    ): f"{_ONE_SIGN}: bars that frame the lines, and those around the characters of the dump",
    ("box", "commas"): f"{_ONE_SIGN}: commas between the lines, and the one in the line DEK-Info",
    ("echo", "commas"): f"{_ONE_SIGN}: commas between the lines, and the one in the line DEK-Info",
    ("quoted-printable", "url-safe"): "the piece behind the type keeps its +: both alphabets, as in UTF-7",
    ("no-break-blanks", "python-list"): _THREE,
    ("no-break-blanks-latin-1", "python-list"): _THREE,
    ("one-each", "ebcdic-records"): "it is larger than 128 KiB, which no key file is",
}
"""Pairs that are not undone for some of the texts, each with the reason; all others are."""
SOME = (
    "openssh-10.5/id_rsa-2048.pub",
    "openssh-10.5/id_rsa-2048-pem",
    "openssh-10.5/id_rsa-2048-pem-locked",
    "openssh-10.5/id_ed25519.pub",
    "openssh-10.5/id_ecdsa-521.pub",
    "openssh-10.5/id_ecdsa-256.pub",
    "openssh-10.5/id_ed25519-cert.pub",
    "puttygen-0.78/ecdsa-256.ppk",
    "puttygen-0.78/rsa-2048-locked.ppk",
    "puttygen-0.78/ed25519-certified-public.pub",
)


def outcome(source: bytes, spoilt_text: bytes) -> str:
    """``same``, ``read`` (programs read it as it is), ``restored``; else what is wrong."""
    whole = recognise(source)
    if spoilt_text == source:
        return "same"
    if _reads_the_same(spoilt_text, whole):
        return "read"
    try:
        repaired = repair(spoilt_text)
    except KeyOpsError as error:
        return f"{error.title}: {error.hint}"
    if repaired.data == source:
        return "restored"
    is_same = _reads_the_same(repaired.data, whole) and whole[0].public is not None
    return "restored" if is_same else "another key"


def _reads_the_same(data: bytes, whole) -> bool:
    try:
        now = recognise(data)
    except KeyOpsError:
        return False
    return [(one.public, one.error) for one in now] == [(one.public, None) for one in whole]


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_of_every_text_is_named_and_undone(name: str) -> None:
    wanted = set(ENCODINGS[name][1].split())
    seen = set()
    for text, path in TEXTS.items():
        source = path.read_bytes()
        changed = spoilt(source, name)
        told = outcome(source, changed)
        seen.add(told)
        assert told in {"same", "read", "restored"}, (text, told)
        if told == "restored":
            found = {finding.id for report in inspect(changed) for finding in report.findings}
            assert found & wanted, (text, found)
    if name != "glued-comment":
        assert "restored" in seen


def test_two_encodings_one_after_the_other_are_undone() -> None:
    """A sample of all pairs and texts. What cannot be undone is told, and never made another key."""
    rng = random.Random(20261129)
    every = list(pairs())
    left, tried = [], 0
    for _ in range(PAIRS):
        names, text = rng.choice(every), rng.choice(list(TEXTS))
        source = TEXTS[text].read_bytes()
        try:
            changed = spoilt(source, *names)
        except ValueError:  # a text that the second cannot be done to
            continue
        told = outcome(source, changed)
        assert told != "another key", (names, text)
        tried += told != "same"
        if told not in {"same", "read", "restored"} and names not in LEFT:
            left.append((names, text, told))
    print(f"{tried:,} texts, {len(left)} not undone")
    assert tried > PAIRS // 2
    assert left == []


@pytest.mark.parametrize("text", [name for name in TEXTS if name.endswith(".pub")])
def test_a_sign_that_the_url_safe_alphabet_does_not_have_tells_that_it_is_utf_7(text: str) -> None:
    """Half of the signs taken for URL-safe ones made another key, which nothing but its comment disproved."""
    source = TEXTS[text].read_bytes()
    assert outcome(source, spoilt(source, "type-twice", "utf-7")) in {"same", "read", "restored"}


@pytest.mark.parametrize("names", LEFT, ids=" ".join)
def test_of_what_is_left_there_is_a_text_and_none_becomes_another_key(names: tuple[str, str]) -> None:
    told = set()
    for text in SOME:
        source = TEXTS[text].read_bytes()
        with contextlib.suppress(ValueError):
            told.add(outcome(source, spoilt(source, *names)))
    assert told - {"same", "read", "restored"}
    assert "another key" not in told


@pytest.mark.interop
@pytest.mark.parametrize("name", list(ENCODINGS)[::3])
def test_the_program_that_owns_the_format_loads_what_was_restored(name: str, tmp_path: Path) -> None:
    for text in ("openssh-10.5/id_ed25519", "openssh-10.5/id_rsa-2048-pem", "puttygen-0.78/rsa-2048.ppk"):
        path = tmp_path / "key"
        path.write_bytes(repair(spoilt(TEXTS[text].read_bytes(), name)).data)
        path.chmod(0o600)
        secret = secret_file(tmp_path, "")
        argv: list[str | Path] = [need("ssh-keygen"), "-y", "-P", "", "-f", path]
        if text.endswith("ppk"):
            argv = [need("puttygen"), path, "-O", "private-openssh", "-o", tmp_path / "out"]
            argv += ["--new-passphrase", secret]
        done = subprocess.run(argv, capture_output=True, check=False, timeout=60, stdin=subprocess.DEVNULL)
        assert done.returncode == 0, (text, done.stderr)


def test_a_line_of_many_is_read_alone_and_the_others_stay_as_they_are() -> None:
    good = TEXTS["openssh-10.5/id_ed25519.pub"].read_bytes()
    rsa = TEXTS["openssh-10.5/id_rsa-2048.pub"].read_bytes()
    lines = [good, b"# mine\n", spoilt(rsa, "url-safe"), spoilt(good, "glued-type"), b"no key here at all\n"]
    repaired = repair(b"".join(lines))
    assert repaired.data == b"".join((good, b"# mine\n", rsa, good, b"no key here at all\n"))
    assert [(one.id, one.title[:7]) for one in repaired.applied] == [
        ("url-safe", "Line 3:"),
        ("missing-blank", "Line 4:"),
    ]
    assert {one.number for one in repaired.to_be_named("authorized_keys")} == {3, 4}


@pytest.mark.long
def test_what_no_reading_makes_a_key_of_is_told_as_before() -> None:
    source = TEXTS["openssh-10.5/id_rsa-2048"].read_bytes()
    assert [one.id for one in examine(source[:900]).damages] == ["truncated"]
    changed = source.replace(b"x", b"y")
    with pytest.raises(KeyOpsError):
        repair(changed)


WORDS = (
    *("host.example", "1.example", "3com.example", "1host", "-host", "password.example", "password:22"),
    *("10.0.0.1", "127.1", "0x7f.1", "10.0.0.1,host.example", "[10.0.0.1]:2222"),
    *("::1", "1:2::3", "::1,127.0.0.1", "[::1]:22", "2001:db8::1", "fe80::1%eth0"),
    *("*", "*.example", "*,!bad.example", "!bad.example,*", "@cert-authority *", "@revoked 10.0.0.1"),
    "|1|6TIJZxNIuKYbSSGCPaxeLX2TBgM=|sHYK9QvvZRJQjnlXpm/zREJGMD8=",
    *('command="/bin/ls"', 'no-pty,from="10.0.0.1"', r'command="echo \"b\""'),
    *("alice@example.com", "1alice@example.com", "root", r"DOMAIN\alice"),
)
"""What may stand before a key for a program to read: hosts, options, principals."""


@pytest.mark.parametrize("words", WORDS)
def test_a_reading_never_drops_a_key_that_is_read(words: str) -> None:
    """A host that is called by a number before others is a mark; an address, an option or a name is none."""
    key = TEXTS["openssh-10.5/id_ed25519.pub"].read_bytes()
    data = words.encode() + b" " + key
    for lines in (data, data * 3, key + data, b"1.example " + key + data):
        assert repair(lines).data == lines


@pytest.mark.long
def test_the_work_for_a_hostile_text_is_bounded() -> None:
    """Counted in readings that are looked at, not in time."""
    for piece in (
        b"\\",
        b"&#43;",
        b"%2B",
        b"<a>",
        b"ssh-rsa AAAA ",
        b"s\n",
        b"=",
        b"+ ",
        b"-----BEGIN X-----\n",
    ):
        data = (piece * readings.LARGEST)[: readings.LARGEST]
        count = 0

        def walk(text: bytes):
            nonlocal count
            count += len(text)
            return [], Text(text)

        readings.search(data, walk, walk)
        assert count <= 3 * readings.MOST_BYTES, piece


def test_no_more_private_keys_are_proved_than_a_file_may_have(monkeypatch) -> None:
    """Each takes 60 ms of an RSA key whose primes must be found: 80 of them took 3 seconds."""
    count = 0
    read = proof.read_piece

    def counted(piece: bytes):
        nonlocal count
        count += 1
        return read(piece)

    monkeypatch.setattr(proof, "read_piece", counted)
    assert not proof.prove(TEXTS["openssh-10.5/id_ed25519"].read_bytes() * 40)
    assert count == limits.MAX_PRIVATE_KEYS_IN_FILE + 1


def test_what_is_too_large_is_not_looked_at() -> None:
    data = spoilt(TEXTS["openssh-10.5/id_rsa-2048.pub"].read_bytes(), "url-safe")
    assert readings.search(data * (readings.LARGEST // len(data) + 1), None, None) is None


def test_a_reading_in_which_a_line_is_lost_that_ssh_reads_is_not_right() -> None:
    first, second = (
        TEXTS[f"openssh-10.5/{name}"].read_bytes() for name in ("id_ed25519.pub", "id_rsa-2048.pub")
    )
    left: readings.Found = ([], Text(first))
    assert readings._is_right(left, readings._Before(live_lines.read(first)))
    assert not readings._is_right(left, readings._Before(live_lines.read(first + second)))
    assert not readings._is_right(left, readings._Before(live_lines.read(b"restrict " + first)))


AROUND = (
    (b"12:02 <eve> ", b""),
    (b"[10:11:12] bob: ", b""),
    (b"app-1  | ", b""),
    (b"1. ", b""),
    (b'{"key": "', b'"},'),
    (b"a,b,", b""),
    (b"$ ", b"\\"),
    (b"", b" c"),
    (b"", b""),
)
BEFORE_TYPE = (
    b"",
    b"",
    b"",
    b"restrict ",
    b"touch-required ",
    b"command='ls' ",
    b"h.example ",
    b"a@b ",
    b"word ",
)
BEHIND_TYPE = (b" ", b" ", b" ", b"", b"  ", b"\n", b"\\ ", b"&nbsp;")
OTHER = (b"", b"{", b"```", b"12:03 <bob> hello", b"keys:", b"+-----+", b"page 3")


def _some_keys(draw: random.Random) -> tuple[list[bytes], bytes]:
    """Key lines as they may stand in a log, a list or code, and the base64 of each key."""
    front, back = draw.choice(AROUND)
    before, behind = draw.choice(BEFORE_TYPE), draw.choice(BEHIND_TYPE)
    bodies, rows = [], []
    for _ in range(draw.choice((1, 2, 2, 3, 5))):
        body = base64.b64encode(wire.string("ssh-ed25519") + wire.string(draw.randbytes(32)))
        bodies.append(body)
        rows += [draw.choice(OTHER)] * (draw.random() < 0.25)
        if draw.random() < 0.5:
            before, behind = draw.choice(BEFORE_TYPE), draw.choice(BEHIND_TYPE)
        rows.append(front + before + b"ssh-ed25519" + behind + body + back)
    return bodies, b"\n".join(rows) + b"\n"


def test_a_line_of_a_chat_with_a_key_behind_options_is_no_line_without_one() -> None:
    draw = random.Random(1)
    first, second = (
        b"ssh-ed25519 " + base64.b64encode(wire.string("ssh-ed25519") + wire.string(draw.randbytes(32)))
        for _ in range(2)
    )
    chat = b"12:02 <eve> restrict %s b\n12:03 <eve> %s c\n12:04 <bob> thanks\n" % (first, second)
    assert repair(chat).data == b"restrict %s b\n%s c\n" % (first, second)


@pytest.mark.parametrize("seed", range(amount(40, 1000)))
def test_no_repair_loses_a_key_that_is_whole(seed: int) -> None:
    bodies, data = _some_keys(random.Random(seed))
    with contextlib.suppress(KeyOpsError):
        repaired = b"".join(repair(data).data.split())
        assert [body for body in bodies if body not in repaired] == []


def test_of_very_many_keys_in_another_text_none_is_left_out() -> None:
    """More are found than are looked for: then none is taken out."""
    key = TEXTS["openssh-10.5/id_ed25519.pub"].read_bytes().split()[1]
    bodies = [key[:-4] + base64.b64encode(bytes((0, at >> 8, at & 255))) for at in range(250)]
    data = b"[" + b",\n".join(b'{"key": "%s"}' % body for body in bodies) + b"]\n"
    with contextlib.suppress(KeyOpsError):
        assert all(body in repair(data).data for body in bodies)
