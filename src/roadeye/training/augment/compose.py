"""Vary a picture by a recipe: frame it, put things in, light it, take it with a worse camera."""

import numpy as np

from roadeye.arrays import Size
from roadeye.training.augment import camera, colour, geometry, light, objects
from roadeye.training.augment.crop import Crop
from roadeye.training.augment.geometry import Transform
from roadeye.training.augment.recipe import AugmentRecipe


def augment(
    crop: Crop,
    rng: np.random.Generator,
    recipe: AugmentRecipe,
    size: Size,
    scale: float = 1.0,
) -> Crop:
    """Cut a varied crop from a picture; the same generator state gives the same crop.

    Args:
        crop: The whole picture with its label.
        rng: Random generator.
        recipe: What is varied, how often and how strongly.
        size: (height, width) of the crop.
        scale: Factor from the picture's grid to the size of prediction.

    Returns:
        A piece of `size`.
    """
    crop = geometry.warp(crop, _frame(crop.road.shape, rng, recipe, size, scale))
    crop = _put_in(crop, rng, recipe)
    crop = _light(crop, rng, recipe)
    return _take(crop, rng, recipe)


def _frame(
    picture: Size, rng: np.random.Generator, recipe: AugmentRecipe, size: Size, scale: float
) -> Transform:
    if recipe.region == "whole":
        transform = geometry.whole(picture, size)
    else:
        transform = geometry.scale_crop(picture, size, rng, recipe.zoom, scale)
    if _happens(rng, recipe.aspect):
        transform = geometry.aspect(transform, rng, recipe.aspect_factor)
    if _happens(rng, recipe.rotate):
        transform = geometry.rotate(transform, rng, recipe.rotate_degrees)
    if _happens(rng, recipe.perspective):
        transform = geometry.perspective(transform, rng, recipe.perspective_share)
    if _happens(rng, recipe.flip):
        transform = geometry.flip(transform)
    return transform


def _put_in(crop: Crop, rng: np.random.Generator, recipe: AugmentRecipe) -> Crop:
    if _happens(rng, recipe.shadow):
        crop = light.shadow(crop, rng, recipe.shadow_depth)
    if _happens(rng, recipe.reflection):
        crop = light.reflection(crop, rng, recipe.reflection_share)
    if _happens(rng, recipe.occluder):
        crop = objects.occluder(crop, rng, recipe.occluder_share)
    if _happens(rng, recipe.bonnet):
        crop = objects.bonnet(crop, rng, recipe.bonnet_share)
    return crop


def _light(crop: Crop, rng: np.random.Generator, recipe: AugmentRecipe) -> Crop:
    if _happens(rng, recipe.colour):
        crop = colour.colour(
            crop, rng, recipe.hue_levels, recipe.saturation_levels, recipe.value_levels
        )
    if _happens(rng, recipe.gamma):
        crop = colour.gamma(crop, rng, recipe.gamma_factor)
    if _happens(rng, recipe.temperature):
        crop = colour.temperature(crop, rng, recipe.temperature_share)
    # nothing is drawn for 0, so that older recipes give the crops that they gave
    if recipe.grey and _happens(rng, recipe.grey):
        crop = colour.grey(crop, rng)
    if _happens(rng, recipe.night):
        crop = light.night(crop, rng, recipe.night_depth)
    if _happens(rng, recipe.glare):
        crop = light.glare(crop, rng, recipe.glare_strength)
    return crop


def _take(crop: Crop, rng: np.random.Generator, recipe: AugmentRecipe) -> Crop:
    if _happens(rng, recipe.blur):
        crop = camera.blur(crop, rng)
    if _happens(rng, recipe.noise):
        crop = camera.noise(crop, rng, recipe.noise_levels)
    if _happens(rng, recipe.jpeg):
        crop = camera.jpeg(crop, rng, recipe.jpeg_quality)
    return crop


def _happens(rng: np.random.Generator, chance: float) -> bool:
    """Draw always, so that one probability does not move what the others draw from."""
    return bool(rng.uniform() < chance)
