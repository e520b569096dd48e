"""Loads each key named on standard input (path, tab, passphrase) with libssh, whose file argv names."""

from __future__ import annotations

import ctypes
import os
import sys

LIB = ctypes.CDLL(sys.argv[1])
LIB.ssh_key_free.argtypes = [ctypes.c_void_p]


def load(path: str, passphrase: str) -> str:
    key = ctypes.c_void_p()
    secret = passphrase.encode() or None
    if LIB.ssh_pki_import_privkey_file(path.encode(), secret, None, None, ctypes.byref(key)):
        raise ValueError("cannot be imported")
    text = ctypes.c_char_p()
    try:
        if LIB.ssh_pki_export_pubkey_base64(key, ctypes.byref(text)):
            raise ValueError("has no public key")
        return (text.value or b"").decode()
    finally:
        LIB.ssh_key_free(key)


def answer(line: str) -> None:
    """Print what became of one file."""
    path, _, passphrase = line.rstrip("\n").partition("\t")
    try:
        print("ok", load(path, passphrase), sep="\t", flush=True)
    except ValueError as error:
        print("no", error, sep="\t", flush=True)


if __name__ == "__main__":
    for line in sys.stdin.read().splitlines():
        # libssh 0.10 crashes on some files: each has a process of its own.
        child = os.fork()
        if not child:
            answer(line)
            os._exit(0)
        if os.waitpid(child, 0)[1]:
            print("no", "it crashes", sep="\t", flush=True)
