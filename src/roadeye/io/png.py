"""Decode plain PNG files with OpenCV, in two thirds of Pillow's time.

Labels and probability maps are PNG files, and scores read many thousands of them. In grey, OpenCV
also gives the very values that the official KITTI kit reads (`imread(file, 0)`): of 16 bits the
upper 8, of colours their luminance by OpenCV's own rounding, which is not Pillow's.
"""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np

from roadeye.arrays import Gray, Image
from roadeye.errors import InputError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = struct.Struct(">8s4x4sIIBB")  # signature, IHDR: width, height, bit depth, colour type
_CHUNK = struct.Struct(">I4s")  # length of the data, kind
_GREY, _RGB = 0, 2
_SIXTEEN = 16  # bits a channel
_TRAILER = b"IEND\xaeB`\x82"


def png_levels(path: Path, max_pixels: int) -> Gray | None:
    """Read a whole PNG file of at most `max_pixels` as one channel; None where it is not one.

    The caller decodes by another way what this function leaves, and reports what is wrong.

    Raises:
        InputError: The file is damaged.
    """
    content = _whole_png(path, max_pixels)
    return None if content is None else _decoded(content, cv2.IMREAD_GRAYSCALE)


def png_unchanged(path: Path, max_pixels: int) -> Gray | Image | None:
    """Read a whole PNG file of 8-bit grey or RGB with its values as stored; None for any other.

    Raises:
        InputError: The file is damaged, or holds 16 bits a channel.
    """
    content = _whole_png(path, max_pixels)
    if content is None:
        return None
    _, _, _, _, depth, colour = _HEADER.unpack_from(content)
    if depth == _SIXTEEN:
        raise InputError(
            f"{path} holds more than 8 bits a channel; labels are expected as 8-bit grey or RGB."
        )
    if depth != 8 or colour not in {_GREY, _RGB}:
        return None
    if colour == _GREY:
        return _decoded(content, cv2.IMREAD_GRAYSCALE)
    return _decoded(content, cv2.IMREAD_COLOR_RGB)


def _whole_png(path: Path, max_pixels: int) -> bytes | None:
    """Return the bytes of a PNG file that is small enough and has its end."""
    try:
        with path.open("rb") as file:
            start = file.read(_HEADER.size)
            if len(start) < _HEADER.size:
                return None
            signature, chunk, width, height, _, _ = _HEADER.unpack(start)
            if (signature, chunk) != (_SIGNATURE, b"IHDR") or width * height > max_pixels:
                return None
            content = start + file.read()
    except OSError:
        return None
    require_sound(path, content)
    return content


def require_sound(path: Path, content: bytes) -> None:
    """Check that a PNG has its end, and that all check sums fit, which no decoder asks for.

    Raises:
        InputError: It was cut short or is damaged.
    """
    if _TRAILER not in content:
        raise InputError(f"{path} was cut short: a PNG's end is missing; copy it again.")
    if not _sound(content):
        raise InputError(f"{path} is damaged: a check sum in it does not fit; get it again.")


def _sound(content: bytes) -> bool:
    view, start = memoryview(content), len(_SIGNATURE)
    while start + _CHUNK.size <= len(content):
        length, kind = _CHUNK.unpack_from(content, start)
        end = start + _CHUNK.size + length
        if end + 4 > len(content):
            return False
        if zlib.crc32(view[start + 4 : end]) != int.from_bytes(view[end : end + 4]):
            return False
        if kind == b"IEND":
            return True
        start = end + 4
    return False


def _decoded(content: bytes, flag: int) -> np.ndarray | None:
    try:
        pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flag)
    except cv2.error:
        return None
    return None if pixels is None else np.asarray(pixels)
