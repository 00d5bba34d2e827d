"""Fit and apply the temperature that calibrates a network's confidence (Guo et al., ICML 2017).

Logits are divided by a temperature: above 1 lowers the confidence, below 1 raises it. Every
pixel keeps its rank, so the threshold-free scores do not change.
"""

from dataclasses import dataclass
from math import exp, inf, log
from typing import TypeAlias

import numpy as np
from jaxtyping import Float64, Int64

from roadeye.arrays import Mask, Probability
from roadeye.errors import InputError
from roadeye.metrics.threshold import require_threshold

BINS = 4096
LIMIT = 14.0
"""Logits are counted up to ±14, a probability of 1 - 8e-7: float32 resolves little more."""

COLDEST, HOTTEST = 1 / 20, 20.0
_CERTAIN = 1e-6  # keeps logits finite

LogitHistogram: TypeAlias = Int64[np.ndarray, "4096"]


@dataclass(frozen=True, eq=False)
class LogitCounts:
    """Hold the valid pixels by logit, in 4096 equal bins; add those of several pictures.

    Attributes:
        road: Pixels labelled road.
        other: Valid pixels that are not road.
    """

    road: LogitHistogram
    other: LogitHistogram

    def __add__(self, more: "LogitCounts") -> "LogitCounts":
        return LogitCounts(self.road + more.road, self.other + more.other)


def no_logits() -> LogitCounts:
    """Return the counts of no picture, the zero of the addition."""
    return LogitCounts(np.zeros(BINS, np.int64), np.zeros(BINS, np.int64))


def count_logits(probability: Probability, road: Mask, valid: Mask) -> LogitCounts:
    """Count the valid pixels of one picture by the logit of their probability, 0..1."""
    given = probability[valid].astype(np.float64)
    with np.errstate(divide="ignore"):
        logit = np.log(given) - np.log1p(-given)
    bins = ((logit.clip(-LIMIT, LIMIT) + LIMIT) * (BINS / (2 * LIMIT))).astype(np.intp)
    key = np.minimum(bins, BINS - 1) + BINS * road[valid]
    table = np.bincount(key, minlength=2 * BINS).reshape(2, BINS)
    return LogitCounts(road=table[1], other=table[0])


def nll(counts: LogitCounts, temperature: float) -> float:
    """Return the mean negative log likelihood (nats) of the labels at a temperature."""
    logits = _centres() / temperature
    loss = counts.road @ np.logaddexp(0, -logits) + counts.other @ np.logaddexp(0, logits)
    return float(loss) / int(counts.road.sum() + counts.other.sum())


def fit_temperature(counts: LogitCounts) -> float:
    """Return the temperature of the lowest negative log likelihood, within 1/20..20.

    The likelihood is convex in 1 / temperature; its slope is followed to zero by halving.

    Raises:
        InputError: The pixels are not of both classes, or no temperature fits since the logits do
            not agree with the labels.
    """
    if not counts.road.sum() or not counts.other.sum():
        raise InputError(
            "a temperature needs pixels of road and of other ground; the labels have only one of "
            "the two: calibrate on more pictures."
        )
    if _slope(counts, 1 / HOTTEST) >= 0:
        raise InputError(
            "the probabilities do not agree with the labels (no temperature up to "
            f"{HOTTEST:g} fits them); check that model and labels mean the same by road."
        )
    low, high = log(1 / HOTTEST), log(1 / COLDEST)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _slope(counts, exp(middle)) < 0 else (low, middle)
    return exp(-(low + high) / 2)


def require_temperature(temperature: float) -> None:
    """Check that a temperature can divide logits.

    Raises:
        InputError: It is NaN, infinite or not above 0.
    """
    if not 0.0 < temperature < inf:
        raise InputError(f"a temperature is a number above 0, not {temperature}.")


def move_threshold(threshold: float, temperature: float) -> float:
    """Return the threshold that gives the same masks after a change of temperature.

    Raises:
        InputError: The threshold is not in [0, 1], or the temperature is not a positive number.

    Examples:
        >>> move_threshold(0.5, 3.0)
        0.5
        >>> round(move_threshold(0.9, 2.0), 6)  # odds 9 become 3
        0.75
    """
    require_threshold(threshold)
    require_temperature(temperature)
    if threshold in {0.0, 1.0}:
        return threshold
    odds: float = (threshold / (1 - threshold)) ** (1 / temperature)
    return odds / (1 + odds)


def _centres() -> Float64[np.ndarray, "4096"]:
    return (np.arange(BINS) + 0.5) * (2 * LIMIT / BINS) - LIMIT


def _slope(counts: LogitCounts, inverse: float) -> float:
    """Return the derivative of the summed loss by 1 / temperature."""
    logits = _centres()
    found = 1 / (1 + np.exp(-inverse * logits))
    return float(counts.other @ (logits * found) - counts.road @ (logits * (1 - found)))


def apply_temperature(probability: Probability, temperature: float) -> Probability:
    """Divide the logits behind a probability by `temperature` (Guo et al., ICML 2017).

    Args:
        probability: Values 0..1.
        temperature: Above 1 makes the map less certain, below 1 more; 0.5 stays 0.5.

    >>> apply_temperature(np.array([[0.9]], np.float32), 2.0).round(3)  # 1/(1 + (0.1/0.9)**0.5)
    array([[0.75]], dtype=float32)
    """
    if temperature == 1.0:
        return probability
    confidence = np.clip(probability, np.float32(_CERTAIN), np.float32(1 - _CERTAIN))
    with np.errstate(over="ignore"):  # infinite odds give probability 0
        odds = ((1 - confidence) / confidence) ** np.float32(1 / temperature)
    calibrated: Probability = (1 / (1 + odds)).astype(np.float32)
    return calibrated
