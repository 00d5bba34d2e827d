"""What a model finds in one picture."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from roadeye.arrays import Image, Mask, Probability

if TYPE_CHECKING:
    from roadeye.draw.polygons import Polygon


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

    @property
    def mean_confidence(self) -> float:
        """Mean of `max(p, 1 - p)` over the pixels that the network saw, 0.5..1."""
        seen = self.probability if self.rows is None else self.probability[self.rows]
        return 0.5 + float(np.abs(seen - np.float32(0.5)).mean())

    def overlay(self) -> Image:
        """Return the picture with the road coloured."""
        from roadeye.draw.overlay import overlay

        return overlay(self.image, self.mask)

    def polygons(self, tolerance: float = 1.0) -> "tuple[Polygon, ...]":
        """Return the outlines of the road in pixels, holes kept.

        Args:
            tolerance: No point of an outline lies further from its polygon, pixels.
        """
        from roadeye.draw.polygons import mask_polygons

        return mask_polygons(self.mask, tolerance)

    def save(self, folder: str | Path, name: str = "picture") -> list[Path]:
        """Write `NAME_overlay.jpg`, `NAME_mask.png` and `NAME_prob.png`; return their paths.

        Raises:
            OutputError: A file cannot be written.
        """
        from roadeye.inference.outputs.kinds import (
            USUAL_OF_PICTURES,
            encode_picture,
            named,
            picture_endings,
        )
        from roadeye.io.atomic import write_bytes

        paths = named(Path(folder), name, picture_endings(USUAL_OF_PICTURES))
        for kind, path in paths.items():
            write_bytes(path, encode_picture(kind, self))
        return list(paths.values())

    def __repr__(self) -> str:
        height, width = self.mask.shape
        return f"Prediction({width}×{height} pixels, {100 * self.road_fraction:.1f} % road)"

    def _repr_png_(self) -> bytes:
        """Show the overlay in a notebook."""
        from roadeye.io.images import encode_png

        return encode_png(self.overlay())
