"""The OpenSSH private key format."""
