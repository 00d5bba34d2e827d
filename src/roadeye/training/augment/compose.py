"""Vary a picture by a recipe: frame it, put things in, light it, take it with a worse camera."""

import numpy as np

from roadeye.arrays import Size
from roadeye.training.augment import camera, colour, geometry, light, objects
from roadeye.training.augment.geometry import Framing
from roadeye.training.augment.patch import Patch
from roadeye.training.augment.recipe import AugmentRecipe


def augment(
    patch: Patch,
    rng: np.random.Generator,
    recipe: AugmentRecipe,
    size: Size,
    scale: float = 1.0,
) -> Patch:
    """Cut a varied crop from a picture; the same generator state gives the same crop.

    Args:
        patch: The whole picture with its label.
        rng: Random generator.
        recipe: What is varied, how often and how strongly.
        size: (height, width) of the crop.
        scale: Factor from the picture's grid to the size of prediction.

    Returns:
        A piece of `size`.
    """
    patch = geometry.look(patch, _frame(patch.road.shape, rng, recipe, size, scale))
    patch = _put_in(patch, rng, recipe)
    patch = _light(patch, rng, recipe)
    return _take(patch, rng, recipe)


def _frame(
    picture: Size, rng: np.random.Generator, recipe: AugmentRecipe, size: Size, scale: float
) -> Framing:
    if recipe.framing == "whole":
        framing = geometry.whole(picture, size)
    else:
        framing = geometry.scale_crop(picture, size, rng, recipe.zoom, scale)
    if _happens(rng, recipe.aspect):
        framing = geometry.aspect(framing, rng, recipe.aspect_factor)
    if _happens(rng, recipe.rotate):
        framing = geometry.rotate(framing, rng, recipe.rotate_degrees)
    if _happens(rng, recipe.perspective):
        framing = geometry.perspective(framing, rng, recipe.perspective_share)
    if _happens(rng, recipe.flip):
        framing = geometry.flip(framing)
    return framing


def _put_in(patch: Patch, rng: np.random.Generator, recipe: AugmentRecipe) -> Patch:
    if _happens(rng, recipe.shadow):
        patch = light.shadow(patch, rng, recipe.shadow_depth)
    if _happens(rng, recipe.reflection):
        patch = light.reflection(patch, rng, recipe.reflection_share)
    if _happens(rng, recipe.occluder):
        patch = objects.occluder(patch, rng, recipe.occluder_share)
    if _happens(rng, recipe.bonnet):
        patch = objects.bonnet(patch, rng, recipe.bonnet_share)
    return patch


def _light(patch: Patch, rng: np.random.Generator, recipe: AugmentRecipe) -> Patch:
    if _happens(rng, recipe.colour):
        patch = colour.colour(
            patch, rng, recipe.hue_levels, recipe.saturation_levels, recipe.value_levels
        )
    if _happens(rng, recipe.gamma):
        patch = colour.gamma(patch, rng, recipe.gamma_factor)
    if _happens(rng, recipe.temperature):
        patch = colour.temperature(patch, rng, recipe.temperature_share)
    if _happens(rng, recipe.night):
        patch = light.night(patch, rng, recipe.night_depth)
    if _happens(rng, recipe.glare):
        patch = light.glare(patch, rng, recipe.glare_strength)
    return patch


def _take(patch: Patch, rng: np.random.Generator, recipe: AugmentRecipe) -> Patch:
    if _happens(rng, recipe.blur):
        patch = camera.blur(patch, rng)
    if _happens(rng, recipe.noise):
        patch = camera.noise(patch, rng, recipe.noise_levels)
    if _happens(rng, recipe.jpeg):
        patch = camera.jpeg(patch, rng, recipe.jpeg_quality)
    return patch


def _happens(rng: np.random.Generator, chance: float) -> bool:
    """Draw always, so that one probability does not move what the others draw from."""
    return bool(rng.uniform() < chance)
