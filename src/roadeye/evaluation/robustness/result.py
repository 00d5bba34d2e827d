"""What a run says: how much of the clean score is left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan
from typing import Any

from roadeye.evaluation.result import UnscoredPicture
from roadeye.evaluation.robustness.grid_point import CLEAN_KEY, GridCounts, GridKey

WORST_SHOWN = 5


@dataclass(frozen=True)
class GridPoint:
    """Hold the scores of one corruption at one severity, fractions 0..1.

    Attributes:
        corruption: Its name.
        severity: 1 to 5.
        iou: Intersection over union at the model's threshold.
        maxf: Highest F-measure over all thresholds.
        ece: Expected calibration error.
        retention: `iou` divided by that of the clean pictures.
    """

    corruption: str
    severity: int
    iou: float
    maxf: float
    ece: float
    retention: float


@dataclass(frozen=True)
class RobustnessResult:
    """Hold the scores of all grid points.

    Attributes:
        clean: Scores of the pictures as they are; `retention` is 1.
        points: All corrupted ones, by corruption, then severity.
        images: Number of pictures behind every grid point.
        unscored: Pictures that are in no grid point.
    """

    clean: GridPoint
    points: tuple[GridPoint, ...]
    images: int
    unscored: tuple[UnscoredPicture, ...]

    @property
    def retention(self) -> float:
        """Mean IoU of the grid points divided by the clean IoU."""
        return _ratio(_mean([point.iou for point in self.points]), self.clean.iou)

    @property
    def maxf_retention(self) -> float:
        """Mean MaxF of the grid points divided by the clean MaxF."""
        return _ratio(_mean([point.maxf for point in self.points]), self.clean.maxf)

    @property
    def ece(self) -> float:
        """Mean expected calibration error of the grid points."""
        return _mean([point.ece for point in self.points])

    @property
    def worst(self) -> tuple[GridPoint, ...]:
        """The grid points that keep least, the worst first."""
        return tuple(sorted(self.points, key=_iou_or_less)[:WORST_SHOWN])

    def rows(self) -> dict[str, tuple[GridPoint, ...]]:
        """Return the grid points by corruption."""
        names = dict.fromkeys(point.corruption for point in self.points)
        return {
            name: tuple(point for point in self.points if point.corruption == name)
            for name in names
        }


def make_result(
    points: Mapping[GridKey, GridCounts], failures: Sequence[UnscoredPicture]
) -> RobustnessResult:
    """Score the counts of all grid points, the clean one among them."""
    clean = _scored(CLEAN_KEY, points[CLEAN_KEY], points[CLEAN_KEY])
    corrupted = tuple(
        _scored(key, counts, points[CLEAN_KEY])
        for key, counts in points.items()
        if key != CLEAN_KEY
    )
    return RobustnessResult(clean, corrupted, points[CLEAN_KEY].images, tuple(failures))


def as_builtins(result: RobustnessResult) -> dict[str, Any]:
    """Return a result as plain dictionaries and lists; NaN stands for no score."""
    return {
        "images": result.images,
        "asked": result.images + len(result.unscored),
        "failed": [{"name": failure.name, "reason": failure.reason} for failure in result.unscored],
        "clean": {"iou": result.clean.iou, "maxf": result.clean.maxf, "ece": result.clean.ece},
        "retention": {"iou": result.retention, "maxf": result.maxf_retention},
        "ece": result.ece,
        "corruptions": {
            name: {
                "severities": [point.severity for point in row],
                "iou": [point.iou for point in row],
                "maxf": [point.maxf for point in row],
                "ece": [point.ece for point in row],
                "retention": _mean([point.retention for point in row]),
            }
            for name, row in result.rows().items()
        },
        "worst": [
            {
                "corruption": point.corruption,
                "severity": point.severity,
                "iou": point.iou,
                "retention": point.retention,
            }
            for point in result.worst
        ],
    }


def _scored(key: GridKey, counts: GridCounts, clean: GridCounts) -> GridPoint:
    return GridPoint(*key, counts.iou, counts.maxf, counts.ece, _ratio(counts.iou, clean.iou))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else nan


def _iou_or_less(point: GridPoint) -> float:
    return -1.0 if isnan(point.iou) else point.iou
