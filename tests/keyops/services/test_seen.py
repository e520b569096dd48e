"""What a user would see there: the words of the client itself, or of the library that says them, or none."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

import pytest

from tests.helpers.keys import make
from tests.interop.clients.quoting import is_quoted
from tui.keyops import services
from tui.keyops.conversion.conversion import pack
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services import SAYS
from tui.keyops.services.checking import State, check
from tui.keyops.services.reading import ProfileError, profile_of
from tui.keyops.services.shape import shape_of

FOLDER = Path(services.__file__).parent
PROFILES = services.catalogue().profiles
FILES = {path.stem: tomllib.loads(path.read_text()) for path in FOLDER.glob("*.toml")}
ALIKE = sorted(name for name, content in FILES.items() if "like" in content)


def seen(name: str, data: bytes) -> str:
    verdict = check(inspect(data)[0], PROFILES[name], shape_of(data))
    assert verdict.state is State.REFUSES, verdict.reasons
    return verdict.seen


@functools.cache
def file(kind: str, container: str, **lock: str) -> bytes:
    protection = Protection(Secret("correct horse"), **lock) if lock else None  # type: ignore[arg-type]
    return pack(make(kind), container, protection).data


@pytest.mark.parametrize("name", ALIKE)
def test_a_text_that_is_taken_over_names_whose_it_is(name: str) -> None:
    """It is its own, it begins with the label of the one that says it, or it is not shown."""
    own = FILES[name].get("seen", {})
    above: list[str] = []
    while (name_above := FILES[above[-1] if above else name].get("like")) is not None:
        above.append(name_above)
    for key, text in PROFILES[name].seen.items():
        if key in own:
            assert text == own[key]
        elif text:
            label, said, words = text.partition(SAYS)
            assert said, (key, text)
            assert any(
                FILES[one]["label"] == label and FILES[one].get("seen", {}).get(key) == words for one in above
            ), (key, text)


@pytest.mark.parametrize(
    ("client", "data", "words"),
    [
        ("jsch", file("rsa", "openssh"), "invalid privatekey: [B@..."),
        ("jsch", file("ecdsa256", "pkcs8", cipher="AES-256-CBC"), "Auth fail"),
        ("go", file("rsa", "ppk3"), "ssh: no key found"),
        ("go", file("rsa", "pkcs8", cipher="AES-256-CBC"), "ssh: not an encrypted key"),
        ("argo-cd", file("ed25519", "pkcs8", cipher="AES-256-CBC"), "ssh: this private key is passphrase"),
        ("net-ssh", file("rsa", "openssh"), "rsa#set_key= is incompatible with OpenSSL 3.0"),
        ("net-ssh", file("rsa", "ppk2"), "Could not parse PKey: unsupported"),
        ("openssh-9.2", file("ed25519", "pkcs8"), "invalid format"),
        ("openssh-9.2", file("ed25519", "ppk3"), "error in libcrypto"),
        ("dropbear", file("rsa", "pkcs8"), "Error: Unrecognised key type"),
        ("puttygen", file("rsa", "pkcs8-der"), "not a recognised key file format"),
        ("asyncssh", file("rsa", "ppk2"), "Invalid private key"),
        ("paramiko", file("rsa", "pkcs8-der"), "'utf-8' codec can't decode byte ..."),
        ("ssh2", file("rsa", "pkcs8"), "Cannot parse privateKey: Unsupported key format"),
        ("libssh", file("rsa", "ppk3"), ""),
    ],
    ids=lambda word: word if isinstance(word, str) else "file",
)
def test_the_words_are_those_of_the_client_for_this_format(client: str, data: bytes, words: str) -> None:
    assert seen(client, data).startswith(words)
    assert bool(seen(client, data)) == bool(words)


def test_of_a_mangled_file_nothing_is_quoted_but_what_is_known_of_that() -> None:
    """A library says one thing or another; a service has its own words."""
    quoted = b'"' + file("rsa", "openssh").rstrip(b"\n") + b'"\n'
    assert seen("jsch", quoted) == ""
    assert seen("git-integration-for-jira-cloud", quoted).startswith("The key format is invalid.")
    assert seen("dropbear", file("rsa", "openssh").rstrip(b"\n")) == "Error: Unexpected end of file"
    assert seen("dropbear", b"\xef\xbb\xbf" + file("rsa", "pkcs8")) == ""


def test_a_format_that_nobody_knows_has_no_words() -> None:
    content = {**FILES["jsch"], "seen": {"container:pkcs8-locked": "x", "kdf": "y", "default": "z"}}
    assert profile_of("jsch.toml", content, own=True).seen["container:pkcs8-locked"] == "x"
    for key in ("container:pom", "weather:pkcs8", "container:"):
        with pytest.raises(ProfileError, match="is not a known field"):
            profile_of("jsch.toml", {**content, "seen": {key: "x"}}, own=True)


def test_what_is_said_not_to_be_known_stays_so_for_those_that_are_alike() -> None:
    made = services._whole("mine.toml", {"like": "paramiko", "id": "mine"}, FILES)["seen"]
    assert made["cipher:pem-locked"] == PROFILES["paramiko"].seen["cipher:pem-locked"] == ""
    assert made["default"].startswith(f"{FILES['paramiko']['label']}{SAYS}")


@pytest.mark.parametrize(
    ("client", "text", "words", "right"),
    [
        ("go", "ssh: unknown cipher ..., only", 'ssh: unknown cipher "x", only supports', True),
        ("go", "ssh: unknown cipher ..., only", 'ssh: unknown cipher "x"', False),
        ("ssh2", "ssh2 says: Cannot parse privateKey: no", "no", True),
        ("jsch", "Auth fail", "cannot be decrypted", True),
        ("jsch", "Auth fail", "invalid privatekey", False),
        ("go", "", "anything", True),
    ],
)
def test_a_quotation_is_compared_word_by_word(client: str, text: str, words: str, *, right: bool) -> None:
    assert is_quoted(client, text, words) is right
