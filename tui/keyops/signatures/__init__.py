"""Signatures of files as ``ssh-keygen -Y`` makes them, and allowed_signers."""
