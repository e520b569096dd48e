"""The terminal below the screens: the base app, clipboard, themes, style sheets."""
