"""Read videos frame by frame: upright, in square pixels, every frame at its own time."""

from collections.abc import Generator, Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
from av.video.frame import VideoFrame

from roadeye.arrays import AnyImage, Size
from roadeye.errors import InputError
from roadeye.io.animation import animation_facts, frames_of_animation, is_animation_file
from roadeye.io.faults import reason
from roadeye.io.frames import Frame, Listener, VideoFacts, Warn
from roadeye.io.limits import MAX_PIXELS
from roadeye.io.taken import EACH, WHOLE, Every, Taken, TimeRange
from roadeye.io.video_image import Converter
from roadeye.io.video_input import OpenVideo, opened
from roadeye.io.video_packets import Problem
from roadeye.io.video_range import TimedFrame, entries, first_frame, joined_seconds, timed_frames

_HDR = {16: "PQ", 18: "HLG"}  # AVColorTransferCharacteristic
_TOLERANCE = Fraction(3, 2)  # frames: lengths in headers are rounded


def video_facts(path: Path, max_pixels: int = MAX_PIXELS) -> VideoFacts:
    """Read the head of a video, and its first frame for the size.

    Raises:
        InputError: The file is missing, no video, too large, or damaged so that it cannot be
            opened.
    """
    if is_animation_file(path):
        return animation_facts(path, max_pixels)
    with opened(path, max_pixels) as video:
        joined = joined_seconds(path, video)
    with opened(path, max_pixels) as video:
        rate, stream = video.rate, video.stream
        seconds = joined or video.promised_seconds
        count = 0 if joined else stream.frames
        converter = Converter(stream)
        frame = first_frame(video)
        size = (stream.height, stream.width) if frame is None else converter.upright_size(frame)
    count = count or (0 if seconds is None else round(seconds * rate))
    return VideoFacts(rate, None if seconds is None else float(seconds), count or None, size)


def frames_of_video(
    path: Path,
    warn: Warn,
    time_range: TimeRange = WHOLE,
    max_pixels: int = MAX_PIXELS,
    note: Warn | None = None,
    every: Every = EACH,
) -> Generator[Frame]:
    """Read a video or an animated picture frame by frame; closing the iterator closes the file.

    Args:
        path: Any container and codec that FFmpeg reads, or an animated GIF, WebP or PNG.
        warn: Called for each part that is left out, and where fewer frames come than the file
            promises.
        time_range: The seconds to take.
        max_pixels: A video of larger frames is refused; larger frames in its middle are left out.
        note: Called with what is worth knowing where nothing is left out.
        every: Which of the frames.

    Yields:
        The frames in the order in which they are shown.

    Raises:
        InputError: The file is missing, no video, too large, or damaged so that it cannot be
            opened.
    """
    if is_animation_file(path):
        yield from frames_of_animation(path, warn, time_range, max_pixels, every)
        return
    for entry in entries(path, time_range, max_pixels):
        with opened(path, max_pixels) as video:
            source = timed_frames(video, entry, time_range)
            head = _until_first(source)
            if entry.first is not None and _begins_late(head, time_range):
                continue  # frames are missing by that way in
            listener = Listener(warn, note or _unheard)
            taken = chain(head, source)
            yield from pictures(video, taken, Taken(time_range, every), listener)
            return


def pictures(
    video: OpenVideo,
    source: Iterable[TimedFrame | Problem],
    taken: Taken,
    listener: Listener,
) -> Generator[Frame]:
    """Convert the frames that are taken, and compare what came with what the file promises."""
    clock, converter = video.clock, Converter(video.stream)
    time_range, take = taken.time_range, taken.every.picker()
    refused: Size | None = None
    noted: set[str] = set()
    index = 0
    for item in source:
        if isinstance(item, str):
            if not time_range.is_before(clock.end):
                listener.warn(f"{video.name}: {item} at {float(clock.end):.2f} s; left out.")
            continue
        time, frame = item
        if time_range.is_over(time):
            return
        if time_range.is_before(time) or not take(time):
            continue
        height, width = size = converter.upright_size(frame)
        if height * width > video.max_pixels:
            if size != refused:
                text = _too_large(width, height, video.max_pixels, time)
                listener.warn(f"{video.name}: {text}")
            refused = size
            continue
        for text in _remarks(video, frame):
            if text not in noted:
                noted.add(text)
                listener.note(text)
        yield Frame(index, time, _picture(video.name, converter, frame))
        index += 1
    _compare(video, listener.warn)


def _picture(name: str, converter: Converter, frame: VideoFrame) -> AnyImage:
    try:
        return converter.image(frame)
    except (av.FFmpegError, ValueError) as error:
        raise InputError(
            f"{name} holds frames that cannot be converted to RGB ({reason(error)}); convert the "
            "video to H.264 first.",
            code="sample-format",
        ) from error


def _compare(video: OpenVideo, warn: Warn) -> None:
    """Warn where a file that was read to its end gave less than it promises."""
    length, end = video.promised_seconds, video.clock.end
    if video.kind == "avi":
        end += max(Fraction(0), video.clock.first or Fraction(0))  # its length counts from 0
    if length is not None and end < length - _TOLERANCE / video.rate:
        warn(
            f"{video.name} ends after {float(end):.2f} of {float(length):.2f} seconds: it was cut "
            "short, or its last packets are broken."
        )


def _unheard(_: str) -> None:
    """Take no notice."""


def _remarks(video: OpenVideo, frame: VideoFrame) -> Iterator[str]:
    if video.clock.joins:
        yield f"{video.name} is several clips joined: its clock restarts, and the times go on."
    if frame.interlaced_frame:
        yield f"{video.name} is interlaced: moving edges are combed."
    if frame.color_trc in _HDR:
        yield (
            f"{video.name} is HDR ({_HDR[frame.color_trc]}): its pictures are read as if they were "
            "not, and look pale; bring it to SDR first, by a tone map of your choice."
        )


def _too_large(width: int, height: int, most: int, time: Fraction) -> str:
    return (
        f"frames from {float(time):.2f} s on have {width}×{height} pixels; at most "
        f"{most / 1e6:g} megapixels are read; left out."
    )


def _until_first(source: Iterator[TimedFrame | Problem]) -> list[TimedFrame | Problem]:
    """Take the problems before the first frame, and that frame."""
    head: list[TimedFrame | Problem] = []
    for item in source:
        head.append(item)
        if not isinstance(item, str):
            break
    return head


def _begins_late(head: list[TimedFrame | Problem], time_range: TimeRange) -> bool:
    return bool(head) and not isinstance(head[-1], str) and head[-1][0] > time_range.start + 1e-6
