"""What a file shows: its keys, files next to it, permissions, advice."""
