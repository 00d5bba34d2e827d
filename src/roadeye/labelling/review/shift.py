"""Labels that lie a few pixels beside what they label: found by the edges that a model sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Int64

from roadeye.arrays import Mask

REACH = 8
"""Labels are moved by up to so many pixels of a picture of `WIDTH`."""
WIDTH = 480
LEAST_GAIN = 0.01
"""IoU that moving must gain: real sets that lie right gain less."""
LEAST_SHIFT = 2

ShiftCounts: TypeAlias = Int64[np.ndarray, "2 moves moves"]
"""Pixels of the intersection and of the union, by how far (down, right) the label is moved."""


@dataclass(frozen=True)
class Shift:
    """Say how labels lie beside the road.

    Attributes:
        down: Pixels by which they lie too low, in a picture of `WIDTH`.
        right: Pixels by which they lie too far right.
        before: IoU with what the model sees.
        after: The same with labels moved back.
    """

    down: int
    right: int
    before: float
    after: float


def shift_counts(road: Mask, valid: Mask, seen: Mask) -> ShiftCounts:
    """Compare a label with a model's mask, the label moved by every way up to `REACH` pixels."""
    scale = WIDTH / road.shape[1]
    size = WIDTH, max(4 * REACH, round(road.shape[0] * scale))
    label, counts, model = (
        cv2.resize(mask.view(np.uint8), size, interpolation=cv2.INTER_NEAREST).astype(np.bool_)
        for mask in (road, valid, seen)
    )
    found = np.zeros((2, 2 * REACH + 1, 2 * REACH + 1), np.int64)
    inner = model[REACH:-REACH, REACH:-REACH]
    height, width = inner.shape
    for down in range(2 * REACH + 1):
        for right in range(2 * REACH + 1):
            window = (slice(down, down + height), slice(right, right + width))
            moved, counted = label[window], counts[window]
            found[0, down, right] = np.count_nonzero(moved & inner & counted)
            found[1, down, right] = np.count_nonzero((moved | inner) & counted)
    return found


def common_shift(counts: Iterable[ShiftCounts]) -> Shift | None:
    """Return by how much all labels of a set are moved; None where they lie right.

    A window that starts further down in the label moves it up: the best window's place says how far
    the label lies too low.
    """
    total = sum(counts, np.zeros((2, 2 * REACH + 1, 2 * REACH + 1), np.int64))
    if not total[1].all():
        return None
    iou = total[0] / total[1]
    row, column = (int(index) for index in np.unravel_index(int(iou.argmax()), iou.shape))
    shift = Shift(row - REACH, column - REACH, float(iou[REACH, REACH]), float(iou[row, column]))
    far = max(abs(shift.down), abs(shift.right)) >= LEAST_SHIFT
    return shift if far and shift.after - shift.before >= LEAST_GAIN else None
