"""Array types with shapes, the vocabulary of every signature in roadeye.

The names of the axes bind within one signature: `(image: Image, road: Mask)` asks for the same
height and width of both. Tests check them at run time (jaxtyping with beartype).
"""

from typing import TypeAlias

import numpy as np
from jaxtyping import Bool, Float32, UInt8

Image: TypeAlias = UInt8[np.ndarray, "height width 3"]
"""A picture: RGB, 0..255."""

AnyImage: TypeAlias = UInt8[np.ndarray, "_ _ 3"]
"""A picture whose size is bound to no other: for collections of pictures."""

Gray: TypeAlias = UInt8[np.ndarray, "height width"]
"""One channel, 0..255: a written mask, a probability map of 8 bits, a map of class ids."""

Mask: TypeAlias = Bool[np.ndarray, "height width"]
"""True where a pixel belongs: road, or valid (a pixel that counts)."""

Probability: TypeAlias = Float32[np.ndarray, "height width"]
"""The probability of road of every pixel, 0..1."""

Size: TypeAlias = tuple[int, int]
"""(height, width) in pixels."""
