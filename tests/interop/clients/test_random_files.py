"""Files that nobody listed, drawn by chance: what the profiles say of them, against the clients.

A few in ``make test``, and with ``make fuzz`` 300 for every client, other ones each time. There a share may
differ: a profile knows nothing of what a client does by the numbers in a key or the columns of a line.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.helpers.samples import amount
from tests.interop.clients.agreement import Counts
from tests.interop.clients.drivers import CLIENTS, ask
from tests.interop.clients.looking import has_read, looked_at
from tests.interop.clients.random_files import random_files
from tests.interop.clients.random_text import CHANGES
from tui.keyops import services
from tui.keyops.errors import KeyOpsError
from tui.keyops.keys.rsa import MultiPrimeError
from tui.keyops.services.checking import State, check

if TYPE_CHECKING:
    from pathlib import Path

    from tests.interop.clients.cases import Case
    from tui.keyops.services.checking import Verdict

pytestmark = pytest.mark.interop
FUZZED = "KEYWRIGHT_FUZZ_FILES" in os.environ
FILES = int(os.environ.get("KEYWRIGHT_FUZZ_FILES", amount(9, 48)))
SEED = int(os.environ.get("KEYWRIGHT_FUZZ_SEED", secrets.randbelow(100_000) if FUZZED else 8))
ASKED = tuple(CLIENTS) if FUZZED else (
    "openssl", "openssh-9.2", "ssh2", "go", "sshpk", "trilead", "libssh2", "net-ssh",
)  # fmt: skip
FALSELY_ACCEPTED, FALSELY_REFUSED = (0.01, 0.012) if FUZZED else (0, 0)
"""The most of the answers of all clients together, as a share."""


@pytest.fixture(scope="module")
def drawn() -> tuple[Case, ...]:
    return random_files(SEED, FILES)


BROKEN = frozenset({"rsa-primes", "rsa-modulus", "rsa-public-exponent", "plus-lost"})
"""Keys that sign nothing: many clients look at no number when they load one."""


def verdict_on(case: Case, client: str) -> Verdict | None:
    """None where the key itself is damaged, and there is nothing to judge."""
    try:
        report, shape = looked_at(case)
    except KeyOpsError:
        return None
    if report.error is not None and not isinstance(report.error, MultiPrimeError):
        return None
    if not BROKEN.isdisjoint((*(trait.id for trait in shape.traits), *(one.id for one in report.findings))):
        return None
    verdict = check(report, services.profile(client), shape)
    return None if verdict.state is State.CANNOT_TELL else verdict


def _as_seen(case: Case) -> Case:
    """With the public key that is in it now: a changed character may be one of a key that proves nothing."""
    public = looked_at(case)[0].public
    return replace(case, public=public.blob) if public is not None else case


def is_told_by(client: str, case: Case) -> bool:
    """FileZilla's helper reads no more than the public key of a PPK file, whatever happened to the rest."""
    return client != "filezilla" or case.name.split()[2] not in {"ppk2", "ppk3"}


def test_the_clients_agree_with_the_profiles_about_files_drawn_by_chance(
    drawn: tuple[Case, ...], tmp_path: Path
) -> None:
    all_counts, wrong = Counts(), []
    for client in ASKED:
        folder = tmp_path / client
        folder.mkdir()
        asked = [case for case in drawn if is_told_by(client, case)]
        answers = ask(client, asked, folder)
        for case in asked:
            verdict = verdict_on(case, client)
            if verdict is None:
                continue
            loaded = has_read(_as_seen(case), answers[case.name])
            before = all_counts.agree + all_counts.hedged
            all_counts.add(verdict, loaded=loaded)
            if all_counts.agree + all_counts.hedged == before:
                wrong.append(
                    f"{client}: {case.name}: profile says {verdict.state}, client {answers[case.name]}"
                )
    told = all_counts.agree + all_counts.hedged + len(wrong)
    words = "\n".join([f"seed {SEED}", *wrong])
    print(f"{told:,} answers: {all_counts}\n{words}")
    assert told > len(ASKED) * FILES // 2
    assert all_counts.false_accepts <= FALSELY_ACCEPTED * told, words
    assert all_counts.false_refusals <= FALSELY_REFUSED * told, words


def test_the_same_number_draws_the_same_kinds_of_file(drawn: tuple[Case, ...]) -> None:
    again = random_files(SEED, 5)
    assert [case.name for case in again] == [case.name for case in drawn[:5]]
    assert {word for case in drawn for word in case.name.split()[3:] if word.startswith("+")} <= {
        f"+{name}" for name in CHANGES
    }
