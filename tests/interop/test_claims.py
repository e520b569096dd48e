"""What keywright says of ssh-keygen, puttygen and openssl is what they do, and the manual shows it all."""

from __future__ import annotations

import functools
import re

import pytest

from tests import claims
from tests.helpers.peers import need, run
from tests.helpers.samples import WHOLE, amount, one_in

pytestmark = pytest.mark.interop


@functools.cache
def measured() -> list[claims.Claim]:
    for program in ("ssh-keygen", "puttygen", "openssl"):
        need(program)
    return claims.claims(one_in(13, claims.cases()))


def test_no_claim_about_another_program_is_false() -> None:
    assert [claim for claim in measured() if not claim.agrees] == []


def test_there_are_claims_of_both_kinds_about_each_program_and_each_file() -> None:
    found = measured()
    assert len(found) > amount(90, 1_000)
    kinds = {(claim.program, claim.said) for claim in found}
    assert kinds == {
        (name, said) for name in ("OpenSSH", "PuTTYgen", "OpenSSL") for said in ("reads", "refuses")
    }
    assert {claim.subject for claim in found} == set(claims.subjects())


def test_the_page_of_the_manual_is_what_is_measured() -> None:
    versions = run("ssh-keygen", "-V", ok=False), run("puttygen", "--version"), run("openssl", "version")
    if b"0.78" not in versions[1].stdout or b"OpenSSL 3.0" not in versions[2].stdout:
        pytest.skip("the page is written with PuTTYgen 0.78 and OpenSSL 3.0")
    written = claims.PAGE.read_text()
    now = claims.page(measured())
    if WHOLE:
        assert written == now, "python -m tests.claims --write"
    rows = {line for line in now.splitlines() if line.startswith("|")}
    assert rows <= set(written.splitlines()), "python -m tests.claims --write"
    assert re.search(r"\n[0-9,]+ claims, 0 disagreements\.\n", written)
