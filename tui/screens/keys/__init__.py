"""The Keys screen and what it does with the chosen key."""
