"""Does this key really work? Every half of it compared with every other, and a signature made and verified.

A public key may stand in up to four places: in clear in the private file (*outside*), among the private
numbers (*inside*), *computed* from them, and in the ``.pub`` file *beside*. A changed byte makes another key
of one of them, and programs that look at one place only show a healthy key of another fingerprint. The
steps here are told one by one, so that it can be said which place is wrong.

An RSA key has more to compare: n = p*q, the private exponent d, the CRT values, and whether p and q are
prime (``cryptography`` tests it while loading: 0.2 s at 4096 bits, 25 s at 16384). So call this in a child
process.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from ..crypto import primitives
from ..errors import (
    KeyMismatchError,
    KeyOpsError,
    LimitError,
    PassphraseError,
    UnsupportedError,
)
from ..files import storage
from ..formats import FORMATS
from ..keys.algorithms import label_of
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..keys.rsa1 import Rsa1PrivateKey
from . import opening
from .files import inspect_file
from .inspection import read
from .integrity_report import TITLES, Integrity, IntegrityStep, KeyIntegrity, StepState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..formats.contract import KeyEntry
    from ..keys.base import PrivateKey, PublicKey
    from ..keys.pair import KeyPair
    from ..secret import Secret


_RSA_STEPS: Final = ("factors", "exponent", "crt", "primes")

_PLACES: Final = {
    "n": "factors",
    "p": "factors",
    "d": "exponent",
    "dp": "crt",
    "dq": "crt",
    "iqmp": "crt",
    "pk": "inside",
    "public key": "inside",
    "key type": "inside",
    "seed": "computed",
    "seeds": "computed",
    "x": "computed",
}
"""The step that failed, by the field that a reader found to contradict another."""

_OF_STEPS: Final = {
    "rsa-modulus": "factors",
    "rsa-primes": "factors",
    "rsa-short": "factors",
    "rsa-exponent": "exponent",
    "rsa-public-exponent": "exponent",
    "rsa-inverse": "crt",
    "rsa-swapped-inverse": "crt",
    "rsa-crt": "crt",
    "rsa-crt-missing": "crt",
}
"""The step that a number belongs to which was read over, as the others prove it."""

_TRIAL: Final = b"keywright: a trial signature, made to see whether both halves of a key belong together"


def check_integrity(
    data: bytes, passphrase: Secret | None = None, beside: PublicKey | None = None
) -> Integrity:
    """Compare the halves of each private key in a file, and try it.

    Args:
        data: the whole file.
        passphrase: of the locked keys in it.
        beside: the public key in the ``.pub`` file next to it; compared when there is one private key.

    Raises:
        UnknownFormatError, CorruptKeyError, LimitError, UnsupportedAlgorithmError: as for ``read``.
        PassphraseError: a key is locked, and the passphrase is missing or does not open it.
    """
    entries = [(index, entry) for index, entry in enumerate(read(data)) if entry.is_private]
    only = beside if len(entries) == 1 else None
    return Integrity(tuple(_check(index, entry, passphrase, only) for index, entry in entries))


def verify_file(path: Path, passphrase: Secret | None = None) -> Integrity:
    """``check_integrity`` for a file where it lies, with the ``.pub`` file next to it.

    Raises:
        StorageError: it cannot be read.
        KeyOpsError: as ``check_integrity``.
    """
    data = storage.read_key_file(path)
    pair = inspect_file(path, data=data).pair
    return check_integrity(data, passphrase, pair.public if pair else None)


def _check(index: int, entry: KeyEntry, passphrase: Secret | None, beside: PublicKey | None) -> KeyIntegrity:
    try:
        pair = entry.unlock(passphrase)
    except PassphraseError:
        raise
    except KeyOpsError as error:
        return KeyIntegrity(index, entry.public, tuple(_unread(entry, error, beside)))
    outside = entry.public or pair.public
    steps = [
        IntegrityStep("open", StepState.OK, f"It was read from {FORMATS[entry.format].label}"),
        _inside(entry, pair),
        _computed(pair.private),
        _beside(pair.public, beside),
        *_trial(pair.private, outside),
    ]
    return KeyIntegrity(index, outside, tuple(_as_read(step, pair) for step in steps))


def _as_read(step: IntegrityStep, pair: KeyPair) -> IntegrityStep:
    """The step, failed where the file has wrong numbers in the place of those that were tried."""
    wrong = next((name for name in pair.mistakes if _OF_STEPS.get(name) == step.id), None)
    return step if wrong is None else IntegrityStep(step.id, StepState.FAILED, opening.MISTAKES[wrong].title)


def _unread(entry: KeyEntry, error: KeyOpsError, beside: PublicKey | None) -> Iterator[IntegrityStep]:
    """The steps of a private key that cannot be used: which of them it was, and what is left to compare."""
    mismatch = isinstance(error, KeyMismatchError)
    place = _PLACES.get(error.field, "computed") if isinstance(error, KeyMismatchError) else "open"
    rsa = entry.public is not None and entry.public.family == "rsa"
    for step in TITLES:
        if step in _RSA_STEPS and not rsa and step != place:
            continue
        if step == place:
            cannot = isinstance(error, UnsupportedError | LimitError)
            yield IntegrityStep(step, StepState.IMPOSSIBLE if cannot else StepState.FAILED, error.title)
        elif step == "open" and mismatch:
            yield IntegrityStep(step, StepState.OK, f"It was read from {FORMATS[entry.format].label}")
        elif step == "beside" and entry.public is not None:
            yield _beside(entry.public, beside)
        else:
            yield IntegrityStep(step, StepState.IMPOSSIBLE, "Cannot be checked: the private key is unusable")


def _inside(entry: KeyEntry, pair: KeyPair) -> IntegrityStep:
    if entry.public is None:
        return IntegrityStep(
            "inside", StepState.IMPOSSIBLE, "The file has no public key outside its encrypted part"
        )
    if entry.public != pair.public:
        return IntegrityStep(
            "inside", StepState.FAILED, "The public keys outside and inside belong to different keys"
        )
    if pair.private.computed:
        return IntegrityStep("inside", StepState.IMPOSSIBLE, "The file holds no public key")
    return IntegrityStep("inside", StepState.OK, "The same everywhere in the file")


def _computed(private: PrivateKey) -> IntegrityStep:
    if private.computed:
        return IntegrityStep(
            "computed",
            StepState.IMPOSSIBLE,
            "The file holds only the private number, with no public key to compare it with: only its .pub "
            "file can show a change",
        )
    try:
        private.check()
    except UnsupportedError as error:
        return IntegrityStep("computed", StepState.IMPOSSIBLE, error.title)
    except KeyOpsError as error:
        return IntegrityStep("computed", StepState.FAILED, error.title)
    if private.public.family == "sk":
        return IntegrityStep(
            "computed",
            StepState.IMPOSSIBLE,
            "Only the hardware token can tell whether the file belongs to it",
        )
    return IntegrityStep("computed", StepState.OK, "The private key produces this public key")


def _beside(public: PublicKey, beside: PublicKey | None) -> IntegrityStep:
    if beside is None:
        return IntegrityStep("beside", StepState.IMPOSSIBLE, "There is no .pub file to compare with")
    if beside != public:
        return IntegrityStep(
            "beside", StepState.FAILED, f"The .pub file holds another key ({label_of(beside)})"
        )
    return IntegrityStep("beside", StepState.OK, "The .pub file holds the same public key")


def _trial(private: PrivateKey, outside: PublicKey) -> Iterator[IntegrityStep]:
    """RSA's own numbers, and a signature that the public key outside must verify."""
    numbers = _rsa_numbers(private)
    arithmetic = tuple(_rsa(numbers)) if numbers else ()
    yield from arithmetic
    loaded, problem = None, None
    if all(step.state is StepState.OK for step in arithmetic):
        try:
            loaded = private.crypto()
        except KeyOpsError as error:
            problem = error
    if numbers:
        yield _primes(loaded, problem)
    yield _signature(loaded, problem, outside)


def _rsa_numbers(private: PrivateKey) -> RsaPrivateKey | None:
    if isinstance(private, Rsa1PrivateKey):
        public = RsaPublicKey(private.public.n, private.public.e)
        return RsaPrivateKey(public, d=private.d, p=private.p, q=private.q, iqmp=private.iqmp)
    return private if isinstance(private, RsaPrivateKey) else None


def _rsa(key: RsaPrivateKey) -> Iterator[IntegrityStep]:
    p, q, e = key.p, key.q, key.public.e
    whole = p > 1 and q > 1 and p * q == key.public.n
    yield _found("factors", "The modulus is the product of the two primes", "n is not p times q", whole)
    order = math.lcm(p - 1, q - 1) if whole else 1
    fits = whole and e * key.d % order == 1 % order
    if whole:
        yield _found("exponent", "d matches e", "d does not match the public exponent e", fits)
        inverse = key.iqmp * q % p == 1
        yield _found("crt", "The CRT values match p and q", "iqmp is not 1/q mod p", inverse)
    else:
        for step in ("exponent", "crt"):
            yield IntegrityStep(step, StepState.IMPOSSIBLE, "Cannot be checked without the right primes")


def _found(step: str, good: str, bad: str, fine: bool) -> IntegrityStep:  # noqa: FBT001 - what was found
    return IntegrityStep(step, StepState.OK if fine else StepState.FAILED, good if fine else bad)


def _primes(loaded: Any, problem: KeyOpsError | None) -> IntegrityStep:  # noqa: ANN401 - cryptography's key object
    if loaded is not None:
        return IntegrityStep("primes", StepState.OK, "p and q passed the primality test")
    if problem is None:
        return IntegrityStep("primes", StepState.IMPOSSIBLE, "Cannot be checked without the right numbers")
    if isinstance(problem, UnsupportedError | LimitError):
        return IntegrityStep("primes", StepState.IMPOSSIBLE, problem.title)
    return IntegrityStep("primes", StepState.FAILED, "p or q is not prime, or the numbers are not an RSA key")


def _signature(loaded: Any, problem: KeyOpsError | None, outside: PublicKey) -> IntegrityStep:  # noqa: ANN401
    if isinstance(problem, UnsupportedError | LimitError):
        return IntegrityStep("signature", StepState.IMPOSSIBLE, problem.title)
    if loaded is None:
        return IntegrityStep("signature", StepState.IMPOSSIBLE, "The private key cannot sign")
    try:
        verified = primitives.verify(outside.crypto(), primitives.sign(loaded, _TRIAL), _TRIAL)
    except UnsupportedError as error:
        return IntegrityStep("signature", StepState.IMPOSSIBLE, error.title)
    except KeyOpsError as error:
        return IntegrityStep("signature", StepState.FAILED, error.title)
    return _found(
        "signature",
        "Signed with the private key, verified with the public key",
        "Signed with the private key, but the public key does not verify it",
        verified,
    )
