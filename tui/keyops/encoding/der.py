"""DER: a strict cursor that reads it and functions that write it.

An element is a tag byte, a length and the content. A length below 128 is one byte; a longer one is 0x80 +
count and that many bytes, big-endian and minimal. The indefinite lengths of BER are refused. Source:
X.690, sections 8 and 10.

Own code, because an error here must tell which field broke and how many bytes are missing, and because
key files need fields of any type: ``cryptography``'s DER reader tells neither and has no such fields.
"""

from __future__ import annotations

from typing import Final

from .. import mistakes
from ..errors import CorruptKeyError

INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
NULL: Final = 0x05
OID: Final = 0x06
SEQUENCE: Final = 0x30

MAX_DEPTH: Final = 12
"""No key file nests deeper than 8."""

_MAX_OID_BYTES: Final = 64
_NO_LENGTH: Final = 0x80
_CONSTRUCTED: Final = 0x20
_MOST_FILLING: Final = 64
_NAMES: Final = {
    INTEGER: "an INTEGER",
    BIT_STRING: "a BIT STRING",
    OCTET_STRING: "an OCTET STRING",
    NULL: "a NULL",
    OID: "an OBJECT IDENTIFIER",
    SEQUENCE: "a SEQUENCE",
}


def context(number: int, *, constructed: bool = True) -> int:
    """The tag ``[number]``; constructed when it wraps a whole element, else primitive."""
    return (0xA0 if constructed else 0x80) | number


class Cursor:
    """Walks through DER; every step names the field, so that an error can.

    Args:
        data: the bytes to read.
        container: the label of what is read, for error messages (``PEM RSA private key``).
        depth: how many elements are around these bytes.
    """

    __slots__ = ("_at", "_depth", "container", "data")

    def __init__(self, data: bytes, container: str, depth: int = 0) -> None:
        if depth > MAX_DEPTH:
            raise CorruptKeyError(container, f"its elements are nested more than {MAX_DEPTH} levels deep")
        self.data = data
        self.container = container
        self._depth = depth
        self._at = 0

    @property
    def left(self) -> int:
        """How many bytes are still unread."""
        return len(self.data) - self._at

    def corrupt(self, problem: str, field: str = "") -> CorruptKeyError:
        """The error to raise for a problem in this container."""
        return CorruptKeyError(self.container, problem, field=field)

    def peek(self) -> int | None:
        """The tag of the next element; None at the end."""
        return self.data[self._at] if self.left else None

    def element(self, tag: int, field: str, *, cut: bool = False) -> bytes:
        """The content of the next element, which must have this tag.

        Args:
            tag: the expected tag.
            field: what it is, for an error.
            cut: take what is there of an element that was cut off, to show what came before the cut.

        Raises:
            CorruptKeyError: another tag, a broken length, or bytes are missing; says how many.
        """
        found = self.peek()
        if found is None:
            raise self.corrupt(f"{field} is missing: the data ends before it", field)
        if found != tag:
            raise self.corrupt(f"{field} should be {_name(tag)}, but is {_name(found)}", field)
        self._at += 1
        if self.peek() == _NO_LENGTH and tag & _CONSTRUCTED and mistakes.are_collected():
            return self._to_its_end(field)
        length = self._length(field)
        if length > self.left and not cut:
            raise self.corrupt(
                f"{length - self.left:,} of the {length:,} bytes of {field} are missing", field
            )
        start = self._at
        self._at = min(start + length, len(self.data))
        return self.data[start : self._at]

    def _length(self, field: str) -> int:
        first = self._byte(field)
        if first < 0x80:
            return first
        count = first & 0x7F
        if not 1 <= count <= 4:
            raise self.corrupt(f"the length of {field} is encoded in a way that DER does not allow", field)
        length = 0
        for _ in range(count):
            length = length << 8 | self._byte(field)
        if length < 0x80 or length >> 8 * (count - 1) == 0:
            self._read_over("long-length", f"the length of {field} is not in its shortest encoding", field)
        return length

    def _to_its_end(self, field: str) -> bytes:
        """The content of an element without a length, which two zero bytes end, as BER has it."""
        mistakes.note("no-length")
        content = self.data[self._at + 1 :]
        inner = self.inside(content)
        while not content.startswith(b"\0\0", len(content) - inner.left):
            inner.skip(field)
        size = len(content) - inner.left
        self._at += 1 + size + 2
        return content[:size]

    def _byte(self, field: str) -> int:
        if not self.left:
            raise self.corrupt(f"the data ends within the length of {field}", field)
        self._at += 1
        return self.data[self._at - 1]

    def inside(self, content: bytes) -> Cursor:
        """A cursor over the content of an element of this one."""
        return Cursor(content, self.container, self._depth + 1)

    def sequence(self, field: str, *, cut: bool = False) -> Cursor:
        """A SEQUENCE; ``cut`` as for ``element``."""
        return self.inside(self.element(SEQUENCE, field, cut=cut))

    def integer(self, field: str) -> int:
        """A non-negative INTEGER in its shortest form."""
        content = self.element(INTEGER, field)
        if not content:
            raise self.corrupt(f"{field} is an INTEGER without content", field)
        if content[0] & 0x80:
            self._read_over("negative-number", f"{field} is a negative number", field)
        if len(content) > 1 and content[0] == 0 and not content[1] & 0x80:
            self._read_over("long-number", f"{field} is not in its shortest encoding", field)
        return int.from_bytes(content, "big")

    def _read_over(self, mistake: str, problem: str, field: str) -> None:
        """Note a mistake where somebody collects them; else it is an error."""
        if not mistakes.are_collected():
            raise self.corrupt(problem, field)
        mistakes.note(mistake)

    def small(self, field: str) -> int:
        """A non-negative INTEGER below 2 to the power 63: a version, a count."""
        number = self.integer(field)
        if number.bit_length() > 63:
            raise self.corrupt(f"{field} is absurdly large", field)
        return number

    def octets(self, field: str, *, cut: bool = False) -> bytes:
        """An OCTET STRING; ``cut`` as for ``element``."""
        return self.element(OCTET_STRING, field, cut=cut)

    def bits(self, field: str, tag: int = BIT_STRING) -> bytes:
        """A BIT STRING of whole bytes."""
        content = self.element(tag, field)
        if not content or content[0] != 0:
            raise self.corrupt(f"{field} does not consist of whole bytes", field)
        return content[1:]

    def oid(self, field: str) -> str:
        """An OBJECT IDENTIFIER, dotted."""
        content = self.element(OID, field)
        if not content or len(content) > _MAX_OID_BYTES or content[-1] & 0x80:
            raise self.corrupt(f"{field} is not an object identifier", field)
        arcs, arc, fresh = [], 0, True
        for byte in content:
            if fresh and byte == 0x80:
                raise self.corrupt(f"{field} is not in its shortest encoding", field)
            arc = arc << 7 | byte & 0x7F
            fresh = not byte & 0x80
            if fresh:
                arcs.append(arc)
                arc = 0
        head = min(arcs[0] // 40, 2)
        return ".".join(map(str, (head, arcs[0] - 40 * head, *arcs[1:])))

    def null(self, field: str) -> None:
        """A NULL."""
        if self.element(NULL, field):
            raise self.corrupt(f"{field} should be empty", field)

    def optional(self, number: int, field: str) -> Cursor | None:
        """What is wrapped in ``[number]``, or None when the next element is another."""
        tag = context(number)
        return self.inside(self.element(tag, field)) if self.peek() == tag else None

    def skip(self, field: str) -> None:
        """Pass over an element of any type."""
        self.element(self.peek() or 0, field)

    def end_of_all(self) -> None:
        """As ``end``, behind the outermost element: the filling of a cipher may have been left there."""
        rest = self.data[self._at :]
        if not rest or len(rest) > _MOST_FILLING:
            self.end()
            return
        problem = f"{len(rest):,} extra byte{'s' * (len(rest) != 1)} after its last field"
        self._read_over("filling", problem, "")

    def end(self) -> None:
        """Raise CorruptKeyError when bytes are left over."""
        if self.left:
            raise self.corrupt(f"{self.left:,} extra byte{'s' * (self.left != 1)} after its last field")


def tags(data: bytes) -> list[int]:
    """The tags inside a SEQUENCE, as far as they can be made out; never raises."""
    found: list[int] = []
    try:
        fields = Cursor(data, "").sequence("", cut=True)
        while (tag := fields.peek()) is not None and len(found) < MAX_DEPTH:
            found.append(tag)
            fields.skip("")
    except CorruptKeyError:
        pass
    return found


def _name(tag: int) -> str:
    if tag in _NAMES:
        return _NAMES[tag]
    return f"[{tag & 0x1F}]" if tag & 0xC0 == 0x80 else f"an element of type 0x{tag:02x}"


def element(tag: int, content: bytes) -> bytes:
    """Any element."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def sequence(*elements: bytes) -> bytes:
    """A SEQUENCE of elements."""
    return element(SEQUENCE, b"".join(elements))


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return element(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def octets(content: bytes) -> bytes:
    """An OCTET STRING."""
    return element(OCTET_STRING, content)


def bits(content: bytes) -> bytes:
    """A BIT STRING of whole bytes."""
    return element(BIT_STRING, b"\0" + content)


def oid(dotted: str) -> bytes:
    """An OBJECT IDENTIFIER."""
    first, second, *rest = map(int, dotted.split("."))
    content = bytearray()
    for arc in (40 * first + second, *rest):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return element(OID, bytes(content))


def null() -> bytes:
    """A NULL."""
    return element(NULL, b"")


def explicit(number: int, inner: bytes) -> bytes:
    """An element wrapped in ``[number]``."""
    return element(context(number), inner)
