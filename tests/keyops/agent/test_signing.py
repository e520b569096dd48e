"""Having an agent sign: nothing that it answers is believed before it is verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.agents import FAILURE, SUCCESS, fake_agent, framed
from tests.helpers.keys import make
from tui.keyops.agent import client as agent
from tui.keyops.encoding import wire
from tui.keyops.errors import AgentError
from tui.keyops.keys import signing

if TYPE_CHECKING:
    from pathlib import Path

DATA = b"what is signed"


def answer(signature: bytes) -> bytes:
    return b"\x0e" + wire.string(signature)


def test_a_right_signature_is_returned_and_asked_for_with_the_hash(tmp_path: Path, monkeypatch) -> None:
    for name, algorithm, flags in (("ed25519", "rsa-sha2-512", 4), ("rsa", "rsa-sha2-256", 2)):
        private = make(name).private
        signature = signing.sign(private, DATA, algorithm)
        socket = tmp_path / name
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        with fake_agent(socket, framed(answer(signature))) as fake:
            assert agent.sign(private.public, DATA, algorithm) == signature
        blob = wire.string(private.public.blob)
        assert fake.asked == [b"\x0d" + blob + wire.string(DATA) + wire.u32(flags)]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        (FAILURE, "did not sign"),
        (SUCCESS, "not the type of answer"),
        (b"", "0 bytes long"),
        (answer(signing.sign(make("ed25519").private, DATA + b".")), "agent's signature is wrong"),
        (answer(signing.sign(make("ecdsa256").private, DATA)), "agent's signature is wrong"),
        (answer(b""), "agent's signature is wrong"),
        (answer(b"\xff" * 40), "agent's signature is wrong"),
        (answer(b"x") + b"more", "Damaged answer"),
        (b"\x0e\xff\xff\xff\xff", "Damaged answer"),
    ],
    ids=["refused", "kind", "empty", "data", "key", "none", "noise", "long", "short"],
)
def test_any_other_answer_is_refused_in_words(said: bytes, title: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "s"))
    with fake_agent(tmp_path / "s", framed(said)), pytest.raises(AgentError, match=title) as caught:
        agent.sign(make("ed25519").public, DATA)
    assert caught.value.hint
