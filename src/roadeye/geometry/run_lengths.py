"""A mask as run lengths, as COCO stores masks: no larger than its outline is long."""

import numpy as np

from roadeye.arrays import Mask, Size
from roadeye.errors import InputError


def run_lengths(mask: Mask) -> list[int]:
    """Return how many pixels are off, on, off and so on: COCO's uncompressed `counts`.

    Pixels are counted down each column, columns from left to right; the first number is of pixels
    that are off, and 0 where the first pixel is on.

    >>> run_lengths(np.array([[False, True], [True, True]]))
    [1, 3]
    >>> run_lengths(np.array([[True, False]]))
    [0, 1, 1]
    """
    pixels = mask.ravel(order="F")
    changes = np.flatnonzero(pixels[1:] != pixels[:-1]) + 1
    counts = [int(one) for one in np.diff(changes, prepend=0, append=pixels.size)]
    return [0, *counts] if pixels[0] else counts


def from_run_lengths(counts: list[int], size: Size) -> Mask:
    """Return the mask of COCO's uncompressed `counts`.

    Args:
        counts: What `run_lengths` returns.
        size: (height, width) of the mask.

    Raises:
        InputError: They do not fill a mask of this size.
    """
    height, width = size
    if min(counts, default=0) < 0 or sum(counts) != height * width:
        raise InputError(
            f"run lengths of a mask of {height}×{width} (height × width) are 0 or more and sum to "
            f"{height * width}; these sum to {sum(counts)}.",
            code="bad-run-lengths",
        )
    values = np.arange(len(counts)) % 2 == 1
    return np.ascontiguousarray(np.repeat(values, counts).reshape(size, order="F"))
