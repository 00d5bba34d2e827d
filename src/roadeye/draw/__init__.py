"""Pictures that show what was found: overlays, and errors in colour."""
