"""Changing a key in place: passphrase, encryption, comment; and repairing a damaged file."""
