"""Confidence intervals of the scores of a group of pictures."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import TypeAlias

import numpy as np
from jaxtyping import Float64

from roadeye.evaluation.accumulator import Accumulator
from roadeye.metrics.bootstrap import draws, interval

Interval: TypeAlias = tuple[float, float]
ManyScores: TypeAlias = Float64[np.ndarray, " resamples"]
ManyHistograms: TypeAlias = Float64[np.ndarray, "resamples 256"]


def intervals(units: Sequence[Accumulator], seed: int) -> dict[str, Interval]:
    """Return the 95 % intervals of `iou`, `accuracy`, `f`, `maxf`, `ap` and `ece`.

    Args:
        units: Counts of the resampling units, sequences or pictures. One alone tells nothing of the
            spread between them: there are no intervals then.
        seed: Chooses the resamples.
    """
    if len(units) < 2:
        return {}
    return {name: interval(values) for name, values in resampled(units, seed).items()}


def resampled(units: Sequence[Accumulator], seed: int) -> dict[str, ManyScores]:
    """Return the scores of every resample; NaN where one has no score.

    The same number of units and the same seed resample the same units, so that the scores of two
    models can be subtracted resample by resample.
    """
    drawn = draws(len(units), seed).astype(np.float64)  # exact up to 2 ** 53, and fast to multiply
    counts = drawn @ np.array([astuple(unit.counts) for unit in units], np.float64)
    road = drawn @ np.array([unit.quantised.road for unit in units], np.float64)
    other = drawn @ np.array([unit.quantised.other for unit in units], np.float64)
    tp, fp, fn, tn = counts.T
    with np.errstate(invalid="ignore"):  # 0 / 0 is no score
        iou, f = tp / (tp + fp + fn), 2 * tp / (2 * tp + fp + fn)
        accuracy = (tp + tn) / (tp + fp + fn + tn)
        maxf, ap = _maxf_and_ap(road, other)
        ece = _ece(drawn, units)
    return {"iou": iou, "accuracy": accuracy, "f": f, "maxf": maxf, "ap": ap, "ece": ece}


def _ece(drawn: Float64[np.ndarray, "resamples units"], units: Sequence[Accumulator]) -> ManyScores:
    bins = [unit.reliability for unit in units]
    gaps = drawn @ np.array([one.road - one.probability for one in bins], np.float64)
    pixels = drawn @ np.array([one.pixels.sum() for one in bins], np.float64)
    ece: ManyScores = np.abs(gaps).sum(axis=1) / pixels
    return ece


def _maxf_and_ap(road: ManyHistograms, other: ManyHistograms) -> tuple[ManyScores, ManyScores]:
    """Score many histograms at once, as `kitti_scores` does one; NaN without road."""
    tp = road[:, ::-1].cumsum(axis=1)[:, ::-1]
    fp = other[:, ::-1].cumsum(axis=1)[:, ::-1]
    positives = tp[:, :1]
    precision = tp / np.maximum(tp + fp, 1)
    recall = tp / positives
    f = 2 * tp / np.maximum(tp + fp + positives, 1)
    # Recall falls along the levels, so the best precision up to a level is the best beyond its
    # recall, and the last level that reaches a recall is found by counting.
    best = np.maximum.accumulate(precision, axis=1)
    total = np.zeros(len(road))
    for point in np.arange(0, 1.1, 0.1):
        last = np.maximum((recall >= point).sum(axis=1) - 1, 0)
        total += best[np.arange(len(road)), last]
    nothing = positives[:, 0] == 0
    return np.where(nothing, np.nan, f.max(axis=1)), np.where(nothing, np.nan, total / 11)
