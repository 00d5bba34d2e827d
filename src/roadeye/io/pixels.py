"""Turn decoded pictures into arrays: 8 bits a channel, upright, with one copy at a time."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Pillow

from roadeye.arrays import Gray, Image
from roadeye.errors import InputError
from roadeye.io.decode import Decoded, Warn
from roadeye.io.faults import named
from roadeye.io.regular import read_limited

_STRIP = 2**20  # pixels that are converted at a time
_DEPTHS = (8, 10, 12, 14)  # bits that sensors give and files of 16 bits hold


def rgb_of(decoded: Decoded) -> Image:
    """Return the colours of a picture; of 16 bits the upper 8, without transparency."""
    picture = decoded.picture
    if picture.mode == "I":
        raise InputError(
            f"{decoded.name} holds 32 bits a pixel; pictures of 8 or 16 bits a channel are "
            "expected: convert it first.",
            code="sample-format",
        )
    if picture.mode.startswith("I;16"):
        return turned(_repeat(_upper_byte(picture)), decoded.orientation)
    with named(decoded.name):
        return turned(_in_strips(picture), decoded.orientation)


def gray_of(decoded: Decoded) -> Gray:
    """Return a picture as one channel: grey as it is, colours by OpenCV's luminance."""
    picture = decoded.picture
    if picture.mode.startswith("I;16"):
        return turned(_upper_byte(picture), decoded.orientation)
    if picture.mode in {"1", "L", "LA"}:
        return turned(np.array(picture.convert("L")), decoded.orientation)
    return np.asarray(cv2.cvtColor(rgb_of(decoded), cv2.COLOR_RGB2GRAY))


def indices_of(decoded: Decoded) -> Gray:
    """Return the palette's indices of a picture of mode P."""
    return turned(np.array(decoded.picture), decoded.orientation)


def brightened(
    image: Image, decoded: Decoded, source: Path | bytes, limit: int, warn: Warn
) -> Image:
    """Scale a picture whose file has 16 bits a channel and uses fewer, as cameras' files do.

    Args:
        image: The picture by its upper 8 bits.
        decoded: What it was made of.
        source: The file, or its content.
        limit: The file has at most so many bytes.
        warn: Told what was done.
    """
    if decoded.bits != 16 or image.max(initial=0) >= 2 ** (_DEPTHS[-1] - 8):
        return image
    with named(decoded.name):
        content = np.frombuffer(read_limited(source, limit, decoded.name), np.uint8)
        stored: np.ndarray | None = cv2.imdecode(content, cv2.IMREAD_UNCHANGED)
    if stored is None or stored.dtype != np.uint16:
        return image
    colours = stored if stored.ndim == 2 else stored[..., 2::-1]
    most = int(colours.max(initial=0))
    depth = next((bits for bits in _DEPTHS if most < 2**bits), 16)
    if most == 0 or depth == 16:
        return image
    warn(
        f"{decoded.name} has 16 bits a channel, but no value above {most}: it was read as one of "
        f"{depth} bits."
    )
    colours >>= depth - 8  # in place: a copy takes 6 bytes a pixel
    eight = colours.astype(np.uint8)
    # OpenCV turns a TIFF as it is decoded, and no other format.
    upright = eight if decoded.picture.format == "TIFF" else turned(eight, decoded.orientation)
    return upright if upright.ndim == 3 else _repeat(upright)


def _in_strips(picture: Pillow.Image) -> Image:
    """Convert some rows at a time: Pillow would hold three copies of the whole picture."""
    width, height = picture.size
    rgb = np.empty((height, width, 3), np.uint8)
    rows = max(1, _STRIP // width)
    for top in range(0, height, rows):
        strip = picture.crop((0, top, width, min(top + rows, height)))
        if strip.mode == "P" and "transparency" in strip.info:
            strip = strip.convert("RGBA")  # what Pillow asks for, before transparency is dropped
        rgb[top : top + rows] = np.asarray(strip if strip.mode == "RGB" else strip.convert("RGB"))
    return rgb


def _upper_byte(picture: Pillow.Image) -> Gray:
    return (np.asarray(picture).astype(np.uint16) >> 8).astype(np.uint8)


def _repeat(gray: Gray) -> Image:
    return np.repeat(gray[:, :, np.newaxis], 3, axis=2)


def turned(stored: np.ndarray, orientation: int) -> np.ndarray:
    """Turn and mirror an array of pixels as EXIF counts orientations, 1..8; others change nothing."""
    if orientation in {5, 6, 7, 8}:
        stored = stored.swapaxes(0, 1)
    if orientation in {2, 3, 6, 7}:
        stored = stored[:, ::-1]
    if orientation in {3, 4, 7, 8}:
        stored = stored[::-1]
    return np.ascontiguousarray(stored)
