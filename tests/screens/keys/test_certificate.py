"""Certificates on the screen: sign with a form whose words follow, attach, show, remove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers import desk, snapshot
from tests.helpers.agents import ssh_agent
from tests.helpers.certificate_samples import line, made, own
from tests.helpers.desk import agree, go_to, keys_app, ready, shows
from tests.helpers.expect import expect
from tests.helpers.keys import make
from tests.helpers.peers import run as peer
from tests.helpers.snapshot import arrived, text, until
from tui.dialogs.certificate import CertificateDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.passphrase import PassphraseDialog
from tui.dialogs.path import PathDialog
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection.inspection import read
from tui.keyops.keys.verification import SignatureState, signature_state
from tui.keyops.secret import Secret
from tui.screens.certify.screen import CertifyScreen
from tui.screens.keys.screen import KeysScreen
from tui.widgets.choice import Choice
from tui.widgets.text_field import TextField

if TYPE_CHECKING:
    from pathlib import Path

    from textual.pilot import Pilot

PHRASE = "correct horse"
LOCK = Protection(Secret(PHRASE), memory_kib=64, passes=1)


@pytest.fixture
def folder(fence: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    desk.same_world(monkeypatch)
    folder = desk.fill(fence / ".ssh", ["id_ed25519", "id_ed25519.pub"])
    pair = make("ed25519")
    files = {
        "ca.ppk": pack(make("ecdsa256"), "ppk3", LOCK).data,
        "k.ppk": pack(pair, "ppk3", LOCK).data,
        "open": pack(pair, "openssh").data,
        "plain.pub": pack_public(pair.public, "openssh-public", b"kai@build").data,
        "sent": line(own().blob),
        "other": line(made().blob),
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)
        desk.age(folder / name)
    return folder


async def opened(pilot: Pilot, name: str = "") -> CertificateDialog:
    await ready(pilot)
    if name:
        await go_to(pilot, name)
    await pilot.press("t")
    return await arrived(pilot, CertificateDialog)


async def choose(pilot: Pilot, label: str) -> None:
    """Go to a action of the dialog and do it."""
    for _ in range(3):
        if f"[{label}]" in text(pilot.app):
            break
        await pilot.press("right")
    assert f"[{label}]" in text(pilot.app)
    await pilot.press("enter")


async def form_on(pilot: Pilot, name: str, label: str) -> CertifyScreen:
    await opened(pilot, name)
    await choose(pilot, label)
    screen = await arrived(pilot, CertifyScreen)
    await until(pilot, lambda: screen.reports)
    return screen


async def noted(pilot: Pilot, screen: CertifyScreen, name: str, why: str) -> None:
    await until(pilot, lambda: why in screen.form.row(name).note_text)


def put(screen: CertifyScreen, **values: object) -> None:
    for name, value in values.items():
        screen.form.field(name, TextField).put(str(value))


async def test_an_authority_signs_another_key_and_words_say_what_it_will_allow(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await form_on(pilot, "ca.ppk", "Sign a key with it")
        assert screen.form.current.name == "key"
        assert "Not yet" in text(pilot.app)
        put(screen, key=folder / "plain.pub")
        await until(pilot, lambda: screen.form.field("id", TextField).value == "kai@build")
        assert screen.form.field("file", TextField).value.endswith("plain-cert.pub")
        put(screen, names="root,deploy", valid="always:20261201Z", options="clear permit-pty")
        await until(pilot, lambda: "root and deploy log in, until 2026-12-01 00:00 UTC" in text(pilot.app))
        assert "open a terminal" in text(pilot.app)
        snapshot_lines = text(pilot.app)
        assert "TrustedUserCAKeys" in snapshot_lines
        await pilot.press("f10")
        await until(pilot, lambda: isinstance(pilot.app.screen, PassphraseDialog))
        await pilot.press("x", "enter")
        await shows(pilot, "does not open")
        await pilot.press("ctrl+u", *(key if key != " " else "space" for key in PHRASE), "enter")
        home = await arrived(pilot, KeysScreen)
        await until(pilot, lambda: home.report)
        await ready(pilot)
        await shows(pilot, "user root, deploy")
    entry = read((folder / "plain-cert.pub").read_bytes())[0]
    assert signature_state(entry.certificate) is SignatureState.VALID
    assert (entry.certificate.authority, entry.comment) == (make("ecdsa256").public, b"kai@build")
    assert [name for name, _ in entry.certificate.extensions] == [b"permit-pty"]


async def test_a_bare_name_lies_beside_the_file_that_the_page_is_about(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await form_on(pilot, "ca.ppk", "Sign a key with it")
        put(screen, key="plain.pub")
        await until(pilot, lambda: screen.form.field("id", TextField).value == "kai@build")
        assert screen.form.path("file") == folder / "plain-cert.pub"
        put(screen, key="nothing.pub")
        await shows(pilot, "nothing.pub: no such file")


async def test_f10_goes_to_the_wrong_row_and_a_renewed_certificate_asks_before_it_overwrites(
    folder: Path,
) -> None:
    old = (folder / "sent").read_bytes()
    (folder / "plain-cert.pub").write_bytes(old)
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("slash", *"open", "enter")
        screen = await form_on(pilot, "", "Sign a key with it")
        await pilot.press(*"plain.", "tab")
        await until(pilot, lambda: screen.form.field("id", TextField).value == "kai@build")
        assert screen.form.current.name == "key", "Tab completed"
        await noted(pilot, screen, "file", "exists: you will be asked first")
        await pilot.press("f10")
        await until(pilot, lambda: screen.form.current.name == "names")
        await pilot.press("a", "f10")
        await shows(pilot, "Overwrite plain-cert.pub?")
        await shows(pilot, "Old: certificate ")
        await agree(pilot)
        await arrived(pilot, KeysScreen)
        await shows(pilot, "plain-cert.pub")  # no filter hides it
    assert (folder / "plain-cert.pub").read_bytes() != old
    (backup,) = folder.glob("plain-cert.pub.backup-*")
    assert backup.read_bytes() == old


async def test_a_wrong_row_says_so_at_once_and_f10_says_what_is_missing(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await form_on(pilot, "plain.pub", "Have it signed")
        assert screen.form.current.name == "ca"
        await pilot.press("f10")
        await shows(pilot, "Name the CA")
        notes = {
            "ca": (folder / "plain.pub", "signs with its private key"),
            "key": (folder / "sent", "is already a certificate"),
            "names": ("a,,b", "is empty"),
            "valid": ("8h", "neither a date nor a length of time"),
            "options": ("permit-all", "not a certificate option"),
            "serial": ("x", "not a serial number"),
            "file": (folder, "already exists"),
        }
        for name, (value, why) in notes.items():
            put(screen, **{name: value})
            await noted(pilot, screen, name, why)
            assert screen.form.row(name).note_text.startswith("! ")
        put(
            screen,
            ca=folder / "open",
            key=folder / "plain.pub",
            names="",
            valid="+8h",
            options="",
            serial="0",
        )
        await until(pilot, lambda: {"ca", "key"} <= screen.reports.keys())
        assert "nobody can use it" in screen.why_not("finish")
        put(screen, names="a")
        assert "already exists" in screen.why_not("finish")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
    assert (folder / "sent").read_bytes() == line(own().blob)


@pytest.mark.interop
async def test_an_authority_that_only_the_agent_holds_is_named_by_its_public_file(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await form_on(pilot, "open", "Sign a key with it")
        put(screen, ca=folder / "id_ed25519.pub", key=folder / "plain.pub", names="kai")
        await until(pilot, lambda: "signs with its private key" in (screen.why_not("finish") or ""))
    with ssh_agent(tmp_path / "agent") as socket:
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        peer("ssh-add", "-q", folder / "id_ed25519")
        (folder / "id_ed25519").rename(tmp_path / "elsewhere")
        async with keys_app(folder).run_test(size=(80, 24)) as pilot:
            screen = await form_on(pilot, "open", "Sign a key with it")
            put(screen, ca=folder / "id_ed25519.pub", key=folder / "plain.pub", names="kai")
            await until(pilot, lambda: "by the agent" in screen.form.row("ca").note_text)
            await until(pilot, lambda: screen.why_not("finish") is None)
            await pilot.press("f10")
            await until(pilot, (folder / "plain-cert.pub").exists)
    shown = peer("ssh-keygen", "-L", "-f", folder / "plain-cert.pub").stdout
    signer = peer("ssh-keygen", "-lf", folder / "id_ed25519.pub").stdout.split()[1]
    assert b"Signing CA: ED25519 " + signer in shown
    assert b"kai" in shown


async def test_a_host_certificate_is_told_as_one(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        screen = await form_on(pilot, "open", "Sign a key with it")
        expect(Choice, screen.form.row("kind").field).chosen = "host"
        put(screen, key=folder / "plain.pub", names="h.example", options="no-pty")
        await until(pilot, lambda: "no meaning in a host certificate" in screen.form.row("options").note_text)
        put(screen, options="", valid="forever")
        await until(pilot, lambda: "that the server is h.example" in text(pilot.app))
        assert "never expires" in text(pilot.app)
        assert "@cert-authority" in text(pilot.app)


@pytest.mark.parametrize(
    "size", [(80, 24), (60, 20), (120, 40), (200, 60)], ids=["80x24", "60x20", "120x40", "200x60"]
)
async def test_the_form_and_the_dialog_have_room(size, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    async with keys_app(folder).run_test(size=size) as pilot:
        screen = await form_on(pilot, "id_ed25519", "Sign a key with it")
        put(screen, ca="id_ed25519", key="id_ed25519.pub", names="root,deploy", valid="always:20261201Z")
        await until(pilot, lambda: len(screen.reports) == 2 and "root and deploy" in text(pilot.app))
        await until(pilot, lambda: screen.form.row("file").note_text == "available")
        screen.where = "~/.ssh"
        put(screen, file="new-cert.pub")
        await until(pilot, lambda: "new-cert.pub" in text(pilot.app))
        snapshot.check(pilot.app, f"certify-{size[0]}x{size[1]}")


async def test_a_certificate_is_attached_to_a_locked_ppk_shown_and_removed(folder: Path) -> None:
    before = (folder / "k.ppk").read_bytes()
    keys = [key if key != " " else "space" for key in PHRASE]
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "k.ppk")
        assert "k.ppk has no certificate" in text(pilot.app)
        await choose(pilot, "Attach one")
        await until(pilot, lambda: isinstance(pilot.app.screen, PathDialog))
        await pilot.press(*"sent", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PassphraseDialog))
        await pilot.press(*keys, "enter")
        await shows(pilot, "The certificate is in k.ppk")
        await ready(pilot)
        assert read((folder / "k.ppk").read_bytes())[0].certificate == own()
        await opened(pilot)
        assert "alice" in text(pilot.app)
        await choose(pilot, "Remove")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await pilot.press("y")
        await shows(pilot, "no longer in k.ppk")  # it is unlocked since the first time
        await ready(pilot)
    assert (folder / "k.ppk").read_bytes() == before
    assert len([*folder.glob("k.ppk.backup-*")]) == 2


async def test_a_certificate_goes_beside_a_key_from_either_side_and_never_over_another_unasked(
    folder: Path,
) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await opened(pilot, "sent")
        await choose(pilot, "Attach to a key")
        await until(pilot, lambda: isinstance(pilot.app.screen, PathDialog))
        await pilot.press(*"open", "enter")
        await shows(pilot, "The certificate is in open-cert.pub")
        await ready(pilot)
        assert (folder / "open-cert.pub").read_bytes() == line(own().blob)
        (folder / "sent").write_bytes(new := line(own(principals=(b"bob",)).blob))
        await opened(pilot, "open")
        await choose(pilot, "Attach one")
        await until(pilot, lambda: isinstance(pilot.app.screen, PathDialog))
        await pilot.press(*"sent", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ConfirmDialog))
        await shows(pilot, "user alice")
        assert "user bob" in text(pilot.app)
        await pilot.press("right", "enter")
        await shows(pilot, "open-cert.pub.backup-")
        await ready(pilot)
        assert (folder / "open-cert.pub").read_bytes() == new
        await opened(pilot, "open")
        await choose(pilot, "Attach one")
        await until(pilot, lambda: isinstance(pilot.app.screen, PathDialog))
        await pilot.press(*"other", "enter")
        await shows(pilot, "is the certificate of another key")
        await opened(pilot, "open")
        await choose(pilot, "Remove")
        await shows(pilot, "Remove the certificate of open?")
        await pilot.press("y")
        await shows(pilot, "no longer in open-cert.pub")
    assert not (folder / "open-cert.pub").exists()


async def test_what_has_no_key_says_why_there_is_nothing_to_do(folder: Path) -> None:
    async with keys_app(folder).run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await go_to(pilot, "config")
        await pilot.press("t")
        await shows(pilot, "config is not a key file")
        await opened(pilot, "plain.pub")
        await pilot.press("right", "right")
        await shows(pilot, "plain.pub has no certificate")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, KeysScreen))
