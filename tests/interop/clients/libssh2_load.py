"""Loads each key named on standard input (path, tab, passphrase) with libssh2, which does so only to log in.

The port of a server is given in argv. A key that the server turns away has been loaded all the same.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys

LIB = ctypes.CDLL("libssh2.so.1")
LIB.libssh2_session_init_ex.restype = ctypes.c_void_p
LIB.libssh2_session_handshake.argtypes = [ctypes.c_void_p, ctypes.c_int]
LIB.libssh2_userauth_publickey_fromfile_ex.argtypes = [
    ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p,
]  # fmt: skip
LIB.libssh2_session_last_error.argtypes = [
    ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_void_p, ctypes.c_int,
]  # fmt: skip
LIB.libssh2_session_free.argtypes = [ctypes.c_void_p]
AUTHENTICATION_FAILED, UNVERIFIED = -18, -19


def load(path: str, passphrase: str, port: int) -> str:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        session = LIB.libssh2_session_init_ex(None, None, None, None)
        if LIB.libssh2_session_handshake(session, connection.fileno()):
            raise SystemExit("no handshake")
        secret = passphrase.encode() or None
        code = LIB.libssh2_userauth_publickey_fromfile_ex(session, b"nobody", 6, None, path.encode(), secret)
        words = ctypes.c_char_p()
        LIB.libssh2_session_last_error(session, ctypes.byref(words), None, 0)
        error = (words.value or b"").decode()
        LIB.libssh2_session_free(session)
    return "" if code in {0, AUTHENTICATION_FAILED, UNVERIFIED} else error or f"error {code}"


def answer(line: str) -> None:
    """Print what became of one file."""
    path, _, passphrase = line.rstrip("\n").partition("\t")
    error = load(path, passphrase, int(sys.argv[1]))
    print("no" if error else "ok", error or "-", sep="\t", flush=True)


if __name__ == "__main__":
    LIB.libssh2_init(0)
    for line in sys.stdin.read().splitlines():
        child = os.fork()
        if not child:
            answer(line)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            print("no", "it crashes", sep="\t", flush=True)
