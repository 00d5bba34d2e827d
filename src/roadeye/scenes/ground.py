"""Colour of the ground: carriageway, paint, kerbs, sidewalks and verges, before light."""

from dataclasses import dataclass

import numpy as np

from roadeye.scenes.camera import GroundHit
from roadeye.scenes.centreline import Centreline, locate
from roadeye.scenes.layout import RoadLayout, Strip, outside
from roadeye.scenes.light import Colours
from roadeye.scenes.materials import Palette, material, wear
from roadeye.scenes.noise import Field, resolved
from roadeye.scenes.paint import paint_cover


@dataclass(frozen=True)
class Ground:
    """Hold road coordinates of the ground pixels of a picture.

    Attributes:
        s: Station, metres.
        t: Offset to the right of the centre line, metres.
        size_s: How much of the road a pixel covers along it, metres.
        size_t: The same across it.
        outside: Signed distance to the carriageway, metres, negative on it.
    """

    s: Field
    t: Field
    size_s: Field
    size_t: Field
    outside: Field


def survey(layout: RoadLayout, line: Centreline, hit: GroundHit) -> Ground:
    """Find the road coordinates of ground pixels."""
    s, t = locate(line, hit.x, hit.z)
    return Ground(s, t, _size(s), _size(t), outside(layout, s, t))


def cover(distance: Field, size: Field) -> Field:
    """Return how much of a pixel lies where `distance` is negative (a box filter), 0..1."""
    return np.asarray(np.clip(np.float32(0.5) - distance / size, 0, 1), dtype=np.float32)


def ground_colour(layout: RoadLayout, palette: Palette, ground: Ground) -> Colours:
    """Return the reflectance of every ground pixel."""
    size = np.sqrt(ground.size_s * ground.size_t)
    edge = _size(ground.outside)
    road = material(palette, layout.surface, ground.s, ground.t, size)
    road = wear(palette, layout, road, ground.s, ground.t, size)
    road = _painted(layout, palette, ground, road)
    colours = road.copy()
    for strips, side in ((layout.left, ground.t <= 0), (layout.right, ground.t > 0)):
        beyond = side & (ground.outside > np.float32(-0.6) - edge)
        columns = np.flatnonzero(beyond.any(axis=0))
        if len(columns) == 0:
            continue
        part = slice(int(columns[0]), int(columns[-1]) + 1)
        laid = _beside(strips, palette, _columns(ground, part), edge[:, part], road[:, part])
        np.copyto(colours[:, part], laid, where=beyond[:, part, None])
    return colours


def _columns(ground: Ground, part: slice) -> Ground:
    return Ground(
        ground.s[:, part],
        ground.t[:, part],
        ground.size_s[:, part],
        ground.size_t[:, part],
        ground.outside[:, part],
    )


def _beside(
    strips: tuple[Strip, ...],
    palette: Palette,
    ground: Ground,
    edge: Field,
    road: Colours,
) -> Colours:
    colours = road.copy()
    size = np.sqrt(ground.size_s * ground.size_t)
    start = 0.0
    for strip in strips:
        ragged = strip.material in ("grass", "meadow", "soil", "gravel")
        distance = np.float32(start) - ground.outside
        if ragged:
            # Grass does not end on a ruler; the wobble stays outside the carriageway.
            wobble = palette.wobble(ground.s, ground.t) * resolved(size, 0.1)
            distance = distance + np.maximum(wobble, 0) * np.float32(0.06)
        amount = cover(distance, edge)
        box = _box(amount)
        if box is not None:
            laid = material(palette, strip.material, ground.s[box], ground.t[box], size[box])
            colours[box] += amount[box][..., None] * (laid - colours[box])
        start += strip.width
    # The foot of a kerb gathers dirt, and its face is in the shade.
    gutter = np.exp(-np.square((ground.outside + np.float32(0.12)) / np.float32(0.14)))
    gutter *= resolved(size, 0.1) * np.float32(0.35)
    return np.asarray(colours * (1 - gutter[..., None]), dtype=np.float32)


def _box(amount: Field) -> tuple[slice, slice] | None:
    """Return the rows and columns that hold anything."""
    rows, columns = (np.flatnonzero(amount.any(axis=axis)) for axis in (1, 0))
    if len(rows) == 0:
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _painted(layout: RoadLayout, palette: Palette, ground: Ground, road: Colours) -> Colours:
    white, yellow = paint_cover(layout, ground.s, ground.t, ground.size_s, ground.size_t)
    inside = np.clip(-ground.outside * 4, 0, 1)
    worn = palette.paint_wear(ground.s, ground.t, np.sqrt(ground.size_s * ground.size_t))
    for amount, colour in ((white, palette.white), (yellow, palette.yellow)):
        if amount.any():
            share = (amount * worn * inside)[..., None]
            road = np.asarray(road + share * (colour - road), dtype=np.float32)
    return road


def _size(values: Field) -> Field:
    """Return by how much values change from pixel to pixel, across and down together."""
    across, down = (np.zeros_like(values) for _ in range(2))
    if values.shape[1] > 1:
        across[:, :-1] = np.abs(np.diff(values, axis=1))
        across[:, -1] = across[:, -2]
    if values.shape[0] > 1:
        down[:-1] = np.abs(np.diff(values, axis=0))
        down[-1] = down[-2]
    size: Field = np.maximum(across + down, np.float32(1e-4))
    return size
