"""Tests of contrib/."""
