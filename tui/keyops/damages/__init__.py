"""What can be wrong with the bytes of a key file, by family; ``tui.keyops.damage`` has the one table."""
