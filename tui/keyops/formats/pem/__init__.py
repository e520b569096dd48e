"""The traditional PEM private key formats."""
