"""The child process in which one slow key operation runs. ``tui.process.jobs`` starts it; nobody else does.

It reads one request from standard input, runs it, writes one answer to standard output and ends. Both
are frames: 8 bytes of length, big-endian, then a pickle. The request is ``(process id of the parent,
operation, args, kwargs)``; the answer is ``(True, result)`` or ``(False, error)``. Both ends are this
program and the pipes are private to them, which is what makes pickle safe here.

It must never outlive its parent: standard input stays open as a life-line whose end ends the child,
and on Linux the kernel kills it too, for a thread cannot watch the life-line while an operation holds
the interpreter. It imports only what the operation needs.
"""

from __future__ import annotations

import copyreg
import gc
import io
import os
import pickle
import signal
import threading
from typing import TYPE_CHECKING, Any, Final, NoReturn

if TYPE_CHECKING:
    from ..keyops.errors import KeyOpsError
    from ..keyops.secret import Secret

_LENGTH_BYTES: Final = 8
_GARBAGE: Final = 50_000
"""Objects that are made before the collector looks again: a child is soon over."""
_BEHIND: Final = 10
"""How much less of a busy machine the child takes than the screens."""


def pack(value: object) -> bytes:
    """One frame: the only place where a ``Secret`` is pickled, on its way through a private pipe."""
    from ..keyops.secret import Secret

    out = io.BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, Secret: _pack_secret}
    pickler.dump(value)
    return len(out.getbuffer()).to_bytes(_LENGTH_BYTES, "big") + out.getvalue()


def _pack_secret(secret: Secret) -> tuple[type[Secret], tuple[bytes]]:
    return type(secret), (secret.reveal(),)


def unpack(frame: bytes) -> Any | None:  # noqa: ANN401 - whatever was packed
    """What a whole frame holds; None when it was cut short."""
    size = int.from_bytes(frame[:_LENGTH_BYTES], "big")
    body = frame[_LENGTH_BYTES:]
    if len(frame) < _LENGTH_BYTES or len(body) != size:
        return None
    return pickle.loads(body)  # noqa: S301 - the other end of this private pipe is ourselves


def main() -> NoReturn:
    """Answer the request on standard input, then end without any tidying up that costs time."""
    _settle()
    os.nice(_BEHIND)  # the keys that are pressed meanwhile come first
    gc.set_threshold(_GARBAGE)
    answers = os.dup(1)
    # Should a library print something, it must not fall among the answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    header = _read(_LENGTH_BYTES)
    request = header + _read(int.from_bytes(header, "big"))
    threading.Thread(target=_hold_the_life_line, daemon=True).start()
    answer = _answer(request)
    with os.fdopen(answers, "wb") as out:
        out.write(answer)
    os._exit(0)


def _settle() -> None:
    """Shed what was inherited from the app, and tie this process to the life of its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    from . import hardening

    hardening.die_with_parent(signal.SIGKILL)
    hardening.settle()


def _read(size: int) -> bytes:
    """Exactly this many bytes of standard input; unbuffered, for the life-line reads on from there."""
    parts = []
    while size:
        part = os.read(0, min(size, 1 << 20))
        if not part:
            os._exit(1)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _hold_the_life_line() -> None:
    # Nothing follows the request, so that reading ends when the parent lets go of the pipe or dies.
    os.read(0, 1)
    os._exit(1)


def _answer(request: bytes) -> bytes:
    from ..keyops.errors import KeyOpsError

    try:
        parent, operation, args, kwargs = unpack(request)  # type: ignore[misc]  # whole: it was counted
        if parent != os.getppid():
            os._exit(1)
        return pack((True, operation(*args, **kwargs)))
    except KeyOpsError as error:
        # Neither the traceback nor the chain goes along: their frames hold passphrases.
        return pack((False, error))
    except BaseException as error:  # noqa: BLE001 - a panic of a Rust library is not an Exception
        return pack((False, _fault(type(error).__name__)))


def _fault(name: str) -> KeyOpsError:
    from ..keyops.errors import InternalError

    return InternalError(
        f"keywright ran into an unexpected {name} and stopped the operation",
        "Nothing was written. Please report this, with what you did but without any key",
    )
