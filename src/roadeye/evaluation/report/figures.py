"""Scores as text."""

from math import isnan

from roadeye.evaluation.intervals import Interval

TITLES = {"iou": "IoU", "f": "F", "maxf": "MaxF", "ap": "AP", "ece": "ECE"}
"""Scores as people write them."""


def percent(value: float) -> str:
    """Return a fraction in percent with two decimals, and a dash for no score.

    >>> percent(0.94595), percent(float("nan"))
    ('94.59', '–')
    """
    return "–" if isnan(value) else f"{100 * value:.2f}"


def between(interval: Interval | None) -> str:
    """Return an interval in percent; empty where there is none.

    >>> between((0.9, 0.95)), between(None)
    ('90.0 to 95.0', '')
    """
    if interval is None or any(isnan(end) for end in interval):
        return ""
    low, high = interval
    return f"{100 * low:.1f} to {100 * high:.1f}"


def points(value: float) -> str:
    """Return a difference of fractions in percentage points, always with its sign.

    >>> points(0.0123), points(-0.5), points(0.0), points(-1e-9)
    ('+1.23', '−50.00', '±0.00', '±0.00')
    """
    if isnan(value):
        return "–"
    size = f"{100 * abs(value):.2f}"
    if not float(size):
        return f"±{size}"
    return f"{'+' if value > 0 else '−'}{size}"


def points_between(interval: Interval | None) -> str:
    """Return the interval of a difference in percentage points; empty where there is none.

    >>> points_between((-0.001, 0.02))
    '−0.10 to +2.00'
    """
    if interval is None or any(isnan(end) for end in interval):
        return ""
    return " to ".join(points(end) for end in interval)
