"""Fingerprints in words, against what OpenSSH 10.5 printed of the same keys."""

from __future__ import annotations

from pathlib import Path

from tui.cli import main
from tui.keyops.inspection.inspection import read
from tui.keyops.keys import fingerprints

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "openssh-10.5"


def test_the_words_are_those_of_ssh_keygen() -> None:
    lines = (CORPUS / "fingerprints.bubblebabble.txt").read_text().splitlines()
    for line in lines:
        name, _, words, *_ = line.split(" ")
        public = read((CORPUS / name).read_bytes())[0].public
        assert fingerprints.bubblebabble(public) == words, name
    assert len(lines) > 30


def test_drawing_and_words_are_told_when_asked_for(capsys) -> None:
    path = str(CORPUS / "id_ed25519.pub")
    assert main(["inspect", "--randomart", "--bubblebabble", path]) == 0
    shown = capsys.readouterr().out
    assert "+--[ED25519 256]--+" in shown
    assert "Words        xelom-recat-ravav" in shown
    assert main(["inspect", path]) == 0
    assert "ED25519 256]" not in capsys.readouterr().out
