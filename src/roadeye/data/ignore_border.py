"""Labels that end a few pixels before the picture does.

Those who drew KITTI's road polygons often stopped short of the picture's edge: in 161 of 232
labels the 1 to 6 last rows have no road at all, in pictures where asphalt fills them.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np

from roadeye.arrays import Mask
from roadeye.data.dataset import Item

_TURNS = {"bottom": 0, "left": 1, "right": 3}
"""Quarter turns, counter-clockwise, that bring an edge to the bottom."""


def reaching_edges(item: Item, margin: int) -> Item:
    """Return an item whose label is read without such a margin; see `without_margin`."""
    if margin == 0:
        return item

    def read(path: Path) -> tuple[Mask, Mask]:
        road, valid = item.read_label(path)
        return road, without_margin(road, valid, margin)

    return replace(item, read_label=read)


def without_margin(road: Mask, valid: Mask, margin: int) -> Mask:
    """Let no pixel count that lies between the road of a label and a near edge of the picture.

    Args:
        road: True where the label says road.
        valid: True where the label counts.
        margin: Road within so many pixels of the bottom, left or right edge is taken to reach it;
            0 changes nothing.

    Returns:
        True where the label still counts.
    """
    between = np.zeros_like(road)
    for turns in _TURNS.values():
        between |= np.rot90(_below(np.rot90(road, turns), margin), -turns)
    counted: Mask = valid & ~between
    return counted


def _below(road: Mask, margin: int) -> Mask:
    """Return what lies below the lowest road of a column that ends near the bottom."""
    upward = road[::-1][: margin + 1]
    passed = np.logical_or.accumulate(upward, axis=0)
    below = np.zeros_like(road)
    below[::-1][: margin + 1] = ~passed & passed[-1]
    return below
