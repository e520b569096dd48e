"""A key in another format: what is kept and lost, and the bytes."""
