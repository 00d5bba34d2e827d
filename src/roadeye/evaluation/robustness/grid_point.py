"""A grid point: one corruption at one severity over all pictures, or the clean pictures."""

from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np
from msgspec import Meta

from roadeye.metrics import scores
from roadeye.metrics.counts import Counts
from roadeye.metrics.kitti import kitti_scores
from roadeye.metrics.quantised import LEVELS, QuantisedCounts, no_quantised_counts
from roadeye.metrics.reliability import reliability_of_quantised

CLEAN = "clean"

Levels: TypeAlias = Annotated[tuple[int, ...], Meta(min_length=LEVELS, max_length=LEVELS)]
"""A number for each 8-bit level."""

GridKey: TypeAlias = tuple[str, int]
"""Corruption and severity; `("clean", 0)` are the pictures as they are."""

CLEAN_KEY: GridKey = (CLEAN, 0)


@dataclass(frozen=True, eq=False)
class GridCounts:
    """Hold the confusion counts of a grid point.

    Attributes:
        images: Number of pictures.
        counts: Outcomes at the model's threshold.
        quantised: Pixels by class and quantised probability.
    """

    images: int
    counts: Counts
    quantised: QuantisedCounts

    def __add__(self, more: "GridCounts") -> "GridCounts":
        return GridCounts(
            self.images + more.images, self.counts + more.counts, self.quantised + more.quantised
        )

    @property
    def iou(self) -> float:
        """Intersection over union of road at the model's threshold."""
        return scores.iou(self.counts)

    @property
    def maxf(self) -> float:
        """Highest F-measure over all thresholds."""
        return kitti_scores(self.quantised).maxf

    @property
    def ece(self) -> float:
        """Expected calibration error of the quantised probabilities, 15 bins."""
        return reliability_of_quantised(self.quantised).ece


def no_grid_counts() -> GridCounts:
    """Return the counts over no picture."""
    return GridCounts(0, Counts(), no_quantised_counts())


@dataclass(frozen=True)
class LogLine:
    """Hold a grid point as a line of the checkpoint log does: whole numbers only.

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


def to_line(key: GridKey, counts: GridCounts) -> LogLine:
    """Return a grid point as a line."""
    road, other = (tuple(part.tolist()) for part in (counts.quantised.road, counts.quantised.other))
    return LogLine(*key, counts.images, counts.counts, road, other)


def from_line(line: LogLine) -> tuple[GridKey, GridCounts]:
    """Return the grid point of a line."""
    levels = QuantisedCounts(np.array(line.road, np.int64), np.array(line.other, np.int64))
    return (line.corruption, line.severity), GridCounts(line.images, line.counts, levels)
