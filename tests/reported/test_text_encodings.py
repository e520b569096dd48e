"""Files whose text was written in another way, as people brought them: named and repaired on both faces."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.helpers.desk import keys_app, ready, shows
from tests.helpers.faces import screen_says, verb_says
from tests.helpers.text_encodings import TEXTS
from tui.cli import main
from tui.dialogs.repair import RepairDialog
from tui.keyops.editing.repairing import repair
from tui.keyops.inspection.inspection import inspect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ED = TEXTS["openssh-10.5/id_ed25519"].read_bytes()
RSA = TEXTS["openssh-10.5/id_rsa-2048"].read_bytes()
PEM = TEXTS["openssh-10.5/id_rsa-2048-pem"].read_bytes()
PPK = TEXTS["puttygen-0.78/rsa-2048.ppk"].read_bytes()
ED_PUB = TEXTS["openssh-10.5/id_ed25519.pub"].read_bytes()
RSA_PUB = TEXTS["openssh-10.5/id_rsa-2048.pub"].read_bytes()
EC_PUB = TEXTS["openssh-10.5/id_ecdsa-256.pub"].read_bytes()
CERT = TEXTS["openssh-10.5/id_rsa-2048-cert.pub"].read_bytes()


def _body(data: bytes, old: bytes, new: bytes) -> bytes:
    """Another sign in the base64 alone."""
    return b"\n".join(
        line if b"-----" in line or b":" in line else line.replace(old, new) for line in data.split(b"\n")
    )


def _key(line: bytes, change: Callable[[bytes], bytes]) -> bytes:
    kind, body, comment = line.split(b" ", 2)
    return b" ".join((kind, change(body), comment))


def _items(data: bytes, left: str, right: str, last: str) -> bytes:
    lines = data.decode().splitlines()
    rows = [left + line + (right if line != lines[-1] else last) for line in lines]
    return "\n".join(rows).encode() + b"\n"


FILES: dict[str, tuple[bytes, bytes, str, str]] = {
    "a form": (_body(PEM, b"+", b" "), PEM, "plus-lost", "web form"),
    "a form, OpenSSH": (_body(RSA, b"+", b" "), RSA, "plus-lost", "web form"),
    "a form, public": (
        _key(RSA_PUB, lambda body: body.replace(b"+", b" ")),
        RSA_PUB,
        "plus-lost",
        "web form",
    ),
    "a form, certificate": (_key(CERT, lambda body: body.replace(b"+", b" ")), CERT, "plus-lost", "web form"),
    "an address": (_body(RSA, b"+", b"-").replace(b"/", b"_"), RSA, "url-safe", "URL-safe"),
    "an address, PPK": (_body(PPK, b"/", b"_"), PPK, "url-safe", "URL-safe"),
    "XML": (b"<key>" + ED.replace(b"\n", b"&#xd;\n") + b"</key>\n", ED, "entities", "XML files"),
    "XML, ends": (ED.replace(b"\n", b"&#xA;"), ED, "entities", "XML files"),
    "XML, public": (EC_PUB.replace(b"=", b"&#x3d;"), EC_PUB, "entities", "XML files"),
    "a page": (ED.replace(b"\n", b"<br>\n"), ED, "tags", "from a page's source"),
    "JSON, public": (EC_PUB.replace(b"=", b"\\u003d"), EC_PUB, "escapes", "JSON"),
    "z/OS": (ED.decode().encode("cp037"), ED, "ebcdic", "z/OS"),
    "a page, blanks": (ED_PUB.replace(b" ", b"\xc2\xa0"), ED_PUB, "look-alikes", "web pages"),
    "no padding": (EC_PUB.replace(b"=", b""), EC_PUB, "padding", "missing"),
    "more padding": (EC_PUB.replace(b"= ", b"== "), EC_PUB, "padding", "too many ="),
    "a list of letters": ("\n".join(ED_PUB.decode().strip()).encode() + b"\n", ED_PUB, "spread", "list"),
    "JSON items": (
        b"[\n" + _items(ED, '  "', '",', '"') + b"]\n",
        ED,
        "decorated-lines",
        "JSON",
    ),
    "YAML items": (
        b"".join(
            b'  - "' + line + b'"\n' if b"-----" in line else b"  - " + line + b"\n"
            for line in ED.splitlines()
        ),
        ED,
        "decorated-lines",
        "YAML",
    ),
    "glued": (RSA_PUB.replace(b" ", b"", 1), RSA_PUB, "missing-blank", "template"),
    "type twice": (b"ssh-rsa " + RSA_PUB, RSA_PUB, "missing-blank", "template"),
    "a Kubernetes secret": (
        b"data:\n  ssh-privatekey: " + base64.b64encode(RSA) + b"\n",
        RSA,
        "base64-inside",
        "Kubernetes",
    ),
    "Terraform": (
        json.dumps({"key": base64.b64encode(PPK).decode()}).encode(),
        PPK,
        "base64-inside",
        "base64",
    ),
    "a listing": (
        b"".join(b"%6d\t%s\n" % (at, line) for at, line in enumerate(PEM.splitlines(), 1)),
        PEM,
        "decorated-lines",
        "cat -n",
    ),
    "a patch": (b"@@ -0,0 +1,7 @@\n" + re.sub(rb"(?m)^(?=.)", b"+", ED), ED, "decorated-lines", "diff"),
}


@pytest.mark.parametrize("name", FILES)
def test_the_text_is_read_as_it_was_and_what_did_it_is_said(name: str) -> None:
    data, whole, damage, words = FILES[name]
    (report,) = inspect(data)
    assert report.error is None
    found = [finding for finding in report.findings if finding.id == damage]
    assert found, [finding.title for finding in report.findings]
    assert words in found[0].title
    assert repair(data).data == whole
    assert report.public == inspect(whole)[0].public


@pytest.mark.parametrize("name", ["a form", "z/OS", "JSON items", "no padding", "an address, PPK"])
async def test_screen_and_verb_say_the_same(name: str, fence: Path, capsys) -> None:
    data, whole, damage, words = FILES[name]
    path = fence / ("key.pub" if whole == EC_PUB else "key")
    path.write_bytes(data)
    path.chmod(0o600)
    title = next(one.title for one in inspect(data)[0].findings if one.id == damage)
    assert words in title
    assert title in verb_says(capsys, path)
    assert title in await screen_says(path)
    new = path.with_stem("new")
    assert main(["repair", str(path), "-o", str(new)]) == 0
    assert new.read_bytes() == whole


# More than one key in a line


def test_a_key_in_the_comment_of_another_is_told_and_gets_a_line_of_its_own(tmp_path: Path, capsys) -> None:
    for glue in (b"", b" ", b", "):
        path = tmp_path / f"authorized_keys{len(glue)}"
        path.write_bytes(ED_PUB.strip() + glue + RSA_PUB)
        assert "One key is in the comment of another key" in verb_says(capsys, path)
        planned = repair(path.read_bytes(), path.name)
        assert [one.number for one in planned.to_be_named(path.name)] == [2]
        assert main(["repair", str(path), "--in-place"]) == 1  # until the key is named
        assert path.read_bytes() == ED_PUB.strip() + glue + RSA_PUB
        assert planned.data == ED_PUB + RSA_PUB


def test_options_before_the_second_key_stay_with_it() -> None:
    data = ED_PUB.strip() + b' restrict,command="/bin/ls" ' + RSA_PUB
    assert repair(data, "authorized_keys").data == ED_PUB + b'restrict,command="/bin/ls" ' + RSA_PUB


def test_a_key_in_a_line_that_is_a_comment_stays_there() -> None:
    data = ED_PUB + b"# gone: " + ED_PUB.strip() + b" " + RSA_PUB
    assert repair(data, "authorized_keys").data == data


# Options with blanks between them

PARTED = b'from="10.0.0.0/8", command="/bin/ls" '


@pytest.mark.parametrize(
    ("options", "right"),
    [
        (PARTED, b'from="10.0.0.0/8",command="/bin/ls" '),
        (b"no-pty , no-agent-forwarding ", b"no-pty,no-agent-forwarding "),
        (b'restrict,\tcommand="echo a, b" ', b'restrict,command="echo a, b" '),
        (b'no-pty, from="a,b", no-user-rc ', b'no-pty,from="a,b",no-user-rc '),
    ],
)
def test_blanks_between_options_are_told_with_the_key_and_taken_out(options: bytes, right: bytes) -> None:
    data = RSA_PUB + options + ED_PUB
    reports = inspect(data, name="authorized_keys")
    assert [report.public for report in reports] == [inspect(one)[0].public for one in (RSA_PUB, ED_PUB)]
    assert "There is a space between the options on line 2" in reports[0].findings[0].title
    repaired = repair(data, "authorized_keys")
    assert repaired.data == RSA_PUB + right + ED_PUB
    assert [one.number for one in repaired.to_be_named("authorized_keys")] == [2]


async def test_screen_and_verb_say_the_same_of_options(fence: Path, capsys) -> None:
    path = fence / "authorized_keys"
    path.write_bytes(PARTED + ED_PUB)
    title = "There is a space between the options on line 1"
    assert title in verb_says(capsys, path)
    assert title in await screen_says(path)
    async with keys_app(path).run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await pilot.press("m")
        await shows(pilot, title)
        assert isinstance(pilot.app.screen, RepairDialog)


# A block among lines

RFC4716 = TEXTS["puttygen-0.78/rsa-2048-public.pub"].read_bytes()
SPKI = TEXTS["openssl-3.0/rsa.spki"].read_bytes()


@pytest.mark.parametrize("block", [RFC4716, RFC4716.replace(b"\n", b"\r\n"), SPKI, RFC4716 + SPKI])
def test_a_block_among_key_lines_becomes_a_line_and_the_lines_stay(block: bytes) -> None:
    data = ED_PUB + block + EC_PUB
    found = [finding.title for report in inspect(data, name="authorized_keys") for finding in report.findings]
    assert any("among the key lines as" in title for title in found), found
    repaired = repair(data, "authorized_keys")
    rows = repaired.data.splitlines(keepends=True)
    assert (rows[0], rows[-1]) == (ED_PUB, EC_PUB)
    assert all(row.startswith(b"ssh-rsa AAAA") for row in rows[1:-1])
    assert inspect(rows[1])[0].public == inspect(block)[0].public
    assert [one.number for one in repaired.to_be_named("authorized_keys")] == list(range(2, len(rows)))


async def test_screen_and_verb_say_the_same_of_a_block(fence: Path, capsys) -> None:
    path = fence / "authorized_keys"
    path.write_bytes(ED_PUB + RFC4716)
    title = "A public key is among the key lines as a block with BEGIN and END"
    assert title in verb_says(capsys, path)
    assert title in await screen_says(path)
    assert main(["repair", str(path), "--in-place"]) == 1  # until the key is named
    (key,) = repair(path.read_bytes(), path.name).to_be_named(path.name)
    assert main(["repair", str(path), "--in-place", "--accept-key", key.fingerprint]) == 0
    assert path.read_bytes().startswith(ED_PUB)
    assert b"BEGIN" not in path.read_bytes()
