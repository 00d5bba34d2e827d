"""Vary training pictures: every function is pure in its random generator, labels move along."""

from roadeye.learn.augment.compose import augment
from roadeye.learn.augment.patch import Patch
from roadeye.learn.augment.recipe import AugmentRecipe

__all__ = ["AugmentRecipe", "Patch", "augment"]
