"""PuTTY private key files, versions 1 to 3."""
