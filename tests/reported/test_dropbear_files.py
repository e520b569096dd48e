"""Dropbear reads its own files, and no RSA key that is longer than it has room for."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.helpers.faces import both_say, verb_says
from tests.helpers.keys import make, rsa_key
from tests.helpers.peers import run
from tests.helpers.samples import one_in
from tui.keyops.conversion.conversion import convert, pack_public
from tui.keyops.editing.repairing import repair
from tui.keyops.encoding import wire
from tui.keyops.errors import KeyOpsError, UnsupportedConversionError
from tui.keyops.formats import FORMATS, dropbear
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.services import catalogue
from tui.keyops.services.checking import check
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("rsa", "ecdsa256", "ecdsa384", "ecdsa521", "ed25519")


def written(kind: str) -> bytes:
    return dropbear.write(make(kind), None)


@pytest.mark.parametrize("kind", KINDS)
def test_check_accepts_the_files_of_dropbear(kind: str) -> None:
    data = written(kind)
    (report,) = inspect(data)
    assert check(report, catalogue().profiles["dropbear"], shape_of(data)).state.accepted


@pytest.mark.interop
@pytest.mark.parametrize("kind", ["rsa", "ecdsa", "ed25519"])
def test_check_accepts_what_dropbearkey_makes(kind: str, tmp_path: Path, capsys) -> None:
    path = tmp_path / "key.db"
    run("dropbearkey", "-t", kind, "-f", path)
    assert "accepts it" in verb_says(capsys, path, "check", "--for", "dropbear")


@pytest.mark.interop
@pytest.mark.parametrize(("bits", "fits"), one_in(2, [(4608, False), (5120, False), (4096, True)]))
def test_a_longer_rsa_key_is_refused_where_dropbear_ends_at_it(bits: int, fits: bool, tmp_path: Path) -> None:
    source, theirs = tmp_path / "key.pem", tmp_path / "key.db"
    run("openssl", "genrsa", "-traditional", "-out", source, str(bits))
    source.chmod(0o600)
    made = run("dropbearconvert", "openssh", "dropbear", source, theirs, ok=False)
    assert (made.returncode == 0) is fits
    if fits:
        theirs.write_bytes(convert(source.read_bytes(), "dropbear").data)
        run("dropbearkey", "-y", "-f", theirs)
        return
    with pytest.raises(UnsupportedConversionError, match=r"up to 4,096 bits.*has [45],\d+") as caught:
        convert(source.read_bytes(), "dropbear")
    assert caught.value.hint
    key = rsa_key(recognise(source.read_bytes())[0].open())
    numbers = b"".join(map(wire.mpint, (key.d, key.p, key.q)))
    theirs.write_bytes(key.public.blob + numbers)
    assert run("dropbearkey", "-y", "-f", theirs, ok=False).returncode != 0


async def test_both_faces_show_a_file_of_dropbear(fence: Path, capsys) -> None:
    for text in await both_say(capsys, fence / "host.db", written("ed25519")):
        assert FORMATS["dropbear"].label in text


@pytest.mark.interop
@pytest.mark.parametrize("kind", ["rsa", "ecdsa256", "ed25519"])
def test_bytes_behind_a_key_are_read_over_as_dropbear_does(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "key.db"
    path.write_bytes(written(kind) + b"\r\n")
    run("dropbearkey", "-y", "-f", path)
    (report,) = inspect(path.read_bytes())
    assert (report.public, report.error) == (make(kind).public, None)
    assert "filling" in [one.id for one in report.findings]
    assert repair(path.read_bytes()).data == written(kind)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa256", "ed25519"])
def test_the_base64_of_a_private_key_is_never_taken_for_a_public_key(kind: str) -> None:
    """Its first part is one; what follows is the secret, and would have stood behind it as the comment."""
    with pytest.raises(KeyOpsError, match="base64, containing a key: Dropbear"):
        repair(base64.b64encode(written(kind)) + b"\n", "id.pub")


def test_what_dropbearkey_prints_is_written_as_the_line_it_is() -> None:
    line = pack_public(make("rsa").public, "openssh-public", b"root@router").data
    said = b"Public key portion is:\n" + line + b"Fingerprint: sha1!! 5f:2c:9a:01\n"
    assert repair(said, "id_dropbear.pub").data == line
