"""Vary training pictures: every function is pure in its random generator, labels move along."""

from roadeye.training.augment.compose import augment
from roadeye.training.augment.crop import Crop
from roadeye.training.augment.recipe import AugmentRecipe

__all__ = ["AugmentRecipe", "Crop", "augment"]
