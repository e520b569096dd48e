"""What was made, and where it lies."""
