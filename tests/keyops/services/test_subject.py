"""The key is judged, not the file: where the public key goes, a private file is as good as its public key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers.keys import make
from tui.keyops import services
from tui.keyops.conversion.conversion import pack, pack_public
from tui.keyops.formats.contract import Protection
from tui.keyops.secret import Secret
from tui.keyops.services.checking import State
from tui.keyops.services.fixing import Fix, apply_fix
from tui.keyops.services.rules import Half
from tui.keyops.services.subject import Subject, judge, look, plan_for

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.services.checking import Verdict

PROFILES = services.catalogue().profiles
WANT_PUBLIC = [name for name, made in PROFILES.items() if made.half is Half.PUBLIC]
SECRET = Secret("correct horse")
KINDS = ("rsa", "ecdsa256", "ed25519")


def lay(folder: Path, kind: str, container: str = "openssh", *, locked: bool = False) -> Path:
    """A private key file, alone."""
    quick: dict[str, dict[str, Any]]
    quick = {"openssh": {"rounds": 1}, "pkcs8": {"rounds": 1000}, "ppk3": {"memory_kib": 8, "passes": 1}}
    lock = Protection(SECRET, **quick.get(container, {})) if locked else None
    path = folder / "id_key"
    path.write_bytes(pack(make(kind), container, lock).data)
    return path


def lay_public(path: Path, kind: str, comment: bytes = b"me@here", before: bytes = b"") -> Path:
    """The public key file beside."""
    public = path.with_name(path.name + ".pub")
    public.write_bytes(before + pack_public(make(kind).public, "openssh-public", comment).data)
    return public


def seen(path: Path) -> Subject:
    subject = look(path)
    assert subject is not None
    return subject


def verdict_on(path: Path, name: str) -> Verdict:
    return judge(seen(path), PROFILES[name])


def test_github_accepts_a_private_key_file_by_its_public_key(tmp_path: Path) -> None:
    path = lay(tmp_path, "ed25519")
    verdict = verdict_on(path, "github")
    assert (verdict.state, verdict.headline) == (State.ACCEPTS, "GitHub accepts it: paste its public key")
    lay_public(path, "ed25519")
    verdict = verdict_on(path, "github")
    assert (verdict.state, verdict.headline) == (State.ACCEPTS, "GitHub accepts it: paste id_key.pub")


@pytest.mark.parametrize("name", WANT_PUBLIC)
@pytest.mark.parametrize("kind", KINDS)
def test_a_private_file_is_judged_as_its_public_key_is(name: str, kind: str, tmp_path: Path) -> None:
    """In every format, locked where the public key stands in clear, and with other line ends, too."""
    form = PROFILES[name].public.forms[0]
    alone = tmp_path / "alone.pub"
    alone.write_bytes(pack_public(make(kind).public, form, b"").data)
    expected = verdict_on(alone, name)
    formats = [("openssh", False), ("openssh", True), ("pkcs8", False), ("ppk3", True), ("ppk2", False)]
    if kind != "ed25519":
        formats.append(("pem", False))
    for container, locked in formats:
        path = lay(tmp_path, kind, container, locked=locked)
        for data in (path.read_bytes(), path.read_bytes().replace(b"\n", b"\r\n")):
            path.write_bytes(data)
            verdict = verdict_on(path, name)
            assert verdict.state is expected.state, (container, verdict.reasons)
            assert {reason.id for reason in verdict.reasons} == {reason.id for reason in expected.reasons}


@pytest.mark.parametrize("name", WANT_PUBLIC)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_out_of_a_private_file_is_accepted_as_it_was_said(
    name: str, kind: str, tmp_path: Path
) -> None:
    path = lay(tmp_path, kind)
    subject = seen(path)
    verdict = judge(subject, PROFILES[name])
    plan = plan_for(subject, verdict)
    if not isinstance(plan, Fix):
        assert not verdict.state.accepted
        return
    assert "private key" not in " ".join(plan.plan.lost)
    made = apply_fix(path.read_bytes(), plan)
    out = tmp_path / "out.pub"
    out.write_bytes(made.data)
    assert not made.private
    assert verdict_on(out, name).state is verdict.state


def test_a_refusal_of_the_key_is_one_however_it_is_given(tmp_path: Path) -> None:
    path = lay(tmp_path, "ed25519")
    lay_public(path, "ed25519")
    verdict = verdict_on(path, "azure-devops")
    assert verdict.state is State.REFUSES
    assert [reason.id for reason in verdict.reasons] == ["type"]
    assert verdict.gives == ""


def test_the_file_of_another_key_beside_is_not_what_goes_there(tmp_path: Path) -> None:
    path = lay(tmp_path, "ed25519")
    lay_public(path, "rsa")
    assert verdict_on(path, "github").headline == "GitHub accepts it: paste its public key"


@pytest.mark.parametrize(
    ("name", "comment", "before"),
    [("aws-transfer-users", b"c" * 3000, b""), ("github", b"me", b"no-pty ")],
    ids=["long comment", "options"],
)
def test_a_public_file_that_is_refused_is_passed_over(
    name: str, comment: bytes, before: bytes, tmp_path: Path
) -> None:
    path = lay(tmp_path, "rsa")
    public = lay_public(path, "rsa", comment, before)
    assert verdict_on(public, name).state is State.REFUSES
    verdict = verdict_on(path, name)
    assert (verdict.state, verdict.gives) == (State.ACCEPTS, "")


def test_a_form_that_the_file_beside_does_not_have_is_made(tmp_path: Path) -> None:
    path = lay(tmp_path, "rsa")
    lay_public(path, "rsa")
    subject = seen(path)
    verdict = judge(subject, PROFILES["snowflake-public"])
    assert (verdict.state, verdict.gives) == (State.ACCEPTS, "")
    plan = plan_for(subject, verdict)
    assert isinstance(plan, Fix)
    assert plan.target == "spki"


def test_a_key_that_is_locked_away_is_judged_by_the_file_beside(tmp_path: Path) -> None:
    path = lay(tmp_path, "rsa", "pkcs8", locked=True)
    assert verdict_on(path, "github").state is State.CANNOT_TELL
    lay_public(path, "rsa")
    assert verdict_on(path, "github").headline == "GitHub accepts it: paste id_key.pub"


def test_a_label_gives_a_type_away_that_is_refused_although_the_key_is_locked(tmp_path: Path) -> None:
    path = lay(tmp_path, "ecdsa256", "pem", locked=True)
    assert verdict_on(path, "azure-devops").state is State.REFUSES


def test_a_public_file_is_refused_where_the_private_key_goes(tmp_path: Path) -> None:
    public = lay_public(lay(tmp_path, "rsa", "pem"), "rsa")
    verdict = verdict_on(public, "git-integration-for-jira-cloud")
    assert verdict.state is State.REFUSES
    assert verdict.reasons[0].words == "it needs the private key; this file holds the public key only"
