"""Training targets: one uint8 map for each head.

0 is not road, 1 is road, 255 does not count. From 2 to 254 it is an answer: a probability that a
trained model gave where the labels say nothing.
"""

import numpy as np
from jaxtyping import UInt8

from roadeye.arrays import Gray, Size
from roadeye.data.dataset import Sample
from roadeye.inference.letterbox import resize

IGNORED = 255
FIRST_ANSWER, ANSWER_STEPS = 2, 252
"""An answer of probability p is `FIRST_ANSWER + ANSWER_STEPS * p`, rounded."""


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
