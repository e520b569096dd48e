"""A passphrase that does not show itself."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Bytes that must not be seen: redacted in repr, str and format, and refusing to be pickled.

    Python cannot promise that memory is wiped; what this class does promise is that no traceback,
    log line, message repr or crash screen shows the value by accident.

    Args:
        value: the passphrase; text is encoded as UTF-8 (undecodable bytes that arrived as lone
            surrogates go back to what they were).
    """

    __slots__ = ("_value",)

    def __init__(self, value: bytes | str) -> None:
        self._value = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else bytes(value)

    def reveal(self) -> bytes:
        """The bytes themselves, to be used in the expression that needs them and kept nowhere."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        import hmac  # here: it loads all of OpenSSL, and few secrets are compared

        return hmac.compare_digest(self._value, other._value)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "Secret(...)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "Secret(...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not pickled")
