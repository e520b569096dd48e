"""Loads each key named on standard input (path, tab, passphrase) with a Python library, named in argv."""

from __future__ import annotations

import base64
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")


def with_paramiko(path, passphrase):
    import paramiko

    words = []
    for kind in (paramiko.RSAKey, paramiko.ECDSAKey, paramiko.Ed25519Key):
        try:
            return kind.from_private_key_file(path, passphrase or None).asbytes()
        except Exception as error:  # noqa: BLE001 - each class has its own
            words.append(str(error))
    raise ValueError(words[0])


def with_asyncssh(path, passphrase):
    import asyncssh

    return asyncssh.read_private_key(path, passphrase or None).public_data


def with_cryptography(path, passphrase):
    from cryptography.hazmat.primitives import serialization as forms

    data, secret = Path(path).read_bytes(), passphrase.encode() or None
    load = forms.load_ssh_private_key if b"BEGIN OPENSSH" in data else forms.load_pem_private_key
    public = load(data, secret).public_key()
    try:
        line = public.public_bytes(forms.Encoding.OpenSSH, forms.PublicFormat.OpenSSH)
    except ValueError:  # SSH has no name for keys of such a size
        return b""
    return base64.b64decode(line.split()[1])


LOADERS = {"paramiko": with_paramiko, "asyncssh": with_asyncssh, "cryptography": with_cryptography}

if __name__ == "__main__":
    load = LOADERS[sys.argv[1]]
    for line in sys.stdin:
        path, _, passphrase = line.rstrip("\n").partition("\t")
        try:
            print("ok", base64.b64encode(load(path, passphrase)).decode() or "-", sep="\t")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a refusal
            print("no", " ".join(str(error).split()) or type(error).__name__, sep="\t")
