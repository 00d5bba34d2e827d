"""Light: cast shadows, mirror images, night and glare; labels stay."""

from dataclasses import replace

import cv2
import numpy as np
from jaxtyping import Float32

from roadeye.arrays import Image
from roadeye.training.augment.crop import Crop

Gain = Float32[np.ndarray, "height width"]
SKYLIGHT = np.array([0.92, 1.0, 1.12], np.float32)  # shadows are lit by the blue sky
WARM = np.array([255, 240, 205], np.float32)


def shadow(crop: Crop, rng: np.random.Generator, depth: float) -> Crop:
    """Cast one to three shadows: polygons with edges from sharp to soft.

    Args:
        crop: The piece.
        rng: Random generator.
        depth: Largest share of the light that they take.
    """
    height, width = crop.road.shape
    shade = np.zeros((height, width), np.uint8)
    for _ in range(rng.integers(1, 4)):
        cv2.fillPoly(shade, [_polygon(rng, height, width)], 255)
    softness = int(rng.integers(0, 6))
    if softness:
        shade = np.asarray(cv2.blur(shade, (2 * softness + 1, 2 * softness + 1)))
    taken = rng.uniform(0.25, 1.0) * depth
    share = 1 - taken * np.arange(256, dtype=np.float32)[:, None] / 255 / SKYLIGHT
    table = np.rint(255 * np.clip(share, 0, 1)).astype(np.uint8)[None]
    gain = cv2.LUT(cv2.merge([shade] * 3), table)
    return replace(crop, image=cv2.multiply(crop.image, gain, scale=1 / 255))


def reflection(crop: Crop, rng: np.random.Generator, share: float) -> Crop:
    """Lay a blurred mirror image of the scene over its lower part, as a wet road or a pane does.

    Args:
        crop: The piece.
        rng: Random generator.
        share: Largest share of the light in the mirror image.
    """
    height = crop.road.shape[0]
    axis = int(height * rng.uniform(0.35, 0.6))
    depth = min(axis, height - axis)
    mirrored = crop.image[axis - depth : axis][::-1]
    if rng.uniform() < 0.3:  # a pane mirrors what lies elsewhere
        mirrored = mirrored[:, ::-1]
    tall = cv2.blur(np.ascontiguousarray(mirrored), (3, int(rng.integers(3, 24))))
    strength = rng.uniform(0.3, 1.0) * share
    image = crop.image.copy()
    below = image[axis : axis + depth]
    image[axis : axis + depth] = cv2.addWeighted(below, 1 - strength, tall, strength, 0)
    return replace(crop, image=image)


def night(crop: Crop, rng: np.random.Generator, depth: float) -> Crop:
    """Darken the scene but for a pool of headlights, and light a few lamps.

    Args:
        crop: The piece.
        rng: Random generator.
        depth: Largest share of the light that is taken.
    """
    height, width = crop.road.shape
    ambient = 1 - rng.uniform(0.6, 1.0) * depth
    centre = (rng.uniform(0.3, 0.7), rng.uniform(0.75, 1.0))
    pool = _spot(height, width, centre, (rng.uniform(0.2, 0.5), rng.uniform(0.15, 0.35)))
    gain = ambient + rng.uniform(0, 0.6) * (1 - ambient) * pool
    dark = cv2.multiply(crop.image, _three(255 * gain), scale=1 / 255)
    lamps = np.zeros((height, width), np.float32)
    for _ in range(rng.integers(0, 6)):
        place, size = (rng.uniform(), rng.uniform(0.1, 0.6)), rng.uniform(0.01, 0.04)
        lamps = np.maximum(lamps, _spot(height, width, place, (size, size * width / height)))
    return replace(crop, image=_add_light(dark, lamps))


def glare(crop: Crop, rng: np.random.Generator, strength: float) -> Crop:
    """Dazzle: a bright spot with a wide veil, sometimes low over the road.

    Args:
        crop: The piece.
        rng: Random generator.
        strength: Largest share of full white at its centre.
    """
    height, width = crop.road.shape
    place = (rng.uniform(-0.1, 1.1), rng.uniform(-0.1, 0.7))
    core = _spot(height, width, place, tuple(rng.uniform(0.03, 0.15, 2)))
    veil = _spot(height, width, place, tuple(rng.uniform(0.25, 0.8, 2)))
    light = rng.uniform(0.4, 1.0) * strength * np.maximum(core, rng.uniform(0.3, 0.7) * veil)
    return replace(crop, image=_add_light(crop.image, light))


def _polygon(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Return a slanted band or a crooked blob, as poles, walls and trees cast."""
    x, y = rng.uniform(0, width), rng.uniform(0.3, 1.0) * height
    if rng.uniform() < 0.5:
        reach, thick = rng.uniform(0.3, 1.5) * width, rng.uniform(0.02, 0.25) * height
        lean = rng.uniform(-1, 1) * height / 2
        ends = [(-reach, -lean), (reach, lean), (reach, lean + thick), (-reach, -lean + thick)]
        points = np.array(ends)
    else:
        angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 12))))
        radii = rng.uniform(0.05, 0.45, len(angles))
        points = np.stack([width * radii * np.cos(angles), height * radii * np.sin(angles)], 1)
    moved: np.ndarray = np.rint(points + np.array((x, y))).astype(np.int32)
    return moved


def _spot(height: int, width: int, place: tuple[float, float], radius: tuple[float, ...]) -> Gain:
    """Return a Gaussian spot, 1 at its centre; place and radius are (x, y) shares of the sides."""
    x = (np.arange(width, dtype=np.float32) / width - place[0]) / radius[0]
    y = (np.arange(height, dtype=np.float32) / height - place[1]) / radius[1]
    return np.outer(np.exp(-0.5 * y**2), np.exp(-0.5 * x**2)).astype(np.float32)


def _add_light(image: Image, light: Gain) -> Image:
    """Add warm light the way a lens does: 1 - (1 - image) (1 - light)."""
    amount = np.rint(255 * light).astype(np.uint8)
    table = np.rint(np.arange(256)[:, None] * WARM / 255).astype(np.uint8)[None]
    added = cv2.LUT(cv2.merge([amount] * 3), table)
    return np.asarray(255 - cv2.multiply(255 - image, 255 - added, scale=1 / 255))


def _three(gain: Gain) -> Image:
    plane = np.clip(np.rint(gain), 0, 255).astype(np.uint8)
    return np.asarray(cv2.merge([plane] * 3))
