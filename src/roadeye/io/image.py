"""Read pictures as RGB arrays of 8 bits, and write them."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow

from roadeye.arrays import Gray, Image
from roadeye.errors import InputError
from roadeye.io.atomic import write_bytes
from roadeye.io.decode import MAX_PIXELS, opened
from roadeye.io.png import png_levels, png_unchanged

_SIXTEEN_BITS = ("I;16", "I;16L", "I;16B", "I;16N")
_BEYOND_SIXTEEN_BITS = ("I", "F")
_LONGEST_JPEG = 65_500


def read_image(path: Path, max_pixels: int = MAX_PIXELS) -> Image:
    """Read a picture as RGB.

    Grey becomes three equal channels, a palette its colours, 16 bits their upper 8; transparency
    is dropped, and the picture is turned as its EXIF orientation asks.

    Args:
        path: A JPEG, PNG, WebP, BMP or TIFF file.
        max_pixels: Larger pictures are refused before decoding.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, cut short or damaged.
    """
    with opened(path, max_pixels) as picture:
        return _rgb(path, picture)


def read_levels(path: Path, max_pixels: int = MAX_PIXELS) -> Gray:
    """Read a picture as one channel, such as a probability map of 8 bits.

    Grey stays as it is (of 16 bits the upper 8); colours become `0.299 R + 0.587 G + 0.114 B`, as
    OpenCV's `imread(file, 0)` gives them.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, cut short or damaged.
    """
    levels = png_levels(path, max_pixels)
    if levels is not None:
        return levels
    with opened(path, max_pixels) as picture:
        if picture.mode in _SIXTEEN_BITS:
            return _upper_byte(picture)
        if picture.mode in {"1", "L", "LA"}:
            return np.array(picture.convert("L"))
        return np.asarray(cv2.cvtColor(_rgb(path, picture), cv2.COLOR_RGB2GRAY))


def read_unchanged(path: Path, max_pixels: int = MAX_PIXELS) -> Gray | Image:
    """Read a label picture: its values exactly as they are stored.

    Returns:
        `(height, width)` for grey, else `(height, width, 3)`, RGB: transparency is dropped and a
        palette is read as its colours.

    Raises:
        InputError: As for `read_image`, or the file holds more than 8 bits a channel.
    """
    values = png_unchanged(path, max_pixels)
    if values is not None:
        return values
    with opened(path, max_pixels) as picture:
        if picture.mode in _SIXTEEN_BITS + _BEYOND_SIXTEEN_BITS:
            raise InputError(
                f"{path} holds more than 8 bits a pixel; labels are expected as 8-bit grey or RGB."
            )
        if picture.mode in {"1", "L", "LA"}:
            return np.array(picture.convert("L"))
        return _rgb(path, picture)


def write_png(path: Path, array: Gray | Image) -> None:
    """Write grey or RGB as a PNG, atomically.

    Raises:
        OutputError: The file cannot be written.
    """
    _write(path, ".png", array, ())


def write_jpeg(path: Path, image: Gray | Image, quality: int = 92) -> None:
    """Write grey or RGB as a JPEG of `quality` 1..100, atomically.

    Raises:
        InputError: A side of the picture is longer than JPEG's 65,500 pixels.
        OutputError: The file cannot be written.
    """
    _write(path, ".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))


def _rgb(path: Path, picture: Pillow.Image) -> Image:
    if picture.mode in _BEYOND_SIXTEEN_BITS:
        raise InputError(
            f"{path} holds 32 bits a pixel; pictures of 8 or 16 bits a channel are expected: "
            "convert it first."
        )
    if picture.mode in _SIXTEEN_BITS:
        return np.repeat(_upper_byte(picture)[:, :, np.newaxis], 3, axis=2)
    if picture.mode == "P" and "transparency" in picture.info:
        picture = picture.convert("RGBA")  # what Pillow asks for, before transparency is dropped
    return np.array(picture.convert("RGB"))


def _upper_byte(picture: Pillow.Image) -> Gray:
    return (np.asarray(picture).astype(np.uint16) >> 8).astype(np.uint8)


def _write(path: Path, suffix: str, array: Gray | Image, options: Sequence[int]) -> None:
    pixels = array if array.ndim == 2 else cv2.cvtColor(array, cv2.COLOR_RGB2BGR)
    height, width = array.shape[:2]
    if suffix == ".jpg" and max(height, width) > _LONGEST_JPEG:
        raise InputError(
            f"{path} cannot hold {width}×{height} pixels: JPEG ends at {_LONGEST_JPEG} a side; "
            "write PNG kinds only, with --save mask,prob."
        )
    done, content = cv2.imencode(suffix, pixels, options)
    if not done:
        raise InputError(f"{path} cannot hold {width}×{height} pixels in this format.")
    write_bytes(path, content.tobytes())
