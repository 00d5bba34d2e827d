"""What is measured: one corruption at one severity over all pictures, or none of them."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np
from msgspec import Meta

from roadeye.metrics import scores
from roadeye.metrics.counts import Counts
from roadeye.metrics.kitti import kitti_scores
from roadeye.metrics.levels import LEVELS, LevelCounts, no_levels
from roadeye.metrics.reliability import reliability_of_levels

CLEAN = "clean"

Levels: TypeAlias = Annotated[tuple[int, ...], Meta(min_length=LEVELS, max_length=LEVELS)]
"""A number for each 8-bit level."""

Key: TypeAlias = tuple[str, int]
"""Corruption and severity; `("clean", 0)` are the pictures as they are."""

CLEAN_KEY: Key = (CLEAN, 0)


@dataclass(frozen=True, eq=False)
class Sums:
    """Hold what the pictures of a cell add up to.

    Attributes:
        images: Number of pictures.
        counts: Outcomes at the model's threshold.
        levels: Pixels by class and 8-bit level.
    """

    images: int
    counts: Counts
    levels: LevelCounts

    def __add__(self, more: "Sums") -> "Sums":
        return Sums(self.images + more.images, self.counts + more.counts, self.levels + more.levels)

    @property
    def iou(self) -> float:
        """Intersection over union of road at the model's threshold."""
        return scores.iou(self.counts)

    @property
    def maxf(self) -> float:
        """Highest F-measure over all thresholds."""
        return kitti_scores(self.levels).maxf

    @property
    def ece(self) -> float:
        """Expected calibration error of the 8-bit levels, 15 bins."""
        return reliability_of_levels(self.levels).ece


def no_sums() -> Sums:
    """Return the sums over no picture."""
    return Sums(0, Counts(), no_levels())


@dataclass(frozen=True)
class Line:
    """Hold a cell as a line of the journal does: whole numbers only.

    Attributes:
        corruption: Its name, or `"clean"`.
        severity: 1 to 5; 0 for clean.
        images: Number of pictures.
        counts: Outcomes at the threshold.
        road: Pixels of road by level, 256 numbers.
        other: Pixels of other ground by level.
    """

    corruption: str
    severity: int
    images: int
    counts: Counts
    road: Levels
    other: Levels


def to_line(key: Key, sums: Sums) -> Line:
    """Return a cell as a line."""
    road, other = (tuple(part.tolist()) for part in (sums.levels.road, sums.levels.other))
    return Line(*key, sums.images, sums.counts, road, other)


def from_line(line: Line) -> tuple[Key, Sums]:
    """Return the cell of a line."""
    levels = LevelCounts(np.array(line.road, np.int64), np.array(line.other, np.int64))
    return (line.corruption, line.severity), Sums(line.images, line.counts, levels)
