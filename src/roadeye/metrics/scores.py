"""Scores of counts, all fractions 0..1.

A score whose denominator is zero is not a number (NaN): pictures without a valid pixel have no
accuracy, and neither 0 nor 1 would be true. NaN spreads through sums, so it cannot pass unseen,
and is written to JSON as `null`.
"""

from math import nan

from roadeye.metrics.counts import Counts


def ratio(part: int, whole: int) -> float:
    """Return part over whole; NaN where there is no whole."""
    return part / whole if whole else nan


def iou(counts: Counts) -> float:
    """Return the intersection over union of road, tp / (tp + fp + fn); NaN without any road.

    Examples:
        >>> iou(Counts(tp=2, fp=1, fn=1, tn=96))
        0.5
    """
    return ratio(counts.tp, counts.tp + counts.fp + counts.fn)


def accuracy(counts: Counts) -> float:
    """Return the share of valid pixels that are right; NaN without a valid pixel.

    Examples:
        >>> accuracy(Counts(tp=2, fp=1, fn=1, tn=96))
        0.98
    """
    return ratio(counts.tp + counts.tn, counts.total)


def precision(counts: Counts) -> float:
    """Return the share of found road that is road, tp / (tp + fp); NaN if none was found."""
    return ratio(counts.tp, counts.tp + counts.fp)


def recall(counts: Counts) -> float:
    """Return the share of road that was found, tp / (tp + fn); NaN if there is none."""
    return ratio(counts.tp, counts.tp + counts.fn)


def f(counts: Counts) -> float:
    """Return the F-measure, 2 tp / (2 tp + fp + fn); NaN without any road.

    It is the harmonic mean of precision and recall, and 2 iou / (1 + iou).

    Examples:
        >>> round(f(Counts(tp=2, fp=1, fn=1, tn=96)), 4)
        0.6667
    """
    return ratio(2 * counts.tp, 2 * counts.tp + counts.fp + counts.fn)
