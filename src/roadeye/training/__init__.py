"""Recipes, batches, augmentation, networks, losses and the training loop."""
