"""Overlays, plots and contact sheets."""
