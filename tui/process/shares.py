"""Shares one kind of work among processes, on every core, with the answers in the order of the work.

The processes are forked from this one, after it did the first part alone: what that imported they have. Each
takes every n-th part, this one too. A part that a process does not answer, whatever became of it, is done
here: so an error is raised where it would have been without any of this. Only for a process without threads.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, Final

from . import cores, hardening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_SIZE: Final = 4
"""Bytes before each answer that tell how long it is."""


def shared(work: Callable[[Sequence[str]], bytes], items: Sequence[str], part: int) -> Iterator[bytes]:
    """The answers to parts of the items, as ``map`` would give them.

    Args:
        work: what is done with a part; it writes nothing itself, and keeps nothing that a later part needs.
        items: all of them.
        part: how many items are in a part; less than two parts a core are not worth a process.
    """
    parts = [items[at : at + part] for at in range(0, len(items), part)]
    count = min(cores.usable(), len(parts) // 2) if hasattr(os, "fork") else 1
    if not parts:
        return
    yield work(parts[0])
    mine = parts[1:]
    helpers = _Helpers(work, mine, count - 1) if count > 1 else None
    try:
        for number, one in enumerate(mine):
            answer = helpers.answer(number) if helpers is not None else None
            yield work(one) if answer is None else answer
    finally:
        if helpers is not None:
            helpers.end()


class _Helpers:
    """The other processes: the k-th of n does the parts k, k + n + 1, k + 2 (n + 1) ..."""

    def __init__(
        self, work: Callable[[Sequence[str]], bytes], parts: list[Sequence[str]], count: int
    ) -> None:
        self._running: list[tuple[int, int]] = []
        """Process and pipe of each; a pipe of -1 tells that no more comes."""
        self._turns = count + 1
        gc.freeze()  # else a collection in a helper would copy all that it looks at
        for turn in range(1, count + 1):
            try:
                told, telling = os.pipe()
            except OSError:
                break
            try:
                process = os.fork()
            except OSError:  # no room for another process
                os.close(told)
                os.close(telling)
                break
            if process == 0:
                _serve(telling, work, parts[turn :: self._turns])
            os.close(telling)
            self._running.append((process, told))

    def answer(self, number: int) -> bytes | None:
        """The answer to a part; None when it is to be done here."""
        turn = number % self._turns
        if not 0 < turn <= len(self._running) or self._running[turn - 1][1] < 0:
            return None
        process, told = self._running[turn - 1]
        head = _read(told, _SIZE)
        body = _read(told, int.from_bytes(head)) if len(head) == _SIZE else b""
        if len(head) == _SIZE and len(body) == int.from_bytes(head):
            return body
        os.close(told)
        self._running[turn - 1] = process, -1
        return None

    def end(self) -> None:
        """End them all, and wait for them."""
        for process, told in self._running:
            if told >= 0:
                os.close(told)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        gc.unfreeze()


def _read(told: int, size: int) -> bytes:
    """So many bytes; less when no more come."""
    chunks = []
    while size and (chunk := os.read(told, size)):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def _serve(telling: int, work: Callable[[Sequence[str]], bytes], parts: Sequence[Sequence[str]]) -> None:
    """Answer each part, and end without a word: whoever asked does what is not answered."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        hardening.die_with_parent(signal.SIGKILL)
        sys.stdout = sys.stderr = None  # what is in their buffers is the other's
        for part in parts:
            answer = work(part)
            told = memoryview(len(answer).to_bytes(_SIZE) + answer)
            while told:
                told = told[os.write(telling, told) :]
    finally:
        os._exit(0)
