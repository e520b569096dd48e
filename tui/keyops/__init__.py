"""Everything keywright knows about keys: bytes in, records out. No screens, no printing, no prompting."""
