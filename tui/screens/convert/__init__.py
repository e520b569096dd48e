"""Convert a key."""
