"""The formats in which films are written, by suffix."""

from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from roadeye.errors import OutputError


@dataclass(frozen=True)
class FilmFormat:
    """Say how films of one suffix are written.

    Attributes:
        codec: FFmpeg's name of the encoder.
        pixels: Pixel format that the encoder is given.
        tick: Seconds between two times that the file can tell apart.
        yuv420: Colours are halved in size (width and height must be even) and follow BT.709.
        longest: Wider or higher frames are made smaller to this; None keeps any size.
        codec_options: For the encoder.
        file_options: For the container.
    """

    codec: str
    pixels: str
    tick: Fraction
    yuv420: bool = False
    longest: int | None = None
    codec_options: dict[str, str] = field(default_factory=dict)
    file_options: dict[str, str] = field(default_factory=dict)


FILM_FORMATS = {
    ".mp4": FilmFormat(
        codec="libx264",
        pixels="yuv420p",
        tick=Fraction(1, 90_000),
        yuv420=True,
        # Without B-frames a file's length is right where frames have lengths of their own.
        codec_options={"crf": "20", "preset": "veryfast", "bf": "0"},
        file_options={"movflags": "+faststart"},
    ),
    ".gif": FilmFormat("gif", "pal8", Fraction(1, 100), longest=640),
    ".webp": FilmFormat(
        "libwebp_anim",
        "bgra",  # the encoder knows best which YUV a WebP holds
        Fraction(1, 1000),
        longest=640,
        codec_options={"quality": "70", "loop": "0"},
        file_options={"loop": "0"},
    ),
}
"""The films that can be written, by suffix."""


def film_format(path: Path) -> FilmFormat:
    """Return the format that a file's suffix asks for.

    Raises:
        OutputError: No film of this suffix can be written.
    """
    form = FILM_FORMATS.get(path.suffix.lower())
    if form is None:
        raise OutputError(
            f"{path} is no film that can be written: give -o a name that ends in "
            f"{', '.join(FILM_FORMATS)}, or a folder (end its name with /)."
        )
    return form
