"""Whether a service or client opens a key as it is locked: passphrase, cipher, KDF and its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..formats import FORMATS
from ..wording import listed
from . import cipher_sets
from .reasons import Cure, Reason, Weight
from .rules import PassphraseRule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..formats.contract import Encryption
    from ..inspection.report import KeyReport
    from .rules import ContainerRule, Profile


def about_lock(report: KeyReport, profile: Profile, rule: ContainerRule | None) -> Iterator[Reason]:
    """What a lock, or that there is none, speaks against.

    Args:
        report: the key.
        profile: who is to open it.
        rule: what is known of its format there; None where nothing is.
    """
    wanted = rule.passphrase if rule and rule.passphrase else profile.passphrase
    lock = report.encryption
    if lock is None:
        if wanted is PassphraseRule.REQUIRED:
            words = "it needs a key that has a passphrase"
            yield Reason("no-passphrase", words, Weight.REFUSAL, Cure.LOCK)
        return
    if wanted is PassphraseRule.FORBIDDEN:
        where = f" in {FORMATS[rule.id].label}" if rule is not None and rule.passphrase else ""
        words = f"it cannot use a key that has a passphrase{where}"
        yield Reason("passphrase", words, Weight.REFUSAL, Cure.UNLOCK)
        return
    if wanted is PassphraseRule.SOME:
        words = "not every client of it can use a key that has a passphrase"
        yield Reason("passphrase", words, Weight.REMARK, Cure.UNLOCK)
    if rule is None:
        return
    yield from _about_cipher(lock, rule)
    yield from _about_kdf(lock, rule)


def _about_kdf(lock: Encryption, rule: ContainerRule) -> Iterator[Reason]:
    least, passes = rule.least_passes(lock.kdf), lock.parameters.get("passes")
    if least is None:
        names = listed([name.partition(":")[0] for name in rule.kdfs])
        words = f"it supports {names}; this key uses {lock.kdf}"
        yield Reason("kdf", words, Weight.REFUSAL, Cure.RELOCK)
    elif isinstance(passes, int) and passes < least:
        words = f"it needs {lock.kdf} with {least} passes or more; this key has {passes}"
        yield Reason("kdf", words, Weight.REFUSAL, Cure.RELOCK)
    rounds = lock.parameters.get("rounds", lock.parameters.get("iterations"))
    if rule.max_rounds and isinstance(rounds, int) and rounds > rule.max_rounds:
        words = f"it accepts at most {rule.max_rounds:,} rounds; this key has {rounds:,}"
        yield Reason("rounds", words, Weight.REFUSAL, Cure.RELOCK)
    lanes = lock.parameters.get("parallelism")
    if rule.max_parallelism and isinstance(lanes, int) and lanes > rule.max_parallelism:
        words = f"it supports Argon2 only with a parallelism of {rule.max_parallelism}; this key has {lanes}"
        yield Reason("parallelism", words, Weight.REFUSAL, Cure.RELOCK)


def _about_cipher(lock: Encryption, rule: ContainerRule) -> Iterator[Reason]:
    if rule.ciphers and not rule.opens(lock.cipher, lock.kdf):
        known = list(dict.fromkeys(name.rpartition(":")[2] for name in rule.ciphers))
        words = (
            f"it can decrypt {rule.cipher_words or listed(known)}; the key is encrypted with {lock.cipher}"
        )
        yield Reason("cipher", words, Weight.REFUSAL, Cure.RELOCK)
    elif not rule.ciphers and not cipher_sets.is_usual(rule.id, lock.cipher):
        words = f"few programs can decrypt {lock.cipher}, and it has not been tested with this one"
        yield Reason("cipher", words, Weight.DOUBT, Cure.RELOCK)
