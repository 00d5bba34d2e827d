"""Decode plain PNG files with OpenCV, in two thirds of Pillow's time.

Labels and probability maps are PNG files, and scores read many thousands of them. In grey, OpenCV
also gives the very values that the official KITTI kit reads (`imread(file, 0)`): of 16 bits the
upper 8, of colours their luminance by OpenCV's own rounding, which is not Pillow's.
"""

import struct
from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
from PIL.PngImagePlugin import PngImageFile

from roadeye.arrays import Gray, Image
from roadeye.io.faults import named
from roadeye.io.limits import MAX_SIDE, length_limit
from roadeye.io.regular import open_source, require_length

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">8s4x4sIIBB")  # signature, IHDR: width, height, bit depth, colour type
_GREY, _RGB = 0, 2


def png_gray(source: Path | bytes, max_pixels: int, name: str) -> Gray | None:
    """Read a whole PNG file of at most `max_pixels` as one channel; None where it is not one.

    The caller decodes by another way what this function leaves, and reports what is wrong.

    Raises:
        InputError: The file is damaged.
    """
    content = _whole_png(source, max_pixels, name)
    return None if content is None else _decoded(content, cv2.IMREAD_GRAYSCALE)


def png_unchanged(source: Path | bytes, max_pixels: int, name: str) -> Gray | Image | None:
    """Read a whole PNG file of 8-bit grey or RGB with its values as stored; None for any other.

    Raises:
        InputError: The file is damaged.
    """
    content = _whole_png(source, max_pixels, name)
    if content is None:
        return None
    _, _, _, _, depth, colour = _HEADER.unpack_from(content)
    # About many a colour profile libpng complains on standard error, file by file.
    if depth != 8 or colour not in {_GREY, _RGB} or b"iCCP" in content:
        return None
    return _decoded(content, cv2.IMREAD_GRAYSCALE if colour == _GREY else cv2.IMREAD_COLOR_RGB)


def _whole_png(source: Path | bytes, max_pixels: int, name: str) -> bytes | None:
    """Return the bytes of a sound PNG that is small enough and stored upright."""
    with open_source(source) as file, named(name):
        start = file.read(_HEADER.size)
        if len(start) < _HEADER.size:
            return None
        signature, chunk, width, height, _, _ = _HEADER.unpack(start)
        if (signature, chunk) != (_SIGNATURE, b"IHDR"):
            return None
        if width * height > max_pixels or max(width, height) > MAX_SIDE:
            return None
        require_length(file, length_limit(width * height), name)
        content = start + file.read()
        if b"eXIf" in content:
            return None
        PngImageFile(BytesIO(content)).verify()  # check sums and the end, which OpenCV ignores
        return content


def _decoded(content: bytes, flag: int) -> np.ndarray | None:
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flag)
    except cv2.error:
        return None
    return None if pixels is None else np.asarray(pixels)
