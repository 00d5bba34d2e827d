"""Show a mask on its picture."""

from typing import TypeAlias

import cv2
import numpy as np

from roadeye.arrays import Image, Mask

Colour: TypeAlias = tuple[int, int, int]
"""Red, green, blue, 0..255."""

ROAD: Colour = (235, 0, 200)
"""Magenta: no road, meadow or sky has it."""

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
    inside = mask.astype(np.uint8)
    shown = image.copy()
    cv2.copyTo(cv2.LUT(image, table.reshape(256, 1, 3)), inside, shown)
    shown[mask & ~_core(mask)] = colour
    return shown


def _core(mask: Mask) -> Mask:
    """Return the mask without its edge; the border of the picture is no edge."""
    width = 1 + mask.shape[0] // _ROWS_PER_EDGE_PIXEL
    kernel = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    return cv2.erode(mask.astype(np.uint8), kernel).astype(np.bool_)
