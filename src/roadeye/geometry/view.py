"""Scores in the bird's-eye view: what is counted there, and at which distances."""

from itertools import pairwise
from typing import TypeAlias

import numpy as np
from jaxtyping import Bool, Shaped

from roadeye.arrays import Mask
from roadeye.geometry.bev import KITTI_GRID, look_up, table
from roadeye.geometry.calibration import Calibration

BevMap: TypeAlias = Shaped[np.ndarray, "rows columns"]
BevMask: TypeAlias = Bool[np.ndarray, "rows columns"]

BAND_ENDS = (6.0, 16.0, 26.0, 36.0, 46.0)  # metres


def from_above(
    given: Shaped[np.ndarray, "height width"],
    road: Mask,
    valid: Mask,
    calibration: Calibration,
) -> tuple[BevMap, BevMask, BevMask]:
    """Return a map with its label in the bird's-eye view.

    Cells that no pixel reaches are not valid, so they count nowhere.

    Args:
        given: Probability of road, of any type.
        road: True where the label says road.
        valid: True where the label counts.
        calibration: The camera.

    Raises:
        InputError: The calibration does not fit the picture.
    """
    lookup = table(calibration, (given.shape[0], given.shape[1]), KITTI_GRID)
    return look_up(given, lookup), look_up(road, lookup), look_up(valid, lookup)


def bands() -> dict[str, slice]:
    """Return the rows of each distance band, nearest first.

    >>> bands()["6-16 m"]
    slice(600, 800, None)
    """
    far, resolution = KITTI_GRID.z[1], KITTI_GRID.resolution
    return {
        f"{near:g}-{end:g} m": slice(
            round((far - end) / resolution), round((far - near) / resolution)
        )
        for near, end in pairwise(BAND_ENDS)
    }
