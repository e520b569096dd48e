"""One key in the place of another, on several hosts, in steps that survive a crash: nobody is locked out."""
