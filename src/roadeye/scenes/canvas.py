"""The picture while it is painted: colours, depth and the exact masks, and flat shapes on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Bool, Float32, Float64

from roadeye.scenes.camera import NEAR, CameraView, Points, to_camera, to_pixels
from roadeye.scenes.light import Light, faded
from roadeye.scenes.noise import Field, Tile

Sprite: TypeAlias = Float32[np.ndarray, "rows columns 4"]
"""Linear RGB, already multiplied with the fourth channel: how much is covered, 0..1."""

Shape: TypeAlias = tuple[Points, Float32[np.ndarray, "3"]]
"""A flat polygon of world points and its colour under light."""

_FAR_LIMIT = 1 << 20


@dataclass(frozen=True)
class Canvas:
    """Hold the arrays that are painted on; they change in place.

    Attributes:
        colours: Linear RGB.
        depth: Depth of the nearest thing that stands on the ground, metres; else infinite.
        road: True where the carriageway is seen.
        light: The light of the scene.
        view: The camera and where it is.
        tile: Noise, for detail finer than a sprite's.
    """

    colours: Float32[np.ndarray, "rows columns 3"]
    depth: Float32[np.ndarray, "rows columns"]
    road: Bool[np.ndarray, "rows columns"]
    light: Light
    view: CameraView
    tile: Tile


def lay(canvas: Canvas, left: int, top: int, sprite: Sprite, depth: Field | float) -> None:
    """Lay a sprite of the canvas's own resolution on it, where nothing nearer is.

    Args:
        canvas: What to paint on.
        left: Column of the sprite's first column; the sprite lies wholly inside the canvas.
        top: Row of its first row.
        sprite: The colours.
        depth: How far away it is, metres; a field for a slanted thing.
    """
    rows, columns = sprite.shape[:2]
    region = (slice(top, top + rows), slice(left, left + columns))
    seen = sprite[..., 3] * (canvas.depth[region] > depth)
    if not seen.any():
        return
    hazy = faded(canvas.light, sprite[..., :3], depth)
    # Haze was mixed into colours that are multiplied with their cover: do so with the haze.
    clear = np.exp(-np.minimum(depth, 1e5) / np.float32(canvas.light.visibility))
    haze = canvas.light.horizon * np.float32(0.8)
    hazy += haze * ((sprite[..., 3] - 1) * np.asarray(1 - clear, np.float32))[..., None]
    visible = (canvas.depth[region] > depth)[..., None]
    canvas.colours[region] += visible * hazy - seen[..., None] * canvas.colours[region]
    solid = seen >= 0.5
    canvas.depth[region] = np.where(solid, np.float32(depth), canvas.depth[region])
    canvas.road[region] &= ~solid


def paint_shapes(canvas: Canvas, shapes: Sequence[Shape]) -> None:
    """Paint polygons in their order as one thing at the depth of its nearest corner."""
    clipped = []
    for points, colour in shapes:
        inside = clip_near(to_camera(canvas.view, points))
        if len(inside) >= 3:
            clipped.append((inside, colour))
    if not clipped:
        return
    depth = float(min(points[:, 2].min() for points, _ in clipped))
    pixels = [to_pixels(canvas.view.camera, points) for points, _ in clipped]
    box = seen_box(np.concatenate(pixels), canvas.depth.shape)
    if box is None:
        return
    left, top, right, bottom = box
    area = (right - left) * (bottom - top)
    factor = 4 if area < 20_000 else 2
    sheet = np.zeros(((bottom - top) * factor, (right - left) * factor, 4), np.float32)
    for corners, (_, colour) in zip(pixels, clipped, strict=True):
        # Pixel centres lie at whole numbers: the finer grid has its own half-pixel offset.
        fine = (corners - (left, top) + 0.5) * factor - 0.5
        fixed = np.clip(np.round(fine * 16), -_FAR_LIMIT, _FAR_LIMIT).astype(np.int32)
        red, green, blue = (float(value) for value in colour)
        cv2.fillPoly(sheet, [fixed], (red, green, blue, 1.0), shift=4)
    sprite = cv2.resize(sheet, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    lay(canvas, left, top, np.asarray(sprite, np.float32), depth)


def in_sight(canvas: Canvas, corners: Points) -> bool:
    """Say whether a flat polygon of world points has a part inside the picture."""
    points = clip_near(to_camera(canvas.view, corners))
    if len(points) < 3:
        return False
    return seen_box(to_pixels(canvas.view.camera, points), canvas.depth.shape) is not None


def clip_near(points: Points) -> Float64[np.ndarray, "kept 3"]:
    """Cut away the part of a polygon of the camera frame that is not in front of the camera."""
    if bool((points[:, 2] >= NEAR).all()):
        return points
    kept = []
    for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
        if start[2] >= NEAR:
            kept.append(start)
        if (start[2] >= NEAR) != (end[2] >= NEAR):
            share = (NEAR - start[2]) / (end[2] - start[2])
            kept.append(start + share * (end - start))
    return np.array(kept, dtype=np.float64).reshape(-1, 3)


def seen_box(
    pixels: Float64[np.ndarray, "_ 2"], shape: tuple[int, ...]
) -> tuple[int, int, int, int] | None:
    """Return left, top, right, bottom of what a canvas shows of some pixels; None if nothing."""
    rows, columns = shape
    low = np.maximum(np.floor(pixels.min(axis=0)) - 1, 0)
    high = np.minimum(np.ceil(pixels.max(axis=0)) + 2, (columns, rows))
    if (high <= low).any():
        return None
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])
