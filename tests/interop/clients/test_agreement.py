"""What is counted as agreement: a hedged answer is neither right nor wrong, and never an accepted key."""

from __future__ import annotations

import pytest

from tests.interop.clients.agreement import Counts
from tui.keyops import services
from tui.keyops.services.checking import State, Verdict

ACCEPTED = {State.ACCEPTS, State.REMARK}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "refused"])
def test_what_may_be_refused_counts_neither_as_accepted_nor_as_refused(state: State, *, loaded: bool) -> None:
    counts = Counts()
    counts.add(Verdict(services.profile("github"), state), loaded=loaded)
    assert state.accepted == (state in ACCEPTED)
    if state is State.MAY_REFUSE:
        assert counts == Counts(hedged=1)
    elif loaded == (state in ACCEPTED):
        assert counts == Counts(agree=1)
    else:
        assert counts == (Counts(false_refusals=1) if loaded else Counts(false_accepts=1))
