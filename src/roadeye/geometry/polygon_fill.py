"""The pixels inside polygons: the inverse of an outline."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from jaxtyping import Float64

from roadeye.arrays import Mask, Size

Ring: TypeAlias = Float64[np.ndarray, "_ 2"]
"""Corners `(x, y)` in pixels, the last joined to the first; pixel (x, y) is the square from there to
(x + 1, y + 1). They may lie outside the picture."""


def fill_rings(rings: Sequence[Ring], size: Size) -> Mask:
    """Return the pixels whose centre lies inside rings, by the even-odd rule.

    A ring inside another is so a hole. What lies outside the picture is cut off.

    Args:
        rings: Outlines and holes in any order; rings of fewer than three corners have no inside.
        size: (height, width) of the picture.

    Examples:
        >>> square = np.array([[1.0, 0.0], [3.0, 0.0], [3.0, 1.0], [1.0, 1.0]])
        >>> fill_rings([square], (2, 4)).astype(int).tolist()
        [[0, 1, 1, 0], [0, 0, 0, 0]]
    """
    height, width = size
    starts = [np.zeros((0, 2)), *(ring for ring in rings if len(ring) > 2)]
    ends = [np.zeros((0, 2)), *(np.roll(ring, -1, axis=0) for ring in rings if len(ring) > 2)]
    start, end = np.concatenate(starts), np.concatenate(ends)
    down = start[:, 1] < end[:, 1]
    upper, lower = np.where(down[:, None], start, end), np.where(down[:, None], end, start)
    # An edge crosses the rows whose centre lies in [upper, lower): each crossing is met once.
    first = np.clip(np.ceil(upper[:, 1] - 0.5), 0, height).astype(np.int64)
    count = np.clip(np.ceil(lower[:, 1] - 0.5), 0, height).astype(np.int64) - first
    edge = np.repeat(np.arange(len(count)), count)
    row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    slope = (lower[edge, 0] - upper[edge, 0]) / (lower[edge, 1] - upper[edge, 1])
    crossing = upper[edge, 0] + (row + 0.5 - upper[edge, 1]) * slope
    column = np.clip(np.ceil(crossing - 0.5), 0, width).astype(np.int64)
    turns = np.zeros((height, width + 1), np.int64)
    np.add.at(turns, (row, column), 1)
    inside: Mask = (np.cumsum(turns, axis=1)[:, :width] & 1).astype(np.bool_)
    return inside
