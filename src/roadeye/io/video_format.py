"""The formats in which videos are written, by suffix."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path

from roadeye.errors import InputError, OutputError


@dataclass(frozen=True)
class VideoFormat:
    """Say how videos of one suffix are written.

    Attributes:
        codec: FFmpeg's name of the encoder.
        name: What people call the codec.
        pixels: Pixel format that the encoder is given for colours.
        tick: Seconds between two times that the file can tell apart.
        gray: Pixel format for one channel; None writes it as colours.
        yuv420: Colours are halved in size (width and height must be even) and follow BT.709.
        lossless: Every pixel comes back as it was.
        longest: Wider or higher frames are made smaller to this; None keeps any size.
        audio: FFmpeg's name of the container, where it holds audio.
        plays_without_end: What was written plays, wherever the file is cut.
        fragmented: The file is written in fragments, and its index is put first at the end.
        codec_options: For the encoder.
        file_options: For the container.
    """

    codec: str
    name: str
    pixels: str
    tick: Fraction
    gray: str | None = None
    yuv420: bool = False
    lossless: bool = False
    longest: int | None = None
    audio: str | None = None
    plays_without_end: bool = False
    fragmented: bool = False
    codec_options: dict[str, str] = field(default_factory=dict)
    file_options: dict[str, str] = field(default_factory=dict)


VIDEO_FORMATS = {
    ".mp4": VideoFormat(
        codec="libx264",
        name="H.264",
        pixels="yuv420p",
        tick=Fraction(1, 90_000),
        yuv420=True,
        # Without B-frames a file's length is right where frames have lengths of their own. The preset
        # holds no frames back, and takes a third less time than the next one; see docs/adr.
        codec_options={"crf": "21", "preset": "superfast", "bf": "0"},
        # Fragments of half a second: what a killed process leaves plays.
        file_options={
            "movflags": "+empty_moov+default_base_moof",
            "frag_duration": "500000",
            "flush_packets": "1",
        },
        audio="mp4",
        plays_without_end=True,
        fragmented=True,
    ),
    ".gif": VideoFormat("gif", "GIF", "pal8", Fraction(1, 100), longest=640),
    ".webp": VideoFormat(
        "libwebp_anim",
        "WebP",
        "bgra",  # the encoder knows best which YUV a WebP holds
        Fraction(1, 1000),
        longest=640,
        codec_options={"quality": "70", "loop": "0"},
        file_options={"loop": "0"},
    ),
}
"""The videos for people, by suffix."""

LOSSLESS_FORMATS = {
    ".mkv": VideoFormat(
        codec="ffv1",
        name="FFV1",
        pixels="bgr0",
        gray="gray",
        tick=Fraction(1, 1000),
        lossless=True,
        plays_without_end=True,
        codec_options={"level": "3", "slices": "4", "slicecrc": "1"},
        file_options={"cluster_time_limit": "1000", "flush_packets": "1"},
    ),
}
"""The videos for programs, such as masks, by suffix."""


def with_crf(form: VideoFormat, crf: int) -> VideoFormat:
    """Return a format of another quality.

    Raises:
        InputError: It has no such number, or the number is not in 0..51.
    """
    if "crf" not in form.codec_options:
        raise InputError(f"a CRF is the quality of H.264; {form.name} has none.", code="no-crf")
    if not 0 <= crf <= 51:
        raise InputError(f"a CRF is 0 (best) to 51, not {crf}.", code="bad-crf")
    return replace(form, codec_options={**form.codec_options, "crf": str(crf)})


def video_format(path: Path, lossless: bool = False) -> VideoFormat:
    """Return the format that a file's suffix asks for.

    Raises:
        OutputError: No video of this suffix can be written.
    """
    formats: Mapping[str, VideoFormat] = LOSSLESS_FORMATS if lossless else VIDEO_FORMATS
    form = formats.get(path.suffix.lower())
    if form is None:
        kind = "a lossless video" if lossless else "a video"
        raise OutputError(
            f"{path} cannot be written as {kind}: give a name that ends in {', '.join(formats)}."
        )
    return form
