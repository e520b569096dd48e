"""A file system that stops answering, as a network mount does whose server is gone.

It speaks the protocol of FUSE with the kernel itself (Linux, include/uapi/linux/fuse.h, version 7.31): it
needs /dev/fuse and the right to mount, and nothing else. While it answers, it shows one folder of empty
files; after ``hang`` every call on it waits until the mount goes away.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import struct
import threading
from pathlib import Path
from typing import Self

_LOOKUP, _FORGET, _GETATTR, _OPEN, _READ = 1, 2, 3, 14, 15
_INIT, _OPENDIR, _READDIR, _INTERRUPT, _BATCH_FORGET = 26, 27, 28, 36, 42
_SILENT = {_FORGET, _INTERRUPT, _BATCH_FORGET}
_HEADER = struct.Struct("<IIQQIIII")
_ROOT = 1
_MOST = 1 << 20
_DETACH = 2
_ENDLESS = 1 << 30
"""Seconds."""


def can_mount() -> bool:
    """Whether this user may mount such a thing here."""
    return os.geteuid() == 0 and Path("/dev/fuse").exists()


class HangingMount:
    """A folder on a mount; a context manager that takes it away again.

    Args:
        folder: an empty folder to mount on.
        names: of the files in it.
    """

    def __init__(self, folder: Path, names: list[str]) -> None:
        self._folder = os.fsencode(folder)
        self._names = [name.encode() for name in names]
        self._hangs = self._gone = False
        self._held: list[int] = []
        """Requests that were not answered."""

    def __enter__(self) -> Self:
        self._device = os.open("/dev/fuse", os.O_RDWR)
        options = f"fd={self._device},rootmode=40000,user_id=0,group_id=0".encode()
        if ctypes.CDLL(None, use_errno=True).mount(b"hanging", self._folder, b"fuse", 0, options):
            os.close(self._device)
            raise OSError(ctypes.get_errno(), "cannot mount")
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._gone:
            return
        self._gone = True
        self._hangs = False
        ctypes.CDLL(None).umount2(self._folder, _DETACH)
        while self._held:  # or whoever waits could not even be killed
            self._reply(self._held.pop(), -errno.EIO)

    def hang(self) -> None:
        """Answer nothing any more."""
        self._hangs = True

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # the mount is gone
            while True:
                request = os.read(self._device, _MOST)
                _, opcode, unique, node, *_ = _HEADER.unpack_from(request)
                if opcode in _SILENT:
                    continue
                if self._hangs:
                    self._held.append(unique)
                    continue
                try:
                    body, error = self._answer(opcode, node, request[_HEADER.size :]), 0
                except OSError as failure:
                    body, error = b"", -(failure.errno or errno.EIO)
                self._reply(unique, error, body)

    def _reply(self, unique: int, error: int, body: bytes = b"") -> None:
        with contextlib.suppress(OSError):  # nobody waits for it any more
            os.write(self._device, struct.pack("<IiQ", 16 + len(body), error, unique) + body)

    def _answer(self, opcode: int, node: int, body: bytes) -> bytes:
        if opcode == _INIT:
            return struct.pack("<IIIIHHIIHHI7I", 7, 31, 0, 0, 8, 6, 4096, 1, 0, 0, 0, *[0] * 7)
        if opcode == _LOOKUP:
            return self._lookup(body.rstrip(b"\0"))
        if opcode == _GETATTR:
            return struct.pack("<QII", 0, 0, 0) + _attributes(node)
        if opcode in {_OPEN, _OPENDIR}:
            return struct.pack("<QII", 0, 0, 0)
        if opcode == _READDIR:
            return self._list(struct.unpack_from("<QQ", body)[1])
        if opcode == _READ:
            return b""
        raise OSError(errno.ENOSYS, "not served")

    def _lookup(self, name: bytes) -> bytes:
        if name not in self._names:
            raise FileNotFoundError(errno.ENOENT, "no such name")
        node = self._names.index(name) + _ROOT + 1
        return struct.pack("<QQQQII", node, 0, 0, 0, 0, 0) + _attributes(node)

    def _list(self, offset: int) -> bytes:
        entries = bytearray()
        for at, name in enumerate(self._names[offset:], offset + 1):
            entry = struct.pack("<QQII", at + _ROOT, at, len(name), stat.S_IFREG >> 12) + name
            entries += entry + bytes(-len(entry) % 8)
        return bytes(entries[:4096])


def _attributes(node: int) -> bytes:
    mode = stat.S_IFDIR | 0o700 if node == _ROOT else stat.S_IFREG | 0o600
    return struct.pack("<6Q10I", node, 0, 0, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)
