"""Labels that end a few pixels before the picture does.

Those who drew KITTI's road polygons often stopped short of the picture's edge: in 161 of 232
labels the 1 to 6 last rows have no road at all, in pictures where asphalt fills them.
"""

import numpy as np

from roadeye.arrays import Mask

_TURNS = {"bottom": 0, "left": 1, "right": 3}
"""Quarter turns, counter-clockwise, that bring an edge to the bottom."""


def without_border(road: Mask, valid: Mask, border: int) -> Mask:
    """Let no pixel count that lies between the road of a label and a near edge of the picture.

    Args:
        road: True where the label says road.
        valid: True where the label counts.
        border: Road within so many pixels of the bottom, left or right edge is taken to reach it;
            0 changes nothing.

    Returns:
        True where the label still counts.
    """
    between = np.zeros_like(road)
    for turns in _TURNS.values():
        between |= np.rot90(_below(np.rot90(road, turns), border), -turns)
    counted: Mask = valid & ~between
    return counted


def _below(road: Mask, border: int) -> Mask:
    """Return what lies below the lowest road of a column that ends near the bottom."""
    upward = road[::-1][: border + 1]
    passed = np.logical_or.accumulate(upward, axis=0)
    below = np.zeros_like(road)
    below[::-1][: border + 1] = ~passed & passed[-1]
    return below
