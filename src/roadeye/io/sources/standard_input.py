"""Standard input: a video in a container, or frames without a header whose size is given."""

import re
import sys
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import av
from av.container import InputContainer

from roadeye.errors import InputError
from roadeye.io.faults import named, reason
from roadeye.io.frames import Frame, Listener
from roadeye.io.sources.source import SourceOptions, Stream
from roadeye.io.taken import Taken
from roadeye.io.video import pictures
from roadeye.io.video_input import UNFORESEEN, choose_track
from roadeye.io.video_range import Entry, timed_frames

_RAW = re.compile(r"(?P<height>\d{1,5})x(?P<width>\d{1,5})(?::(?P<pixels>[a-z0-9]+))?")


@runtime_checkable
class Readable(Protocol):
    """Bytes that come one after another."""

    def read(self, size: int, /) -> bytes | None:
        """Return at most so many bytes, none at the end."""


@dataclass(frozen=True)
class Raw:
    """Describe frames without a header.

    Attributes:
        height: Rows.
        width: Columns.
        pixels: FFmpeg's name of the pixel format.
    """

    height: int
    width: int
    pixels: str = "rgb24"


@dataclass(frozen=True, eq=False)
class Pipe:
    """A video that comes through a pipe, once.

    Attributes:
        bytes_in: Where it comes from.
        raw: Size and pixels, where it has no header.
        name: What messages call it.
        stem: The name of its outputs.
    """

    bytes_in: Readable
    raw: Raw | None = None
    name: str = "standard input"
    stem: str = "stdin"
    live: bool = False
    files: tuple[Path, ...] = ()

    @contextmanager
    def open(self, taken: Taken, listener: Listener) -> Iterator[Stream]:
        """Read the head of the video; see `Source`."""
        with named(self.name), self._container(taken) as container:
            video = choose_track(self.name, container, taken.max_pixels)
            source = timed_frames(video, Entry(), taken.time_range)
            with closing(pictures(video, source, taken, listener)) as frames:
                length = video.promised_seconds
                seconds = float(length) if length else None
                yield Stream(video.rate, seconds, self._explained(frames))

    def _container(self, taken: Taken) -> InputContainer:
        counted = _Counted(self.bytes_in)
        form, options = None, {}
        if self.raw is not None:
            form = "rawvideo"
            options = {
                "video_size": f"{self.raw.width}x{self.raw.height}",
                "pixel_format": self.raw.pixels,
                "framerate": str(taken.fps),
            }
        try:
            return av.open(counted, "r", format=form, options=options)
        except UNFORESEEN as error:
            if not counted.count:
                raise InputError(
                    f"{self.name} is empty; pipe a video into it.", code="empty"
                ) from None
            raise self._unreadable(reason(error)) from error

    def _unreadable(self, why: str) -> InputError:
        return InputError(
            f"{self.name} is not a video that can be read from a pipe ({why}); pipe Matroska, MPEG-TS "
            "or fragmented MP4, or give the size of raw frames.",
            code="not-a-video",
        )

    def _explained(self, frames: Iterator[Frame]) -> Generator[Frame]:
        """Pass the frames on; without one, say what cannot come through a pipe."""
        none = True
        for frame in frames:
            none = False
            yield frame
        if none:
            raise self._unreadable("no frame came")


class _Counted:
    """Count the bytes that were read."""

    def __init__(self, bytes_in: Readable) -> None:
        self.count = 0
        self._bytes_in = bytes_in

    def read(self, size: int) -> bytes:
        found = self._bytes_in.read(size) or b""
        self.count += len(found)
        return found


def standard_input(text: str, options: SourceOptions) -> Pipe | None:
    """Return standard input for `"-"`.

    Raises:
        InputError: The size of frames without a header is malformed.
    """
    if text != "-":
        return None
    return Pipe(sys.stdin.buffer, None if options.raw is None else parse_raw(options.raw))


def parse_raw(text: str) -> Raw:
    """Read `HEIGHTxWIDTH` or `HEIGHTxWIDTH:PIXELS`.

    >>> parse_raw("720x1280:yuv420p")
    Raw(height=720, width=1280, pixels='yuv420p')

    Raises:
        InputError: The text says neither, or a pixel format that FFmpeg does not know.
    """
    match = _RAW.fullmatch(text)
    if match is None or not int(match["height"]) or not int(match["width"]):
        raise InputError(
            f"{text!r} is not a size of raw frames: give HEIGHTxWIDTH, such as 720x1280, or with a "
            "pixel format 720x1280:yuv420p.",
            code="bad-raw",
        )
    pixels = match["pixels"] or Raw.pixels
    try:
        av.VideoFormat(pixels)
    except ValueError as error:
        raise InputError(
            f"FFmpeg knows no pixel format {pixels!r}: give rgb24, bgr24, gray or yuv420p.",
            code="bad-raw",
        ) from error
    return Raw(int(match["height"]), int(match["width"]), pixels)
