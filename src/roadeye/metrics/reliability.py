"""Whether probabilities mean what they say: reliability bins, ECE, Brier score.

Of all pixels to which a calibrated model gives 0.8, eighty in a hundred are road. The bins are of
the probability of road itself, not of the confidence in the likelier class: a model that is
overconfident in road and underconfident in other ground cannot balance the two.
"""

from dataclasses import dataclass
from math import nan

import cv2
import numpy as np
from jaxtyping import Float64, Int64

from roadeye.arrays import Mask, Probability
from roadeye.metrics.quantised import LEVELS, QuantisedCounts, probabilities

BINS = 15
"""Equal bins of probability; bin `b` holds `b / 15 <= p < (b + 1) / 15`, the last one 1 as well."""

_FIRST_LEVELS = np.arange(BINS) * ((LEVELS - 1) // BINS)  # 255 / 15 = 17 levels make a bin

EDGE = 5
"""Pixels from a road edge (in rows and in columns) that still count as near it."""


@dataclass(frozen=True, eq=False)
class Reliability:
    """Hold the valid pixels by bin of probability; add those of several pictures.

    Attributes:
        pixels: Number of pixels.
        road: How many of them are road.
        probability: Sum of their probabilities.
        squared: Sum over all pixels of (probability - 1 if road else 0) squared.
    """

    pixels: Int64[np.ndarray, "15"]
    road: Int64[np.ndarray, "15"]
    probability: Float64[np.ndarray, "15"]
    squared: float

    def __add__(self, more: "Reliability") -> "Reliability":
        return Reliability(
            self.pixels + more.pixels,
            self.road + more.road,
            self.probability + more.probability,
            self.squared + more.squared,
        )

    @property
    def ece(self) -> float:
        """Expected calibration error: mean over pixels of |road share - mean p| of their bin.

        Naeini et al., AAAI 2015; Guo et al., ICML 2017. NaN without a pixel.
        """
        total = int(self.pixels.sum())
        return float(np.abs(self.road - self.probability).sum()) / total if total else nan

    @property
    def brier(self) -> float:
        """Mean squared difference of probability and truth; NaN without a pixel."""
        total = int(self.pixels.sum())
        return self.squared / total if total else nan


def no_reliability() -> Reliability:
    """Return the bins of no picture, the zero of the addition."""
    zeros = np.zeros(BINS, np.int64)
    return Reliability(zeros, zeros.copy(), np.zeros(BINS), 0.0)


def reliability(probability: Probability, road: Mask, valid: Mask) -> Reliability:
    """Sort the valid pixels of one picture into bins.

    Args:
        probability: Probability of road, 0..1.
        road: True where the label says road; ignored where not valid.
        valid: True where the label counts.
    """
    given = probability[valid]
    truth = road[valid]
    bins = (given * np.float32(BINS)).astype(np.intp)
    key = bins + (BINS + 1) * truth  # a probability of exactly 1 lands in one bin more
    pixels = _joined(np.bincount(key, minlength=2 * (BINS + 1)))
    sums = _joined(np.bincount(bins, weights=given, minlength=BINS + 1))
    squared = np.square(given - truth, dtype=np.float64).sum()
    return Reliability(pixels.sum(axis=0), pixels[1], sums[0].astype(np.float64), float(squared))


def reliability_of_quantised(counts: QuantisedCounts) -> Reliability:
    """Sort counted levels into bins; exact, since level `k` means the probability `k / 255`."""
    given = probabilities()
    both = counts.road + counts.other
    return Reliability(
        pixels=np.add.reduceat(both, _FIRST_LEVELS),
        road=np.add.reduceat(counts.road, _FIRST_LEVELS),
        probability=np.add.reduceat(both * given, _FIRST_LEVELS),
        squared=float(counts.road @ (1 - given) ** 2 + counts.other @ given**2),
    )


def near_edges(road: Mask, valid: Mask) -> Mask:
    """Return the valid pixels with both road and other ground within `EDGE` rows and columns.

    Where the label does not count, there is no edge.

    Examples:
        >>> road = np.arange(20)[None] < 10
        >>> np.flatnonzero(near_edges(road, np.ones_like(road)))
        array([ 5,  6,  7,  8,  9, 10, 11, 12, 13, 14])
    """
    near = np.zeros_like(valid)
    inside = road & valid
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return near
    # No edge is farther from the road than its reach: look no farther.
    box = tuple(
        slice(max(0, int(found[0]) - EDGE), int(found[-1]) + EDGE + 1) for found in (rows, columns)
    )
    reach = np.ones((2 * EDGE + 1, 2 * EDGE + 1), np.uint8)
    near_road, near_other = (
        np.asarray(cv2.dilate(kind[box].view(np.uint8), reach), np.uint8)
        for kind in (inside, valid & ~road)
    )
    near[box] = (near_road & near_other).view(np.bool_) & valid[box]
    return near


def _joined(by_key: np.ndarray) -> np.ndarray:
    """Return `(classes, 15)` of counts by key, with probability 1 in the last bin."""
    table = by_key.reshape(-1, BINS + 1)
    table[:, BINS - 1] += table[:, BINS]
    return table[:, :BINS]
