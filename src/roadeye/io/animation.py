"""Read animated pictures as videos: every frame of a GIF, WebP or PNG, each at its own time.

Pillow reads them: FFmpeg gives one frame of a GIF without durations, and none of an animated WebP.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import GifImagePlugin, PngImagePlugin, WebPImagePlugin
from PIL import Image as Pillow
from PIL import ImageFile as _ImageFile

from roadeye.arrays import AnyImage
from roadeye.errors import InputError
from roadeye.io.faults import named, reason
from roadeye.io.frames import Frame, VideoFacts, Warn
from roadeye.io.limits import require_size
from roadeye.io.regular import Stream, open_regular
from roadeye.io.taken import EACH, Every, TimeRange
from roadeye.io.webp import webp_frames, webp_size

_DEFAULT = 100  # milliseconds: what browsers take where a file gives 10 or less, or nothing
_LEAST = 11
_MOST = 1_000_000  # frames of a file that breaks off, and does not tell their number
_SIGNATURES = {
    b"GIF8": GifImagePlugin.GifImageFile,
    b"RIFF": WebPImagePlugin.WebPImageFile,
    b"\x89PNG": PngImagePlugin.PngImageFile,
}
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    ArithmeticError,
    LookupError,
    EOFError,
    TypeError,
    Pillow.DecompressionBombError,
)


def is_animated(path: Path) -> bool:
    """Tell whether a file is a picture of several frames, without decoding one.

    Files that are missing or damaged are not.
    """
    try:
        with open_regular(path) as file:
            kind = _kind(file)
            if kind is WebPImagePlugin.WebPImageFile:
                return webp_frames(file) > 1
            if kind is None:
                return False
            with kind(file) as picture:
                return bool(getattr(picture, "is_animated", False))
    except (*_BROKEN, InputError):
        return False


def is_animation_file(path: Path) -> bool:
    """Tell what is read here and not by FFmpeg: also a GIF of one frame."""
    try:
        with open_regular(path) as file:
            return file.read(4) == b"GIF8" or is_animated(path)
    except (OSError, InputError):
        return False


def animation_facts(path: Path, max_pixels: int) -> VideoFacts:
    """Read the head of an animated picture; its length is that of equal frames.

    Raises:
        InputError: The file is damaged or too large.
    """
    with _opened(path, max_pixels) as picture:
        count = _count(picture)
        picture.seek(_first(picture))
        picture.load()
        length = _seconds(picture)
        seconds = None if count is None else float(count * length)
        return VideoFacts(1 / length, seconds, count, (picture.height, picture.width))


def frames_of_animation(
    path: Path,
    warn: Warn,
    time_range: TimeRange,
    max_pixels: int,
    every: Every = EACH,
) -> Iterator[Frame]:
    """Read an animated picture frame by frame.

    Args:
        path: A GIF, WebP or PNG file.
        warn: Called once where frames are left out.
        time_range: The seconds to take.
        max_pixels: Larger pictures are refused.
        every: Which of the frames.

    Raises:
        InputError: The file is damaged at its begin, or too large.
    """
    with _opened(path, max_pixels) as picture:
        promised, first = _count(picture), _first(picture)
        take = every.picker()
        time = Fraction(0)
        index = 0
        for number in range(first, promised or _MOST):
            try:
                picture.seek(number)
                picture.load()
                require_size(picture.size, max_pixels, str(path))
                image = _rgb(picture)
            except (*_BROKEN, InputError) as error:
                of_all = "" if promised is None else f" of {promised}"
                warn(
                    f"{path}: frame {number + 1}{of_all} cannot be read ({reason(error)}); it and the "
                    "frames after it are left out."
                )
                return
            if time_range.is_over(time):
                return
            if not time_range.is_before(time) and take(time):
                yield Frame(index, time, image)
                index += 1
            time += _seconds(picture)


@contextmanager
def _opened(path: Path, max_pixels: int) -> Iterator[_ImageFile.ImageFile]:
    with open_regular(path) as file, named(str(path)):
        kind = _kind(file) or GifImagePlugin.GifImageFile
        if kind is WebPImagePlugin.WebPImageFile:
            require_size(webp_size(file), max_pixels, str(path))  # Pillow takes memory for it
        with kind(file) as picture:
            require_size(picture.size, max_pixels, str(path))
            yield picture


def _kind(file: Stream) -> type[_ImageFile.ImageFile] | None:
    start = file.read(4)
    file.seek(0)
    return _SIGNATURES.get(start)


def _count(picture: _ImageFile.ImageFile) -> int | None:
    """Count the frames; None where the file breaks off before its end."""
    try:
        return int(getattr(picture, "n_frames", 1))
    except _BROKEN:
        return None


def _first(picture: _ImageFile.ImageFile) -> int:
    """Return the number of the first frame: a PNG may begin with a still that is none of them."""
    return int(bool(getattr(picture, "default_image", False)))


def _seconds(picture: _ImageFile.ImageFile) -> Fraction:
    given = picture.info.get("duration", 0)
    return Fraction(int(given) if given >= _LEAST else _DEFAULT, 1000)


def _rgb(picture: _ImageFile.ImageFile) -> AnyImage:
    if picture.mode == "P" and "transparency" in picture.info:
        return np.array(picture.convert("RGBA").convert("RGB"))
    return np.array(picture.convert("RGB"))
