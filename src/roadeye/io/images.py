"""Read pictures as RGB arrays of 8 bits, and write them; from files, or from their content."""

from collections.abc import Sequence
from pathlib import Path

import cv2

from roadeye.arrays import Gray, Image
from roadeye.errors import InputError
from roadeye.io.atomic import write_bytes
from roadeye.io.decode import Warn, decode, image_size, silent
from roadeye.io.jpeg import jpeg_rgb
from roadeye.io.limits import MAX_PIXELS, length_limit
from roadeye.io.pixels import brightened, gray_of, indices_of, rgb_of
from roadeye.io.png import png_gray, png_unchanged
from roadeye.io.regular import name_of

__all__ = [
    "MAX_PIXELS",
    "encode_jpeg",
    "encode_png",
    "image_size",
    "read_gray",
    "read_image",
    "read_unchanged",
    "write_jpeg",
    "write_png",
]

_LONGEST_JPEG = 65_500


def read_image(
    source: Path | bytes, max_pixels: int = MAX_PIXELS, name: str = "", warn: Warn = silent
) -> Image:
    """Read a picture as RGB.

    Grey becomes three equal channels, a palette its colours, 16 bits their upper 8 (fewer bits in
    a file of 16 are scaled by what they are), floats from 0 to 1 become 0 to 255; transparency is
    dropped, and the picture is turned as its EXIF orientation asks.

    Args:
        source: A JPEG, PNG, WebP, BMP, TIFF or AVIF file, or the content of one.
        max_pixels: Larger pictures are refused before decoding.
        name: What messages call the picture; by default its path.
        warn: Told in one sentence what could be meant otherwise: fewer bits in a file of 16, a
            file of several pictures of which the first is read.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, cut short or damaged.
    """
    name = name or name_of(source)
    image = jpeg_rgb(source, max_pixels, name)
    if image is not None:
        return image
    decoded = decode(source, max_pixels, name, warn)
    return brightened(rgb_of(decoded), decoded, source, length_limit(max_pixels), warn)


def read_gray(source: Path | bytes, max_pixels: int = MAX_PIXELS, name: str = "") -> Gray:
    """Read a picture as one channel, such as a probability map of 8 bits.

    Grey stays as it is (of 16 bits the upper 8); colours become `0.299 R + 0.587 G + 0.114 B`, as
    OpenCV's `imread(file, 0)` gives them.

    Raises:
        InputError: The file is missing, empty, not a picture, too large, cut short or damaged.
    """
    name = name or name_of(source)
    gray = png_gray(source, max_pixels, name)
    return gray if gray is not None else gray_of(decode(source, max_pixels, name))


def read_unchanged(
    source: Path | bytes,
    max_pixels: int = MAX_PIXELS,
    name: str = "",
    *,
    palette_colours: bool = False,
) -> Gray | Image:
    """Read a label picture: its values exactly as they are stored.

    Args:
        source: A picture file, or the content of one.
        max_pixels: Larger pictures are refused before decoding.
        name: What messages call the picture; by default its path.
        palette_colours: Read a palette as its colours, not as its indices, which are the class
            numbers of labels by labelme and VOC.

    Returns:
        `(height, width)` for grey and indices, else `(height, width, 3)`, RGB without transparency.

    Raises:
        InputError: As for `read_image`, or the file holds more than 8 bits a channel.
    """
    name = name or name_of(source)
    values = png_unchanged(source, max_pixels, name)
    if values is not None:
        return values
    decoded = decode(source, max_pixels, name)
    if decoded.bits > 8:
        raise InputError(
            f"{name} holds more than 8 bits a channel; labels are expected as 8-bit grey or RGB.",
            code="sample-format",
        )
    if decoded.picture.mode == "P" and not palette_colours:
        return indices_of(decoded)
    if decoded.picture.mode in {"1", "L", "LA"}:
        return gray_of(decoded)
    return rgb_of(decoded)


def encode_png(array: Gray | Image) -> bytes:
    """Return grey or RGB as a PNG."""
    return _encoded(".png", array, ())


def encode_jpeg(image: Gray | Image, quality: int = 92) -> bytes:
    """Return grey or RGB as a JPEG of `quality` 1..100.

    Raises:
        InputError: A side of the picture is longer than JPEG's 65,500 pixels.
    """
    height, width = image.shape[:2]
    if max(height, width) > _LONGEST_JPEG:
        raise InputError(
            f"a picture of {width}×{height} pixels cannot be a JPEG, which ends at "
            f"{_LONGEST_JPEG:,} a side; write it as PNG.",
            code="too-long-for-jpeg",
        )
    return _encoded(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))


def write_png(path: Path, array: Gray | Image) -> None:
    """Write grey or RGB as a PNG, atomically.

    Raises:
        OutputError: The file cannot be written.
    """
    write_bytes(path, encode_png(array))


def write_jpeg(path: Path, image: Gray | Image, quality: int = 92) -> None:
    """Write grey or RGB as a JPEG of `quality` 1..100, atomically.

    Raises:
        InputError: A side of the picture is longer than JPEG's 65,500 pixels.
        OutputError: The file cannot be written.
    """
    write_bytes(path, encode_jpeg(image, quality))


def _encoded(suffix: str, array: Gray | Image, options: Sequence[int]) -> bytes:
    pixels = array if array.ndim == 2 else cv2.cvtColor(array, cv2.COLOR_RGB2BGR)
    done, content = cv2.imencode(suffix, pixels, options)
    if not done:
        height, width = array.shape[:2]
        raise InputError(f"a picture of {width}×{height} pixels cannot be encoded as {suffix[1:]}.")
    return content.tobytes()
