"""Smooth random fields over the ground, the facades and the sky.

A field is a periodic tile of random values, sampled at any coordinates. Detail finer than what a
pixel sees is faded out, so that far ground is smooth instead of glittering.
"""

from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Float32

SIDE = 256
_MARGIN = 16
_BLUR = 1.0  # size of the bumps in cells of the tile

Field: TypeAlias = Float32[np.ndarray, "rows columns"]
Tile: TypeAlias = Float32[np.ndarray, "256 256"]


def random_tile(rng: np.random.Generator) -> Tile:
    """Return a periodic tile of smooth noise with mean 0 and deviation 1."""
    white = rng.standard_normal((SIDE, SIDE), dtype=np.float32)
    padded = np.pad(white, _MARGIN, mode="wrap")
    smooth = cv2.GaussianBlur(padded, (0, 0), _BLUR)[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    centred = smooth - smooth.mean()
    return np.asarray(centred / centred.std(), dtype=np.float32)


def sample(tile: Tile, x: Field, y: Field, cell: float, stretch: float = 1.0) -> Field:
    """Sample a tile at coordinates in metres.

    Args:
        tile: The noise.
        x: First coordinate of every pixel.
        y: Second coordinate of every pixel.
        cell: Size of one cell of the tile along `x`, in metres.
        stretch: Cells are so many times longer along `y`.
    """
    across = np.float32(1 / cell)
    along = np.float32(1 / (cell * stretch))
    u = _wrapped(x * across)
    v = _wrapped(y * along)
    sampled = cv2.remap(tile, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(sampled, dtype=np.float32)


def resolved(footprint: Field, cell: float) -> Field:
    """Return how much of the detail of size `cell` a pixel of that `footprint` shows, 0..1."""
    shown = np.clip(np.float32(1.25) - footprint * np.float32(0.5 / cell), 0, 1)
    return np.asarray(shown, dtype=np.float32)


def detail(tile: Tile, x: Field, y: Field, footprint: Field, cell: float) -> Field:
    """Sample a tile and fade out what is finer than the pixels."""
    faded = sample(tile, x, y, cell) * resolved(footprint, cell)
    return np.asarray(faded, dtype=np.float32)


def fractal(tile: Tile, x: Field, y: Field, cell: float, octaves: int) -> Field:
    """Return the sum of octaves of a tile, each half as large and half as strong, deviation 1."""
    total = np.zeros_like(x)
    power = 0.0
    for octave in range(octaves):
        weight = 0.5**octave
        shift = np.float32(37.7 * octave)
        total += np.float32(weight) * sample(tile, x + shift, y - shift, cell * weight)
        power += weight * weight
    return total * np.float32(power**-0.5)


def grid(height: int, width: int) -> tuple[Field, Field]:
    """Return column and row coordinates of every pixel."""
    v, u = np.mgrid[0:height, 0:width].astype(np.float32)
    return u, v


def _wrapped(cells: Field) -> Field:
    period = np.float32(SIDE)
    turns: Field = np.floor(cells * np.float32(1 / SIDE))
    return cells - turns * period
