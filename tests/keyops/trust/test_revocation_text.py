"""A list of revoked keys as text: what ssh-keygen -k takes, and the rest in comments."""

from __future__ import annotations

import base64

from tests.helpers.keys import make
from tui.keyops.formats.krl import KrlSection
from tui.keyops.trust.revocation import RevocationList
from tui.keyops.trust.revocation_text import entries

PUBLIC = make("ed25519").public
WORD = base64.b64encode(PUBLIC.blob).decode()


def test_the_serial_numbers_of_bitmaps_and_ranges_are_told_as_runs() -> None:
    section = KrlSection(
        authority=PUBLIC.blob,
        serials=((5, 5), (100, 199)),
        bitmaps=((1000, 0b1011),),
        ids=frozenset({b"alice"}),
    )
    told = list(entries(RevocationList("krl", (section,))))
    assert told[0].startswith("# certificates of ssh-ed25519 SHA256:")
    assert told[1:] == ["serial: 5", "serial: 100-199", "serial: 1000-1001", "serial: 1003", "id: alice"]


def test_certificates_of_any_authority_are_told_as_such() -> None:
    section = KrlSection(authority=b"", serials=((7, 7),))
    assert list(entries(RevocationList("krl", (section,)))) == ["# certificates", "serial: 7"]


def test_what_ssh_keygen_does_not_take_stands_in_comments() -> None:
    section = KrlSection(keys=frozenset({PUBLIC.blob}), hashes=frozenset({bytes(20), bytes(32)}))
    told = list(entries(RevocationList("krl", (section,))))
    assert told == [
        f"key: ssh-ed25519 {WORD}",
        f"# hash SHA1:{bytes(20).hex()}",
        f"hash: SHA256:{base64.b64encode(bytes(32)).decode().rstrip('=')}",
    ]


def test_a_text_gives_its_keys_and_fingerprints_back() -> None:
    found = RevocationList(
        "text",
        blobs=frozenset({PUBLIC.blob}),
        fingerprints=frozenset({("sha256", "SHA256:x"), ("md5", "aa:bb")}),
    )
    assert list(entries(found)) == [f"key: ssh-ed25519 {WORD}", "# hash MD5:aa:bb", "hash: SHA256:x"]
