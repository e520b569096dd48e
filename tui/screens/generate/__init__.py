"""Generate a key."""
