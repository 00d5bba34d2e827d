"""Training targets: one uint8 map, 0 not road, 1 road, 255 does not count."""

import numpy as np
from jaxtyping import UInt8

from roadeye.arrays import Gray, Size
from roadeye.data.dataset import Sample
from roadeye.inference.letterbox import resize

IGNORED = 255


def target_of(sample: Sample) -> Gray:
    """Return the training target of a sample: 0 not road, 1 road, 255 does not count."""
    return np.where(sample.valid, sample.road, np.uint8(IGNORED)).astype(np.uint8)


def resize_target(target: Gray, size: Size) -> UInt8[np.ndarray, "new_height new_width"]:
    """Scale a target: what mostly does not count stays uncounted, road by majority of the rest.

    >>> resize_target(np.array([[1, 1, 0, 255]], np.uint8), (1, 2))
    array([[  1, 255]], dtype=uint8)
    """
    counts = resize((target != IGNORED).astype(np.float32), size)
    road = resize((target == 1).astype(np.float32), size)
    return np.where(counts <= 0.5, np.uint8(IGNORED), 2 * road >= counts).astype(np.uint8)
