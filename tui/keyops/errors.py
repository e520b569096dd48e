"""Everything that can go wrong with a key, as sentences for its owner.

::

    KeyOpsError                        the one root; nothing else leaves tui.keyops
      UnknownFormatError               nothing recognised these bytes
      CorruptKeyError                  recognised, then broken: container, field, what was expected
        KeyMismatchError               the halves inside one file belong to different keys
        UnrepairableError                what is damaged is lost, or repairing would not give the same key
      UnnamedKeyError                  a repair would let a key in that nobody has named; says which file
      PassphraseError
        PassphraseRequiredError        locked, and no passphrase was given
        WrongPassphraseError           locked, and this one does not open it
      UnsupportedError
        UnsupportedAlgorithmError      a key type, cipher or KDF this program has no code for
          MultiPrimeError              an RSA key of more than two primes; in ``keys.rsa``
        UnsupportedConversionError     the target container has no room for this key; says why
      WeakKeyError                     refused by policy; says the floor
      CertificateError                 a certificate cannot be made so, or is for another key; says why
      LimitError                       the file asks for more memory, rounds or bytes than is sane
      StorageError                     the file system said no; carries the path
        NotAKeyFileError               a folder, FIFO, device or socket where a file was meant
        TargetExistsError              would overwrite
      SshConfigError                   ssh's configuration cannot be read or changed so, or ssh is not there
      AgentError                       no ssh-agent, or it refuses, hangs or answers nonsense
      InternalError                    a fault of this program, or its child process was killed

Each error has an ``id`` (stable, for programs), a ``title`` (what happened, one sentence) and a
``hint`` (the next step, may be empty). Neither ever holds a passphrase or a private number; text
that came from a file is escaped by the face that shows it.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol, Self

    class Told(Protocol):
        """An error, a finding, or what a login or a step came to."""

        @property
        def hint(self) -> str:
            """What to do next, for people."""

        @property
        def step(self) -> NextStep | None:
            """What the program itself offers."""

        @property
        def about(self) -> str:
            """The file or host that is done to."""


class NextStep(enum.Enum):
    """What the user may do next in the program; each face knows its own key or option for it."""

    ALLOW_SLOW = enum.auto()
    NAME_USER = enum.auto()
    CHOOSE_KEY = enum.auto()
    USE_AGENT = enum.auto()
    GO_ELSEWHERE = enum.auto()
    LOOK_AGAIN = enum.auto()
    MAKE_KEY = enum.auto()
    GENERATE = enum.auto()
    NAME_NEW_KEY = enum.auto()
    REPAIR = enum.auto()
    SET_MODE = enum.auto()
    WRITE_PUBLIC = enum.auto()
    CONVERT = enum.auto()
    CERTIFY = enum.auto()
    INSTALL = enum.auto()
    FORGET_HOST = enum.auto()
    ASK_WHY = enum.auto()
    LIST_SERVICES = enum.auto()


class KeyOpsError(Exception):
    """The root of all errors of the key operations.

    Attributes:
        title: one sentence saying what happened, without a full stop.
        hint: the next step, or an empty string.
        about: the file it is about, where only the caller knows that, or what its step needs; else empty.
        step: what the program itself offers next, where it offers something.
    """

    id: ClassVar[str] = "error"
    about: str = ""
    step: NextStep | None = None

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.hint = hint

    def offering(self, step: NextStep | None, about: str = "") -> Self:
        """The same error, with a next step in the program, and what it is done to."""
        self.step, self.about = step, about or self.about
        return self

    def __reduce__(self) -> tuple[object, ...]:
        """Cross a pipe whole, whatever the arguments of the constructor are."""
        return _restore, (type(self), self.args, self.__dict__)


def _restore(kind: type[KeyOpsError], args: tuple[object, ...], state: dict[str, object]) -> KeyOpsError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class UnknownFormatError(KeyOpsError):
    """Nothing recognised these bytes.

    Attributes:
        what: the id of what they are instead of a key (``x509``, ``pkcs12`` ...); empty when not known.
    """

    id = "unknown-format"

    def __init__(self, title: str, hint: str = "", *, what: str = "") -> None:
        super().__init__(title, hint)
        self.what = what


class CorruptKeyError(KeyOpsError):
    """A container was recognised, then broken.

    Attributes:
        container: the label of the container, as people call it.
        field: the field where reading stopped, or an empty string.
        has_step: whether its hint is about this very problem, and not the general one.
    """

    id = "corrupt"

    def __init__(self, container: str, problem: str, hint: str = "", *, field: str = "") -> None:
        super().__init__(
            f"Damaged {container}: {problem}",
            hint or "Get the file again from its source, or restore it from a backup",
        )
        self.container = container
        self.field = field
        self.has_step = bool(hint)


class KeyMismatchError(CorruptKeyError):
    """The public and the private key in one file do not belong together."""

    id = "key-mismatch"


class UnnamedKeyError(KeyOpsError):
    """A repair would make OpenSSH read a key that it does not read now, and nobody agreed to that key."""

    id = "unnamed-key"


class UnrepairableError(CorruptKeyError):
    """A damaged file that cannot be repaired; says exactly why, and what is missing."""

    id = "unrepairable"


class PassphraseError(KeyOpsError):
    """Something about the passphrase."""

    id = "passphrase"


class PassphraseRequiredError(PassphraseError):
    """The private key is locked and no passphrase was given."""

    id = "passphrase-required"

    def __init__(self, title: str = "The key is protected by a passphrase", hint: str = "") -> None:
        super().__init__(title, hint or "Enter its passphrase")


class WrongPassphraseError(PassphraseError):
    """The passphrase does not open the key.

    Containers without an integrity check cannot tell this from damage; then the hint says so.
    """

    id = "wrong-passphrase"

    def __init__(self, title: str = "This passphrase does not open the key", hint: str = "") -> None:
        super().__init__(title, hint or "Try again; check the keyboard layout and Caps Lock")


class UnsupportedError(KeyOpsError):
    """Understood, but not something this program can do."""

    id = "unsupported"


class UnsupportedAlgorithmError(UnsupportedError):
    """A key type, cipher or KDF there is no code for. Named in the title."""

    id = "unsupported-algorithm"


class UnsupportedConversionError(UnsupportedError):
    """The target container has no room for this key. The title says why."""

    id = "unsupported-conversion"


class WeakKeyError(KeyOpsError):
    """Refused by policy; the title says the floor."""

    id = "weak-key"


class CertificateError(KeyOpsError):
    """A certificate cannot be made so, or does not belong to the key. The title says why."""

    id = "certificate"


class LimitError(KeyOpsError):
    """A file asks for more memory, rounds or bytes than is sane.

    Attributes:
        seconds: about how long the work would take on this machine, where the owner of the file may have it
            done all the same (see ``limits.lifted``); None where nobody may.
    """

    id = "limit"

    def __init__(self, title: str, hint: str = "", *, seconds: float | None = None) -> None:
        super().__init__(title, hint)
        self.seconds = seconds


class StorageError(KeyOpsError):
    """The file system said no.

    Attributes:
        path: the file or folder it is about.
    """

    id = "storage"

    def __init__(self, path: Path, title: str, hint: str = "") -> None:
        super().__init__(title, hint)
        self.path = path


class NotAKeyFileError(StorageError):
    """A folder, FIFO, device or socket where a regular file was meant."""

    id = "not-a-file"


class TargetExistsError(StorageError):
    """Writing there would overwrite a file."""

    id = "target-exists"


class SshConfigError(KeyOpsError):
    """The configuration of ssh cannot be read or changed so, or ssh itself is not there or refuses it."""

    id = "ssh-config"


class AgentError(KeyOpsError):
    """There is no ssh-agent, or it refuses, does not answer, or answers nonsense."""

    id = "agent"


class InternalError(KeyOpsError):
    """A fault of this program, not of the key; the title names the kind of fault and never its text."""

    id = "internal"
