"""Count units against the clock: how many, how fast, how long still."""

import time
from typing import TypeAlias

Number: TypeAlias = int | float
"""Said in full, since checks at run time do not take an int for a float."""


class Rate:
    """Count units against the clock.

    Args:
        total: How many units there are; None where nobody knows.
        unit: What is counted, in the plural.
    """

    def __init__(self, total: Number | None, unit: str) -> None:
        self.started = time.monotonic()
        self.done = 0.0
        self._total = total
        self._unit = unit

    def add(self, step: Number) -> None:
        """Count so many more units."""
        self.done += step

    def state(self) -> str:
        """Say for example `12/100 pictures, 3.4/s`."""
        done = f"{self.done:.0f}" if self._total is None else f"{self.done:.0f}/{self._total:.0f}"
        return f"{done} {self._unit}, {self._rate():.1f}/s"

    def left(self) -> str:
        """Say for example `0:26 left`; empty where the total is not known."""
        if self._total is None or not self._rate():
            return ""
        return f"{clock(max(0.0, self._total - self.done) / self._rate())} left"

    def _rate(self) -> float:
        return self.done / max(time.monotonic() - self.started, 1e-9)


def clock(seconds: float) -> str:
    """Say seconds as a clock does.

    >>> clock(75.0), clock(3725.0)
    ('1:15', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
