"""Keys that were copied out of a log or a chat: a time or a name before each line, other lines between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.text_encodings import TEXTS
from tui.keyops.damage.decoration import decorations
from tui.keyops.editing.repairing import repair
from tui.keyops.errors import KeyOpsError
from tui.keyops.inspection.inspection import inspect, recognise

if TYPE_CHECKING:
    from collections.abc import Callable

FORMS: dict[str, Callable[[int], str]] = {
    "irssi": lambda at: f"12:{at % 60:02} <@nick_1> ",
    "WeeChat": lambda at: f"12:00:{at % 60:02}  nick | ",
    "Slack": lambda at: "[11:59 AM] anna: " if at < 2 else "[12:00 PM] anna: ",
    "WhatsApp": lambda at: f"[01.05.24, 12:00:{at % 60:02}] Anna Smith: ",
    "Telegram": lambda at: f"Anna, [01.05.2024 12:{at % 60:02}]: ",
    "journald": lambda at: "Apr 30 23:59:59 host1 app[12]: " if at < 3 else "May  1 00:00:00 host1 app[12]: ",
    "docker compose": lambda _: "app-1  | ",
    "docker compose, times": lambda at: f"app-1  | 2024-05-01T10:00:00.{at:09}Z ",
    "kubectl": lambda at: f"[pod/app-7d4b9c-xk2p4/app] 2024-05-01T10:00:00.{at:09}Z ",
    "containerd": lambda at: f"2024-05-01T10:00:00.{at:09}Z stdout F ",
    "GitHub Actions": lambda at: f"2024-05-01T10:00:00.{at:07}Z ",
    "a name": lambda _: "nick: ",
    "git blame": lambda at: (
        f"{at * 2654435761 % 2**32 | 0xA0000001:08x} (Anna 2024-05-01 10:00:00 +0200 {at + 1:3}) "
    ),
}
FILES = ("openssh-10.5/id_ed25519", "openssh-10.5/id_rsa-2048-pem-locked", "puttygen-0.78/ecdsa-256.ppk")
LINES = ("openssh-10.5/id_ed25519.pub", "openssh-10.5/id_rsa-2048.pub")
OTHER = {"docker compose": b"db-1   | ready", "irssi": b"12:01 -!- bob [~bob@10.0.0.1] has joined #ops"}


def logged(data: bytes, form: str, other: bytes = b"") -> bytes:
    """A text as a log or a chat shows it; after each third line one of somebody else."""
    rows: list[bytes] = []
    for at, line in enumerate(data.rstrip(b"\n").split(b"\n")):
        rows += [FORMS[form](at).encode() + line, *([other] if other and at % 3 == 0 else [])]
    return b"\n".join(rows) + b"\n"


def keys(data: bytes) -> list[object]:
    """The public keys, as far as they can be seen."""
    return [(one.public, one.error) for one in recognise(data)]


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_before_each_line_is_named_and_taken_off(form: str) -> None:
    other = OTHER.get(form, b"")
    for name in FILES:
        source = TEXTS[name].read_bytes()
        assert repair(logged(source, form, other)).data.startswith(source)
    source = b"".join(TEXTS[name].read_bytes() for name in LINES)
    if form != "git blame":  # of key lines it is not known
        spoilt = logged(source, form, other)
        titles = " ".join(found.title for report in inspect(spoilt) for found in report.findings)
        assert "logs and chats" in titles
        assert keys(repair(spoilt).data) == keys(source)


def test_no_line_of_a_locked_key_is_taken_for_one_of_somebody_else() -> None:
    """Without one line of three blocks, what is left would look whole."""
    rows = logged(TEXTS[FILES[1]].read_bytes(), "docker compose").split(b"\n")
    rows[8] = rows[8].removeprefix(b"app-1  | ")
    with pytest.raises(KeyOpsError):
        repair(b"\n".join(rows))


@pytest.mark.parametrize(
    ("words", "marks"),
    [
        ([b"5"], False), ([b"10."], False), ([b"5", b"5"], False), ([b"9", b"3"], False), ([b"1"], True),
        ([b"3", b"4", b"6"], True), ([b"12:00"], True), ([b"<nick>"], True), ([b"nick:"], True),
        ([b"10.0.0.1"], False), ([b"[10.0.0.1]:22"], False), ([b"fe80::1"], False), ([b"a@b.org"], False),
    ],
)  # fmt: skip
def test_a_number_is_a_mark_only_where_lines_count_up(words: list[bytes], marks: bool) -> None:
    assert bool(decorations(enumerate(words, 1))) is marks


def test_a_host_that_is_called_by_a_number_stays() -> None:
    line = b"5 " + TEXTS[LINES[0]].read_bytes()
    assert repair(line).data == line
