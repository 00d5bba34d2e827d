"""Confidence intervals by resampling (the bootstrap: Efron, 1979).

A resampling unit is what could have been another: a sequence rather than a picture, since pictures
of one sequence resemble each other and thousands of them say little about the next street.
"""

from math import nan

import numpy as np
from jaxtyping import Float64, Int64

RESAMPLES = 1000
LEVEL = 0.95
FEW = 8
"""With fewer units a percentile interval is clearly too narrow: of 2,000 intervals over normal
units 51 % held the truth with 2, 83 % with 5, 88 % with 8, 93 % with 31."""


def draws(units: int, seed: int) -> Int64[np.ndarray, "resamples units"]:
    """Return how often each unit is drawn in each resample of as many units, with replacement."""
    random = np.random.default_rng(seed)
    return random.multinomial(units, np.full(units, 1 / units), RESAMPLES)


def interval(values: Float64[np.ndarray, " resamples"]) -> tuple[float, float]:
    """Return the percentile interval of a score over the resamples at 95 %.

    Resamples without a score (NaN) are left out; without any the interval is NaN.

    Examples:
        >>> interval(np.arange(201.0))
        (5.0, 195.0)
    """
    known = values[~np.isnan(values)]
    if not known.size:
        return nan, nan
    tail = 100 * (1 - LEVEL) / 2
    low, high = np.percentile(known, [tail, 100 - tail])
    return round(float(low), 12), round(float(high), 12)


def caution(units: int) -> str:
    """Return what must be said of intervals over so many units, ready to follow a word.

    >>> caution(5), caution(31)
    (' (only 5: the intervals come out too narrow)', '')
    """
    return f" (only {units}: the intervals come out too narrow)" if units < FEW else ""
