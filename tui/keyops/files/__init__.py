"""Files: reading, listing, saving whole or not at all, cleaning up."""
