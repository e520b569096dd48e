"""What only shows after a long time or very often: leaks, lost files, crashes. See ``__main__``."""
