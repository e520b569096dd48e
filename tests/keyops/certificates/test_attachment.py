"""A certificate and its key: inside a PPK or beside, compared first, and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.certificate_samples import line, made, own
from tests.helpers.keys import make
from tui.keyops.certificates import attachment
from tui.keyops.conversion.conversion import convert, pack, pack_public, plan
from tui.keyops.errors import (
    CertificateError,
    PassphraseRequiredError,
    StorageError,
    UnsupportedConversionError,
    WrongPassphraseError,
)
from tui.keyops.formats.contract import Protection
from tui.keyops.formats.ppk import container as ppk
from tui.keyops.inspection.files import inspect_file
from tui.keyops.inspection.inspection import inspect, read
from tui.keyops.keys.pair import KeyPair
from tui.keyops.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.keys.certificate import Certificate

PHRASE = Secret("größe")
QUICK = Protection(PHRASE, memory_kib=64, passes=1)
STAMP = "20261122-193000"


def saved(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    path.chmod(0o600)
    return path


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return saved(tmp_path / "sent-cert.pub", line(own().blob))


def ppk_of(version: int, lock: Protection | None, certificate: Certificate | None = None) -> bytes:
    pair = make("ed25519")
    return pack(KeyPair(pair.private, pair.comment, certificate), f"ppk{version}", lock).data


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("locked", [False, True], ids=["plain", "locked"])
def test_a_ppk_takes_a_certificate_and_gives_it_back_byte_for_byte(version: int, locked: bool) -> None:
    lock = (QUICK if version == 3 else Protection(PHRASE)) if locked else None
    before = ppk_of(version, lock)
    after = ppk.with_certificate(before, own(), PHRASE if locked else None)
    entry = read(after)[0]
    assert after.startswith(f"PuTTY-User-Key-File-{version}: ssh-ed25519-cert-v01@openssh.com\n".encode())
    assert entry.certificate == own()
    assert entry.open(PHRASE if locked else None).private == make("ed25519").private
    assert ppk.with_certificate(after, None, PHRASE if locked else None) == before


def test_a_locked_ppk_needs_its_passphrase_in_whatever_bytes_its_maker_saw() -> None:
    latin = Protection(Secret("größe".encode("cp1252")), memory_kib=64, passes=1)
    before = ppk_of(3, latin)
    assert ppk.with_certificate(ppk.with_certificate(before, own(), PHRASE), None, PHRASE) == before
    with pytest.raises(PassphraseRequiredError):
        ppk.with_certificate(before, own())
    with pytest.raises(WrongPassphraseError):
        ppk.with_certificate(before, own(), Secret("wrong"))


def test_a_ppk_refuses_the_certificate_of_another_key() -> None:
    with pytest.raises(UnsupportedConversionError, match="another key"):
        ppk.with_certificate(ppk_of(3, None), made())


def test_a_certificate_is_put_into_a_ppk_in_place_with_a_backup(tmp_path: Path, certificate: Path) -> None:
    path = saved(tmp_path / "k.ppk", before := ppk_of(3, None))
    change = attachment.plan_attach(inspect_file(path), certificate)
    assert (change.inside, change.locked, change.is_needed, change.path) == (True, False, True, path)
    backup = attachment.attach(change, STAMP)
    assert backup.read_bytes() == before
    assert attachment.certificate_of(inspect_file(path)) == (own(), path)
    assert not attachment.plan_attach(inspect_file(path), certificate).is_needed
    kept = attachment.remove(attachment.plan_remove(inspect_file(path)), STAMP)
    assert path.read_bytes() == before
    assert read(kept.read_bytes())[0].certificate == own()


@pytest.mark.parametrize("name", ["id", "id.pub"])
def test_other_keys_have_it_beside_them_where_ssh_looks(name: str, tmp_path: Path, certificate: Path) -> None:
    pair = make("ed25519")
    data = pack(pair, "openssh") if name == "id" else pack_public(pair.public, "openssh-public")
    path = saved(tmp_path / name, data.data)
    change = attachment.plan_attach(inspect_file(path), certificate)
    assert attachment.attach(change, STAMP) is None
    assert (tmp_path / "id-cert.pub").read_bytes() == certificate.read_bytes()
    assert attachment.certificate_of(inspect_file(path)) == (own(), tmp_path / "id-cert.pub")
    kept = attachment.remove(attachment.plan_remove(inspect_file(path)), STAMP)
    assert not (tmp_path / "id-cert.pub").exists()
    assert kept.name == f"id-cert.pub.backup-{STAMP}"
    assert kept.read_bytes() == certificate.read_bytes()
    with pytest.raises(CertificateError, match="has no certificate"):
        attachment.plan_remove(inspect_file(path))


def test_what_was_set_aside_before_is_never_overwritten(tmp_path: Path, certificate: Path) -> None:
    path = saved(tmp_path / "id", pack(make("ed25519"), "openssh").data)
    kept = []
    for _ in range(3):
        attachment.attach(attachment.plan_attach(inspect_file(path), certificate), STAMP)
        kept.append(attachment.remove(attachment.plan_remove(inspect_file(path)), STAMP))
    assert len(set(kept)) == 3
    assert {file.read_bytes() for file in kept} == {certificate.read_bytes()}


def test_another_certificate_is_replaced_with_a_backup_and_not_when_it_changed_meanwhile(
    tmp_path: Path, certificate: Path
) -> None:
    path = saved(tmp_path / "id", pack(make("ed25519"), "openssh").data)
    old = saved(tmp_path / "id-cert.pub", line(own(principals=(b"old",)).blob))
    before = old.read_bytes()
    change = attachment.plan_attach(inspect_file(path), certificate)
    assert change.is_needed
    backup = attachment.attach(change, STAMP)
    assert (backup.read_bytes(), old.read_bytes()) == (before, certificate.read_bytes())
    stale = attachment.plan_attach(
        inspect_file(path), saved(tmp_path / "c", line(own(principals=(b"x",)).blob))
    )
    old.write_bytes(b"changed")
    with pytest.raises(StorageError):
        attachment.attach(stale, STAMP)
    assert old.read_bytes() == b"changed"


def test_the_certificate_of_another_key_is_refused_and_whose_it_is_is_said(tmp_path: Path) -> None:
    path = saved(tmp_path / "id", pack(make("ed25519"), "openssh").data)
    with pytest.raises(CertificateError) as caught:
        attachment.plan_attach(inspect_file(path), saved(tmp_path / "c", line(made().blob)))
    assert "the id" in caught.value.title
    assert inspect(line(made().blob))[0].sha256 in caught.value.title
    assert inspect_file(path).key.sha256 in caught.value.hint


def test_of_several_certificates_that_of_the_key_is_taken(tmp_path: Path) -> None:
    path = saved(tmp_path / "id", pack(make("ed25519"), "openssh").data)
    several = saved(tmp_path / "c", line(made().blob) + line(own().blob))
    assert attachment.plan_attach(inspect_file(path), several).certificate == own()


def test_forged_missing_and_hidden_ones_are_refused_with_the_next_step(
    tmp_path: Path, certificate: Path
) -> None:
    path = saved(tmp_path / "id", pack(make("ed25519"), "openssh").data)
    forged = saved(tmp_path / "f", line(own().blob.replace(b"alice", b"mallo")))
    plain = saved(tmp_path / "p", pack_public(make("ed25519").public, "openssh-public").data)
    for source, why in ((forged, "not signed by the CA"), (plain, "holds no certificate")):
        with pytest.raises(CertificateError, match=why) as caught:
            attachment.plan_attach(inspect_file(path), source)
        assert caught.value.hint
    with pytest.raises(CertificateError, match="is a certificate itself"):
        attachment.plan_attach(inspect_file(certificate), certificate)
    hidden = saved(tmp_path / "h", pack(make("rsa"), "pem", Protection(Secret("correct horse"))).data)
    with pytest.raises(CertificateError, match="is encrypted"):
        attachment.plan_attach(inspect_file(hidden), certificate)
    with pytest.raises(CertificateError, match="another key"):
        attachment.plan_attach(inspect_file(hidden), certificate, make("rsa").public)


def test_without_its_certificate_a_certificate_file_is_the_line_of_the_key(certificate: Path) -> None:
    change = attachment.plan_remove(inspect_file(certificate))
    assert change.without() == pack_public(make("ed25519").public, "openssh-public").data


def test_conversions_keep_the_certificate_or_name_its_loss() -> None:
    data = ppk_of(3, None, own())
    report = inspect(data)[0]
    assert read(convert(data, "ppk2").data)[0].certificate == own()
    assert "certificate" in plan(report, "ppk2").kept
    assert "certificate" in plan(report, "openssh").lost
    assert read(convert(data, "openssh").data)[0].certificate is None


def test_the_fingerprints_of_the_certificate_itself_are_among_its_rows() -> None:
    from tui.keyops.inspection.description import certificate_rows
    from tui.keyops.keys.fingerprints import md5_of, sha256_of

    rows = [*certificate_rows(own())]
    assert rows[-2:] == [("Cert", sha256_of(own().blob)), ("Cert", md5_of(own().blob))]
