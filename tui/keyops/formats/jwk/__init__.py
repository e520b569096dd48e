"""JSON Web Keys (RFC 7517, RFC 8037)."""
