"""Making keys. Everything but RSA is instant; the search for RSA primes is a lottery, run it in children.

Before a new key is returned, it has signed something, and the signature was verified with the public
half as it will be written: a key that a broken memory or library spoilt never reaches a file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from ..crypto import primitives
from ..encoding.wire import Reader
from ..errors import KeyMismatchError, UnsupportedAlgorithmError, WeakKeyError
from ..keys.algorithms import ALGORITHMS, read_blob
from ..keys.dsa import DsaPrivateKey, DsaPublicKey
from ..keys.ecdsa import CURVES, EcdsaPrivateKey
from ..keys.eddsa import EddsaPrivateKey
from ..keys.mldsa import SEED_SIZE, MldsaPrivateKey
from ..keys.pair import KeyPair
from ..keys.rsa import RsaPrivateKey, RsaPublicKey
from ..keys.rsa1 import Rsa1PrivateKey, Rsa1PublicKey
from ..records import dataclass

if TYPE_CHECKING:
    from ..keys.algorithms import Algorithm
    from ..keys.base import PrivateKey, PublicKey

_TRIAL_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class KeySpec:
    """Which key to make.

    Raises:
        WeakKeyError: the size is below the floor.
        UnsupportedAlgorithmError: keys of this type or size are not made; says which are.
    """

    family: str
    """A row of ALGORITHMS."""
    bits: int
    comment: bytes = b""
    legacy: bool = False
    """Whether a key that only old devices need may be made."""

    def __post_init__(self) -> None:
        row = ALGORITHMS.get(self.family)
        if row is None or not row.usual_sizes:
            labels = ", ".join(other.label for other in ALGORITHMS.values() if other.can_generate)
            raise UnsupportedAlgorithmError(
                f"{row.label if row else self.family} keys cannot be generated", f"Choose one of {labels}"
            )
        if row.allows(self.bits) or (self.legacy and row.is_legacy(self.bits)):
            return
        if row.legacy and not (row.can_generate or self.legacy):
            raise WeakKeyError(
                f"{row.label} keys are obsolete: they are only for {row.legacy.needed_by}",
                "Choose Ed25519, or RSA where Ed25519 is not supported",
            )
        hint = f"Choose {sizes_in_words(row, legacy=self.legacy)} bits"
        lowest = (row.whole_range if self.legacy else row.size_range) or (0,)
        if self.bits < lowest[0]:
            raise WeakKeyError(f"{row.label} needs at least {lowest[0]} bits; {self.bits} is too weak", hint)
        if row.legacy and row.legacy.why_no_other:
            hint += f": {row.legacy.why_no_other}"
        raise UnsupportedAlgorithmError(f"{row.label} keys of {self.bits} bits cannot be generated", hint)


def sizes_in_words(row: Algorithm, *, legacy: bool = False) -> str:
    """The sizes a key type is made in: ``2048 to 16384 in steps of 8``, ``256, 384 or 521``, ``256``.

    Args:
        row: of ALGORITHMS.
        legacy: whether to count those that only old devices need.
    """
    size_range = row.whole_range if legacy else row.size_range
    if size_range:
        low, high, step = size_range
        return f"{low} to {high} in steps of {step}"
    *others, last = map(str, row.usual_sizes)
    return f"{', '.join(others)} or {last}" if others else last


def is_slow(spec: KeySpec) -> bool:
    """Whether making it takes long enough to be worth child processes and a progress display."""
    return spec.family in {"rsa", "rsa1"}


def default_comment() -> bytes:
    """``user@host``, as ssh-keygen writes it."""
    import pwd

    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = str(os.getuid())
    return os.fsencode(f"{user}@{os.uname().nodename}")


def generate(spec: KeySpec) -> KeyPair:
    """Make a key and try it out.

    For RSA this holds the calling thread for as long as the lottery takes (see ``estimates``) and
    cannot be stopped: call it through ``tui.process.jobs.race``.

    Raises:
        KeyMismatchError: the new key failed its trial.
    """
    fresh, private = _new(spec)
    _try_out(fresh, private)
    return KeyPair(private, spec.comment)


def _new(spec: KeySpec) -> tuple[Any, PrivateKey]:
    """What signs, and its numbers."""
    if spec.family == "mldsa44-ed25519":
        composite = MldsaPrivateKey.from_seeds(primitives.random_bytes(SEED_SIZE))
        return composite.crypto(), composite
    fresh = primitives.new_private_key("rsa" if spec.family == "rsa1" else spec.family, spec.bits)
    return fresh, _numbers(spec.family, fresh)


def _numbers(family: str, fresh: Any) -> PrivateKey:  # noqa: ANN401 - cryptography's private key classes
    if family in {"rsa", "rsa1"}:
        numbers = fresh.private_numbers()
        n, e = numbers.public_numbers.n, numbers.public_numbers.e
        if family == "rsa1":
            return Rsa1PrivateKey(Rsa1PublicKey(n, e), numbers.d, numbers.p, numbers.q, numbers.iqmp)
        return RsaPrivateKey(RsaPublicKey(n, e), numbers.d, numbers.p, numbers.q, numbers.iqmp)
    if family == "dsa":
        numbers = fresh.private_numbers()
        group = numbers.public_numbers.parameter_numbers
        return DsaPrivateKey(DsaPublicKey(group.p, group.q, group.g, numbers.public_numbers.y), numbers.x)
    if family == "ecdsa":
        curve = CURVES[f"nistp{fresh.key_size}"]
        return EcdsaPrivateKey.from_scalar(curve, fresh.private_numbers().private_value)
    return EddsaPrivateKey.from_seed(family, fresh.private_bytes_raw())


def _try_out(fresh: Any, private: PrivateKey) -> None:  # noqa: ANN401
    """The fresh object signs, the public key as it will be written verifies, and the numbers agree.

    Nothing is loaded again: ``cryptography`` would test the primes anew, for 25 s at 16384 bits.
    """
    challenge = primitives.random_bytes(_TRIAL_BYTES)
    written = _as_written(private.public)
    if not primitives.verify(written.crypto(), primitives.sign(fresh, challenge), challenge):
        raise KeyMismatchError(
            "new key",
            "its trial signature does not verify",
            "Nothing was written: generate again. If this happens twice, test this machine's memory",
        )
    private.check()


def _as_written(public: PublicKey) -> PublicKey:
    """A public key read back from the bytes that are written; SSH version 1 knows no name before them."""
    if isinstance(public, Rsa1PublicKey):
        return Rsa1PublicKey.read_fields("", Reader(public.fields(), "new key"))
    return read_blob(public.blob)
