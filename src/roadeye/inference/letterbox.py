"""Letterbox a picture to a network's input size, and map a probability map exactly back.

A network has a few input sizes of about equal area. A picture goes into the one whose aspect ratio
is nearest to its own. If the ratios differ by less than 3 % the picture fills the input; otherwise
it keeps its aspect ratio and the rest is grey: above the picture, so that the road stays at the
bottom edge where networks look for it, or in equal parts beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np
from jaxtyping import Float32, UInt8

from roadeye.arrays import Image, Probability, Size

Tensor: TypeAlias = UInt8[np.ndarray, "input_height input_width 3"]
"""A letterboxed picture: RGB, at one of the network's input sizes."""

TensorProbability: TypeAlias = Float32[np.ndarray, "input_height input_width"]
"""The probability of road at every pixel of a letterboxed picture."""

MAX_DISTORTION = 1.03
GRAY = 127  # becomes 0 inside the networks


@dataclass(frozen=True)
class LetterboxParams:
    """Say where in the network's input a picture lies.

    Attributes:
        size: (height, width) of the picture.
        top: First row of the picture in the input.
        left: First column of the picture in the input.
        scaled: (height, width) of the picture in the input.
    """

    size: Size
    top: int
    left: int
    scaled: Size


def nearest_size(size: Size, input_sizes: Sequence[Size]) -> Size:
    """Return the input size whose aspect ratio is nearest to that of a picture.

    Args:
        size: (height, width) of the picture.
        input_sizes: At least one (height, width).

    >>> nearest_size((375, 1242), [(192, 640), (272, 480)])
    (192, 640)
    """
    aspect = math.log(size[1] / size[0])
    return min(input_sizes, key=lambda one: abs(math.log(one[1] / one[0]) - aspect))


def place(size: Size, input_size: Size) -> LetterboxParams:
    """Decide where in an input of `input_size` a picture of `size` goes.

    >>> place((360, 480), (304, 400))  # 4:3 differs by 1.3 %: fills the input
    LetterboxParams(size=(360, 480), top=0, left=0, scaled=(304, 400))
    >>> place((100, 100), (192, 640))  # keeps its shape, centred
    LetterboxParams(size=(100, 100), top=0, left=224, scaled=(192, 192))
    """
    distortion = (input_size[1] / input_size[0]) / (size[1] / size[0])
    if 1 / MAX_DISTORTION <= distortion <= MAX_DISTORTION:
        return LetterboxParams(size=size, top=0, left=0, scaled=input_size)
    scale = min(input_size[0] / size[0], input_size[1] / size[1])
    scaled = (
        min(input_size[0], max(1, round(size[0] * scale))),
        min(input_size[1], max(1, round(size[1] * scale))),
    )
    return LetterboxParams(
        size=size,
        top=input_size[0] - scaled[0],
        left=(input_size[1] - scaled[1]) // 2,
        scaled=scaled,
    )


def resize(image: np.ndarray, size: Size) -> np.ndarray:
    """Scale a picture or a map: halve it while it is at least twice too large, then linearly.

    Every pixel counts: halving takes means, and the linear step shrinks by less than two. Means at
    the final scale (`cv2.INTER_AREA`) give the same IoU and take 6 to 20 times as long.
    Both steps map the outer edges of the grid onto each other, so nothing shifts.
    """
    while image.shape[0] >= 2 * size[0] and image.shape[1] >= 2 * size[1]:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        image = cv2.resize(image, half, interpolation=cv2.INTER_AREA)
    if image.shape[:2] == size:
        return image
    return cv2.resize(image, (size[1], size[0]), interpolation=cv2.INTER_LINEAR)


def letterbox(image: Image, input_size: Size) -> tuple[Tensor, LetterboxParams]:
    """Bring a picture to a network's input size.

    Args:
        image: RGB picture of any size.
        input_size: (height, width) of the network's input.

    Returns:
        The input, uint8 RGB, and where the picture lies in it.
    """
    params = place((image.shape[0], image.shape[1]), input_size)
    scaled = resize(image, params.scaled)
    if params.scaled == input_size:
        return scaled, params
    canvas = np.full((*input_size, 3), GRAY, np.uint8)
    canvas[inside(params)] = scaled
    return canvas, params


def unletterbox(probability: TensorProbability, params: LetterboxParams) -> Probability:
    """Bring a probability map of the input back to the picture's own grid.

    Args:
        probability: Map over the input, values 0..1.
        params: What `letterbox` returned.

    Returns:
        The map over the picture: `params.size`, values 0..1.
    """
    restored = resize(probability[inside(params)], params.size)
    if restored.base is not None or restored is probability:
        restored = restored.copy()
    # Means of ones come out up to 4e-7 above one.
    clipped: Probability = np.clip(restored, 0.0, 1.0, out=restored)
    return clipped


def inside(params: LetterboxParams) -> tuple[slice, slice]:
    """Return the rows and columns of the input that the picture fills."""
    return (
        slice(params.top, params.top + params.scaled[0]),
        slice(params.left, params.left + params.scaled[1]),
    )
