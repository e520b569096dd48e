"""What we say that ssh will offer is what it offers, and what logs in is what we said."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.interop import login_place
from tests.interop.login_place import Place, log_in, plan_of
from tui.keyops.logins.offers import LoginPlan, Outlook, Way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.keyops.logins.answers import LoginAnswer

pytestmark = pytest.mark.interop


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with login_place.place(tmp_path_factory.mktemp("keys"), tmp_path_factory.mktemp("sshd")) as made:
        yield made


@dataclass(frozen=True)
class Case:
    """Lines of the configuration, what the agent holds, what is expected beside the order."""

    name: str
    lines: str
    agent: str = ""
    tells: dict[str, str] = field(default_factory=dict)
    """Ids of findings by the name of the key."""
    lets_in: str | None = None
    """The key that logs in; None: none does."""


ONLY = "IdentitiesOnly yes; "
CASES = [
    Case("one file", "IF a", lets_in="a"),
    Case("files in their order", "IF c; IF a", lets_in="c"),
    Case("agent before files", "IF c", "a d", lets_in="a"),
    Case("named ones of the agent first", "IF d", "a d", lets_in="d"),
    Case("in the order of the agent", "IF a; IF d", "d c a", lets_in="d"),
    Case("IdentitiesOnly", ONLY + "IF a", "d a", {"d": "identities-only"}, "a"),
    Case("IdentityAgent none", "IF a; IdentityAgent none", "d", lets_in="a"),
    Case("IdentityAgent elsewhere", "IF a; IdentityAgent {k}/no-socket", "d", lets_in="a"),
    Case("a public file with the agent", ONLY + "IF d.pub", "a d", {"a": "identities-only"}, "d.pub"),
    Case("a public file alone", "IF a.pub; IF c", "", {"a.pub": "public-named"}, "c"),
    Case("missing", "IF nothing; IF c", "", {"nothing": "missing"}, "c"),
    Case("too open", "IF open; IF c", "", {"open": "mode-open"}, "c"),
    Case("damaged", "IF cut; IF c", "", {"cut": "truncated"}, "c"),
    Case("locked", "IF locked; IF c", "", {"locked": "locked"}, "c"),
    Case("PEM without .pub", "IF pem", lets_in="pem"),
    Case("locked PEM without .pub", "IF lockedpem; IF c", "", {"lockedpem": "locked"}, "c"),
    Case("putty", "IF putty; IF c", "", {"putty": "other-format"}, "c"),
    Case("PKCS#8", "IF pkcs8; IF c", "", {"pkcs8": "other-format"}, "c"),
    Case(".pub of another key", "IF wrong; IF c", "", {"wrong": "pair-differs"}, "c"),
    Case("only the .pub is there", "IF only; IF c", "", {"only": "no-private"}, "c"),
    Case(
        "algorithm",
        "IF a; IF ec; PubkeyAcceptedAlgorithms ecdsa-*",
        "d",
        {"a": "algorithm", "d": "algorithm"},
        "ec",
    ),
    Case("RSA with SHA-2", "IF r", lets_in="r"),
    Case("RSA with SHA-1 alone", "IF r; PubkeyAcceptedAlgorithms ssh-rsa", "", {"r": "rsa-sha1"}),
    Case("short RSA", "IF small; IF c; RequiredRSASize 2048", "", {"small": "short-rsa"}, "c"),
    Case("certificate next to it", ONLY + "IF b", lets_in="b"),
    Case("CertificateFile", "IF a; IF b; CF b-cert.pub", lets_in="b-cert.pub"),
    Case(
        "CertificateFile that is none",
        "IF a; CF c.pub",
        "",
        {"c.pub": "no-certificate"},
        "a",
    ),
    Case("certificate without its key", "CF b-cert.pub; IF a", lets_in="a"),
    Case("certificate of a key in the agent", "CF b-cert.pub; IF a", "b", lets_in="b-cert.pub"),
    Case("certificates in the agent", "IF a", "b", lets_in="b"),
    Case(
        "expired",
        "CF expired-cert.pub; IF expired",
        "",
        {"expired-cert.pub": "certificate-expired"},
        "expired",
    ),
    Case(
        "not yet valid", "CF early-cert.pub; IF early", "", {"early-cert.pub": "certificate-early"}, "early"
    ),
    Case(
        "other principals",
        "CF other-cert.pub; IF other",
        "",
        {"other-cert.pub": "certificate-principals"},
        "other",
    ),
    Case("host certificate", "CF host-cert.pub; IF host", "", {"host-cert.pub": "certificate-host"}, "host"),
    Case("IdentityFile none", "IdentityFile none", "d", lets_in="d"),
    Case("IdentityFile none, and no agent", "IdentityFile none", "", {"": "no-key"}),
    Case("PubkeyAuthentication no", "IF a; PubkeyAuthentication no", "", {"": "public-key-off"}),
    Case("other methods", "IF a; PreferredAuthentications password", "", {"": "public-key-off"}),
    Case(
        "Match", "Match originalhost box,stranger exec true;   IF a; Match host nothing;   IF c", lets_in="a"
    ),
    Case("the same key twice", "IF c; IF host", "", lets_in="c"),
]


def predicted(plan: LoginPlan) -> list[tuple[str, str]]:
    """The keys that ssh is said to show, with their fingerprints; tried ones without."""
    return [
        (one.name, one.sha256 + ("-CERT" if one.certificate else "") if one.way is Way.OFFERED else "")
        for one in plan.in_order
    ]


def shown(answer: LoginAnswer, plan: LoginPlan) -> list[tuple[str, str]]:
    """What it showed; what it tried and we said that it leaves out is none of it."""
    out = {one.name for one in plan.left_out} | {str(path) for path in plan.missing}
    return [
        (one.name, one.sha256 + ("-CERT" if one.type.endswith("-CERT") else ""))
        for one in answer.shown
        if one.sha256 or one.name not in out
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_ssh_offers_what_we_say(case: Case, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.load(case.agent, monkeypatch)
    config = place.config(case.lines)
    plan = plan_of("stranger", config)
    answer = log_in("stranger", config)
    assert predicted(plan) == shown(answer, plan), f"{plan.offers}\n{answer}"
    told = {(Path(one.name).name, each.id) for one in plan.offers for each in one.findings}
    told |= {("", each.id) for each in plan.findings}
    assert set(case.tells.items()) <= told
    answer = log_in("box", config)
    expected = next((one for one in plan.in_order if one.outlook is Outlook.READY), None)
    assert (answer.used and answer.used.name) == (expected and expected.name), f"{plan.offers}\n{answer}"
    assert (Path(answer.used.name).name if answer.used else None) == case.lets_in


def test_the_sixth_key_is_the_last_one_that_counts(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for names, before in (("a c d f ec r", 6), ("a c d f", 4)):
        place.load(names, monkeypatch)
        config = place.config("IdentityFile {k}/g")
        plan = plan_of("strict", config)
        answer = log_in("strict", config)
        (ours,) = [one for one in plan.in_order if one.path and one.path.name == "g"]
        assert ours.place == before + 1
        late = "too-late" in {each.id for each in ours.findings}
        assert late == (before >= 6)
        assert answer.id == ("too-many" if late else "logged-in")
