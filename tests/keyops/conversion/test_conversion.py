"""Every container to every other: the key survives, and what is lost is told before."""

from __future__ import annotations

import pytest

from tests.helpers.keys import COMMENT, NAMES, make
from tests.helpers.protections import PASS, cheap
from tui.keyops.conversion.conversion import Locking, convert, pack, pack_public, plan
from tui.keyops.errors import (
    KeyOpsError,
    PassphraseError,
    PassphraseRequiredError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from tui.keyops.formats import FORMATS, PRIVATE_FORMATS, PUBLIC_FORMATS
from tui.keyops.formats.contract import Protection, Strength
from tui.keyops.inspection.inspection import inspect
from tui.keyops.inspection.report import Kind, Pair, PairState
from tui.keyops.secret import Secret

WRITABLE = [row for row in PRIVATE_FORMATS if row.write_private]


@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
@pytest.mark.parametrize("source", [row.id for row in WRITABLE])
@pytest.mark.parametrize("name", [*NAMES, "dsa"])
def test_a_key_goes_from_each_container_to_each_other_or_the_reason_is_named(
    name: str, source: str, locked: bool
) -> None:
    pair = make(name)
    reason = FORMATS[source].why_not(pair.public.family)
    if reason:
        with pytest.raises(UnsupportedConversionError, match="cannot be written as"):
            pack(pair, source)
        return
    if locked and FORMATS[source].protection is None:
        with pytest.raises(UnsupportedConversionError, match="cannot be protected by a passphrase"):
            pack(pair, source, cheap(source))
        return
    data = pack(pair, source, cheap(source) if locked else None).data
    (report,) = inspect(data, PASS if locked else None)
    assert report.error is None
    assert (report.public, report.container, report.unlocked) == (pair.public, source, locked)
    for target in WRITABLE:
        told = plan(report, target.id)
        if target.why_not(pair.public.family):
            assert told.refusal == target.why_not(pair.public.family)
            with pytest.raises(UnsupportedConversionError):
                convert(data, target.id, passphrase=PASS)
            continue
        if locked and target.protection is None:
            assert "cannot be protected by a passphrase" in (told.refusal or "")
            with pytest.raises(UnsupportedConversionError, match="cannot be protected by a passphrase"):
                convert(data, target.id, passphrase=PASS)
            continue
        assert told.refusal is None
        made = convert(data, target.id, passphrase=PASS, protection=cheap(target.id))
        assert made.locked is locked
        (after,) = inspect(made.data, PASS if locked else None)
        assert after.error is None
        assert after.public == pair.public
        assert (after.encryption is not None) is locked
        carried = FORMATS[source].carries_comment and target.carries_comment
        assert (after.comment == COMMENT.encode()) is carried
        assert ("comment" in told.kept) is carried


@pytest.mark.parametrize("row", [row for row in PUBLIC_FORMATS if row.write_public], ids=lambda row: row.id)
@pytest.mark.parametrize("name", [*NAMES, "dsa"])
def test_the_public_half_goes_into_each_public_form(name: str, row) -> None:
    pair = make(name)
    if row.why_not(pair.public.family):
        with pytest.raises(UnsupportedConversionError):
            pack_public(pair.public, row.id)
        return
    data = pack_public(pair.public, row.id, pair.comment).data
    if not row.holds_keys:
        assert all(report.public is None for report in inspect(data)), "a fingerprint, not a key"
        return
    (report,) = inspect(data)
    assert (report.kind, report.container, report.public) == (Kind.PUBLIC, row.id, pair.public)
    assert report.comment == (COMMENT.encode() if row.carries_comment else None)


def test_a_locked_key_needs_its_passphrase_and_a_wrong_one_is_said() -> None:
    data = pack(make("ed25519"), "openssh", cheap("openssh")).data
    with pytest.raises(PassphraseRequiredError):
        convert(data, "pkcs8")
    with pytest.raises(WrongPassphraseError):
        convert(data, "pkcs8", passphrase=Secret("wrong"))


def test_the_public_half_in_clear_needs_no_passphrase() -> None:
    data = pack(make("ed25519"), "openssh", cheap("openssh")).data
    made = convert(data, "openssh-public")
    assert inspect(made.data)[0].public == make("ed25519").public


def test_the_passphrase_is_changed_added_and_removed_on_request() -> None:
    plain = pack(make("rsa"), "openssh").data
    new = Secret("another horse")
    locked = convert(plain, "pem", locking=Locking.CHANGE, protection=Protection(new)).data
    assert inspect(locked, new)[0].unlocked
    changed = convert(locked, "pem", passphrase=new, locking=Locking.CHANGE, protection=Protection(PASS)).data
    assert inspect(changed, PASS)[0].unlocked
    assert isinstance(inspect(changed, new)[0].error, WrongPassphraseError)
    removed = convert(changed, "pem", passphrase=PASS, locking=Locking.REMOVE).data
    assert inspect(removed)[0].encryption is None


def test_an_empty_new_passphrase_is_not_taken_for_removing() -> None:
    plain = pack(make("ed25519"), "openssh").data
    with pytest.raises(PassphraseError, match="empty"):
        convert(plain, "openssh", locking=Locking.CHANGE, protection=Protection(Secret("")))


def test_a_passphrase_too_short_for_its_readers_is_refused() -> None:
    with pytest.raises(PassphraseError, match="at least 5"):
        pack(make("rsa"), "pem", Protection(Secret("abcd")))


def test_the_comment_beside_is_taken_only_from_the_same_key(tmp_path) -> None:
    data = pack(make("rsa"), "pem").data
    same = Pair(tmp_path / "k.pub", PairState.UNPROVED, make("rsa").public, b"mine")
    other = Pair(tmp_path / "k.pub", PairState.UNPROVED, make("ed25519").public, b"somebody's")
    assert convert(data, "openssh", beside=same).comment == b"mine"
    assert convert(data, "openssh", beside=other).comment == b""
    assert convert(data, "openssh", beside=same, comment=b"chosen").comment == b"chosen"


def test_a_weaker_lock_is_told_before() -> None:
    (report,) = inspect(pack(make("rsa"), "openssh", Protection(PASS)).data)
    told = plan(report, "pem")
    assert "passphrase" in told.kept
    assert "comment" in told.lost or report.comment is None
    assert any("MD5" in words or "md5" in words for words in told.weaker)
    assert plan(report, "ppk3").weaker == ()
    assert "passphrase" in plan(report, "ppk3", Locking.REMOVE).lost


def test_a_public_key_never_becomes_a_private_one() -> None:
    data = pack_public(make("rsa").public, "openssh-public").data
    assert "no private key to write" in (plan(inspect(data)[0], "pem").refusal or "")
    with pytest.raises(UnsupportedConversionError, match="cannot be written as a private key"):
        convert(data, "pem")


def test_default_locks_are_strong_wherever_the_format_allows() -> None:
    strengths = {row.id: row.protection.strength for row in WRITABLE if row.protection}
    weak = {name for name, strength in strengths.items() if strength is not Strength.STRONG}
    assert weak == {"pem", "ppk2", "sshcom", "ssh1"}
    for name in weak:
        assert FORMATS[name].protection_advice


def test_what_is_not_a_key_is_a_keyops_error() -> None:
    for data in (b"", b"\n\n", b"hello", b"\0" * 100, b"-----BEGIN CERTIFICATE-----\n"):
        with pytest.raises(KeyOpsError) as caught:
            inspect(data)
        assert caught.value.title
        assert caught.value.hint
