"""What turns a checkout into files to hand out. ``make single-file`` and ``make release`` run it."""
