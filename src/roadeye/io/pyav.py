"""What differs between the versions of PyAV that are supported: 17 to 19."""

from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import av
from av.container import InputContainer

from roadeye.io.regular import open_regular


@runtime_checkable
class Rational(Protocol):
    """A fraction of PyAV: Python's up to version 18, FFmpeg's own from 19."""

    @property
    def numerator(self) -> int:
        """Return what is above the line."""

    @property
    def denominator(self) -> int:
        """Return what is below it, 0 where FFmpeg does not know the value."""


# PyAV 19 always reads metadata that is not UTF-8; earlier versions must be asked to.
_LENIENT: dict[str, Any] = (
    {"metadata_errors": "surrogateescape"} if int(av.__version__.split(".")[0]) < 19 else {}
)

_TRACKS_AT_4 = (b"ftyp", b"moov", b"mdat", b"wide", b"free")  # MP4 and MOV
_TRACKS_AT_0 = (b"RIFF", b"\x1aE\xdf\xa3")  # AVI, Matroska


def open_headers(path: Path) -> InputContainer:
    """Open a file for its headers alone: no frame is decoded in the search for facts.

    Raises:
        InputError: It is missing or no regular file.
        av.FFmpegError: FFmpeg cannot read it.
    """
    with open_regular(path):
        pass
    no_decoder = {"codec_whitelist": "none"}  # parsers still tell the size of raw streams
    container: InputContainer = av.open(
        str(path.absolute()), "r", container_options=no_decoder, **_LENIENT
    )
    return container


def open_input(path: Path, max_pixels: int) -> InputContainer:
    """Open a file for reading, whatever the encoding of its metadata.

    Args:
        path: The file.
        max_pixels: Larger frames are not decoded in the search for facts, where the container
            lists its tracks in its head.

    Raises:
        InputError: It is missing or no regular file.
        av.FFmpegError: FFmpeg cannot read it.
    """
    with open_regular(path) as file:
        start = file.read(12)
    listed = start[4:8] in _TRACKS_AT_4 or start[:4] in _TRACKS_AT_0
    # PyAV before 19 breaks on options of files whose tracks are found later.
    options = {"max_pixels": str(max_pixels)} if listed else {}
    # An absolute path: FFmpeg takes a name such as "a:b.mp4" for a protocol.
    container: InputContainer = av.open(str(path.absolute()), "r", options=options, **_LENIENT)
    return container


def fraction(value: Rational | None) -> Fraction | None:
    """Convert a fraction of PyAV; None where FFmpeg does not know it (0, 1/0 or 0/0).

    >>> fraction(Fraction(25)), fraction(Fraction(0)), fraction(None)
    (Fraction(25, 1), None, None)
    """
    if value is None or not value.numerator or not value.denominator:
        return None
    return Fraction(value.numerator, value.denominator)
