"""The bare wire form: read when nothing follows the public numbers, and written for routers."""

from __future__ import annotations

import base64

import pytest

from tests.helpers.keys import make
from tui.cli import main
from tui.keyops.formats import FORMATS
from tui.keyops.formats.openssh_public import authorized_line
from tui.keyops.inspection.inspection import inspect, read

NAMES = ("rsa", "ecdsa256", "ecdsa521", "ed25519", "ed448")


@pytest.mark.parametrize("name", NAMES)
def test_what_base64_d_makes_of_a_line_is_the_key(name) -> None:
    line = authorized_line(make(name).public, b"anna")
    (report,) = inspect(base64.b64decode(line.split()[1]))
    assert (report.container, report.public) == ("public-blob", make(name).public)


def test_a_key_of_dropbear_is_still_one_of_dropbear() -> None:
    data = FORMATS["dropbear"].write_private(make("rsa"), None)
    assert read(data)[0].format == "dropbear"
    assert [entry.format for entry in read(data[:-40])] == ["dropbear"]


def test_one_byte_more_or_less_is_no_bare_key() -> None:
    blob = make("ed25519").public.blob
    for data in (blob[:-1], blob + b"\0", blob + b"\n"):
        assert not FORMATS["public-blob"].sniff(data)


def test_the_verb_writes_it_from_a_line(tmp_path) -> None:
    source, target = tmp_path / "id.pub", tmp_path / "key.bin"
    source.write_text(authorized_line(make("rsa").public, b"anna") + "\n")
    assert main(["convert", "--to", "public-blob", str(source), "-o", str(target)]) == 0
    assert target.read_bytes() == make("rsa").public.blob
