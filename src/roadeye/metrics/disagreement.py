"""How much the masks of two neighbouring frames disagree, once the first is moved to the second."""

from dataclasses import dataclass

import cv2
import numpy as np

from roadeye.arrays import Mask
from roadeye.metrics.scores import ratio

_AROUND = np.ones((3, 3), np.uint8)


@dataclass(frozen=True)
class Disagreement:
    """Hold sums over pairs of neighbouring frames.

    Attributes:
        differing: Pixels that are road in one frame alone.
        compared: Pixels that both frames show.
    """

    differing: int = 0
    compared: int = 0

    def __add__(self, other: "Disagreement") -> "Disagreement":
        return Disagreement(self.differing + other.differing, self.compared + other.compared)

    @property
    def share(self) -> float:
        """Return the part of the compared pixels that differ, 0..1; NaN without any."""
        return ratio(self.differing, self.compared)


def disagreement(moved: Mask, mask: Mask, seen: Mask) -> Disagreement:
    """Compare the mask of a frame with that of the frame before, moved along the optical flow.

    The idea is of Varghese et al. (Unsupervised Temporal Consistency Metric for Video Segmentation,
    CVPR Workshops 2020). A pixel differs if neither it nor one of its eight neighbours agrees: flow is
    not truer than a pixel, and so exact masks of drawn drives differ in less than 0.01 % of the pixels.

    Args:
        moved: The mask before, where its pixels are now.
        mask: The mask now.
        seen: True where both frames show the same thing.

    Examples:
        >>> row = lambda *values: np.array([values], dtype=bool)
        >>> disagreement(row(0, 0, 0, 0, 0), row(0, 0, 1, 1, 1), row(1, 1, 1, 1, 1))
        Disagreement(differing=3, compared=5)
        >>> disagreement(row(0, 0, 0, 1, 1), row(0, 0, 1, 1, 1), row(1, 1, 1, 1, 1)).share
        0.0
    """
    before = moved.view(np.uint8)
    came = mask & ~cv2.dilate(before, _AROUND).view(np.bool_)
    went = ~mask & cv2.erode(before, _AROUND).view(np.bool_)
    differing = int(np.count_nonzero((came | went) & seen))
    return Disagreement(differing, int(np.count_nonzero(seen)))
