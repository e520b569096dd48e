"""keywright: a keyboard-driven terminal workbench for SSH keys."""

__version__ = "0.2.0"
