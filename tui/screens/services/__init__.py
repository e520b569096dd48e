"""Which services accept a key, and what goes there."""
