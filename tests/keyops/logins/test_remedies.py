"""What would help a key to log in: the right kind, about the right file, and nothing where nothing helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.keys import make
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.findings import Finding, Severity
from tui.keyops.logins import identity_files, remedies
from tui.keyops.logins.offers import KeySource, Offer, Outlook, Way
from tui.keyops.logins.remedies import RemedyKind
from tui.keyops.records import replace

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A key with its .pub, and a .pub alone."""
    for name in ("id", "alone"):
        pair = make("ed25519" if name == "id" else "ecdsa256")
        (tmp_path / f"{name}.pub").write_bytes(pack_public(pair.public, "openssh-public").data)
    (tmp_path / "id").write_bytes(pack(make("ed25519"), "openssh").data)
    return tmp_path


def offer(folder: Path, *ids: str, name: str = "id") -> Offer:
    findings = tuple(Finding(one, Severity.ERROR, "", "") for one in ids)
    path = folder / name if name else None
    return Offer(
        Way.OFFERED,
        KeySource.IDENTITY_FILE if path else KeySource.AGENT,
        Outlook.USELESS,
        path=path,
        findings=findings,
    )


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ("mode-open", RemedyKind.REPAIR),
        ("pair-differs", RemedyKind.REPAIR),
        ("crlf", RemedyKind.REPAIR),
        ("other-format", RemedyKind.CONVERT),
        ("locked", RemedyKind.LOAD),
        ("too-late", RemedyKind.NAME),
        ("identities-only", RemedyKind.NAME),
        ("certificate-expired", RemedyKind.CERTIFY),
    ],
)
def test_each_kind_of_trouble_has_its_remedy_and_names_the_private_key(
    folder: Path, found: str, kind: RemedyKind
) -> None:
    for name in ("id", "id.pub", "id-cert.pub"):
        remedy = remedies.of(offer(folder, found, name=name), folder)
        assert remedy is not None
        assert (remedy.kind, remedy.path) == (kind, folder / "id")


@pytest.mark.parametrize("found", ["missing", "short-rsa"])
def test_where_a_new_key_helps_no_file_is_named(folder: Path, found: str) -> None:
    remedy = remedies.of(offer(folder, found, name="nothing"), folder)
    assert remedy is not None
    assert (remedy.kind, remedy.path) == (RemedyKind.GENERATE, None)


@pytest.mark.parametrize("found", [(), ("algorithm",), ("no-such-finding",)])
def test_where_nothing_is_wrong_or_nothing_helps_there_is_none(folder: Path, found: tuple[str, ...]) -> None:
    assert remedies.of(offer(folder, *found), folder) is None


def test_a_key_that_lost_its_end_is_repaired_where_the_rest_determines_it(folder: Path) -> None:
    whole = pack(make("rsa"), "pem").data.splitlines(keepends=True)
    for left, kind in ((whole[:-4], RemedyKind.REPAIR), (whole[:9], None)):
        (folder / "id").write_bytes(b"".join(left))
        (folder / "id").chmod(0o600)
        (finding,) = identity_files.examine(folder / "id").findings
        assert finding.id == "truncated"
        found = remedies.of(replace(offer(folder), findings=(finding,)), folder)
        assert (found and found.kind) == kind


def test_what_cannot_be_helped_hides_no_remedy_behind_it(folder: Path) -> None:
    remedy = remedies.of(offer(folder, "algorithm", "mode-open"), folder)
    assert remedy is not None
    assert remedy.kind is RemedyKind.REPAIR


def test_a_public_key_alone_is_what_there_is(folder: Path) -> None:
    remedy = remedies.of(offer(folder, "public-named", name="alone.pub"), folder)
    assert remedy is not None
    assert remedy.path == folder / "alone.pub"


def test_a_key_of_the_agent_is_found_by_its_public_key(folder: Path) -> None:
    for name, expected in (("ed25519", "id"), ("ecdsa256", "alone.pub"), ("rsa", None)):
        one = offer(folder, "identities-only", name="")
        known = Offer(
            one.way, one.source, one.outlook, public=make(name).public, in_agent=True, findings=one.findings
        )
        remedy = remedies.of(known, folder)
        assert (remedy and remedy.path) == (expected and folder / expected)
        assert remedies.of(known, folder / "nowhere") is None
    assert remedies.of(offer(folder, "identities-only", name=""), folder) is None
