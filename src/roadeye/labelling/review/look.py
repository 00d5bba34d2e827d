"""What is measured of one labelled picture, small enough to hold for all of them."""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Float32

from roadeye.arrays import Image, Mask
from roadeye.data.dataset import Item, Sample
from roadeye.data.fingerprint import fingerprint
from roadeye.inference.segmenter import Segmenter
from roadeye.labelling.drafts.draft import SMALLEST
from roadeye.labelling.review.shift import ShiftCounts, shift_counts

SIDE = 48
"""Rows and columns of the small maps by which pictures are compared."""

Small: TypeAlias = Float32[np.ndarray, "48 48"]
"""The part of each cell that is road, 0..1."""


@dataclass(frozen=True, eq=False)
class Look:
    """Hold what one labelled picture shows.

    Attributes:
        item: The picture.
        size: (height, width) in pixels.
        brightness: Mean grey value, 0..255.
        road: Part of the counting pixels that is road; NaN where none counts.
        specks: Areas of road, and holes in it, that are smaller than `SMALLEST` of the picture.
        label: Where the label has road.
        seen: Where a model sees road; None where it did not look.
        shifts: How well label and model agree when one is moved; None where it did not look.
        fingerprint: By which near-duplicates are told.
    """

    item: Item
    size: tuple[int, int]
    brightness: float
    road: float
    specks: int
    label: Small
    seen: Small | None
    shifts: ShiftCounts | None
    fingerprint: bytes


def look_at(item: Item, sample: Sample, segmenter: Segmenter | None) -> Look:
    """Measure a labelled picture.

    Args:
        item: The picture.
        sample: The same, loaded.
        segmenter: Looks at it too; None where it shall not.
    """
    image, road, valid = sample.image, sample.road, sample.valid
    seen = None if segmenter is None else segmenter(image).mask
    return Look(
        item,
        (image.shape[0], image.shape[1]),
        brightness(image),
        float(np.count_nonzero(road) / valid.sum()) if valid.any() else float("nan"),
        count_specks(road),
        small(road),
        None if seen is None else small(seen),
        None if seen is None else shift_counts(road, valid, seen),
        fingerprint(image),
    )


def brightness(image: Image) -> float:
    """Return the mean grey value of a picture, 0..255."""
    return float(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).mean())


def small(mask: Mask) -> Small:
    """Return the part of each cell of a mask that is True."""
    return np.asarray(
        cv2.resize(mask.astype(np.float32), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    )


def count_specks(road: Mask) -> int:
    """Return how many small areas, and small holes inside areas, a mask has."""
    least = SMALLEST * road.size
    found = 0
    for part in (road, ~road):
        _, _, statistics, _ = cv2.connectedComponentsWithStats(part.view(np.uint8), connectivity=4)
        found += int((statistics[1:, cv2.CC_STAT_AREA] < least).sum())
    return found
