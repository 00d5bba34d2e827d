"""Enter a video at a time: seek far enough back, decode, and check that no frame is missing."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import dropwhile
from pathlib import Path
from typing import TypeAlias

import av
from av.packet import Packet
from av.video.frame import VideoFrame

from roadeye.io.pyav import fraction
from roadeye.io.taken import TimeRange
from roadeye.io.video_clock import ShownInOrder
from roadeye.io.video_input import OpenVideo, opened
from roadeye.io.video_packets import Problem, frames, from_key_before, packets

TimedFrame: TypeAlias = tuple[Fraction, VideoFrame]
"""Seconds since the first frame of the file, and the frame as it was decoded."""

_SOUGHT = (1, 10)  # seconds before the place asked, where a key frame may be
_INDEXED = ("mov", "matroska", "avi")  # a seek in these lands on a key frame
_TIMED = (*_INDEXED, "mpegts", "mpeg", "flv", "asf")  # each packet says when it is shown
_LOOKED_THROUGH = 256_000_000  # bytes, for clips joined end to end: about a second


@dataclass(frozen=True)
class Entry:
    """Say how to get to a time range.

    Attributes:
        first: When the first frame of the file is shown, in the file's clock; None where all is
            decoded from the start.
        back: Seconds before the range to seek to; None reads the packets from the start.
    """

    first: Fraction | None = None
    back: int | None = None


def entries(path: Path, time_range: TimeRange, max_pixels: int) -> Iterator[Entry]:
    """List the ways into a video, fastest first; the last one is right for every file.

    Raises:
        InputError: The file cannot be opened.
    """
    if time_range.start > 0:
        with opened(path, max_pixels) as video:
            kind = video.kind
            first = None if video.shown_in_order else first_shown(video)
        if first is not None and kind.startswith(_TIMED):
            if kind.startswith(_INDEXED):
                yield from (Entry(first, back) for back in _SOUGHT)
            yield Entry(first)
    yield Entry()


def timed_frames(
    video: OpenVideo, entry: Entry, time_range: TimeRange
) -> Iterator[TimedFrame | Problem]:
    """Decode a video that was just opened, from the range on or from somewhat before."""
    tick = fraction(video.stream.time_base)
    source = packets(video)
    if entry.first is not None and tick is not None:
        video.clock.first = entry.first
        place = int((entry.first + Fraction(time_range.start)) / tick)
        if entry.back is not None:
            with suppress(av.FFmpegError):  # there is no index: packets come from the start
                video.container.seek(int(place - entry.back / tick), stream=video.stream)
            source = dropwhile(_needs_others, source)
        source = from_key_before(source, place, tick)
    order = ShownInOrder() if video.shown_in_order else None
    for frame in frames(source, order):
        if not isinstance(frame, VideoFrame):
            yield frame
            continue
        tick = fraction(frame.time_base) or tick
        length = (frame.duration or 0) * (tick or Fraction(0))
        shown = None if frame.pts is None or tick is None else frame.pts * tick
        yield video.clock.tick(shown, length), frame


def first_frame(video: OpenVideo) -> VideoFrame | None:
    """Decode the first frame of a video that was just opened; None where none can be."""
    video.stream.thread_type = "SLICE"  # several frames at once would come later
    for frame in frames(packets(video)):
        if isinstance(frame, VideoFrame):
            return frame
    return None


def joined_seconds(path: Path, video: OpenVideo) -> Fraction | None:
    """Add up clips that were joined end to end, by the packets of a file that was just opened.

    Returns:
        None where the file is one clip, or too long to look through.
    """
    clock, tick = video.clock, fraction(video.stream.time_base)
    if not clock.joinable or tick is None or path.stat().st_size > _LOOKED_THROUGH:
        return None
    for packet in packets(video):
        if isinstance(packet, Packet) and packet.dts is not None:
            clock.tick(packet.dts * tick, (packet.duration or 0) * tick)
    return clock.end if clock.joins else None


def first_shown(video: OpenVideo) -> Fraction | None:
    """Return when the first frame of a video that was just opened is shown, in the file's clock."""
    frame = first_frame(video)
    if frame is None or frame.pts is None:
        return None
    tick = fraction(frame.time_base)
    return None if tick is None else frame.pts * tick


def _needs_others(packet: object) -> bool:
    return not (isinstance(packet, Packet) and packet.is_keyframe)
