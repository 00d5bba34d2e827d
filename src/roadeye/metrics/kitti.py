"""The KITTI Road measure: MaxF, AP, PRE, REC, FPR, FNR of summed counts.

Fritsch, Kühnl, Geiger, "A New Performance Measure and Evaluation Benchmark for Road Detection
Algorithms", ITSC 2013. Where the paper leaves a choice, the official kit's behaviour is followed to
the last printed digit, its number types included:

- 256 thresholds `k / 255`; a pixel is road at threshold `k` iff its level is at least `k`, so at
  `k = 0` everything is road;
- counts are summed over the pictures of a category before anything is divided;
- `1e-10` is added to the denominators of precision and F, which are float64;
- thresholds that find no road at all are left out;
- of thresholds with the same F the lowest is taken;
- AP is the mean of the best precision at recall >= i for the 11 values of `np.arange(0, 1.1, 0.1)`,
  whose fourth, seventh and eighth lie a rounding error above 0.3, 0.6 and 0.7;
- PRE, REC, FPR and FNR are those at the threshold of MaxF, in float32.

MaxF picks its threshold on the pictures that it scores, so it flatters; give the F at a threshold
chosen beforehand beside it. The measure in the image is not the one in the bird's-eye view: the
benchmark's server scores the latter.
"""

from dataclasses import dataclass
from math import nan, nextafter

import numpy as np
from jaxtyping import Float64, Int64

from roadeye.metrics.quantised import QuantisedCounts, probabilities

_EPSILON = 1e-10


@dataclass(frozen=True)
class KittiScores:
    """Hold the scores of one category as fractions 0..1.

    All are NaN where no valid pixel is road: the kit stops there without a score. `fpr` is NaN
    where every valid pixel is road.

    Attributes:
        maxf: Highest F-measure over the thresholds.
        maxf_threshold: The lowest threshold that reaches it.
        ap: Average precision over 11 recalls.
        pre: Precision at that threshold.
        rec: Recall at that threshold.
        fpr: False positive rate, fp / (fp + tn), at that threshold.
        fnr: False negative rate, fn / (tp + fn), at that threshold.
    """

    maxf: float
    maxf_threshold: float
    ap: float
    pre: float
    rec: float
    fpr: float
    fnr: float


@dataclass(frozen=True, eq=False)
class Curve:
    """Hold precision and recall by threshold, ascending; thresholds that find no road are left out.

    Attributes:
        threshold: 0, 1/255, … up to the last that finds road.
        precision: tp / (tp + fp).
        recall: tp / (tp + fn), never rising.
    """

    threshold: Float64[np.ndarray, " points"]
    precision: Float64[np.ndarray, " points"]
    recall: Float64[np.ndarray, " points"]

    def f(self) -> Float64[np.ndarray, " points"]:
        """Return the F-measure by threshold."""
        product = 2.0 * (self.precision * self.recall)
        f: Float64[np.ndarray, " points"] = product / (self.precision + self.recall + _EPSILON)
        return f


def curve(counts: QuantisedCounts) -> Curve:
    """Return precision and recall of summed counts; without road, a curve without points."""
    tp, fp = _from_above(counts.road), _from_above(counts.other)
    found = tp > 0  # tp falls as the threshold rises: what is left out is the end of the curve
    tp, fp = tp[found].astype(np.float64), fp[found].astype(np.float64)
    return Curve(probabilities()[found], tp / (tp + fp + _EPSILON), tp / float(counts.road.sum()))


def kitti_scores(counts: QuantisedCounts) -> KittiScores:
    """Score the summed counts of one category.

    Args:
        counts: Sum over all its pictures.

    Examples:
        A map that is 200 on the road's 3 pixels, and on 1 of the 2 others:

        >>> road, other = np.zeros(256, np.int64), np.zeros(256, np.int64)
        >>> road[200], other[200], other[0] = 3, 1, 1
        >>> scores = kitti_scores(QuantisedCounts(road, other))
        >>> round(scores.maxf, 6)  # precision 3/4, recall 1
        0.857143
        >>> round(255 * scores.maxf_threshold), scores.pre, scores.fpr
        (1, 0.75, 0.5)
    """
    line = curve(counts)
    if not len(line.threshold):
        return KittiScores(nan, nan, nan, nan, nan, nan, nan)
    f = line.f()
    best = int(f.argmax())
    tp, fp = int(counts.road[best:].sum()), int(counts.other[best:].sum())
    fn, tn = int(counts.road[:best].sum()), int(counts.other[:best].sum())
    return KittiScores(
        maxf=float(f[best]),
        maxf_threshold=float(line.threshold[best]),
        ap=average_precision(line),
        pre=_rate(tp, fp),
        rec=_rate(tp, fn),
        fpr=_rate(fp, tn),
        fnr=_rate(fn, tp),
    )


def average_precision(line: Curve) -> float:
    """Return the 11-point average precision of a curve that has a point of recall 1."""
    points = np.arange(0, 1.1, 0.1)
    total = 0.0
    for point in points:  # not `sum`, which rounds otherwise from Python 3.12 on
        total += float(line.precision[line.recall >= point].max())
    return total / len(points)


def _from_above(histogram: Int64[np.ndarray, "256"]) -> Int64[np.ndarray, "256"]:
    """Count the pixels at each level or above it."""
    return histogram[::-1].cumsum()[::-1]


def _rate(part: int, rest: int) -> float:
    """Return part / (part + rest) in float32, such that 100 times it prints as the kit's value.

    The kit multiplies the float32 by 100, which rounds once more; that is kept. Of the doubles
    next to a hundredth of that, one is taken that 100 times prints like it: else 23/160, 14.375 %,
    would print as 14.37 where the kit has 14.38.
    """
    whole = np.float32(part) + np.float32(rest)
    if not whole:
        return nan
    percent = float(np.float32(part) / whole * np.float32(100))
    near = percent / 100
    nearby = (near, nextafter(near, 0), nextafter(near, 1))
    return next((v for v in nearby if f"{100 * v:.2f}" == f"{percent:.2f}"), near)
