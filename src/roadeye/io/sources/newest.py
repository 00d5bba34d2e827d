"""Hand over the newest of what comes; what nobody had time for is dropped and counted."""

import threading
import time
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Got(Generic[Item]):
    """Hold what was taken.

    Attributes:
        item: The newest item.
        arrived: When it came, by `time.monotonic`.
        dropped: How many came between the one taken before and this one.
    """

    item: Item
    arrived: float
    dropped: int


class EndedError(Exception):
    """Nothing comes any more."""


class Newest(Generic[Item]):
    """Hold one item between the thread that gives and the one that takes.

    Examples:
        >>> newest = Newest()
        >>> for number in range(3):
        ...     newest.give(number)
        >>> got = newest.take(seconds=0.0)
        >>> got.item, got.dropped
        (2, 2)
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: tuple[Item, float] | None = None
        self._dropped = 0
        self._end: Exception | None = None

    def give(self, item: Item) -> None:
        """Put an item in the place of the one that waits, if one does."""
        with self._changed:
            self._dropped += self._waiting is not None
            self._waiting = item, time.monotonic()
            self._changed.notify_all()

    def close(self, error: Exception | None = None) -> None:
        """Say that nothing comes any more, and why."""
        with self._changed:
            self._end = error or EndedError()
            self._changed.notify_all()

    def take(self, seconds: float) -> Got[Item] | None:
        """Return the item that waits, or that comes within some seconds; else None.

        Raises:
            EndedError: Nothing comes any more.
            Exception: Nothing comes any more, for the reason that `close` was given.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._waiting is not None or self._end, seconds)
            if self._waiting is None:
                if self._end is not None:
                    raise self._end
                return None
            (item, arrived), self._waiting = self._waiting, None
            dropped, self._dropped = self._dropped, 0
            return Got(item, arrived, dropped)
