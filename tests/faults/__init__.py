"""Saving with a system call that fails, and with a program that is killed in the middle."""
