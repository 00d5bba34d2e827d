"""Objects: things in the way and the own car's bonnet; what they hide is not road."""

from dataclasses import replace

import cv2
import numpy as np

from roadeye.arrays import Image, Mask
from roadeye.training.augment.crop import Crop


def occluder(crop: Crop, rng: np.random.Generator, share: float) -> Crop:
    """Put one to three things in the way: boxes, discs or crooked shapes, plain or textured.

    Args:
        crop: The piece.
        rng: Random generator.
        share: Largest side as a share of the side of the crop.
    """
    height, width = crop.road.shape
    for _ in range(rng.integers(1, 4)):
        wide = max(4, int(rng.uniform(0.1, 1.0) * share * width))
        high = max(4, int(rng.uniform(0.1, 1.0) * share * height))
        top = int(rng.integers(0, max(1, height - high // 2)))
        left = int(rng.integers(-wide // 2, width - wide // 2))
        rows = slice(top, min(height, top + high))
        columns = slice(max(0, left), min(width, left + wide))
        shape = _shape(rng, high, wide)
        shape = shape[: rows.stop - top, columns.start - left : columns.stop - left]
        surface = _surface(crop, rng, shape.shape)
        crop = _cover(crop, rows, columns, shape, surface)
    return crop


def bonnet(crop: Crop, rng: np.random.Generator, share: float) -> Crop:
    """Draw the own car's bonnet along the lower edge.

    Args:
        crop: The piece.
        rng: Random generator.
        share: Largest height as a share of the height of the crop.
    """
    height, width = crop.road.shape
    high = max(2, int(rng.uniform(0.2, 1.0) * share * height))
    x = np.linspace(-1, 1, width) * rng.uniform(0.6, 1.3) + rng.uniform(-0.4, 0.4)
    edge = high * (1 - rng.uniform(0.1, 0.8) * np.abs(x) ** rng.uniform(2, 6))
    depth = np.arange(high)[::-1, None] + 0.5  # rows above the lower edge of the crop
    shape = depth < np.maximum(edge, 0)
    paint = rng.integers(10, 230) + rng.integers(-25, 26, 3)
    shade = np.linspace(rng.uniform(0.5, 1.5), rng.uniform(0.5, 1.1), high)[:, None, None]
    surface = np.broadcast_to(paint * shade, (high, width, 3))
    if rng.uniform() < 0.6:  # polished: the scene ahead mirrors in it
        mirror = cv2.blur(crop.image[: 2 * high : 2][::-1], (15, 5))[:high]
        gloss = rng.uniform(0.1, 0.5)
        surface = (1 - gloss) * surface + gloss * mirror
    surface = np.clip(surface, 0, 255).astype(np.uint8)
    return _cover(crop, slice(height - high, height), slice(0, width), shape, surface)


def _cover(crop: Crop, rows: slice, columns: slice, shape: Mask, surface: Image) -> Crop:
    """Lay a shape over a piece; the label there is not road, and counts where it did."""
    image, road = crop.image.copy(), crop.road.copy()
    answers = tuple(answer.copy() for answer in crop.answers)
    image[rows, columns][shape] = surface[shape]
    for covered in (road, *answers):
        covered[rows, columns][shape] = 0
    return replace(crop, image=image, road=road, answers=answers)


def _shape(rng: np.random.Generator, height: int, width: int) -> Mask:
    shape = np.zeros((height, width), np.uint8)
    match int(rng.integers(3)):
        case 0:
            shape[:] = 1
        case 1:
            centre, axes = (width // 2, height // 2), (width // 2, height // 2)
            cv2.ellipse(shape, centre, axes, 0.0, 0.0, 360.0, 1, cv2.FILLED)
        case _:
            angles = np.sort(rng.uniform(0, 2 * np.pi, 8))
            radii = rng.uniform(0.3, 0.5, 8)
            points = np.stack(
                [width * (0.5 + radii * np.cos(angles)), height * (0.5 + radii * np.sin(angles))], 1
            )
            cv2.fillPoly(shape, [np.rint(points).astype(np.int32)], 1)
    return shape.astype(bool)


def _surface(crop: Crop, rng: np.random.Generator, size: tuple[int, int]) -> Image:
    """Return a texture: another place of the same picture, or paint with a gradient and grain."""
    height, width = size
    if rng.uniform() < 0.5:
        top = int(rng.integers(0, crop.road.shape[0] - height + 1))
        left = int(rng.integers(0, crop.road.shape[1] - width + 1))
        place = np.s_[top : top + height, left : left + width]
        if not crop.road[place].any() and crop.valid[place].all():
            return crop.image[place]
    gray, tint = rng.uniform(10, 240), rng.uniform(0, 0.6)
    paint = (1 - tint) * gray + tint * rng.uniform(0, 255, 3)
    paint = paint * np.linspace(1, rng.uniform(0.3, 1.3), height)[:, None, None]
    coarse = rng.uniform(0, 40) * rng.standard_normal((max(1, height // 4), max(1, width // 4), 1))
    grain = cv2.resize(coarse.astype(np.float32), (width, height), interpolation=cv2.INTER_NEAREST)
    return np.clip(paint + grain[:, :, None], 0, 255).astype(np.uint8)
