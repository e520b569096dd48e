r"""The forms in which a key is put into a secret field, a form or a statement.

=========  =============================================================================
raw        the file unchanged
base64     the whole file in base64, on one line without a newline at its end
json       a JSON string, quotes included, its newlines written ``\n``
body       the base64 between the BEGIN and END lines, on one line
crlf       one line with ``\r\n`` typed out for each newline, as some forms want it
user       ``user:`` before the authorized_keys line
sql        ``ALTER USER name SET RSA_PUBLIC_KEY='...';`` with the body of an SPKI public key
=========  =============================================================================
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from ..encoding import pem
from ..errors import NextStep, UnsupportedConversionError
from ..patterns import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

_USER: Final = compiled(r"[A-Za-z_][A-Za-z0-9._@-]{0,63}")
_SQL_NAME: Final = compiled(r"[A-Za-z_][A-Za-z0-9_$]{0,254}")
_SQL_COLUMN: Final = compiled(r"[A-Za-z0-9_]{1,64}")


def export(data: bytes, form: str, *, user: str = "", column: str = "RSA_PUBLIC_KEY") -> bytes:
    """Put a key file into a form.

    Args:
        data: the file.
        form: a row of FORMS.
        user: for ``user`` and ``sql``, the account it is for.
        column: for ``sql``, what is set: RSA_PUBLIC_KEY or RSA_PUBLIC_KEY_2.

    Raises:
        UnsupportedConversionError: the file has no such form, or the user name is missing or not one.
    """
    if form == "user":
        return _with_user(data, user)
    if form == "sql":
        return _statement(data, user, column)
    if form not in _PLAIN:
        raise UnsupportedConversionError(
            f"There is no export format called {form}", f"Choose one of {', '.join(FORMS)}"
        )
    return _PLAIN[form](data)


def _raw(data: bytes) -> bytes:
    return data


def _json(data: bytes) -> bytes:
    import json

    return json.dumps(_text(data), ensure_ascii=False).encode()


def _crlf(data: bytes) -> bytes:
    return rb"\r\n".join(_text(data).encode().splitlines()) + rb"\r\n"


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise UnsupportedConversionError(
            "The file is not text: it contains bytes that are not UTF-8",
            "Export it as base64, or convert it to another format first",
        ) from None


def _body(data: bytes) -> bytes:
    text = pem.with_lf(data)
    found = [
        text[span.inside : span.stop]
        for span in pem.spans(data)
        if span.stop is not None and text.startswith(b"-----", span.start)
    ]
    if len(found) != 1:
        raise UnsupportedConversionError(
            "There is no PEM body in the file" if not found else "There are several PEM blocks in the file",
            "Convert it to PEM, PKCS#8, OpenSSH or SPKI first",
        )
    if b":" in found[0]:
        raise UnsupportedConversionError(
            "This PEM body is useless without its headers, which say how it is encrypted",
            "Convert it to PKCS#8, or remove the passphrase",
        )
    return base64.b64encode(pem.decode(found[0], "PEM"))


def _with_user(data: bytes, user: str) -> bytes:
    if not _USER.fullmatch(user):
        raise UnsupportedConversionError(
            f"{user or 'Nothing'} is not a user name", "Name the account the key is for"
        ).offering(NextStep.NAME_USER)
    lines = data.split(b"\n")
    line = lines[0].rstrip(b"\r")
    if any(rest.strip() for rest in lines[1:]) or not line.startswith((b"ssh-", b"ecdsa-", b"sk-")):
        raise UnsupportedConversionError(
            "This is not a single authorized_keys line", "Export the public key in OpenSSH format"
        )
    return user.encode() + b":" + line


def _statement(data: bytes, user: str, column: str) -> bytes:
    if not _SQL_NAME.fullmatch(user):
        raise UnsupportedConversionError(
            f"{user or 'Nothing'} is not an SQL user name", "Name the user the key is for"
        ).offering(NextStep.NAME_USER)
    if not _SQL_COLUMN.fullmatch(column):
        raise UnsupportedConversionError(f"{column} is not an SQL name")
    if b"BEGIN PUBLIC KEY" not in data:
        raise UnsupportedConversionError(
            "The statement needs an SPKI public key", "Convert the public key to spki first"
        )
    return f"ALTER USER {user} SET {column}='{_body(data).decode()}';".encode()


_PLAIN: Final[dict[str, Callable[[bytes], bytes]]] = {
    "raw": _raw,
    "base64": base64.b64encode,
    "json": _json,
    "body": _body,
    "crlf": _crlf,
}

FORMS: Final = {
    "raw": "the file unchanged",
    "base64": "the whole file in base64, on one line",
    "json": "a JSON string with \\n for each newline",
    "body": "the body without its BEGIN and END lines, on one line",
    "crlf": "one line with \\r\\n typed out for each newline",
    "user": "user: before the authorized_keys line",
    "sql": "an SQL statement that sets a user's public key",
}
"""What each form is, in words."""

PUBLIC_FORMS: Final = frozenset({"user", "sql"})
"""Forms of the public key: it is taken, also when the file is the private one."""
