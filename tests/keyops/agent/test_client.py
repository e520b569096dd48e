"""Agents that are not there, hang, refuse or lie: a sentence with the next step, and never a crash."""

from __future__ import annotations

import random
import socket
from typing import TYPE_CHECKING

import pytest

from tests.helpers import keys
from tests.helpers.agents import FAILURE, SUCCESS, fake_agent, framed, listing
from tests.helpers.desk import CORPUS
from tui.keyops.agent import adding
from tui.keyops.agent import client as agent
from tui.keyops.agent import protocol as agent_messages
from tui.keyops.encoding import wire
from tui.keyops.errors import AgentError, UnsupportedAlgorithmError
from tui.keyops.files.storage import read_key_file
from tui.keyops.formats import FORMATS
from tui.keyops.inspection.inspection import read

if TYPE_CHECKING:
    from pathlib import Path

BLOB = keys.make("ed25519").public.blob
WRONG = {
    "an absurd length": (b"\xff\xff\xff\xff", "claims to be 4,294,967,295 bytes long"),
    "no length at all": (b"\0\0\0\0", "claims to be 0 bytes long"),
    "half an answer": (b"\0\0\0\x20\x0c", "closed the connection"),
    "nothing": (b"", "closed the connection"),
    "a web server": (b"HTTP/1.1 400 Bad Request\r\n\r\n", "bytes long"),
    "a refusal": (framed(FAILURE), "refuses"),
    "yes": (framed(SUCCESS), "not the type of answer"),
    "a huge count": (framed(b"\x0c\xff\xff\xff\xff"), "announces 4,294,967,295 keys"),
    "a count without keys": (framed(b"\x0c" + wire.u32(3)), "announces 3 keys"),
    "a key longer than all": (framed(b"\x0c" + wire.u32(1) + b"\xff\xff\xff\xff" + b"x" * 9), "a key"),
    "bytes behind the last key": (framed(listing([(BLOB, b"")]) + b"!"), "extra byte at the end"),
}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "agent"
    monkeypatch.setenv("SSH_AUTH_SOCK", str(path))
    return path


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_answer_is_a_sentence_with_the_next_step(place: Path, what: str) -> None:
    answer, words = WRONG[what]
    with fake_agent(place, answer), pytest.raises(AgentError) as caught:
        agent.identities(5)
    assert words in caught.value.title
    assert caught.value.hint


def test_no_answer_at_all_makes_it_stumble() -> None:
    chance = random.Random(3)
    good = listing([(BLOB, b"me"), (keys.make("rsa").public.blob, b"you"), (BLOB, b"")])
    for _ in range(500):
        answer = bytearray(good)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(answer))
            answer[at : at + chance.randrange(5)] = chance.randbytes(chance.randrange(5))
        try:
            found = agent_messages.read_list(bytes(answer))
        except AgentError:
            continue
        assert all(isinstance(one.name + one.line + one.label + one.sha256, str) for one in found)


def test_an_answer_that_is_neither_yes_nor_no_is_told() -> None:
    with pytest.raises(AgentError, match="neither success nor failure"):
        agent_messages.is_success(b"\x06more")


def test_an_agent_that_hangs_is_given_up_and_marks_nothing(place: Path) -> None:
    with fake_agent(place, None) as fake:
        with pytest.raises(AgentError, match="did not answer within 0.1 s") as caught:
            agent.identities(0.1)
        assert 'eval "$(ssh-agent)"' in caught.value.hint
        assert agent.loaded(0.1) == frozenset()
        assert fake.asked == [b"\x0b", b"\x0b"]


def test_without_an_agent_it_says_how_to_start_one(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(tmp_path / "dead"))
    dead.close()
    (tmp_path / "file").touch()
    cases = {
        "": "SSH_AUTH_SOCK is not set",
        str(tmp_path / "gone"): "which does not exist",
        str(tmp_path / "file"): "not a socket",
        str(tmp_path): "not a socket",
        str(tmp_path / "dead"): "is gone",
        str(tmp_path / ("long" * 40)): "Cannot reach",
    }
    for where, words in cases.items():
        monkeypatch.setenv("SSH_AUTH_SOCK", where)
        with pytest.raises(AgentError, match=words) as caught:
            agent.identities()
        assert 'eval "$(ssh-agent)"' in caught.value.hint
        assert agent.loaded() == frozenset()


def test_what_is_no_key_is_listed_and_can_be_removed(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = read(read_key_file(CORPUS / "id_ed25519-cert.pub"))[0].certificate
    found = [(b"\xff\xffrubbish", b"\xff\x1b[2J"), (BLOB, b"me"), (certificate.blob, b"")]
    with fake_agent(place, framed(listing(found))):
        first, second, third = agent.identities()
    assert (first.label, first.type_word, first.line, first.bits) == ("not a key", "UNKNOWN", "", 0)
    assert (second.label, second.name) == ("Ed25519", "me")
    assert (third.label, third.type_word) == ("Ed25519 certificate", "ED25519-CERT")
    marks = agent.marks_of([first, second, third])
    assert {agent.mark_of(blob) for blob in (first.blob, BLOB, third.blob, third.public.blob)} == marks
    with fake_agent(place.with_name("2"), framed(SUCCESS)) as fake:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(place.with_name("2")))
        agent.remove(first.blob)
        assert fake.asked == [b"\x12" + wire.string(first.blob)]


def test_a_refused_key_is_named_with_what_may_be_the_reason(place: Path, tmp_path: Path) -> None:
    (tmp_path / "id_ed448").write_bytes(FORMATS["openssh"].write_private(keys.make("ed448"), None))
    with fake_agent(place, framed(FAILURE)), pytest.raises(AgentError, match="did not accept") as caught:
        adding.add(tmp_path / "id_ed448", request=adding.AddRequest(lifetime=5))
    assert "not support Ed448 keys" in caught.value.hint
    assert "ssh-add -X" in caught.value.hint
    assert "lifetimes" in caught.value.hint


def test_the_request_has_the_constraints_and_a_fido_key_its_provider(place: Path) -> None:
    with fake_agent(place, framed(SUCCESS)) as fake:
        adding.add(CORPUS / "id_ed25519-sk", request=adding.AddRequest(3600, confirm=True, certificate=False))
    (asked,) = fake.asked
    provider = b"\xff" + wire.string("sk-provider@openssh.com") + wire.string("internal")
    assert asked.startswith(b"\x19" + wire.string("sk-ssh-ed25519@openssh.com"))
    assert asked.endswith(b"\x01" + wire.u32(3600) + b"\x02" + provider)


def test_a_key_no_agent_has_a_form_for_is_told_and_nothing_is_sent(place: Path) -> None:
    rsa1 = CORPUS.parent / "puttygen-0.78" / "rsa1"
    with fake_agent(place, framed(SUCCESS)) as fake:
        with pytest.raises(UnsupportedAlgorithmError, match="does not support"):
            adding.add(rsa1)
        assert fake.asked == []
