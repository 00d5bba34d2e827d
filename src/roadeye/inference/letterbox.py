"""Fit a picture into a network's window, and bring a probability map back to the picture's grid.

A network has a few windows of about equal area. A picture goes into the one whose shape is nearest
to its own. If the shapes differ by less than 3 % the picture fills the window; otherwise it keeps
its aspect ratio and the rest is grey: above it, so that the road stays at the bottom edge where
networks look for it, or in equal parts beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Float32, UInt8

from roadeye.arrays import Image, Probability, Size

Window: TypeAlias = UInt8[np.ndarray, "window_height window_width 3"]
"""What a network sees: RGB, of the size of one of its windows."""

WindowProbability: TypeAlias = Float32[np.ndarray, "window_height window_width"]
"""What a network says: the probability of road at every pixel of its window."""

MAX_DISTORTION = 1.03
GRAY = 127  # becomes 0 inside the networks


@dataclass(frozen=True)
class Fit:
    """Say where in the window a picture lies.

    Attributes:
        size: (height, width) of the picture.
        top: First row of the picture in the window.
        left: First column of the picture in the window.
        scaled: (height, width) of the picture in the window.
    """

    size: Size
    top: int
    left: int
    scaled: Size


def nearest_window(size: Size, windows: Sequence[Size]) -> Size:
    """Return the window whose aspect ratio is nearest to that of a picture.

    Args:
        size: (height, width) of the picture.
        windows: At least one (height, width).

    >>> nearest_window((375, 1242), [(192, 640), (272, 480)])
    (192, 640)
    """
    aspect = math.log(size[1] / size[0])
    return min(windows, key=lambda window: abs(math.log(window[1] / window[0]) - aspect))


def place(size: Size, window: Size) -> Fit:
    """Decide where in `window` a picture of `size` goes.

    >>> place((360, 480), (304, 400))  # 4:3 differs by 1.3 %: fills the window
    Fit(size=(360, 480), top=0, left=0, scaled=(304, 400))
    >>> place((100, 100), (192, 640))  # keeps its shape, centred
    Fit(size=(100, 100), top=0, left=224, scaled=(192, 192))
    """
    distortion = (window[1] / window[0]) / (size[1] / size[0])
    if 1 / MAX_DISTORTION <= distortion <= MAX_DISTORTION:
        return Fit(size=size, top=0, left=0, scaled=window)
    scale = min(window[0] / size[0], window[1] / size[1])
    scaled = (
        min(window[0], max(1, round(size[0] * scale))),
        min(window[1], max(1, round(size[1] * scale))),
    )
    return Fit(
        size=size, top=window[0] - scaled[0], left=(window[1] - scaled[1]) // 2, scaled=scaled
    )


def resize(image: np.ndarray, size: Size) -> np.ndarray:
    """Scale a picture or a map: by area where it shrinks, linearly where it grows.

    Both interpolations map the outer edges of the grid onto each other, so nothing shifts.
    """
    if image.shape[:2] == size:
        return image
    shrinks = size[0] <= image.shape[0] and size[1] <= image.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return cv2.resize(image, (size[1], size[0]), interpolation=method)


def fit(image: Image, window: Size) -> tuple[Window, Fit]:
    """Bring a picture into a window.

    Args:
        image: RGB picture of any size.
        window: (height, width) of the network's input.

    Returns:
        The window's content, uint8 RGB, and where the picture lies in it.
    """
    where = place((image.shape[0], image.shape[1]), window)
    scaled = resize(image, where.scaled)
    if where.scaled == window:
        return scaled, where
    canvas = np.full((*window, 3), GRAY, np.uint8)
    canvas[inside(where)] = scaled
    return canvas, where


def restore(probability: WindowProbability, where: Fit) -> Probability:
    """Bring a map of the window back to the picture's own grid.

    Args:
        probability: Map over the window, values 0..1.
        where: What `fit` said.

    Returns:
        The map over the picture: `where.size`, values 0..1.
    """
    # Sums of areas come out up to 4e-7 above what is summed.
    restored: Probability = np.clip(resize(probability[inside(where)], where.size), 0.0, 1.0)
    return restored


def inside(where: Fit) -> tuple[slice, slice]:
    """Return the rows and columns of the window that the picture fills."""
    return (
        slice(where.top, where.top + where.scaled[0]),
        slice(where.left, where.left + where.scaled[1]),
    )
