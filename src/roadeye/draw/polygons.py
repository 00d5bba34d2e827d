"""The outlines of a mask as polygons, for tools that edit or exchange labels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Int32

from roadeye.arrays import Mask
from roadeye.errors import InputError

Points: TypeAlias = Int32[np.ndarray, "_ 2"]
"""Corners `(x, y)` in pixels, without the first repeated; pixel (x, y) is the square from there to
(x + 1, y + 1), so that the polygon around one pixel has an area of 1."""


@dataclass(frozen=True, eq=False)
class Polygon:
    """Hold one connected area.

    Attributes:
        outer: Its outline.
        holes: The outlines of what is left out of it; an area in a hole is a polygon of its own.
    """

    outer: Points
    holes: tuple[Points, ...]


def mask_polygons(mask: Mask, tolerance: float = 1.0) -> tuple[Polygon, ...]:
    """Return the areas of a mask as polygons, holes kept.

    With tolerance 0, filling them gives the mask exactly, by the even-odd rule at the pixels'
    centres. Pixels that touch at a corner alone belong to one area.

    Args:
        mask: True where an area is.
        tolerance: Corners are left out where the outline moves by at most so many pixels; areas and
            holes that are thinner vanish.

    Raises:
        InputError: The tolerance is negative or not a number.

    Examples:
        >>> polygons = mask_polygons(np.array([[False, True, True]]), tolerance=0.0)
        >>> polygons[0].outer.tolist()
        [[1, 0], [1, 1], [3, 1], [3, 0]]
    """
    if not 0 <= tolerance < float("inf"):  # written this way so NaN fails too
        raise InputError(f"a tolerance of {tolerance} pixels is not possible; give 0 or more.")
    # OpenCV's outlines run through the centres of pixels. Of a mask at twice the size, `(p + 1) // 2`
    # are the corners of the pixels, for outlines and holes alike.
    twice = mask.view(np.uint8).repeat(2, axis=0).repeat(2, axis=1)
    outlines, tree = cv2.findContours(twice, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if tree is None:
        return ()
    rings = [_simplified((outline + 1) // 2, tolerance) for outline in outlines]
    return tuple(
        Polygon(
            rings[index], tuple(rings[hole] for hole in _holes(tree[0], index) if rings[hole].size)
        )
        for index, (_, _, _, parent) in enumerate(tree[0])
        if parent < 0 and rings[index].size
    )


def _holes(tree: np.ndarray, index: int) -> Iterator[int]:
    """Yield the children of an outline in OpenCV's tree of (next, previous, child, parent)."""
    child = int(tree[index][2])
    while child >= 0:
        yield child
        child = int(tree[child][0])


def _simplified(ring: np.ndarray, tolerance: float) -> np.ndarray:
    """Leave out corners; what has no area left has none."""
    ring = cv2.approxPolyDP(ring.astype(np.int32), tolerance, closed=True).reshape(-1, 2)
    return np.asarray(ring if len(ring) > 2 else ring[:0], np.int32)
