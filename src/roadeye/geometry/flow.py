"""Optical flow between two pictures, and maps moved along it.

The flow is DIS (Kroeger, Timofte, Dai, Van Gool: Fast Optical Flow using Dense Inverse Search, ECCV
2016), as OpenCV implements it.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import TypeAlias, TypeVar

import cv2
import numpy as np
from jaxtyping import Bool, Float32

from roadeye.arrays import Gray, Image, Size

Origins: TypeAlias = Float32[np.ndarray, "height width 2"]
"""For every pixel of the later picture, where it was in the earlier one: `(x, y)` in pixels."""

FindOrigins: TypeAlias = Callable[[Gray, Gray], Origins]
"""Takes the earlier and the later picture, of one size."""

Map = TypeVar("Map", Float32[np.ndarray, "_ _"], Gray)

_SMALLEST = 16  # pixels a side: DIS needs as many
_TOLERANCE = 1.0  # pixels by which the way there and back may miss


class Effort(IntEnum):
    """How closely the flow is computed."""

    FAST = cv2.DISOPTICAL_FLOW_PRESET_ULTRAFAST
    """About 4 ms of CPU time for 384 × 512 pixels."""
    CAREFUL = cv2.DISOPTICAL_FLOW_PRESET_MEDIUM
    """About ten times as long."""


def gray(image: Image) -> Gray:
    """Return a picture without its colours."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))


def origin_finder(effort: Effort) -> FindOrigins:
    """Return a function that finds where each pixel of a later picture was in an earlier one.

    It keeps its buffers, which is worth two thirds of its time, and so serves one thread. Pictures
    with less than 16 pixels a side are taken to stand still.
    """
    search = cv2.DISOpticalFlow.create(int(effort))
    grid = places((0, 0))

    def find(earlier: Gray, later: Gray) -> Origins:
        nonlocal grid
        if grid.shape[:2] != later.shape:
            grid = places((later.shape[0], later.shape[1]))
        if min(later.shape) < _SMALLEST:
            return grid
        still = np.zeros_like(grid)
        return np.asarray(cv2.add(search.calc(later, earlier, still), grid))

    return find


def places(size: Size) -> Origins:
    """Return the origins in a picture that stands still: every pixel's own place.

    >>> places((1, 3)).tolist()
    [[[0.0, 0.0], [1.0, 0.0], [2.0, 0.0]]]
    """
    y, x = np.indices(size, np.float32)
    return np.stack((x, y), axis=-1)


def moved(earlier: Map, origins: Origins) -> Map:
    """Return a map of the earlier picture as the later one would have it, interpolated.

    What comes from outside the picture repeats its edge; see `from_inside`.

    >>> row = np.array([[0, 10, 20, 30]], np.float32)
    >>> moved(row, places((1, 4)) + np.float32([1, 0]))[0].tolist()  # all moves left by one
    [10.0, 20.0, 30.0, 30.0]
    """
    return cv2.remap(earlier, origins, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload,no-any-return]


def from_inside(origins: Origins) -> Bool[np.ndarray, "height width"]:
    """Return True where a pixel comes from inside the earlier picture.

    >>> from_inside(places((1, 4)) + np.float32([1, 0]))[0].tolist()
    [True, True, True, False]
    """
    height, width = origins.shape[:2]
    within = cv2.inRange(origins, (-0.5, -0.5, 0, 0), (width - 0.5, height - 0.5, 0, 0))
    return np.asarray(within).view(np.bool_)


def seen_in_both(
    earlier: Gray, later: Gray, find: FindOrigins
) -> tuple[Origins, Bool[np.ndarray, "height width"]]:
    """Return the origins, and True where the flow forth leads back from there.

    Elsewhere something came into sight, or the flow is wrong.

    Args:
        earlier: The picture before.
        later: The picture after, of the same size.
        find: Finds the flow back, and forth.
    """
    back, forth = find(earlier, later), find(later, earlier)
    own = places((later.shape[0], later.shape[1]))
    missed = [
        moved(np.ascontiguousarray(forth[..., axis]), back) - own[..., axis] for axis in (0, 1)
    ]
    return back, (np.hypot(*missed) < _TOLERANCE) & from_inside(back)
