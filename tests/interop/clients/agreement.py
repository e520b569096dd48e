"""How many files a client and its profile agree on: counted by the matrix, kept in ``agreement.toml``."""

from __future__ import annotations

import os
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tui.keyops.services.checking import State

if TYPE_CHECKING:
    from tui.keyops.services.checking import Verdict

FILE = Path(__file__).with_name("agreement.toml")


@dataclass
class Counts:
    """Of one client. What may be refused is neither right nor wrong."""

    agree: int = 0
    hedged: int = 0
    false_accepts: int = 0
    false_refusals: int = 0
    chance: int = 0
    """Files that it reads or not by the numbers in the key."""

    def add(self, verdict: Verdict, *, loaded: bool) -> None:
        """Count a verdict and what the client did."""
        if verdict.state is State.MAY_REFUSE:
            self.hedged += 1
        elif verdict.state.accepted == loaded:
            self.agree += 1
        elif loaded:
            self.false_refusals += 1
        else:
            self.false_accepts += 1


def known() -> dict[str, Counts]:
    """What the last run counted."""
    if not FILE.exists():
        return {}
    return {name: Counts(**row) for name, row in tomllib.loads(FILE.read_text()).items()}


def check(client: str, counts: Counts) -> None:
    """Compare with the last run, or write it anew."""
    rows = known()
    if os.environ.get("UPDATE_AGREEMENT"):
        rows[client] = counts
        FILE.write_text(
            "\n".join(
                f'["{name}"]\n' + "".join(f"{key} = {value}\n" for key, value in asdict(row).items())
                for name, row in sorted(rows.items())
            )
        )
    assert rows.get(client) == counts
