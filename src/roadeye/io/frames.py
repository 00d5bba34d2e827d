"""A moving picture: frames with their times, one in memory at a time, from a video or pictures."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from roadeye.arrays import Image, Size
from roadeye.errors import InputError
from roadeye.io.images import read_image
from roadeye.io.limits import MAX_PIXELS

Warn: TypeAlias = Callable[[str], None]
"""Takes one sentence on a part of the source that was left out."""

_INSTANT = 1e-6  # seconds: 0.1 is not quite one tenth in binary, and still means it


@dataclass(frozen=True)
class Frame:
    """Hold one picture of a moving one.

    Attributes:
        index: Its number, 0 first: among all pictures of the source, or among the frames of a
            video that the time range holds.
        time: Seconds since the source's first frame.
        image: The picture.
    """

    index: int
    time: Fraction
    image: Image


@dataclass(frozen=True)
class VideoFacts:
    """Tell what a video says about itself.

    Attributes:
        rate: Frames a second, on average.
        seconds: Length; None where the file does not tell.
        frames: Number of frames, counted or estimated; None where the file does not tell.
        size: Height and width of the frames, upright and in square pixels.
    """

    rate: Fraction
    seconds: float | None
    frames: int | None
    size: Size


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


def frames_of_pictures(
    paths: Sequence[Path],
    fps: Fraction,
    warn: Warn,
    time_range: TimeRange = WHOLE,
    max_pixels: int = MAX_PIXELS,
) -> Iterator[Frame]:
    """Read pictures as the frames of a video, one after another.

    Args:
        paths: The pictures in order; the time of number `i` is `i / fps`.
        fps: Pictures a second.
        warn: Called for each picture that cannot be read; its time stays empty.
        time_range: The seconds to take.
        max_pixels: Larger pictures are left out.
    """
    for index, path in enumerate(paths):
        time = index / fps
        if time_range.is_before(time):
            continue
        if time_range.is_over(time):
            return
        try:
            image = read_image(path, max_pixels)
        except InputError as error:
            warn(str(error))
            continue
        yield Frame(index, time, image)
