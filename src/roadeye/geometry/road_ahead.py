"""Where the road lies ahead of a camera, in metres."""

from collections.abc import Callable

import msgspec
import numpy as np
from jaxtyping import Bool

from roadeye.arrays import Mask, Size
from roadeye.geometry.bev import BevGrid, LookUp, look_up, table
from roadeye.geometry.calibration import Calibration

_FAR = 40  # metres
_CELL = 0.1
_GRID = BevGrid(_CELL, (-15.0, 15.0), (_CELL / 2, _FAR + _CELL / 2))  # a row at each full metre
_HALF_LANE = 1.0  # metres to each side: about the width of a car


class MetreAhead(msgspec.Struct, frozen=True):
    """The road's edges at one distance, in metres.

    Attributes:
        ahead: The distance.
        left: The left edge, in metres from the camera's centre line, negative on the left; null if
            there is no road or the edge is out of sight.
        right: The right edge, in the same way.
    """

    ahead: int
    left: float | None
    right: float | None


class RoadAhead(msgspec.Struct, frozen=True):
    """What is known of the road ahead.

    Attributes:
        free_distance: Metres until less than half of a lane of 2 m straight ahead is road, at most
            40; None where the camera does not see the ground there.
        edges: The road's edges at 1, 2, ..., 40 m.
    """

    free_distance: float | None
    edges: tuple[MetreAhead, ...]


def road_ahead(calibration: Calibration) -> Callable[[Mask], RoadAhead]:
    """Return a function that looks ahead in the masks of one camera.

    The edges are followed from the camera on: what is road at one metre and lies within the edges of
    the metre before belongs to the road, with the gap that a car ahead makes. They are as exact as
    the calibration, on a flat road.

    Args:
        calibration: The camera.

    Raises:
        InputError: (The function:) the calibration is of pictures of another size.
    """
    tables: dict[Size, LookUp] = {}

    def look(mask: Mask) -> RoadAhead:
        size = (mask.shape[0], mask.shape[1])
        if size not in tables:
            tables.clear()  # a video seldom changes its size
            tables[size] = table(calibration, size, _GRID)
        lookup = tables[size]
        road, seen = look_up(mask, lookup)[::-1], lookup.valid[::-1]  # the nearest row first
        return RoadAhead(_free_distance(road, seen), _edges(road, seen))

    return look


def _free_distance(road: Bool[np.ndarray, "_ _"], seen: Bool[np.ndarray, "_ _"]) -> float | None:
    lane = slice(_column(-_HALF_LANE), _column(_HALF_LANE))
    visible, free = seen[:, lane].sum(axis=1), road[:, lane].sum(axis=1)
    if not visible.any():
        return None
    ends = np.flatnonzero((visible > 0) & (2 * free < visible))
    return round((1 + int(ends[0])) * _CELL, 1) if ends.size else float(_FAR)


def _edges(road: Bool[np.ndarray, "_ _"], seen: Bool[np.ndarray, "_ _"]) -> tuple[MetreAhead, ...]:
    found = []
    first, last = _column(-_HALF_LANE), _column(_HALF_LANE) - 1
    for metre in range(1, _FAR + 1):
        row = round(metre / _CELL) - 1
        runs = [(a, b) for a, b in _runs(road[row]) if a <= last and b >= first]
        if not runs:
            found.append(MetreAhead(metre, None, None))
            continue
        first, last = runs[0][0], runs[-1][1]
        ends_left = first > 0 and bool(seen[row, first - 1])
        ends_right = last + 1 < seen.shape[1] and bool(seen[row, last + 1])
        found.append(
            MetreAhead(
                metre,
                _metres(first) if ends_left else None,
                _metres(last + 1) if ends_right else None,
            )
        )
    return tuple(found)


def _runs(row: Bool[np.ndarray, " _"]) -> list[tuple[int, int]]:
    """Return the first and the last cell of each stretch of road, from the left."""
    changes = np.flatnonzero(np.diff(row.astype(np.int8), prepend=0, append=0))
    return [(int(a), int(b) - 1) for a, b in changes.reshape(-1, 2)]


def _column(x: float) -> int:
    return round((x - _GRID.x[0]) / _CELL)


def _metres(column: int) -> float:
    return round(_GRID.x[0] + column * _CELL, 2)
