"""Where a file goes, what its companions are called, and what stands there already."""
