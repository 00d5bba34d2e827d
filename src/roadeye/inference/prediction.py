"""What a model finds in one picture."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from roadeye.arrays import Image, Mask, Probability


@dataclass(frozen=True, eq=False, repr=False)
class Prediction:
    """Hold what one head of a model says about one picture.

    Attributes:
        image: The picture.
        probability: Probability of road, on the picture's own grid; 0 outside the cropped rows.
        threshold: A pixel is road where its probability is at least this.
        rows: The rows that the network saw; None means all.
    """

    image: Image
    probability: Probability
    threshold: float
    rows: slice | None = None

    @cached_property
    def mask(self) -> Mask:
        """True where there is road; rows that the network did not see are never road."""
        mask: Mask = self.probability >= np.float32(self.threshold)
        if self.rows is not None:
            mask[: self.rows.start] = False
            mask[self.rows.stop :] = False
        return mask

    @property
    def road_fraction(self) -> float:
        """Part of the pixels that is road, 0..1."""
        return float(np.count_nonzero(self.mask)) / self.mask.size

    def overlay(self) -> Image:
        """Return the picture with the road coloured."""
        from roadeye.draw.overlay import overlay

        return overlay(self.image, self.mask)

    def __repr__(self) -> str:
        height, width = self.mask.shape
        return f"Prediction({width}×{height} pixels, {100 * self.road_fraction:.1f} % road)"
