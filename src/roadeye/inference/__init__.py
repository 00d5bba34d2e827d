"""Bring a picture to a network's size, and a probability map exactly back."""
