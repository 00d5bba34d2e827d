"""Counts first, scores second; plain numpy."""
