"""Confusion counts of one picture, all that scores need; those of several pictures are added."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from roadeye.arrays import Gray, Mask, Probability
from roadeye.metrics import scores
from roadeye.metrics.counts import Counts, count
from roadeye.metrics.kitti import kitti_scores
from roadeye.metrics.quantised import (
    QuantisedCounts,
    count_quantised,
    no_quantised_counts,
    quantise,
)
from roadeye.metrics.reliability import (
    Reliability,
    near_edges,
    no_reliability,
    reliability,
    reliability_of_quantised,
)
from roadeye.metrics.threshold import binarise

ProbabilityMap: TypeAlias = Probability | Gray
"""The probability of road, as float32 0..1 or quantised to 8 bits."""


@dataclass(frozen=True, eq=False)
class Accumulator:
    """Hold confusion counts of valid pixels.

    Attributes:
        images: Number of pictures.
        counts: Outcomes at the threshold.
        quantised: Pixels by class and quantised probability.
        reliability: Pixels by bin of probability.
        edges: The same within five pixels of a road edge; empty where that was not asked for.
    """

    images: int
    counts: Counts
    quantised: QuantisedCounts
    reliability: Reliability
    edges: Reliability

    def __add__(self, more: "Accumulator") -> "Accumulator":
        return Accumulator(
            self.images + more.images,
            self.counts + more.counts,
            self.quantised + more.quantised,
            self.reliability + more.reliability,
            self.edges + more.edges,
        )


def empty_accumulator() -> Accumulator:
    """Return the accumulator of no picture, the zero of the addition."""
    return Accumulator(0, Counts(), no_quantised_counts(), no_reliability(), no_reliability())


def accumulate(
    given: ProbabilityMap,
    road: Mask,
    valid: Mask,
    threshold: float,
    *,
    inferred: Mask | None = None,
    edges: bool = True,
) -> Accumulator:
    """Count one picture.

    Args:
        given: Probability of road at each pixel, as float32 or quantised to 8 bits.
        road: True where the label says road; ignored where not valid.
        valid: True where the label counts.
        threshold: A pixel is road where its probability is at least this.
        inferred: The valid pixels that the network saw, which alone count in the calibration; None
            means all.
        edges: Whether to look at the pixels near road edges on their own as well.

    Raises:
        InputError: The threshold is NaN or lies outside [0, 1].
    """
    inferred = valid if inferred is None else inferred
    near = near_edges(road, valid) & inferred if edges else np.zeros_like(valid)
    if given.dtype == np.uint8:
        return _of_quantised(given, road, valid, threshold, inferred, near)
    return Accumulator(
        images=1,
        counts=count(binarise(given, threshold), road, valid),
        quantised=count_quantised(quantise(given), road, valid),
        reliability=reliability(given, road, inferred),
        edges=reliability(given, road, near),
    )


def _of_quantised(
    quantised: Gray, road: Mask, valid: Mask, threshold: float, inferred: Mask, near: Mask
) -> Accumulator:
    counts = count_quantised(quantised, road, valid)
    seen = counts if inferred is valid else count_quantised(quantised, road, inferred)
    return Accumulator(
        images=1,
        counts=counts.at(threshold),
        quantised=counts,
        reliability=reliability_of_quantised(seen),
        edges=reliability_of_quantised(count_quantised(quantised, road, near)),
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


def score(counts: Accumulator, threshold: float) -> Scores:
    """Score accumulated counts; `threshold` is the one that they were made at."""
    kitti = kitti_scores(counts.quantised)
    return Scores(
        iou=scores.iou(counts.counts),
        accuracy=scores.accuracy(counts.counts),
        f=scores.f(counts.counts),
        threshold=threshold,
        maxf=kitti.maxf,
        maxf_threshold=kitti.maxf_threshold,
        ap=kitti.ap,
        pre=kitti.pre,
        rec=kitti.rec,
        fpr=kitti.fpr,
        fnr=kitti.fnr,
        ece=counts.reliability.ece,
    )
