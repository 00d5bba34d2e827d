"""All sums of one picture that scores are made of; those of several pictures are added."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from roadeye.arrays import Gray, Mask, Probability
from roadeye.metrics import scores
from roadeye.metrics.counts import Counts, count
from roadeye.metrics.kitti import kitti_scores
from roadeye.metrics.levels import LevelCounts, count_levels, no_levels, to_levels
from roadeye.metrics.reliability import (
    Reliability,
    near_edges,
    no_reliability,
    reliability,
    reliability_of_levels,
)

Map: TypeAlias = Probability | Gray
"""The probability of road, as float32 0..1 or as 8-bit levels."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Hold sums over valid pixels.

    Attributes:
        images: Number of pictures.
        counts: Outcomes at the threshold.
        levels: Pixels by class and 8-bit level.
        reliability: Pixels by bin of probability.
        edges: The same within five pixels of a road edge; empty where that was not asked for.
    """

    images: int
    counts: Counts
    levels: LevelCounts
    reliability: Reliability
    edges: Reliability

    def __add__(self, more: "Tally") -> "Tally":
        return Tally(
            self.images + more.images,
            self.counts + more.counts,
            self.levels + more.levels,
            self.reliability + more.reliability,
            self.edges + more.edges,
        )


def no_tally() -> Tally:
    """Return the sums over no picture, the zero of the addition."""
    return Tally(0, Counts(), no_levels(), no_reliability(), no_reliability())


def tally(given: Map, road: Mask, valid: Mask, threshold: float, *, edges: bool = True) -> Tally:
    """Sum up one picture.

    Args:
        given: Probability of road at each pixel, as float32 or as levels.
        road: True where the label says road; ignored where not valid.
        valid: True where the label counts.
        threshold: A pixel is road where its probability is at least this.
        edges: Whether to look at the pixels near road edges on their own as well.
    """
    near = near_edges(road, valid) if edges else None
    if given.dtype == np.uint8:
        return _of_levels(given, road, valid, threshold, near)
    return Tally(
        images=1,
        counts=count(given >= np.float32(threshold), road, valid),
        levels=count_levels(to_levels(given), road, valid),
        reliability=reliability(given, road, valid),
        edges=no_reliability() if near is None else reliability(given, road, near),
    )


def _of_levels(levels: Gray, road: Mask, valid: Mask, threshold: float, near: Mask | None) -> Tally:
    counts = count_levels(levels, road, valid)
    edges = no_levels() if near is None else count_levels(levels, road, near)
    return Tally(
        images=1,
        counts=counts.at(threshold),
        levels=counts,
        reliability=reliability_of_levels(counts),
        edges=no_reliability() if near is None else reliability_of_levels(edges),
    )


@dataclass(frozen=True)
class Scores:
    """Hold the scores of a group of pictures, fractions 0..1; NaN where there is nothing to score.

    Attributes:
        iou: Intersection over union of road at the threshold.
        accuracy: Share of valid pixels that are right at the threshold.
        f: F-measure at the threshold.
        threshold: The model's own threshold, or the one asked for.
        maxf: Highest F-measure over all thresholds.
        maxf_threshold: The lowest threshold that reaches it.
        ap: 11-point average precision.
        pre: Precision at `maxf_threshold`.
        rec: Recall at `maxf_threshold`.
        fpr: False positive rate at `maxf_threshold`.
        fnr: False negative rate at `maxf_threshold`.
        ece: Expected calibration error, 15 bins.
    """

    iou: float
    accuracy: float
    f: float
    threshold: float
    maxf: float
    maxf_threshold: float
    ap: float
    pre: float
    rec: float
    fpr: float
    fnr: float
    ece: float


def score(sums: Tally, threshold: float) -> Scores:
    """Score summed pictures; `threshold` is the one their counts were made at."""
    kitti = kitti_scores(sums.levels)
    return Scores(
        iou=scores.iou(sums.counts),
        accuracy=scores.accuracy(sums.counts),
        f=scores.f(sums.counts),
        threshold=threshold,
        maxf=kitti.maxf,
        maxf_threshold=kitti.maxf_threshold,
        ap=kitti.ap,
        pre=kitti.pre,
        rec=kitti.rec,
        fpr=kitti.fpr,
        fnr=kitti.fnr,
        ece=sums.reliability.ece,
    )
