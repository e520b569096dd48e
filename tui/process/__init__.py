"""Processes, threads, start and end of the program. No Textual in here."""
