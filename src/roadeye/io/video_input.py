"""Open a video file: its main track, refused by its header if its frames are too large."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from roadeye.errors import InputError
from roadeye.io.faults import named, reason
from roadeye.io.pyav import fraction, open_headers, open_input
from roadeye.io.video_clock import Clock
from roadeye.io.video_image import pixel_aspect, square_width
from roadeye.io.video_length import seconds_of

_NO_VIDEO = frozenset({"tty", "image2", "bin", "xbin", "adf", "idf"})  # demuxers of FFmpeg
_STILL_BRANDS = frozenset({"avif", "heic", "heix", "mif1"})
_PREVIEW = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
_JOINABLE = ("mpegts", "mpeg")
_FALLBACK_RATE = Fraction(25)
_LARGE = 16_000_000  # pixels: from here up a frame in each thread would take too much memory
_PADDED = 262_144  # pixels that codecs may add at the edges of a frame

# What PyAV and FFmpeg raise for broken files; a TypeError would be our own mistake.
UNFORESEEN = (
    av.FFmpegError,
    OSError,
    ArithmeticError,
    AssertionError,
    LookupError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class OpenVideo:
    """Hold a video that is open for reading.

    Attributes:
        name: What messages call it: the path of a file.
        container: As PyAV opened it.
        stream: The main track.
        clock: Counts the seconds of its frames.
        max_pixels: Larger frames are not converted.
    """

    name: str
    container: InputContainer
    stream: VideoStream
    clock: Clock
    max_pixels: int

    @property
    def kind(self) -> str:
        """Return FFmpeg's names of the container, such as `"mov,mp4,m4a,3gp,3g2,mj2"`."""
        return self.container.format.name

    @property
    def rate(self) -> Fraction:
        """Return the frames a second, on average."""
        return self.clock.rate

    @property
    def promised_seconds(self) -> Fraction | None:
        """Return the length that the header names; None where it names none."""
        seconds = seconds_of(self.container, self.stream)
        if self.kind == "avi" and self.stream.frames:
            return max(seconds or Fraction(0), self.stream.frames / self.rate)
        return seconds

    @property
    def shown_in_order(self) -> bool:
        """Tell whether packets say when they are decoded, but not when frames are shown."""
        return self.kind == "avi" and self.stream.codec_context.has_b_frames


@contextmanager
def opened(path: Path, max_pixels: int) -> Iterator[OpenVideo]:
    """Open a video file; whatever goes wrong in the block is an error of this file.

    Raises:
        InputError: The file is missing, no video, too large, or damaged.
    """
    with named(str(path)):
        try:
            with open_headers(path) as headers:
                track = _main_track(str(path), headers)
                require_size(str(path), track.width, track.height, pixel_aspect(track), max_pixels)
            container = open_input(path, decoded_limit(max_pixels))
        except UNFORESEEN as error:
            raise InputError(
                f"{path} is not a video that can be opened ({reason(error)}); check that it is "
                "complete and that a player shows it.",
                code="not-a-video",
            ) from error
        with container:
            yield choose_track(str(path), container, max_pixels)


def choose_track(
    name: str, container: InputContainer, max_pixels: int, *, at_once: bool = False
) -> OpenVideo:
    """Choose the main track of an open container.

    Args:
        name: What messages call it.
        container: As PyAV opened it.
        max_pixels: A video of larger frames is refused.
        at_once: Give each frame as soon as its packet is decoded, at the cost of speed.

    Raises:
        InputError: It holds no video, or one of too large frames.
    """
    stream = _main_track(name, container)
    require_size(name, stream.width, stream.height, pixel_aspect(stream), max_pixels)
    stream.codec_context.options = {"max_pixels": str(decoded_limit(max_pixels))}
    large = stream.width * stream.height > _LARGE
    stream.thread_type = "SLICE" if large or at_once else "AUTO"
    rate = fraction(stream.average_rate) or fraction(stream.base_rate) or _FALLBACK_RATE
    clock = Clock(rate, joinable=container.format.name.startswith(_JOINABLE))
    return OpenVideo(name, container, stream, clock, max_pixels)


def decoded_limit(max_pixels: int) -> int:
    """Return the pixels of a frame, as it is stored, above which decoders refuse it."""
    return int(min(max_pixels + max_pixels // 8 + _PADDED, 2**31 - 1))


def require_size(name: str, width: int, height: int, aspect: Fraction, max_pixels: int) -> None:
    """Check the size of frames in square pixels against the limit.

    Raises:
        InputError: They are larger.
    """
    shown = square_width(width, aspect)
    if shown * height > max_pixels:
        squared = "" if shown == width else f" (stored as {width}×{height}, pixel aspect {aspect})"
        raise InputError(
            f"{name} has frames of {shown}×{height} pixels{squared}, "
            f"{round(shown * height / 1e6, 2):g} megapixels; at most {max_pixels / 1e6:g} are read: make "
            "it smaller.",
            code="too-many-pixels",
        )


def _main_track(name: str, container: InputContainer) -> VideoStream:
    """Choose the track: no cover or preview, the largest, then the default one."""
    if _is_still(container):
        raise InputError(
            f"{name} is neither a video nor a picture in a known format; if it is a picture, "
            "convert it to PNG or JPEG.",
            code="not-a-video",
        )
    if not container.streams.video:
        raise InputError(
            f"{name} holds no video, only {_kinds(container)}; give a video file.",
            code="not-a-video",
        )
    tracks = [track for track in container.streams.video if _can_decode(track)]
    if not tracks:
        raise InputError(
            f"{name} holds video in a format that this FFmpeg cannot decode; convert it to H.264.",
            code="not-a-video",
        )
    lengths = {track.index: seconds_of(container, track) or Fraction(0) for track in tracks}
    longest = max(lengths.values())
    return max(
        tracks,
        key=lambda track: (
            not track.disposition & _PREVIEW,
            2 * lengths[track.index] >= longest,
            track.width * track.height,
            bool(track.disposition & Disposition.default),
            -track.index,
        ),
    )


def _can_decode(track: VideoStream) -> bool:
    return getattr(track, "codec_context", None) is not None  # else FFmpeg knows its name alone


def _is_still(container: InputContainer) -> bool:
    """Tell what FFmpeg opens as a video of one or a few frames: text as art, single pictures."""
    name = container.format.name
    return (
        name in _NO_VIDEO
        or name.endswith("_pipe")
        or container.metadata.get("major_brand") in _STILL_BRANDS
    )


def _kinds(container: InputContainer) -> str:
    return ", ".join(sorted({stream.type for stream in container.streams})) or "nothing"
