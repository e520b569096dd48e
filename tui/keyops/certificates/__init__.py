"""OpenSSH certificates: issuing, options, validity, attaching, and telling one in words."""
