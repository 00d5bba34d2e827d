"""Count the four outcomes of a road mask; every score is made of these sums."""

from dataclasses import dataclass

import numpy as np

from roadeye.arrays import Mask


@dataclass(frozen=True)
class Counts:
    """Hold numbers of pixels by outcome; pixels that are not valid are in none of them.

    Counts of several pictures are added and scored once: a mean of scores per picture would give
    a picture with little road the weight of one with much.

    Attributes:
        tp: Road found as road.
        fp: Other ground taken for road.
        fn: Road that was missed.
        tn: Other ground left alone.
    """

    tp: int = 0
    fp: int = 0
    fn: int = 0
    tn: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.tp + other.tp, self.fp + other.fp, self.fn + other.fn, self.tn + other.tn
        )

    @property
    def total(self) -> int:
        """Number of valid pixels."""
        return self.tp + self.fp + self.fn + self.tn


def count(mask: Mask, road: Mask, valid: Mask) -> Counts:
    """Count the outcomes of one picture.

    Args:
        mask: True where road was found.
        road: True where the label says road; ignored where not valid.
        valid: True where the label counts.

    Examples:
        >>> row = lambda *values: np.array([values], dtype=bool)
        >>> count(row(1, 1, 0, 0, 1), row(1, 0, 1, 0, 1), row(1, 1, 1, 1, 0))
        Counts(tp=1, fp=1, fn=1, tn=1)
    """
    positive = road & valid
    hit = int(np.count_nonzero(mask & positive))
    positives = int(np.count_nonzero(positive))
    found = int(np.count_nonzero(mask & valid))
    total = int(np.count_nonzero(valid))
    return Counts(tp=hit, fp=found - hit, fn=positives - hit, tn=total - positives - (found - hit))
