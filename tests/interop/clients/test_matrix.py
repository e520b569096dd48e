"""What the profiles say of each client, against the client: formats, ciphers, types and shapes.

How many files each client and its profile agree on stands in ``agreement.toml``, and from there in
docs/services.md; ``KEYWRIGHT_WHOLE=1 UPDATE_AGREEMENT=1`` writes it anew.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.helpers.samples import WHOLE, one_in
from tests.interop.clients import agreement
from tests.interop.clients.cases import Case, all_cases
from tests.interop.clients.drivers import CLIENTS, ask
from tests.interop.clients.locks import CHOSEN, FEW, locked_cases
from tests.interop.clients.looking import has_read, looked_at
from tests.interop.clients.quoting import MOST, is_quoted
from tests.interop.clients.shapes import byte_shapes, structures
from tui.keyops import services
from tui.keyops.inspection.inspection import inspect
from tui.keyops.secret import Secret
from tui.keyops.services.checking import State, check
from tui.keyops.services.fixing import Fix, apply_fix, plan_fix
from tui.keyops.services.reasons import Weight
from tui.keyops.services.shape import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tui.keyops.inspection.report import KeyReport
    from tui.keyops.services.checking import Verdict

pytestmark = pytest.mark.interop
NEW = "another horse"
BY_CHANCE = {
    ("paramiko", "pkcs8", "labelled-RSA"),
    ("paramiko", "pkcs8", "labelled-EC"),
}
"""Client, format and last word of cases that it reads or not by the numbers in the key, and that no rule can
speak of: Paramiko believes the label, whatever stands below it."""


def by_chance(case: Case, client: str) -> bool:
    """Whether nothing can be said about what the client does."""
    words = case.name.split()
    return (client, words[1], words[-1]) in BY_CHANCE


NO_END = (["cut-before-END"], ["blank-behind-END"])


def is_not_asked(case: Case, client: str) -> bool:
    """Whether a client has no way to say what it makes of a file, or none that matters.

    net-ssh takes an SPKI public key for a private one, of no use to anybody; FileZilla's helper opens no PPK
    that has no passphrase: there is nothing to convert. PuTTY reads for ever where the END line is not as it
    should be, which is seen by one file.
    """
    kind, container, *words = case.name.split()
    if client == "filezilla" and container.startswith("ppk") and not case.passphrase:
        return True
    if client in {"filezilla", "puttygen"} and words[-1:] in NO_END:
        return (kind, container, bool(case.passphrase)) != ("ecdsa256", "openssh", False)
    return client == "net-ssh" and container == "spki"


@pytest.fixture(scope="session")
def every_case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, ...]:
    """The matrix, with the shapes of bytes and content: made once, whoever of the workers comes first."""
    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    kept = folder / "cases"
    with (folder / "cases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(
                pickle.dumps((*all_cases(), *locked_cases(CHOSEN), *byte_shapes(), *structures()))
            )
    made: tuple[Case, ...] = pickle.loads(kept.read_bytes())
    return made


def secret(case: Case) -> Secret | None:
    return Secret(case.passphrase) if case.passphrase else None


def verdict_on(case: Case, client: str) -> Verdict:
    """With the passphrase given, so that the type is never locked away."""
    report, shape = looked_at(case)
    return check(report, services.profile(client), shape)


def report_on(case: Case) -> KeyReport:
    """On its key, which other blocks may stand before."""
    return looked_at(case)[0]


def is_certain(verdict: Verdict) -> bool:
    return not any(reason.weight is Weight.DOUBT for reason in verdict.reasons)


@pytest.mark.every
@pytest.mark.parametrize("client", CLIENTS)
def test_a_client_loads_what_its_profile_accepts_and_nothing_else_until_it_is_fixed(
    client: str, every_case: tuple[Case, ...], tmp_path: Path
) -> None:
    assert len({case.name for case in every_case}) == len(every_case) >= 600
    asked = one_in(7, (case for case in every_case if not is_not_asked(case, client)))
    (tmp_path / "before").mkdir()
    answers = ask(client, asked, tmp_path / "before")
    wrong, quoted, misquoted = [], 0, []
    counts = agreement.Counts()
    for case in asked:
        verdict = verdict_on(case, client)
        assert verdict.state is not State.CANNOT_TELL, case.name
        answer = answers[case.name]
        loaded = has_read(case, answer)
        if by_chance(case, client):
            counts.chance += 1
            continue
        counts.add(verdict, loaded=loaded)
        if verdict.seen and not answer.loaded:
            quoted += 1
            if not is_quoted(client, verdict.seen, answer.words):
                misquoted.append(f"{case.name}: profile quotes {verdict.seen}, client says {answer.words}")
        if not is_certain(verdict):
            continue
        expected = verdict.state is not State.REFUSES
        if loaded != expected:
            wrong.append(f"{case.name}: profile says {verdict.state}, client says {answer}")
    assert not wrong, "\n".join(wrong)
    if WHOLE:  # a share of the files says little of a share of the words
        assert len(misquoted) <= MOST * quoted, "\n".join(misquoted)
    fixed = list(after_the_fix(client, asked))
    assert fixed
    (tmp_path / "after").mkdir()
    loaded_now = ask(client, fixed, tmp_path / "after")
    assert {name: answer.words for name, answer in loaded_now.items() if not answer.loaded} == {}
    assert [case.name for case in fixed if loaded_now[case.name].public not in {None, case.public}] == []
    if WHOLE and CHOSEN is FEW:
        agreement.check(client, counts)


def after_the_fix(client: str, cases: list[Case]) -> Iterator[Case]:
    """What becomes of each kind of refused file."""
    seen: set[object] = set()
    for case in cases:
        verdict = verdict_on(case, client)
        if verdict.state is not State.REFUSES or not is_certain(verdict) or by_chance(case, client):
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
        quick = _quick(plan)
        made = apply_fix(case.data, quick, passphrase=secret(case), new_passphrase=Secret(NEW))
        yield Case(case.name, made.data, case.public, case.passphrase if made.locked else "")


def _quick(plan: Fix) -> Fix:
    """With few rounds: some clients take seconds for as many as we write."""
    rounds = {"openssh": 1, "pkcs8": 2048}.get(plan.target)
    return replace(plan, lock=replace(plan.lock, rounds=rounds)) if rounds else plan


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
