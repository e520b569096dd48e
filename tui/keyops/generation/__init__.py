"""Making a key pair, and how long that takes."""
