"""PKCS#8 private keys, in clear and encrypted."""
