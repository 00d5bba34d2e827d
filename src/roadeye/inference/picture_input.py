"""What a segmenter takes as a picture: an array, a path or a PIL image."""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from roadeye.arrays import AnyImage, Image
from roadeye.errors import InputError

if TYPE_CHECKING:
    from PIL import Image as Pillow

Pictured: TypeAlias = "AnyImage | str | PathLike[str] | Pillow.Image"
"""An RGB array, the path of a picture, or a PIL image."""


def as_image(picture: Pictured) -> Image:
    """Return a picture as an array of its own.

    Raises:
        InputError: It is no picture of this kind, or its file cannot be read.
    """
    if isinstance(picture, np.ndarray):
        require_image(picture)
        return picture.copy()
    if isinstance(picture, str | PathLike):
        from roadeye.io.images import read_image

        return read_image(Path(picture))
    from PIL import Image as Pillow

    if isinstance(picture, Pillow.Image):
        return np.array(picture.convert("RGB"))
    require_image(picture)
    return picture


def require_image(image: object) -> None:
    """Check that something is an RGB picture of 8 bits.

    Raises:
        InputError: It is not.
    """
    if not isinstance(image, np.ndarray):
        raise InputError(
            f"a picture is an array (height, width, 3), a path or a PIL image, not "
            f"{type(image).__name__}; cv2.imread gives None for a file that it cannot read."
        )
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or not image.size:
        raise InputError(
            f"a picture is RGB of (height, width, 3) in uint8, 0 to 255; this array is "
            f"{image.shape} in {image.dtype}: convert it first."
        )
