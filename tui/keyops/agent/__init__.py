"""ssh-agent: its messages, and the connection to one that runs."""
