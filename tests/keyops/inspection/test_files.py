"""What lies next to a key file, and what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.corpus.make_damaged import source
from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.files.paths import KEY_SUFFIXES
from tui.keyops.inspection import advice
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import inspect
from tui.keyops.inspection.report import PairState

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tui.keyops.findings import Finding

FORMATS = {
    ".ppk": "ppk3",
    ".pem": "pkcs8",
    ".key": "openssh",
    ".p8": "pkcs8",
    ".der": "pkcs8-der",
    ".jwk": "jwk",
}


def test_a_key_and_its_public_key_are_a_pair_whatever_its_name_ends_in(tmp_path: Path) -> None:
    pair = make("ecdsa256")
    for suffix in KEY_SUFFIXES:
        stem = f"k{suffix.removeprefix('.')}"
        private, public = tmp_path / f"{stem}{suffix}", tmp_path / f"{stem}.pub"
        private.write_bytes(pack(pair, FORMATS[suffix]).data)
        public.write_bytes(pack_public(pair.public, "openssh-public").data)
        for path, other in ((private, public), (public, private)):
            found = inspect_file(path).pair
            assert found is not None, path
            assert (found.path, found.state) == (other, PairState.MATCHES)


def test_no_weakness_is_looked_for_where_no_advice_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor in a file that must be repaired to be read."""
    looked: list[object] = []

    def about_key(*key: object) -> tuple[Finding, ...]:
        looked.extend(key)
        return ()

    monkeypatch.setattr(advice, "about_key", about_key)
    rows = source("pem").splitlines(keepends=True)
    repeated = b"".join((*rows[:4], *rows[3:]))
    for data in (source("pem"), repeated):
        (report,) = inspect(data, advised=False)
        assert report.error is None
        assert looked == []
    inspect(repeated)
    assert looked != []
