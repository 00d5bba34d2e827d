"""A moving picture: frames with their times, one in memory at a time, from a video or pictures."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from roadeye.arrays import Image, Size
from roadeye.errors import InputError
from roadeye.io.images import read_image
from roadeye.io.limits import MAX_PIXELS
from roadeye.io.taken import EACH, WHOLE, Every, TimeRange

Warn: TypeAlias = Callable[[str], None]
"""Takes one sentence on a part of the source that was left out."""


@dataclass(frozen=True)
class Listener:
    """Take what a person should know about a source, one sentence each.

    Attributes:
        warn: A part was left out.
        note: Something is worth knowing where nothing is left out.
    """

    warn: Warn
    note: Warn


@dataclass(frozen=True)
class Frame:
    """Hold one picture of a moving one.

    Attributes:
        index: Its number, 0 first: among all pictures of the source, or among the frames of a
            video that are taken.
        time: Seconds since the source's first frame.
        image: The picture.
        arrived: When a live source gave it, by `time.monotonic`; None where nothing is live.
        dropped: How many frames of a live source nobody had time for, right before this one.
    """

    index: int
    time: Fraction
    image: Image
    arrived: float | None = None
    dropped: int = 0


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


def frames_of_pictures(
    paths: Sequence[Path],
    fps: Fraction,
    warn: Warn,
    time_range: TimeRange = WHOLE,
    max_pixels: int = MAX_PIXELS,
    every: Every = EACH,
) -> Generator[Frame]:
    """Read pictures as the frames of a video, one after another.

    Args:
        paths: The pictures in order; the time of number `i` is `i / fps`.
        fps: Pictures a second.
        warn: Called for each picture that cannot be read; its time stays empty.
        time_range: The seconds to take.
        max_pixels: Larger pictures are left out.
        every: Which of them.
    """
    take = every.picker()
    for index, path in enumerate(paths):
        time = index / fps
        if time_range.is_before(time):
            continue
        if time_range.is_over(time):
            return
        if not take(time):
            continue
        try:
            image = read_image(path, max_pixels)
        except InputError as error:
            warn(str(error))
            continue
        yield Frame(index, time, image)
