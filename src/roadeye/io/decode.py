"""Open picture files: by content, refused by size before decoding, turned upright, or an error.

Pillow decodes, since it reads a header without decoding the picture and reports a file that was
cut short, where OpenCV returns it with grey rows.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from PIL import BmpImagePlugin, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin
from PIL import Image as Pillow
from PIL import WebPImagePlugin as _WebP

from roadeye.errors import InputError
from roadeye.io.png import require_sound

MAX_PIXELS = 100_000_000
"""A picture of more pixels is refused before it is decoded, unless the caller allows it."""

_PLUGINS = (JpegImagePlugin, PngImagePlugin, _WebP, BmpImagePlugin, TiffImagePlugin)
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_LONGEST_SIGNATURE = 16

# What Pillow's decoders are known to raise for broken files (its own fuzz targets list them).
_BROKEN = (
    OSError,
    SyntaxError,
    MemoryError,
    ValueError,
    NotImplementedError,
    OverflowError,
    EOFError,
    struct.error,
    TypeError,  # these three come of damaged EXIF
    AttributeError,
    KeyError,
    UserWarning,  # where the caller turns warnings into errors
)


@contextmanager
def opened(path: Path, max_pixels: int = MAX_PIXELS) -> Iterator[Pillow.Image]:
    """Open a picture file and decode it, upright.

    Args:
        path: A JPEG, PNG, WebP, BMP or TIFF file; its content decides, not its name. Of a file of
            several pictures the first is taken.
        max_pixels: Larger pictures are refused by their header, before memory is taken for them.

    Yields:
        The decoded picture, turned and mirrored as its EXIF orientation asks.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, cut short or damaged.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"cannot open {path}: {reason}; give the path of a picture.") from error
    with file:
        picture = _read_header(path, file)
        width, height = picture.size
        if width * height > max_pixels:
            raise InputError(
                f"{path} has {width}×{height} pixels, {width * height / 1e6:.0f} megapixels; at "
                f"most {max_pixels / 1e6:g} are read: raise --max-megapixels or make it smaller."
            )
        if picture.format == "PNG":
            require_sound(path, _content(file))
        try:
            picture.load()
            upright = ImageOps.exif_transpose(picture)
        except _BROKEN as error:
            raise InputError(
                f"{path} is damaged or was cut short ({error}); copy or download it again."
            ) from error
        yield upright


def is_picture(path: Path) -> bool:
    """Tell by the first bytes whether a file is of a format that `opened` reads."""
    try:
        with path.open("rb") as file:
            return _format(file.read(_LONGEST_SIGNATURE)) is not None
    except OSError:
        return False


def _format(start: bytes) -> str | None:
    for name in _FORMATS:
        accepts = Pillow.OPEN[name][1]
        if accepts is not None and accepts(start) is True:
            return name
    return None


def _content(file: IO[bytes]) -> bytes:
    place = file.tell()
    file.seek(0)
    content = file.read()
    file.seek(place)
    return content


def _read_header(path: Path, file: IO[bytes]) -> Pillow.Image:
    """Find the format by the first bytes; Pillow's own limit on pixels is not asked, ours is."""
    start = file.read(_LONGEST_SIGNATURE)
    if not start:
        raise InputError(f"{path} is empty (0 bytes); copy or download it again.")
    file.seek(0)
    name = _format(start)
    if name is None:
        raise InputError(f"{path} is not a picture; {', '.join(_FORMATS)} can be read.")
    try:
        return Pillow.OPEN[name][0](file, str(path))
    except _BROKEN as error:
        raise InputError(
            f"{path} starts like a {name} picture, but its header is damaged or was cut short "
            f"({error}); copy or download it again."
        ) from error
