"""The one rule that makes a mask of probabilities: a pixel is road iff `p >= threshold`."""

import numpy as np

from roadeye.arrays import Mask, Probability
from roadeye.errors import InputError


def require_threshold(threshold: float) -> None:
    """Check that a threshold is a probability.

    Raises:
        InputError: It is NaN or lies outside [0, 1].
    """
    if not 0.0 <= threshold <= 1.0:  # written this way so NaN fails too
        raise InputError(
            f"a threshold is a probability from 0 to 1, not {threshold}.", code="bad-threshold"
        )


def binarise(probability: Probability, threshold: float) -> Mask:
    """Return where a probability map is road; both sides are compared as float32.

    Raises:
        InputError: The threshold is NaN or lies outside [0, 1].

    Examples:
        >>> binarise(np.array([[0.2, 0.5, 0.7]], np.float32), 0.5)
        array([[False,  True,  True]])
    """
    require_threshold(threshold)
    return probability >= np.float32(threshold)
