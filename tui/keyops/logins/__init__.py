"""Where keys log in: what ssh offers to a host and why not another key, and who uses a key."""
