"""A whole key in an envelope that was badly made is read, the mistake named, and the key written properly."""

from __future__ import annotations

import base64
import os
import random
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from tests.helpers import bad_envelopes
from tests.helpers.bad_envelopes import PASSPHRASE, Case
from tests.helpers.faces import screen_says, verb_says, words_of
from tests.helpers.keys import make, rsa_key
from tests.helpers.peers import run, secret_file
from tests.helpers.samples import amount
from tui.keyops.conversion.conversion import convert, pack_public
from tui.keyops.editing.repairing import repair
from tui.keyops.encoding import pem, wire
from tui.keyops.errors import KeyOpsError, UnrepairableError
from tui.keyops.findings import Severity
from tui.keyops.formats import FORMATS
from tui.keyops.formats.contract import Protection
from tui.keyops.inspection import opening
from tui.keyops.inspection.inspection import inspect, recognise
from tui.keyops.secret import Secret
from tui.keyops.services import catalogue
from tui.keyops.services.checking import check
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DRAWS = int(os.environ.get("KEYWRIGHT_FUZZ_NUMBERS", amount(4, 12)))
"""``make fuzz`` takes more: every reading of a damaged key is tried, for half a second."""
CASES = tuple(bad_envelopes.cases())
SECRET = Secret(PASSPHRASE)
each = pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])


@each
def test_it_is_read_as_the_key_it_is_and_the_mistake_is_told(case: Case) -> None:
    (report,) = inspect(case.data, SECRET)
    assert report.error is None
    assert report.public == make(case.kind).public
    told = {finding.id: finding for finding in report.findings}
    assert told[case.mistake].title == opening.MISTAKES[case.mistake].title
    assert not told.keys() & {"truncated", "wrong-label"}


@each
def test_repair_writes_the_same_key_properly_and_only_once(case: Case) -> None:
    repaired = repair(case.data, "", SECRET)
    assert case.mistake in [one.id for one in repaired.applied]
    (entry,) = recognise(repaired.data)
    pair = entry.open(SECRET)
    assert (pair.public, pair.mistakes, entry.format) == (make(case.kind).public, (), case.format)
    assert (entry.encryption is not None) == case.locked
    assert repair(repaired.data, "", SECRET).applied == ()


@each
def test_convert_takes_it_too(case: Case) -> None:
    made = convert(case.data, "openssh", passphrase=SECRET, protection=Protection(SECRET, rounds=1))
    assert opening.MISTAKES[case.mistake].title in made.notes
    assert recognise(made.data)[0].open(SECRET).mistakes == ()


@pytest.mark.parametrize("seed", range(DRAWS))
def test_two_changed_numbers_make_no_other_key(seed: int) -> None:
    """Damage in several numbers at once: the very key, or none."""
    draw = random.Random(seed)
    pair = make("rsa")
    key = rsa_key(pair)
    numbers = {"n": key.public.n, "e": key.public.e, "d": key.d, "p": key.p, "q": key.q, "dp": key.dmp1,
               "dq": key.dmq1, "iqmp": key.iqmp}  # fmt: skip
    changed: dict[str, Any]
    changed = {name: draw.choice((0, numbers[name] ^ 1 << draw.randrange(64), draw.getrandbits(900)))
               for name in draw.sample(sorted(numbers), draw.choice((2, 3)))}  # fmt: skip
    data = bad_envelopes.armoured("RSA PRIVATE KEY", bad_envelopes.rsa(pair, **changed), locked=False)
    try:
        reports = inspect(data)
    except KeyOpsError:
        return
    assert reports[0].error is not None or reports[0].public == pair.public


def test_damaged_numbers_are_not_judged_as_weak() -> None:
    """An even modulus is a weak key; where it does not fit the other numbers, it is damage."""
    pair = make("rsa")
    key = rsa_key(pair)
    changed: dict[str, Any] = {"n": key.public.n - key.public.n % 18, "d": key.d ^ 4, "p": 5, "q": 9}
    data = bad_envelopes.armoured("RSA PRIVATE KEY", bad_envelopes.rsa(pair, **changed), locked=False)
    (report,) = inspect(data)
    assert report.error is not None
    assert [finding.id for finding in report.findings if finding.id != "not-locked"] == []


def test_what_does_not_prove_itself_is_still_refused() -> None:
    pair = make("rsa")
    key = rsa_key(pair)
    data = bad_envelopes.armoured(
        "RSA PRIVATE KEY", bad_envelopes.rsa(pair, n=key.public.n + 2, d=key.d + 2), locked=False
    )
    with pytest.raises(UnrepairableError):
        repair(data)


def test_no_shortened_key_opens() -> None:
    """Cut anywhere, with the lengths as they were: it is refused, or what is left determines the same key."""
    for case in random.Random(6).sample([one for one in CASES if not one.locked], max(4, DRAWS // 5)):
        rows = case.data.splitlines()
        body = base64.b64decode(b"".join(rows[1:-1])) if b"PARAMETERS" not in case.data else b""
        for size in range(8, len(body) - 64, 29):
            text = base64.encodebytes(body[:size])
            data = rows[0] + b"\n" + text + rows[-1] + b"\n"
            try:
                reports = inspect(data)
            except KeyOpsError:
                continue
            key = inspect(case.data)[0].public
            assert all(report.error is not None or report.public == key for report in reports)


@each
def test_check_says_of_openssh_what_the_mistake_says(case: Case) -> None:
    if case.locked or case.mistake in {"ec-explicit", "ec-parameters", "ec-no-public", "ec-compressed"}:
        return  # locked away; and those of which each profile says by itself what was measured
    (report,) = inspect(case.data)
    if report.public is None or (case.kind, case.format) == ("ed25519", "pkcs8"):
        return
    verdict = check(report, catalogue().profiles["openssh-9.2"], shape_of(case.data))
    assert verdict.state.accepted == ("S" not in opening.MISTAKES[case.mistake].refused)


# What the real programs do


def refusing(case: Case, folder: Path) -> str:
    """Letters of the programs that do not use it: by a signature where they make one."""
    path, message = folder / "key", folder / "message"
    path.write_bytes(case.data)
    path.chmod(0o600)
    public = make(case.kind).public
    (folder / "key.pub").write_bytes(pack_public(public, "openssh-public").data)
    (folder / "signers").write_bytes(b"x " + pack_public(public, "openssh-public").data)
    (folder / "spki").write_bytes(pack_public(public, "spki").data)
    message.write_bytes(b"hello")
    (folder / "message.sig").unlink(missing_ok=True)
    found = "" if _ssh_signs(path, message, folder) else "S"
    if case.format != "pkcs8" and run("puttygen", path, "-L", ok=False).returncode:
        found += "P"
    if case.format != "openssh" and not _openssl_signs(case, path, message, folder):
        found += "O"
    return found + ("" if _pyca_loads(case) else "C")


def _ssh_signs(path: Path, message: Path, folder: Path) -> bool:
    if run("ssh-keygen", "-Y", "sign", "-n", "file", "-f", path, message, ok=False).returncode:
        return False
    argv = ("-f", folder / "signers", "-I", "x", "-n", "file", "-s", folder / "message.sig")
    return run("ssh-keygen", "-Y", "verify", *argv, data=b"hello", ok=False).returncode == 0


def _openssl_signs(case: Case, path: Path, message: Path, folder: Path) -> bool:
    signature, spki = folder / "signature", folder / "spki"
    argv: tuple[str | Path, ...]
    signature.unlink(missing_ok=True)
    if case.kind.startswith("ed"):
        make_, proof = ("pkeyutl", "-sign", "-rawin"), ("pkeyutl", "-verify", "-rawin", "-pubin")
        made = run("openssl", *make_, "-inkey", path, "-in", message, "-out", signature, ok=False)
        argv = (*proof, "-inkey", spki, "-in", message, "-sigfile", signature)
    else:
        made = run("openssl", "dgst", "-sha256", "-sign", path, "-out", signature, message, ok=False)
        argv = ("dgst", "-sha256", "-verify", spki, "-signature", signature, message)
    return made.returncode == 0 and run("openssl", *argv, ok=False).returncode == 0


def _pyca_loads(case: Case) -> bool:
    load: Callable[..., object] = serialization.load_ssh_private_key
    if case.format != "openssh":
        load = serialization.load_pem_private_key
    try:
        load(case.data, None)
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError):
        return False
    return True


@pytest.mark.interop
def test_who_rejects_what_is_what_the_programs_do(tmp_path: Path) -> None:
    wrong = {}
    for case in (one for one in CASES if not one.locked):
        readers = FORMATS[case.format].readers
        if (case.format, case.kind) == ("pkcs8", "ed25519"):  # which OpenSSH never reads
            readers = readers.replace("S", "")
        said = {letter for letter in opening.MISTAKES[case.mistake].refused if letter in readers}
        found = {letter for letter in refusing(case, tmp_path) if letter in readers}
        if said != found:
            wrong[case.id] = (said, found)
    assert wrong == {}


@pytest.mark.interop
def test_everybody_takes_what_repair_writes(tmp_path: Path) -> None:
    wrong = {}
    for case in (one for one in CASES if not one.locked):
        data = repair(case.data).data
        found = refusing(case._replace(data=data), tmp_path)
        if found.replace("S", "" if case.format == "pkcs8" and case.kind == "ed25519" else "S"):
            wrong[case.id] = found
    assert wrong == {}


# Both faces

SHOWN = ("no-crt-rsa-pem", "from-zero-ed25519-openssh", "v2-explicit-ed25519-pkcs8", "twice-ecdsa256-pkcs8")
SHOWN_LOCKED = ("zeros-rsa-pem-locked", "swapped-inverse-rsa-openssh-locked")


def placed(name: str, fence: Path) -> tuple[Case, Path]:
    case = next(one for one in CASES if one.id == name)
    path = fence / "id_key"
    path.write_bytes(case.data)
    path.chmod(0o600)
    return case, path


@pytest.mark.parametrize("name", SHOWN)
async def test_both_faces_name_the_mistake_and_who_rejects_it(name: str, fence: Path, capsys) -> None:
    case, path = placed(name, fence)
    told = opening.finding_of(case.mistake, case.format, make(case.kind).public.family)
    for text in (verb_says(capsys, path), await screen_says(path)):
        assert words_of(told.title) in text
        assert words_of(told.hint) in text
        assert "backup" not in text


@pytest.mark.parametrize("name", SHOWN_LOCKED)
async def test_both_faces_name_it_when_the_key_is_unlocked(name: str, fence: Path, capsys) -> None:
    case, path = placed(name, fence)
    words = secret_file(fence, PASSPHRASE)
    said = verb_says(capsys, path, "inspect", "--passphrase-file", str(words))
    for text in (said, await screen_says(path, PASSPHRASE)):
        assert words_of(opening.MISTAKES[case.mistake].title) in text


def test_the_verb_repairs_a_locked_key_with_its_passphrase(fence: Path, capsys) -> None:
    case, path = placed("zeros-rsa-pem-locked", fence)
    words, new = secret_file(fence, PASSPHRASE), fence / "id_new"
    said = verb_says(capsys, path, "repair", "--passphrase-file", str(words), "-o", str(new))
    assert words_of(opening.MISTAKES[case.mistake].title) in said
    assert recognise(new.read_bytes())[0].open(SECRET).mistakes == ()


def test_what_the_owner_rejects_is_an_error_and_what_nobody_rejects_a_note() -> None:
    assert opening.finding_of("openssh-padding", "openssh").severity is Severity.ERROR
    assert opening.finding_of("ec-parameters", "pem").severity is Severity.WARNING
    assert opening.finding_of("ec-no-public", "pkcs8").severity is Severity.INFO


@pytest.mark.parametrize("wrong", [3, 17, 65539])
def test_a_public_exponent_that_three_numbers_disprove_is_set_right_and_the_key_stays(wrong: int) -> None:
    data = bad_envelopes.armoured("RSA PRIVATE KEY", bad_envelopes.rsa(make("rsa"), e=wrong), locked=False)
    (report,) = inspect(data)
    assert (report.public, report.error) == (make("rsa").public, None)
    assert [one.id for one in report.findings if one.id != "not-locked"] == ["rsa-public-exponent"]
    assert recognise(repair(data).data)[0].open(None).public == make("rsa").public


def test_openssh_is_not_said_to_accept_what_it_never_reads() -> None:
    assert "OpenSSH" not in opening.finding_of("filling", "pkcs8", "ed25519").hint
    assert "OpenSSH" in opening.finding_of("filling", "pkcs8", "rsa").hint


def test_a_key_derivation_that_is_not_known_here_is_not_called_weak() -> None:
    data = bad_envelopes.openssh(make("ed25519"), locked=True)
    (block,) = pem.find(data, ("OPENSSH PRIVATE KEY",), "key")
    body = block.body.replace(wire.string("bcrypt"), wire.string("argon2id"))
    (report,) = inspect(pem.armour("OPENSSH PRIVATE KEY", body, width=70))
    assert "weak-protection" not in [one.id for one in report.findings]
