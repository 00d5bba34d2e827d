"""A contact sheet of varied crops, to see what a network is taught."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import UInt8

from roadeye.arrays import Image, Size
from roadeye.draw.overlay import overlay
from roadeye.training.augment.compose import augment
from roadeye.training.augment.crop import Crop
from roadeye.training.augment.recipe import NONE, AugmentRecipe

Sheet = UInt8[np.ndarray, "sheet_height sheet_width 3"]

_SEED = 0
GAP = 4  # white pixels between crops
UNCOUNTED = 0.5  # brightness of pixels that do not count


def overview(
    pictures: Sequence[tuple[Crop, float]],
    recipe: AugmentRecipe,
    size: Size,
    *,
    columns: int = 5,
) -> Image:
    """Draw a row of crops of each picture, the first plain, with road green and uncounted dark.

    Args:
        pictures: At least one picture with its label, and its scale as `augment` takes it.
        recipe: How they are varied.
        size: (height, width) of a crop.
        columns: Crops of each picture.

    Returns:
        The sheet, RGB.
    """
    rows = [
        [
            _drawn(augment(crop, _rng(row, column), recipe if column else NONE, size, scale))
            for column in range(columns)
        ]
        for row, (crop, scale) in enumerate(pictures)
    ]
    return sheet(rows)


def sheet(rows: Sequence[Sequence[Image]]) -> Sheet:
    """Put pictures of one size side by side and one above the other."""
    height, width = rows[0][0].shape[:2]
    columns = max(len(row) for row in rows)
    canvas = np.full(
        (len(rows) * (height + GAP) - GAP, columns * (width + GAP) - GAP, 3), 255, np.uint8
    )
    for row, images in enumerate(rows):
        for column, image in enumerate(images):
            top, left = row * (height + GAP), column * (width + GAP)
            canvas[top : top + height, left : left + width] = image
    return canvas


def _drawn(crop: Crop) -> Image:
    image = overlay(crop.image, crop.road)
    image[~crop.valid] = (UNCOUNTED * image[~crop.valid]).astype(np.uint8)
    return image


def _rng(row: int, column: int) -> np.random.Generator:
    return np.random.default_rng((_SEED, row, column))
