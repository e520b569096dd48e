"""What can be wrong with the bytes of a key file, by family; ``diagnosis`` has the one table."""
