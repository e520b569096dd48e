"""A right passphrase opens a key also where it was locked with other bytes for the same words."""

from __future__ import annotations

import random
import unicodedata
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.faces import screen_says, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.legacy_samples import SSH1
from tests.helpers.peers import run
from tui.keyops.crypto import primitives, spellings
from tui.keyops.editing.editing import edit
from tui.keyops.editing.plan import EditRequest
from tui.keyops.errors import WrongPassphraseError
from tui.keyops.formats import FORMATS, ssh1
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.keys.rsa1 import Rsa1PrivateKey
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

TYPED = "Größe café"
SPELLED = {
    "nfd": unicodedata.normalize("NFD", TYPED).encode(),
    "cp1252": TYPED.encode("cp1252"),
    "trimmed": TYPED.encode(),
    "newline": (TYPED + "\n").encode(),
    "crlf": (TYPED + "\r\n").encode(),
    "blank": (TYPED + " ").encode(),
    "cr": (TYPED + "\r").encode(),
    "blank-before": f" {TYPED}".encode(),
    "quoted": f'"{TYPED}"'.encode(),
    "quoted-once": f"'{TYPED}'".encode(),
    "unquoted": TYPED.encode(),
    "other-case": TYPED.encode().swapcase(),
    "first-letter": TYPED.encode().replace(b"G", b"g"),
    "no-break": TYPED.replace(" ", "\u00a0").encode(),
    "no-break-latin-1": TYPED.encode().replace(b" ", b"\xa0"),
    "spaces": TYPED.encode(),
    "bom": f"\ufeff{TYPED}".encode(),
}
GIVEN = {
    "trimmed": f"{TYPED} \n".encode(),
    "unquoted": f"'{TYPED}'".encode(),
    "spaces": TYPED.replace(" ", "\u00a0").encode(),
}
CHEAP: dict[str, dict[str, Any]] = {
    "openssh": {"rounds": 1},
    "pem": {},
    "pkcs8": {"rounds": 1000},
    "pkcs8-der": {"rounds": 1000},
    "ppk3": {"memory_kib": 64, "passes": 1},
    "ppk2": {},
    "sshcom": {},
    "ssh1": {},
}


def locked(format_id: str, passphrase: bytes, kind: str = "rsa") -> bytes:
    pair = FORMATS["ssh1"].read(SSH1)[0].open(None) if format_id == "ssh1" else make(kind)
    write = FORMATS[format_id].write_private
    assert write is not None
    return write(pair, Protection(Secret(passphrase), **CHEAP[format_id]))


@pytest.mark.parametrize("name", SPELLED)
@pytest.mark.parametrize("format_id", CHEAP)
def test_every_format_opens_with_the_right_words_in_other_bytes(format_id: str, name: str) -> None:
    data = locked(format_id, SPELLED[name])
    (entry,) = recognise(data)
    assert entry.open(Secret(GIVEN.get(name, TYPED.encode()))).spelling == name
    (report,) = inspect(data, Secret(GIVEN.get(name, TYPED.encode())))
    told = {finding.id: finding.title for finding in report.findings}
    assert report.unlocked
    assert spellings.WORDS[name] in told["passphrase-spelling"]


@pytest.mark.parametrize("format_id", CHEAP)
def test_nothing_is_said_of_a_passphrase_that_opens_it_as_it_is(format_id: str) -> None:
    (report,) = inspect(locked(format_id, TYPED.encode()), Secret(TYPED))
    assert report.unlocked
    assert "passphrase-spelling" not in [finding.id for finding in report.findings]


@pytest.mark.parametrize("format_id", CHEAP)
def test_other_words_are_still_refused(format_id: str) -> None:
    (entry,) = recognise(locked(format_id, TYPED.encode()))
    for wrong in ("Grosse cafe", "größe Café", f"{TYPED}x", "correct horse"):
        with pytest.raises(WrongPassphraseError):
            entry.open(Secret(wrong))


@pytest.mark.parametrize("number", [18375, 47053, 70525])
def test_words_that_fit_the_check_bytes_of_ssh_1_by_chance_are_refused_too(number: int, monkeypatch) -> None:
    """One of 65,536 does. What is decrypted so is noise: the words are wrong, and the file is whole."""
    monkeypatch.setattr(primitives, "random_bytes", lambda count: b"\x12\x34"[:count])
    (entry,) = recognise(locked("ssh1", b"right"))
    assert entry.open(Secret("right")).public
    wrong = Secret(f"wrong {number}")
    assert _decrypted(locked("ssh1", b"right"), wrong)[:2] == _decrypted(locked("ssh1", b"right"), wrong)[2:4]
    with pytest.raises(WrongPassphraseError, match="passphrase"):
        entry.open(wrong)


def _decrypted(data: bytes, words: Secret) -> bytes:
    """The first block of the secret part, which begins with the check bytes twice."""
    pair = FORMATS["ssh1"].read(SSH1)[0].open(None)
    assert isinstance(pair.private, Rsa1PrivateKey)
    numbers = (pair.private.d, pair.private.iqmp, pair.private.q, pair.private.p)
    size = 4 + sum(2 + (number.bit_length() + 7) // 8 for number in numbers)
    size += -size % 8
    return ssh1._three_layers(words, data[-size:][:8], encrypt=False)


@pytest.mark.parametrize("seed", range(40))
def test_any_words_in_any_spelling(seed: int) -> None:
    """Words of letters, some with accents, as one side writes them, and as the other side types them."""
    draw = random.Random(seed)
    text = "".join(draw.choice("abcXYZ 09é\u00fcñßçåÅőž€\u2013'") for _ in range(draw.randrange(3, 12)))
    ways = [unicodedata.normalize(form, text).encode() for form in ("NFC", "NFD")]
    ways += [text.encode(page) for page in ("cp1252", "latin-1") if _has(text, page)]
    made, given = draw.choice(ways), draw.choice(ways)
    made += draw.choice((b"", b"", b"\n", b"\r\n", b" ")) if made == given else b""
    (entry,) = recognise(locked(draw.choice(("pem", "ppk2", "pkcs8")), made + b"x" * (not made)))
    assert entry.open(Secret(given + b"x" * (not made))).public == make("rsa").public


def _has(text: str, page: str) -> bool:
    try:
        return bool(text.encode(page))
    except UnicodeEncodeError:
        return False


def test_a_dear_kdf_is_not_run_for_every_spelling() -> None:
    dear = list(spellings.of(Secret(TYPED), {"rounds": 2000}))
    cheap = list(spellings.of(Secret(TYPED), {"iterations": 2048}))
    assert [name for name, _ in dear] == ["", "nfd", "cp1252"]
    assert len({secret.reveal() for _, secret in cheap}) == len(cheap) > len(dear)
    plain = [name for name, _ in spellings.of(Secret("plain"))]
    assert plain == [
        *("", "other-case", "newline", "crlf", "blank", "cr", "first-letter"),
        *("blank-before", "quoted", "quoted-once", "bom"),
    ]


def test_a_key_that_opened_so_is_locked_again_with_what_is_typed() -> None:
    data = locked("openssh", SPELLED["nfd"])
    made = edit(data, EditRequest(comment=b"new"), Secret(TYPED))
    (entry,) = recognise(made.data)
    assert entry.open(Secret(TYPED)).spelling == ""


@pytest.mark.parametrize(
    ("format_id", "name"), [("openssh", "nfd"), ("pkcs8", "newline"), ("ppk2", "cp1252")]
)
async def test_both_faces_say_what_helped(format_id: str, name: str, fence: Path, capsys) -> None:
    path, words = fence / "id_key", fence / "words"
    path.write_bytes(locked(format_id, SPELLED[name]))
    path.chmod(0o600)
    words.write_text(TYPED + "\n")
    said = verb_says(capsys, path, "inspect", "--passphrase-file", str(words))
    shown = await screen_says(path, TYPED)
    for text in (said, shown):
        assert words_of(f"The passphrase works only {spellings.WORDS[name]}") in text


@pytest.mark.interop
@pytest.mark.parametrize("name", ["nfd", "cp1252", "newline"])
def test_convert_says_it_too_and_ssh_keygen_takes_what_is_typed(name: str, fence: Path, capsys) -> None:
    path, new, words = fence / "id_key", fence / "id_new", fence / "words"
    path.write_bytes(locked("pkcs8", SPELLED[name]))
    words.write_text(TYPED + "\n")
    argv = ("convert", "--to", "openssh", "--rounds", "1", "-o", str(new), "--passphrase-file", str(words))
    assert spellings.WORDS[name] in verb_says(capsys, path, *argv)
    assert b"ssh-rsa" in run("ssh-keygen", "-y", "-P", TYPED, "-f", new).stdout


OTHERS = {
    "cp850": ("Gr\u00f6\u00dfe caf\u00e9", "cp850"),
    "cp1250": ("\u0141\u00f3d\u017a", "cp1250"),
    "iso8859-2": ("\u0104\u013d\u0165", "iso8859-2"),
    "cp1251": ("\u043f\u0430\u0440\u043e\u043b\u044c", "cp1251"),
    "koi8-r": ("\u043f\u0430\u0440\u043e\u043b\u044c", "koi8-r"),
    "cp866": ("\u043f\u0430\u0440\u043e\u043b\u044c", "cp866"),
    "shift-jis": ("\u30d1\u30b9\u30ef\u30fc\u30c9", "shift-jis"),
    "gbk": ("\u5bc6\u7801", "gbk"),
    "mac-roman": ("caf\u00e9 \u00e0", "mac-roman"),
}


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("format_id", ["pem", "ppk2"])
def test_words_in_the_code_page_of_another_country_or_of_a_console(format_id: str, name: str) -> None:
    typed, page = OTHERS[name]
    (report,) = inspect(locked(format_id, typed.encode(page)), Secret(typed))
    assert report.unlocked
    told = {finding.id: finding.title for finding in report.findings}
    assert spellings.WORDS[name] in told["passphrase-spelling"]


@pytest.mark.parametrize(
    ("made", "typed", "name"),
    [
        ("don\u2019t", "don't", "typographic"),
        ("a\u2013b\u2026", "a-b...", "typographic"),
        ("don't", "don\u2019t", "plain-signs"),
        ('"a"-b', "\u201ca\u201d\u2013b", "plain-signs"),
        ("Gr\u00f6\u00dfe".encode().decode("cp1252"), "Gr\u00f6\u00dfe", "twice"),
    ],
)
def test_signs_that_phones_exchange_and_text_that_was_encoded_twice(made: str, typed: str, name: str) -> None:
    (entry,) = recognise(locked("pem", made.encode()))
    assert entry.open(Secret(typed)).spelling == name


@pytest.mark.parametrize("byte", b"\x81\x8d\x8f\x90\x9d", ids=hex)
def test_no_spelling_has_a_sign_in_place_of_a_byte_that_is_no_character(byte: int) -> None:
    """Five bytes are none in Windows code page 1252: each try of such a spelling is lost."""
    given = Secret(b"gr\xfc" + bytes((byte,)))
    spelled = dict(spellings.of(given))
    assert spelled["utf-8"].reveal().decode() == f"gr\u00fc{chr(byte)}"
    assert not any("\ufffd".encode() in one.reveal() for one in spelled.values())
