"""What is taken of a moving picture: its seconds, every how many-th frame, up to which size."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from roadeye.errors import InputError
from roadeye.io.limits import MAX_PIXELS

DEFAULT_FPS = Fraction(10)
"""Pictures a second of a sequence, as KITTI's cameras."""

_INSTANT = 1e-6  # seconds: 0.1 is not quite one tenth in binary, and still means it


@dataclass(frozen=True)
class TimeRange:
    """Take the frames from `start` to before `end`, seconds since the source's first frame.

    Raises:
        InputError: The times are negative or leave nothing.
    """

    start: float = 0.0
    end: float | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < (float("inf") if self.end is None else self.end):
            end = "the end" if self.end is None else f"{self.end:g}"
            raise InputError(
                f"the seconds from {self.start:g} to {end} leave no video; give a start of 0 or "
                "more, and an end after it."
            )

    def seconds(self, whole: float) -> float:
        """Return how much of a source of `whole` seconds is taken.

        >>> TimeRange(2.0, 5.0).seconds(4.0)
        2.0
        """
        return max(0.0, min(whole, whole if self.end is None else self.end) - self.start)

    def is_before(self, time: Fraction) -> bool:
        """Tell whether a frame of this time is still to come before the range."""
        return time < self.start - _INSTANT

    def is_over(self, time: Fraction) -> bool:
        """Tell whether the range has ended at this time."""
        return self.end is not None and time >= self.end - _INSTANT


WHOLE = TimeRange()


@dataclass(frozen=True)
class Every:
    """Take one frame of several.

    Attributes:
        frames: Of so many frames, the first.
        seconds: Of the frames in each so many seconds, the first; None counts frames.
    """

    frames: int = 1
    seconds: Fraction | None = None

    def picker(self) -> Callable[[Fraction], bool]:
        """Return a function that is asked once for each frame, by its time, in order.

        >>> take = Every(seconds=Fraction(1, 2)).picker()
        >>> [take(Fraction(quarter, 4)) for quarter in range(6)]
        [True, False, True, False, True, False]
        """
        count = 0
        due: Fraction | None = None

        def take(time: Fraction) -> bool:
            nonlocal count, due
            if self.seconds is None:
                count += 1
                return count % self.frames == 1 % self.frames
            if due is not None and time < due - Fraction(1, 1_000_000):
                return False
            due = time + self.seconds if due is None else due + self.seconds
            while due <= time:
                due += self.seconds  # nothing came for a while
            return True

        return take

    def rate(self, rate: Fraction) -> Fraction:
        """Return how many frames a second are taken of a source with so many."""
        return rate / self.frames if self.seconds is None else min(rate, 1 / self.seconds)


EACH = Every()
"""Take every frame."""


@dataclass(frozen=True)
class Taken:
    """Say what is taken of a moving picture.

    Attributes:
        time_range: Its seconds.
        every: Which of the frames in them.
        fps: Pictures a second, where it has no times of its own.
        max_pixels: Larger pictures are refused before decoding.
    """

    time_range: TimeRange = WHOLE
    every: Every = EACH
    fps: Fraction = DEFAULT_FPS
    max_pixels: int = MAX_PIXELS


def parse_every(text: str) -> Every:
    """Read a number of frames, or of seconds with an `s` behind it.

    >>> parse_every("10"), parse_every("0.5s")
    (Every(frames=10, seconds=None), Every(frames=1, seconds=Fraction(1, 2)))

    Raises:
        InputError: It is neither.
    """
    try:
        if text.endswith("s"):
            seconds = Fraction(text[:-1])
            if seconds > 0:
                return Every(seconds=seconds)
        elif (count := int(text)) > 0:
            return Every(count)
    except (ValueError, ZeroDivisionError):
        pass
    raise InputError(
        f"{text!r} is not a step: give a number of frames such as 10, or of seconds such as 1s.",
        code="bad-step",
    )
