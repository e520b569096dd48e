"""A key locked with a cipher that few programs write is opened, or named; none is called cut."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, screen_says, verb_says, words_of
from tests.helpers.keys import make
from tests.helpers.peers import run, secret_file
from tui.keyops.conversion.conversion import pack
from tui.keyops.crypto import body_ciphers
from tui.keyops.encoding import pem
from tui.keyops.errors import CorruptKeyError, UnsupportedAlgorithmError
from tui.keyops.formats import FORMATS, _dek_info
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

PHRASE = "correct horse"
NO_PRIMITIVE = ("ARIA-256-CBC", "ARIA-128-OFB", "AES-256-CFB1", "CAMELLIA-192-CTR", "RC2-64-CBC", "DESX-CBC",
                "AES-128-WRAP-PAD", "GOST-89", "id-aes256-GCM", "CHACHA20-POLY1305", "RC5-CBC")  # fmt: skip
NOT_BY_OPENSSL = {"AES-128-WRAP-PAD", "GOST-89", "id-aes256-GCM", "CHACHA20-POLY1305", "RC5-CBC"}
KINDS = ("rsa", "ecdsa256", "ecdsa521", "dsa", "ed25519")


def locked(kind: str, cipher: str, draw: random.Random) -> bytes:
    """A key with a DEK-Info line; with a cipher that is not here, noise of any length takes its place."""
    pair = make(kind)
    name = "pem" if FORMATS["pem"].write_private and kind != "ed25519" else "pkcs8"
    write = FORMATS[name].write_private
    assert write is not None
    plain = write(pair, None)
    (span,) = pem.spans(plain)
    (block,) = pem.find(plain, (span.label,), "key")
    known = body_ciphers.READ.get(cipher)
    if known is None:
        headers = {"Proc-Type": "4,ENCRYPTED", "DEK-Info": f"{cipher},{draw.randbytes(16).hex().upper()}"}
        sizes = (112, 608, 1200) if "CBC" in cipher else (119, 120, 121, 600, 601, 1190, 1193)
        body = draw.randbytes(draw.choice(sizes))
    else:
        headers, body = _dek_info.DekInfo(known, draw.randbytes(known.block)).close(
            block.body, Secret(PHRASE)
        )
    return pem.armour(span.label, body, headers=headers)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cipher", sorted(body_ciphers.READ))
def test_every_cipher_opens_every_kind_of_key(cipher: str, kind: str) -> None:
    data = locked(kind, cipher, random.Random(f"{cipher} {kind}"))
    (closed,), (opened,) = inspect(data), inspect(data, Secret(PHRASE))
    assert closed.encryption is not None
    assert closed.encryption.cipher.upper() == cipher
    assert [finding.id for finding in closed.findings if finding.id == "truncated"] == []
    assert opened.error is None
    assert opened.public == make(kind).public


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cipher", NO_PRIMITIVE)
def test_a_cipher_without_a_primitive_is_named_and_nothing_is_called_cut(cipher: str, kind: str) -> None:
    data = locked(kind, cipher, random.Random(f"{cipher} {kind}"))
    with pytest.raises(UnsupportedAlgorithmError, match=cipher) as caught:
        inspect(data)
    assert caught.value.hint.startswith(
        "OpenSSL cannot read it either. "
        if cipher in NOT_BY_OPENSSL
        else "Convert it with OpenSSL: openssl pkey "
    )


def test_a_body_in_whole_blocks_that_was_cut_is_still_called_cut() -> None:
    rows = locked("rsa", "CAMELLIA-256-CBC", random.Random(3)).splitlines(keepends=True)
    with pytest.raises(CorruptKeyError, match="truncated: its .* of encrypted key are not whole blocks"):
        inspect(b"".join((*rows[:-3], rows[-3][:40] + b"\n", rows[-1])))


@pytest.mark.parametrize("cipher", ["DES-EDE3-CFB", "SEED-OFB"])
async def test_both_faces_name_the_cipher_and_open_the_key(cipher: str, fence: Path, capsys) -> None:
    path = fence / "id_rsa"
    path.write_bytes(locked("rsa", cipher, random.Random(5)))
    path.chmod(0o600)
    words = secret_file(fence, PHRASE)
    said = verb_says(capsys, path, "inspect", "--passphrase-file", str(words))
    shown = await screen_says(path, PHRASE)
    for text in (said, shown):
        assert f"{cipher}, md5" in text
        assert "cut" not in text


async def test_both_faces_name_what_cannot_be_opened(fence: Path, capsys) -> None:
    for text in await both_say(capsys, fence / "id_rsa", locked("rsa", "ARIA-256-CFB", random.Random(5))):
        assert "encrypted with ARIA-256-CFB" in text
        assert words_of("openssl pkey -in FILE -aes256 -out NEW") in text
        assert "cut" not in text


@pytest.mark.interop
@pytest.mark.parametrize("cipher", ["ARIA-128-CBC", "ARIA-192-CFB", "ARIA-256-CTR", "PKCS#12"])
def test_the_line_that_is_told_converts_what_is_locked_with_aria(cipher: str, tmp_path, capsys) -> None:
    key, path, new = tmp_path / "key", tmp_path / "locked", tmp_path / "new"
    key.write_bytes(pack(make("rsa"), "pkcs8").data)
    secret = ("-passout", f"pass:{PHRASE}")
    if cipher == "PKCS#12":
        cipher = "ARIA-256-CBC"
        run(
            "openssl",
            "pkcs12",
            "-export",
            "-nocerts",
            "-inkey",
            key,
            "-keypbe",
            cipher,
            "-out",
            path,
            *secret,
        )
    else:
        run("openssl", "pkcs8", "-topk8", "-in", key, "-v2", cipher.lower(), "-out", path, *secret)
    told = verb_says(capsys, path)
    assert f"encrypted with {cipher}" in told
    line = re.search("openssl pkey .* -out NEW", told)
    words = (str({"FILE": path, "NEW": new}.get(word, word)) for word in (line or [""])[0].split())
    run(*words, "-passin", f"pass:{PHRASE}", *secret)
    assert inspect(new.read_bytes(), Secret(PHRASE))[0].public == make("rsa").public


@pytest.mark.interop
def test_convert_turns_such_a_key_into_one_that_everybody_reads(fence: Path, capsys) -> None:
    source, new = fence / "id_rsa", fence / "id_new"
    source.write_bytes(locked("rsa", "CAMELLIA-192-OFB", random.Random(8)))
    words = secret_file(fence, PHRASE)
    verb_says(capsys, source, "convert", "--to", "openssh", "-o", str(new), "--passphrase-file", str(words))
    line = run("ssh-keygen", "-y", "-P", PHRASE, "-f", new).stdout.decode().split()[1]
    assert line == (inspect(source.read_bytes(), Secret(PHRASE))[0].public_line or "").split()[1]
