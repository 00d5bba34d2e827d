"""Turn and mirror decoded frames as the video's display matrix asks: eight orientations."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from av.video.frame import VideoFrame
from jaxtyping import UInt8

from roadeye.arrays import Image

Turned: TypeAlias = UInt8[np.ndarray, "new_height new_width 3"]


@dataclass(frozen=True)
class Orientation:
    """Say how stored rows and columns become the upright picture.

    Attributes:
        transposed: Rows become columns first.
        down: 1 keeps the order of the upright picture's rows, -1 reverses it.
        right: The same for its columns.
    """

    transposed: bool = False
    down: int = 1
    right: int = 1

    def upright(self, image: Image) -> Turned:
        """Return the picture upright, contiguous in memory.

        >>> image = np.arange(2, dtype=np.uint8).reshape(1, 2, 1).repeat(3, axis=2)
        >>> Orientation(right=-1).upright(image)[0, :, 0].tolist()  # a mirror
        [1, 0]
        """
        turned = image.swapaxes(0, 1) if self.transposed else image
        return np.ascontiguousarray(turned[:: self.down, :: self.right])


UPRIGHT = Orientation()


def orientation(frame: VideoFrame) -> Orientation:
    """Read a frame's display matrix; oblique angles are rounded to a quarter turn."""
    side_data: Any = frame.side_data  # typed in PyAV from version 19 on
    try:
        data = memoryview(side_data["DISPLAYMATRIX"])
    except KeyError:
        return UPRIGHT
    return from_matrix(np.frombuffer(data, np.int32)[:5])


def from_matrix(matrix: np.ndarray) -> Orientation:
    """Read the first rows `a b u c d` of a matrix that shows (x, y) at (a x + c y, b x + d y).

    y points down, as in the picture. A matrix of zeros is no orientation.

    >>> from_matrix(np.array([0, 1, 0, -1, 0]))  # a quarter turn clockwise
    Orientation(transposed=True, down=1, right=-1)
    """
    a, b, _, c, d = (int(value) for value in matrix)
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Orientation(False, _sign(d), _sign(a))
    return Orientation(True, _sign(b), _sign(c))


def _sign(value: int) -> int:
    return -1 if value < 0 else 1
