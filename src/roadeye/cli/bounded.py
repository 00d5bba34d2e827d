"""Messages that stay few: of one cause the first five are named, the rest are counted."""

from collections import Counter
from collections.abc import Callable

from roadeye.problems import NAMED

_CAUSE = 80  # characters that tell one cause from another


class Bounded:
    """Say messages until those of one cause are many; at the end, say how many were not said.

    Args:
        say: Says one message.
        limit: How many of one cause are said; None says all.
    """

    def __init__(self, say: Callable[[str], None], limit: int | None = NAMED) -> None:
        self._say = say
        self._limit = limit
        self._counts: Counter[str] = Counter()

    def say(self, message: str, cause: str) -> None:
        """Say a message, unless enough of its cause were said."""
        cause = cause[:_CAUSE]
        self._counts[cause] += 1
        if self._limit is None or self._counts[cause] <= self._limit:
            self._say(message)

    def finish(self) -> None:
        """Say what was counted only."""
        for cause, count in self._counts.items():
            if self._limit is not None and count > self._limit:
                self._say(f"{count - self._limit} more of the same kind ({cause}).")
