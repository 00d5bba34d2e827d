"""Scores in the bird's-eye view: what is counted there, and at which distances."""

from collections import OrderedDict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from jaxtyping import Bool, UInt8

from roadeye.arrays import Gray, Mask
from roadeye.geometry.bev import KITTI_GRID, BevGrid, LookUp, Size, look_up, table
from roadeye.geometry.calibration import Calibration

BevGray: TypeAlias = UInt8[np.ndarray, "rows columns"]
BevMask: TypeAlias = Bool[np.ndarray, "rows columns"]

TABLES_KEPT = 8  # 3 MB each; a drive has one calibration or a few
BAND_ENDS = (6.0, 16.0, 26.0, 36.0, 46.0)  # metres


@dataclass(frozen=True)
class Bev:
    """Turn maps and labels to the bird's-eye view, computing a table per calibration once.

    Attributes:
        grid: The cells.
    """

    grid: BevGrid = KITTI_GRID
    _tables: OrderedDict[tuple[bytes, Size], LookUp] = field(
        default_factory=OrderedDict, init=False, repr=False, compare=False
    )

    def __call__(
        self, levels: Gray, road: Mask, valid: Mask, calibration: Calibration
    ) -> tuple[BevGray, BevMask, BevMask]:
        """Return the map of 8-bit levels, road and valid from above.

        Cells that no pixel reaches are not valid, so they count nowhere.

        Raises:
            InputError: The calibration does not fit the picture.
        """
        lookup = self.table(calibration, levels.shape)
        return look_up(levels, lookup), look_up(road, lookup), look_up(valid, lookup)

    def table(self, calibration: Calibration, size: tuple[int, ...]) -> LookUp:
        """Return the table of a camera and a picture size (height, width).

        Raises:
            InputError: The calibration does not fit the picture.
        """
        height, width = size
        key = (calibration.key, (height, width))
        if key not in self._tables:
            self._tables[key] = table(calibration, (height, width), self.grid)
            if len(self._tables) > TABLES_KEPT:
                self._tables.popitem(last=False)
        self._tables.move_to_end(key)
        return self._tables[key]


def bands(grid: BevGrid = KITTI_GRID) -> dict[str, slice]:
    """Return the rows of each distance band, nearest first.

    >>> bands()["6-16 m"]
    slice(600, 800, None)
    """
    far = grid.z[1]
    return {
        f"{near:g}-{end:g} m": slice(
            round((far - end) / grid.resolution), round((far - near) / grid.resolution)
        )
        for near, end in pairwise(BAND_ENDS)
    }
