"""The SSH wire encoding: a cursor that reads it and functions that write it.

``u8``/``u32``/``u64`` are big-endian; ``string`` is a u32 length and that many bytes; ``mpint`` is a
string that holds a two's-complement big-endian integer, minimal, with a leading zero byte when the
top bit is set, empty for zero. Source: RFC 4251, section 5.
"""

from __future__ import annotations

from .. import mistakes
from ..errors import CorruptKeyError


class Reader:
    """Walks through wire-encoded bytes; every step names the field, so that an error can.

    Args:
        data: the bytes to read.
        container: the label of what is read, for error messages (``OpenSSH private key``).
    """

    __slots__ = ("_at", "container", "data")

    def __init__(self, data: bytes, container: str) -> None:
        self.data = data
        self.container = container
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes are still unread."""
        return len(self.data) - self._at

    def corrupt(self, problem: str, field: str = "") -> CorruptKeyError:
        """The error to raise for a problem in this container."""
        return CorruptKeyError(self.container, problem, field=field)

    def take(self, count: int, field: str) -> bytes:
        """The next ``count`` bytes.

        Raises:
            CorruptKeyError: fewer are left; says how many are missing out of how many.
        """
        if count > self.left:
            raise self.corrupt(f"{field} should be {count} bytes long, but only {self.left} follow", field)
        start = self._at
        self._at += count
        return self.data[start : self._at]

    def u8(self, field: str) -> int:
        """One byte."""
        return self.take(1, field)[0]

    def u32(self, field: str) -> int:
        """Four bytes, big-endian."""
        return int.from_bytes(self.take(4, field), "big")

    def u64(self, field: str) -> int:
        """Eight bytes, big-endian."""
        return int.from_bytes(self.take(8, field), "big")

    def string(self, field: str) -> bytes:
        """A length and that many bytes; in one step where all of it is there."""
        start = self._at + 4
        end = start + int.from_bytes(self.data[self._at : start], "big")
        if start <= len(self.data) and end <= len(self.data):
            self._at = end
            return self.data[start:end]
        return self.take(self.u32(f"the length of {field}"), field)

    def text(self, field: str) -> str:
        """A string that must be ASCII: names of algorithms, ciphers, curves."""
        raw = self.string(field)
        try:
            return raw.decode("ascii")
        except UnicodeDecodeError:
            raise self.corrupt(f"{field} is not text", field) from None

    def mpint(self, field: str) -> int:
        """A non-negative integer. Superfluous leading zero bytes are accepted, a sign is not."""
        raw = self.string(field)
        if raw and raw[0] & 0x80:
            if not mistakes.are_collected():
                raise self.corrupt(f"{field} is a negative number", field)
            mistakes.note("negative-mpint")
        return int.from_bytes(raw, "big")

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(self.left, "the rest")

    def end(self) -> None:
        """Raise CorruptKeyError when bytes are left over."""
        if self.left:
            raise self.corrupt(f"{self.left} extra byte{'s' * (self.left != 1)} at the end")


def u32(value: int) -> bytes:
    """Four bytes, big-endian."""
    return value.to_bytes(4, "big")


def string(value: bytes | str) -> bytes:
    """A u32 length and the bytes; text is encoded as UTF-8."""
    raw = value.encode() if isinstance(value, str) else value
    return len(raw).to_bytes(4, "big") + raw


def mpint(value: int) -> bytes:
    """A non-negative integer, minimal, with a leading zero byte when the top bit is set."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big") if value else b"")
