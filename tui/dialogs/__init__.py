"""Questions over a screen. One per file, each with a typed result, each left by Escape."""
