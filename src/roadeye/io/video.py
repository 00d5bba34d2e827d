"""Read video files frame by frame, through FFmpeg's libraries in PyAV."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from roadeye.arrays import Image
from roadeye.errors import InputError
from roadeye.io.frames import WHOLE, Frame, Report, Span
from roadeye.io.pyav import fraction, open_input

_FALLBACK_RATE = Fraction(25)
_SEEK_MARGIN = 1.0  # seconds: a seek lands on a key frame, and not always before the place asked
_HD_ROWS = 720  # players take colours without a mark for BT.709 from here up, else for BT.601
_NO_VIDEO = frozenset({"tty", "image2", "bin", "xbin", "adf", "idf"})  # demuxers of FFmpeg
_STILL_BRANDS = frozenset({"avif", "heic", "heix", "mif1"})
_UNMARKED, _BT709, _BT601 = 2, 1, 5  # AVColorSpace


@dataclass(frozen=True)
class VideoFacts:
    """Tell what a video file says about itself.

    Attributes:
        rate: Frames a second, on average.
        seconds: Length; None where the file does not tell.
        frames: Number of frames, counted or estimated; None where the file does not tell.
    """

    rate: Fraction
    seconds: float | None
    frames: int | None


def video_facts(path: Path) -> VideoFacts:
    """Read the head of a video file.

    Raises:
        InputError: The file is missing, no video, or damaged so that it cannot be opened.
    """
    with _opened(path) as (container, stream):
        rate = _rate(stream)
        seconds = _seconds(container, stream)
        frames = stream.frames or (None if seconds is None else round(seconds * rate))
        return VideoFacts(rate, None if seconds is None else float(seconds), frames)


def frames_of_video(path: Path, report: Report, span: Span = WHOLE) -> Iterator[Frame]:
    """Read a video file frame by frame, upright, with the frames' own times.

    Args:
        path: Any container and codec that FFmpeg reads.
        report: Called once for each broken packet or frame that is left out, and once where the
            file ends before the length that it names.
        span: The seconds to take.

    Yields:
        The frames in the order in which they are shown.

    Raises:
        InputError: The file is missing, no video, or damaged so that it cannot be opened.
    """
    with _opened(path) as (container, stream):
        rate = _rate(stream)
        # The first frame tells when a video begins better than the head of some containers, but
        # after a seek the first frame is another.
        first: Fraction | None = None
        has_index = stream.duration is not None or container.duration is not None  # raw has none
        tick = fraction(stream.time_base)
        if span.start > _SEEK_MARGIN and tick is not None and has_index:
            first = (stream.start_time or 0) * tick
            place = first + Fraction(span.start - _SEEK_MARGIN)
            try:
                container.seek(int(place / tick), stream=stream)
            except av.FFmpegError as error:
                raise InputError(
                    f"{path} cannot be entered at {span.start:g} seconds ({_reason(error)}); leave "
                    "out --start."
                ) from error
        time = Fraction(0)
        reached = Fraction(0)
        for index, frame in enumerate(_decoded(path, container, stream, report)):
            tick = fraction(frame.time_base)
            if frame.pts is not None and tick is not None:
                shown = frame.pts * tick
                first = shown if first is None else first
                time = shown - first
            reached = time + (frame.duration or 0) * (tick or Fraction(0))
            if span.is_over(time):
                return
            if not span.is_before(time):
                yield Frame(index, time, _image(path, frame, _shape_of_pixels(stream)))
            time += 1 / rate  # where a raw stream names no time
        length = _seconds(container, stream)
        if length is not None and max(reached, time) < length - 3 / rate:
            report(
                f"{path} ends after {float(time):.2f} of {float(length):.2f} seconds: it was cut "
                "short, or its last packets are broken."
            )


def _decoded(
    path: Path, container: InputContainer, stream: VideoStream, report: Report
) -> Iterator[VideoFrame]:
    """Decode packet by packet; what is broken is reported and left out."""
    packets = container.demux(stream)
    seen = 0
    while True:
        try:
            packet = next(packets, None)
        except av.FFmpegError as error:
            report(f"{path}: after packet {seen}: {_reason(error)}; left out.")
            if not isinstance(error, av.InvalidDataError):
                return
            packets = container.demux(stream)  # goes on behind the broken place
            continue
        if packet is None:
            return
        seen += 1
        if packet.is_corrupt:
            report(f"{path}: packet {seen} is cut short or damaged; left out.")
            continue
        try:
            frames = packet.decode()
        except av.FFmpegError as error:
            report(f"{path}: packet {seen} cannot be decoded ({_reason(error)}); left out.")
            continue
        for frame in frames:
            if frame.is_corrupt:
                report(f"{path}: a frame near packet {seen} is damaged; left out.")
            else:
                yield frame


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    if not path.exists():
        raise InputError(f"{path} does not exist; give the path of a video file.")
    try:
        container = open_input(path)
    except (av.FFmpegError, OSError) as error:
        raise InputError(
            f"{path} is not a video that can be opened ({_reason(error)}); check that it is "
            "complete and that a player shows it."
        ) from error
    with container:
        if _is_still(container):
            raise InputError(
                f"{path} is no video, and no picture of the formats that are read; convert it to "
                "PNG or JPEG if it is a picture."
            )
        if not container.streams.video:
            raise InputError(f"{path} holds no video, only {_streams(container)}.")
        stream = container.streams.video[0]
        if getattr(stream, "codec_context", None) is None:  # FFmpeg knows the codec by name alone
            raise InputError(f"{path} holds video in a format that this FFmpeg cannot decode.")
        stream.thread_type = "AUTO"
        yield container, stream


def _streams(container: InputContainer) -> str:
    return ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _rate(stream: VideoStream) -> Fraction:
    return fraction(stream.average_rate) or fraction(stream.base_rate) or _FALLBACK_RATE


def _seconds(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """Return the length of the video itself; a longer sound track does not count."""
    tick = fraction(stream.time_base)
    if stream.duration and tick:
        return stream.duration * tick
    if stream.metadata.get("DURATION"):  # Matroska: "00:00:08.840000000"
        hours, minutes, seconds = stream.metadata["DURATION"].split(":")
        return Fraction(hours) * 3600 + Fraction(minutes) * 60 + Fraction(seconds)
    if container.duration and len(container.streams) == 1:
        return Fraction(container.duration, av.time_base)
    return None


def _is_still(container: InputContainer) -> bool:
    """Tell what FFmpeg opens as a film of one or a few frames: text as art, and single pictures."""
    name = container.format.name
    return (
        name in _NO_VIDEO
        or name.endswith("_pipe")
        or container.metadata.get("major_brand") in _STILL_BRANDS
    )


def _shape_of_pixels(stream: VideoStream) -> Fraction:
    """Return the width of a pixel over its height."""
    return fraction(stream.sample_aspect_ratio) or Fraction(1)


def _image(path: Path, frame: VideoFrame, pixel: Fraction) -> Image:
    """Convert to RGB by the colours that the frame is marked with, in square pixels, upright.

    Raises:
        InputError: FFmpeg cannot convert frames of this kind.
    """
    marked = frame.colorspace
    if marked == _UNMARKED and frame.format.name.startswith("yuv"):
        marked = _BT709 if frame.height >= _HD_ROWS else _BT601
    width = max(1, round(frame.width * pixel))
    try:
        pixels = frame.to_ndarray(width=width, format="rgb24", src_colorspace=marked)
    except (av.FFmpegError, ValueError) as error:
        raise InputError(
            f"{path} holds frames that cannot be converted to RGB ({_reason(error)}); convert the "
            "video to H.264 first."
        ) from error
    return np.ascontiguousarray(np.rot90(pixels, round(frame.rotation / 90)), np.uint8)
