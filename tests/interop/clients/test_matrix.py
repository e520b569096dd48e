"""What the profiles say of each client, against the client: formats, ciphers, types and shapes.

How many files each client and its profile agree on stands in ``agreement.toml``, and from there in
docs/services.md; ``UPDATE_AGREEMENT=1`` writes it anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.interop.clients import agreement
from tests.interop.clients.cases import Case, all_cases
from tests.interop.clients.drivers import CLIENTS, Answer, ask
from tests.interop.clients.shapes import byte_shapes, structures
from tui.keyops import services
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services.checking import State, check
from tui.keyops.services.fixing import Fix, apply_fix, plan_fix
from tui.keyops.services.reasons import Weight
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from pathlib import Path

    from tui.keyops.inspection.report import KeyReport
    from tui.keyops.services.checking import Verdict

pytestmark = pytest.mark.interop
NEW = "another horse"
BY_CHANCE = {
    ("libssh", "openssh", "six-dashes"),
    ("libssh", "openssh", "blanks-for-newlines"),
    ("phpseclib", "openssh", "certificate-after"),
}
"""Client, format and last word of cases that it reads or not by the numbers in the key: libssh skips what is
no base64, up to a point; phpseclib decodes all of it, and reads it where the key has no passphrase."""


def by_chance(case: Case, client: str) -> bool:
    """Whether nothing can be said about what the client does."""
    words = case.name.split()
    return (client, words[1], words[-1]) in BY_CHANCE


def every_case() -> tuple[Case, ...]:
    """The matrix, with the shapes of bytes and content."""
    return (*all_cases(), *byte_shapes(), *structures())


def secret(case: Case) -> Secret | None:
    return Secret(case.passphrase) if case.passphrase else None


def verdict_on(case: Case, client: str) -> Verdict:
    """With the passphrase given, so that the type is never locked away."""
    return check(report_on(case), services.profile(client), shape_of(case.data))


def report_on(case: Case) -> KeyReport:
    """On its key, which other blocks may stand before."""
    reports = inspect(case.data, secret(case))
    return next((one for one in reports if one.is_meant), reports[0])


def has_read(case: Case, answer: Answer) -> bool:
    """Whether a client has the key: some make another public key of a file, and notice nothing."""
    return answer.loaded and answer.public in {None, case.public}


def is_certain(verdict: Verdict) -> bool:
    return not any(reason.weight is Weight.DOUBT for reason in verdict.reasons)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_loads_what_its_profile_accepts_and_nothing_else(client: str, tmp_path: Path) -> None:
    cases = every_case()
    assert len({case.name for case in cases}) == len(cases) >= 400
    answers = ask(client, cases, tmp_path)
    wrong = []
    counts = agreement.Counts()
    for case in cases:
        if client == "net-ssh" and "spki public" in case.name:
            continue  # it takes an SPKI public key for a private one: of no use to anybody
        verdict = verdict_on(case, client)
        assert verdict.state is not State.CANNOT_TELL, case.name
        answer = answers[case.name]
        loaded = has_read(case, answer)
        if by_chance(case, client):
            counts.chance += 1
            continue
        counts.add(verdict, loaded=loaded)
        if not is_certain(verdict):
            continue
        expected = verdict.state is not State.REFUSES
        if loaded != expected:
            wrong.append(f"{case.name}: profile says {verdict.state}, client says {answer}")
    assert not wrong, "\n".join(wrong)
    agreement.check(client, counts)


@pytest.mark.parametrize("client", CLIENTS)
def test_what_a_client_refused_it_loads_after_the_fix(client: str, tmp_path: Path) -> None:
    before, fixed = [], []
    seen: set[object] = set()
    for case in every_case():
        verdict = verdict_on(case, client)
        if verdict.state is not State.REFUSES or not is_certain(verdict):
            continue
        if by_chance(case, client):
            continue
        report = report_on(case)
        plan = plan_fix(report, verdict)
        if not isinstance(plan, Fix):
            continue
        kind = (
            report.container,
            plan.target,
            plan.locking,
            plan.lock,
            report.is_locked,
            case.name.split()[0],
            frozenset(reason.id for reason in verdict.reasons),
        )
        if kind in seen:
            continue  # starting and unlocking take their time, and this has been tried
        seen.add(kind)
        made = apply_fix(case.data, plan, passphrase=secret(case), new_passphrase=Secret(NEW))
        locked = case.passphrase if made.locked else ""
        before.append(case)
        fixed.append(Case(case.name, made.data, case.public, locked))
    assert fixed
    (tmp_path / "before").mkdir()
    (tmp_path / "after").mkdir()
    refused = ask(client, before, tmp_path / "before")
    loaded = ask(client, fixed, tmp_path / "after")
    assert [case.name for case in before if has_read(case, refused[case.name])] == []
    assert {name: answer.words for name, answer in loaded.items() if not answer.loaded} == {}
    for case in fixed:
        assert loaded[case.name].public in {None, case.public}


@pytest.mark.parametrize("kind", ["plain", "locked"])
def test_the_fix_for_git_integration_for_jira_is_what_classic_jsch_loads(kind: str, tmp_path: Path) -> None:
    profile = services.profile("git-integration-for-jira-cloud")
    wanted = [
        one
        for one in all_cases()
        if one.name.startswith(("rsa ", "ecdsa"))
        and bool(one.passphrase) == (kind == "locked")
        and "public" not in one.name
    ]
    fixed = []
    for one in wanted:
        report = inspect(one.data, secret(one))[0]
        plan = plan_fix(report, check(report, profile, shape_of(one.data)))
        if isinstance(plan, Fix):
            made = apply_fix(one.data, plan, passphrase=secret(one))
            assert made.format == "pem"
            assert made.locked == bool(one.passphrase)
            fixed.append(Case(one.name, made.data, one.public, one.passphrase))
    names = {one.name.split()[1] for one in fixed}
    assert {"openssh", "ppk2", "ppk3", "pkcs8"} <= names
    answers = ask("jsch", fixed, tmp_path)
    assert all(answers[one.name].loaded and answers[one.name].public == one.public for one in fixed)


def test_classic_jsch_says_what_users_see_in_its_log(tmp_path: Path) -> None:
    wanted = [
        one for one in all_cases() if one.name in {"rsa openssh", "rsa ppk3", "rsa pem", "ecdsa256 pem"}
    ]
    answers = ask("jsch", wanted, tmp_path)
    assert answers["rsa openssh"].words.startswith("invalid privatekey: [B@")
    assert answers["rsa ppk3"].words.startswith("invalid privatekey: [B@")
    assert answers["rsa pem"].loaded
    assert answers["ecdsa256 pem"].loaded
