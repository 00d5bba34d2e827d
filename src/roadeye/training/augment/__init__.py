"""Vary training pictures: every function is pure in its random generator, labels move along."""

from roadeye.training.augment.compose import augment
from roadeye.training.augment.patch import Patch
from roadeye.training.augment.recipe import AugmentRecipe

__all__ = ["AugmentRecipe", "Patch", "augment"]
