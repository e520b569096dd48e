"""What verifying a private key found: frozen records, told step by step. ``integrity`` makes them."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

from ..keys.algorithms import label_of
from ..records import dataclass

if TYPE_CHECKING:
    from ..keys.base import PublicKey


class StepState(enum.StrEnum):
    """How a step ended."""

    OK = "ok"
    FAILED = "failed"
    IMPOSSIBLE = "not possible"
    """There is nothing to compare; the words say why."""


@dataclass(frozen=True, slots=True)
class IntegrityStep:
    """One thing that was looked at."""

    id: str
    """A key of TITLES."""
    state: StepState
    words: str
    """What was found, as a sentence without a full stop."""

    @property
    def title(self) -> str:
        """What was looked at, for people."""
        return TITLES[self.id]


TITLES: Final = {
    "open": "Private key read",
    "inside": "Public key inside",
    "computed": "Public key computed",
    "beside": "Public key file",
    "factors": "RSA: n = p*q",
    "exponent": "RSA: exponent d",
    "crt": "RSA: CRT values",
    "primes": "RSA: p and q prime",
    "signature": "Trial signature",
}
"""All steps, in the order in which they are made."""


@dataclass(frozen=True, slots=True)
class KeyIntegrity:
    """What became of one private key."""

    index: int
    """Which entry of the file it is, from 0."""
    public: PublicKey | None
    """The public key that was looked for; None when none could be read."""
    steps: tuple[IntegrityStep, ...]

    @property
    def failed(self) -> tuple[IntegrityStep, ...]:
        """The steps that found something wrong."""
        return tuple(step for step in self.steps if step.state is StepState.FAILED)

    @property
    def works(self) -> bool:
        """Whether the private key was seen, and nothing is wrong with it."""
        return not self.failed and self.steps[0].state is StepState.OK

    @property
    def verdict(self) -> str:
        """One sentence for people."""
        name = label_of(self.public) if self.public else "The key"
        if self.failed:
            return f"{name} is damaged or mixed up: {self.failed[0].words}"
        if not self.works:
            return f"{name} could not be verified: {self.steps[0].words}"
        fine = {step.id for step in self.steps if step.state is StepState.OK}
        if "signature" not in fine:
            return f"{name} is consistent; a trial signature was not possible"
        if not fine & {"computed", "beside"}:
            return f"{name} works, but it has no public key, so nothing shows whether it was changed"
        return f"{name} works: its private and public key belong together"


@dataclass(frozen=True, slots=True)
class Integrity:
    """What became of each private key in a file; none when there is none."""

    keys: tuple[KeyIntegrity, ...]

    @property
    def works(self) -> bool:
        """Whether every private key in the file works."""
        return all(key.works for key in self.keys)
