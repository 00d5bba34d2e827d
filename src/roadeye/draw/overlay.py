"""Show a mask on its picture."""

from typing import TypeAlias

import cv2
import numpy as np

from roadeye.arrays import Image, Mask

Colour: TypeAlias = tuple[int, int, int]
"""Red, green, blue, 0..255."""

ROAD: Colour = (235, 0, 200)
"""Magenta: no road, meadow or sky has it, with any kind of colour sight."""

_ROWS_PER_EDGE_PIXEL = 400


def overlay(image: Image, mask: Mask, colour: Colour = ROAD, opacity: float = 0.4) -> Image:
    """Return a copy of `image` with `colour` laid over the pixels of `mask`, their edge in full.

    Args:
        image: RGB; not changed.
        mask: True where the colour goes; the edge lies inside it.
        colour: RGB of the layer.
        opacity: How much of the layer is seen, 0..1: a pixel of the mask becomes
            `(1 - opacity) * pixel + opacity * colour`, rounded.
    """
    values = np.arange(256)[:, np.newaxis]
    table = np.rint(values * (1 - opacity) + np.array(colour) * opacity).astype(np.uint8)
    inside = np.ascontiguousarray(mask).view(np.uint8)
    shown = np.ascontiguousarray(image).copy()
    left, top, width, height = cv2.boundingRect(inside)  # blending is the dearest step by far
    box = (slice(top, top + height), slice(left, left + width))
    if width and height:
        cv2.copyTo(cv2.LUT(shown[box], table.reshape(256, 1, 3)), inside[box], shown[box])
    edge = cv2.bitwise_xor(inside, _core(inside)).view(np.bool_)
    shown.reshape(-1, 3)[np.flatnonzero(edge)] = colour  # by number, in half of a mask's time
    return shown


def _core(inside: np.ndarray) -> np.ndarray:
    """Return a mask of 0 and 1 without its edge; the border of the picture is no edge."""
    width = 1 + inside.shape[0] // _ROWS_PER_EDGE_PIXEL
    return np.asarray(cv2.erode(inside, np.ones((2 * width + 1, 2 * width + 1), np.uint8)))
