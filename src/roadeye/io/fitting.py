"""Bring frames of any size to the size of a video."""

from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import UInt8

Pixels: TypeAlias = UInt8[np.ndarray, "_ _ 3"] | UInt8[np.ndarray, "_ _"]
"""RGB or grey, 0..255."""


def size_within(image: Pixels, longest: int | None) -> tuple[int, int]:
    """Return the width and height of a video whose longest side is limited, the shape kept."""
    height, width = image.shape[:2]
    scale = 1.0 if longest is None else min(1.0, longest / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def fitted(image: Pixels, size: tuple[int, int], exact: bool = False) -> Pixels:
    """Scale a picture into a size, black around it where its shape is another.

    Args:
        image: RGB or grey.
        size: Width and height.
        exact: Take no values between those that are there, such as 0 and 255 of a mask.
    """
    height, width = image.shape[:2]
    if (width, height) == size:
        return image
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    scaled = cv2.resize(image, inner, interpolation=cv2.INTER_NEAREST_EXACT if exact else way)
    left, top = (size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2
    full = np.zeros((size[1], size[0], *image.shape[2:]), np.uint8)
    full[top : top + inner[1], left : left + inner[0]] = scaled
    return full


def evened(image: Pixels) -> Pixels:
    """Repeat the last column and row where the width and height are odd."""
    height, width = image.shape[:2]
    if not height % 2 and not width % 2:
        return image
    pads = ((0, height % 2), (0, width % 2), (0, 0))[: image.ndim]
    return np.pad(image, pads, mode="edge")
