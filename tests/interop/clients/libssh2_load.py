"""Loads each key named on standard input (path, tab, passphrase) with libssh2, which does so only to log in.

The port of a server and the library are given in argv. One connection is made; then each key is loaded in a
process of its own, without it: a key that could not be offered to the server has been loaded all the same.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys

LIB = ctypes.CDLL(sys.argv[2])
LIB.libssh2_session_init_ex.restype = ctypes.c_void_p
LIB.libssh2_session_handshake.argtypes = [ctypes.c_void_p, ctypes.c_int]
LIB.libssh2_userauth_publickey_fromfile_ex.argtypes = [
    ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p,
]  # fmt: skip
LIB.libssh2_session_last_error.argtypes = [
    ctypes.c_void_p, ctypes.POINTER(ctypes.c_char_p), ctypes.c_void_p, ctypes.c_int,
]  # fmt: skip
NOT_SENT = -7
"""``LIBSSH2_ERROR_SOCKET_SEND``: the file was read, and its public key is on its way."""


def load(session: int, path: str, passphrase: str) -> str:
    """What is wrong with a file; empty when it was loaded."""
    secret = passphrase.encode() or None
    code = LIB.libssh2_userauth_publickey_fromfile_ex(session, b"nobody", 6, None, path.encode(), secret)
    words = ctypes.c_char_p()
    LIB.libssh2_session_last_error(session, ctypes.byref(words), None, 0)
    return "" if code == NOT_SENT else (words.value or b"").decode() or f"error {code}"


def answer(session: int, line: str) -> None:
    """Print what became of one file."""
    path, _, passphrase = line.rstrip("\n").partition("\t")
    error = load(session, path, passphrase)
    print("no" if error else "ok", error or "-", sep="\t", flush=True)


if __name__ == "__main__":
    LIB.libssh2_init(0)
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection:
        session = LIB.libssh2_session_init_ex(None, None, None, None)
        if LIB.libssh2_session_handshake(session, connection.fileno()):
            raise SystemExit("no handshake")
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, connection.fileno())
        for line in sys.stdin.read().splitlines():
            child = os.fork()
            if not child:
                answer(session, line)
                os._exit(0)
            if os.waitpid(child, 0)[1]:
                print("no", "it crashes", sep="\t", flush=True)
