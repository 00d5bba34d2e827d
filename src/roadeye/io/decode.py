"""Decode picture files: by content, refused by size before decoding, or an error.

Pillow decodes, since it reads a header without decoding the picture and reports a file that was
cut short, where OpenCV returns it with grey rows. `io/jpeg.py` and `io/png.py` decode plain whole
files faster; the rest comes here.

Memory: reading a picture takes at most 11 bytes a pixel, the array that is made of it included; 17
for WebP and for floats, 20 where 16 bits a channel are scaled. The limit on pixels so limits both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import numpy as np
from PIL import (
    BmpImagePlugin,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
from PIL import Image as Pillow

from roadeye.errors import InputError
from roadeye.io.faults import named, out_of_memory, reason
from roadeye.io.formats import START, format_of, require_readable
from roadeye.io.limits import MAX_PIXELS, length_limit, require_size
from roadeye.io.regular import Stream, name_of, open_source, require_length
from roadeye.io.tiff import decode_floats, require_usual, samples_of
from roadeye.io.webp import webp_size

Warn: TypeAlias = Callable[[str], None]
"""Takes one sentence on what was decided about an input that could be meant otherwise."""

_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin, BmpImagePlugin, TiffImagePlugin)
_READ_WHOLE = ("WEBP", "AVIF")
ORIENTATION = 0x0112
"""The EXIF tag."""


@dataclass(frozen=True)
class Decoded:
    """Hold a decoded picture, as it is stored.

    Attributes:
        name: What messages call it.
        picture: The pixels; not yet turned.
        orientation: How to turn them, as EXIF counts, 1..8; 1 is upright.
        bits: Bits a channel in the file; Pillow keeps the upper 8 of colours.
    """

    name: str
    picture: Pillow.Image
    orientation: int
    bits: int


def silent(_: str) -> None:
    """Say nothing."""


def decode(
    source: Path | bytes, max_pixels: int = MAX_PIXELS, name: str = "", warn: Warn = silent
) -> Decoded:
    """Decode a picture.

    Args:
        source: A JPEG, PNG, WebP, BMP, TIFF or AVIF file, or the content of one; its content
            decides, not its name.
        max_pixels: Larger pictures are refused by their header, before memory is taken for them.
        name: What messages call it; by default its path.
        warn: Told where a file holds several pictures; the first is taken.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, cut short or damaged.
    """
    name = name or name_of(source)
    with open_source(source) as file:
        kind = _kind(file, max_pixels, name)
        if kind == "TIFF" and samples_of(file, name).is_float:
            require_size(samples_of(file, name).size, max_pixels, name)
            return Decoded(name, Pillow.fromarray(decode_floats(file.read(), name)), 1, 32)
        picture = open_header(file, kind, max_pixels, name)
        with named(name):
            if isinstance(picture, PngImagePlugin.PngImageFile):
                picture.verify()  # check sums and the end, which decoding does not ask for
                file.seek(0)
                picture = PngImagePlugin.PngImageFile(file)
            if _holds_more(picture):
                warn(f"{name} holds more than one picture; the first is read.")
            bits = 16 if ";16" in f"{picture.mode} {picture.tile}" else 8
            if kind == "AVIF":
                _ask_for_memory(picture.size, 11)
            picture.load()
            orientation = picture.getexif().get(ORIENTATION, 1)
            return Decoded(name, picture, orientation, bits)


def image_size(
    source: Path | bytes, max_pixels: int = MAX_PIXELS, name: str = ""
) -> tuple[int, int]:
    """Return the `(height, width)` of a picture as it is seen, without decoding it.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, or its header is damaged.
    """
    height, width, orientation = stored_size(source, max_pixels, name)
    return (width, height) if orientation in {5, 6, 7, 8} else (height, width)


def stored_size(
    source: Path | bytes, max_pixels: int = MAX_PIXELS, name: str = ""
) -> tuple[int, int, int]:
    """Return `(height, width, orientation)` of a picture as it is stored, without decoding it.

    The orientation says how to turn it, as EXIF counts, 1..8; see `roadeye.io.pixels.turned`.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, or its header is damaged.
    """
    name = name or name_of(source)
    with open_source(source) as file:
        kind = _kind(file, max_pixels, name)
        if kind == "TIFF":
            samples = samples_of(file, name)
            require_size(samples.size, max_pixels, name)
            return samples.size[1], samples.size[0], 1
        picture = open_header(file, kind, max_pixels, name)
        with named(name):
            if kind == "PNG" and b"eXIf" in file.read():  # may stand after the pixels
                picture.load()
            # Not `picture.getexif()`, by which a PNG decodes itself.
            orientation = Pillow.Image.getexif(picture).get(ORIENTATION, 1)
            return picture.height, picture.width, orientation


def is_picture(source: Path | bytes) -> bool:
    """Tell by the first bytes whether a file is a picture, HEIC included, which `decode` refuses."""
    try:
        with open_source(source) as file:
            return format_of(file.read(START)) is not None
    except (InputError, OSError):
        return False


def _kind(file: Stream, max_pixels: int, name: str) -> str:
    """Find the format by the first bytes, and refuse what no such picture can be."""
    require_length(file, length_limit(max_pixels), name)
    with named(name):
        kind = require_readable(file.read(START), name)
        file.seek(0)
    if kind == "TIFF":
        require_usual(samples_of(file, name), name)
    return kind


def open_header(file: Stream, kind: str, max_pixels: int, name: str) -> ImageFile.ImageFile:
    """Read the header of a picture; Pillow's own limit on pixels is not asked, ours is.

    Args:
        file: Open at its start.
        kind: Its format, one of `READ`.
        max_pixels: More pixels are refused.
        name: What messages call it.

    Raises:
        InputError: The header is damaged, the picture is too large, or memory is short.
    """
    if kind == "WEBP":
        require_size(webp_size(file), max_pixels, name)
    try:
        if kind == "AVIF":
            _load_avif()
        if kind == "WEBP":
            _ask_for_memory(webp_size(file), 17)
        whole = BytesIO(file.read()) if kind in _READ_WHOLE else file
        picture = Pillow.OPEN[kind][0](whole, "")  # no name: Pillow would map the file by it
    except MemoryError as error:
        raise out_of_memory(name) from error
    except ImportError as error:
        raise InputError(
            f"{name} is an AVIF picture, which this Pillow cannot read: install Pillow 11.3 or later "
            "from its wheel, or convert the picture to JPEG.",
            code="avif",
        ) from error
    except Exception as error:
        raise InputError(
            f"{name} starts like a {kind} picture, but its header is damaged or was cut short "
            f"({reason(error)}); copy or download it again.",
            code="damaged",
        ) from error
    require_size(picture.size, max_pixels, name)
    if kind != "TIFF":  # which may hold many pictures
        require_length(file, length_limit(picture.width * picture.height), name)
    return picture


def _ask_for_memory(size: tuple[int, int], bytes_a_pixel: int) -> None:
    """Raise `MemoryError` where there is too little, for which Pillow's decoder says "damaged"."""
    np.empty(size[0] * size[1] * bytes_a_pixel, np.uint8)


def _load_avif() -> None:
    """Load Pillow's plugin, late: its libraries are large.

    Raises:
        ImportError: This Pillow is too old, or was built without AVIF.
    """
    if not import_module("PIL.AvifImagePlugin").SUPPORTED:
        raise ImportError


def _holds_more(picture: Pillow.Image) -> bool:
    """Tell whether a file holds more pictures; a phone's JPEG may hold previews, which are none."""
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        return bool(picture.tag_v2.next)  # counting them would follow a chain of any length
    return picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1
