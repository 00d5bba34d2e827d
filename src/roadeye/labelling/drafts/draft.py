"""A draft of one picture's label: closed rings that a person corrects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import cv2
import numpy as np
from jaxtyping import Int32

from roadeye.arrays import Mask, Size
from roadeye.draw.polygons import Points, Polygon, mask_polygons

SMALLEST = 0.0005
"""Areas and holes of a smaller part of the picture are specks, which a person would delete."""


@dataclass(frozen=True, eq=False)
class Draft:
    """Hold the draft of one picture.

    Attributes:
        key: Its name: folders below the source, no suffix.
        image: Its file.
        size: (height, width) of the picture as it is seen.
        mask: The road.
        rings: The same as polygons without holes.
    """

    key: str
    image: Path
    size: Size
    mask: Mask
    rings: tuple[Points, ...]

    @property
    def file(self) -> str:
        """The name of the picture's copy."""
        return self.key + self.image.suffix.lower()


@runtime_checkable
class DraftWriter(Protocol):
    """Write drafts in the format of one tool."""

    def add(self, draft: Draft) -> None:
        """Write a draft, or keep it until all are there."""
        ...

    def finish(self) -> None:
        """Write what is written once for all of them."""
        ...


def draft_rings(mask: Mask, tolerance: float) -> tuple[Points, ...]:
    """Return a mask as simplified polygons without holes, and without specks.

    Tools know no holes: a polygon with holes becomes one ring that runs to each hole and back along
    the same line, which has no area.

    Args:
        mask: The road.
        tolerance: Corners are left out where the outline moves by at most so many pixels.
    """
    polygons = mask_polygons(without_specks(mask), tolerance)
    return tuple(keyhole(polygon) for polygon in polygons)


def without_specks(mask: Mask) -> Mask:
    """Return a mask without small areas and with its small holes filled."""
    least = SMALLEST * mask.size
    return ~_large(~_large(mask, least), least)


def keyhole(polygon: Polygon) -> Points:
    """Return an area and its holes as one ring, each hole joined where it is nearest.

    >>> square = np.array([[0, 0], [0, 6], [6, 6], [6, 0]], np.int32)
    >>> hole = np.array([[2, 2], [4, 2], [4, 4]], np.int32)
    >>> keyhole(Polygon(square, (hole,))).tolist()
    [[0, 0], [2, 2], [4, 2], [4, 4], [2, 2], [0, 0], [0, 6], [6, 6], [6, 0]]
    """
    ring = polygon.outer
    for hole in polygon.holes:
        apart = ring[:, None].astype(np.int64) - hole[None].astype(np.int64)
        squares = (apart**2).sum(axis=2)
        at, start = divmod(int(squares.argmin()), len(hole))
        around = np.roll(hole, -start, axis=0)
        ring = np.concatenate([ring[: at + 1], around, around[:1], ring[at:]])
    return ring


def area_of(ring: Int32[np.ndarray, "_ 2"]) -> float:
    """Return the area of a ring, in pixels, by the shoelace formula."""
    x, y = ring.astype(np.float64).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


def box_of(rings: Sequence[Points]) -> tuple[int, int, int, int]:
    """Return left, top, width and height of what rings enclose."""
    every = np.concatenate(list(rings))
    (left, top), (right, bottom) = every.min(axis=0), every.max(axis=0)
    return int(left), int(top), int(right - left), int(bottom - top)


def flat(ring: Iterable[Iterable[int]]) -> list[int]:
    """Return corners one after the other: x, y, x, y."""
    return [int(value) for corner in ring for value in corner]


def _large(mask: Mask, least: float) -> Mask:
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8))
    kept = statistics[:, cv2.CC_STAT_AREA] >= least
    kept[0] = False  # the rest of the picture
    found: Mask = kept[labels] if count > 1 else np.zeros_like(mask)
    return found
