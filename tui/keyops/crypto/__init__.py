"""Ciphers, KDFs and hashes, each from ``cryptography`` or bcrypt; and how strong a passphrase is."""
