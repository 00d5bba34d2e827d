"""Pictures inside a page, with the errors of a mask coloured."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from roadeye.arrays import Image, Mask
from roadeye.data.dataset import Item, load
from roadeye.draw.errors import FALSE, MISSED, RIGHT, draw_errors
from roadeye.errors import InputError
from roadeye.evaluation.accumulator import ProbabilityMap
from roadeye.evaluation.result import PictureScore
from roadeye.evaluation.views import View

WORST = 12
MEDIAN = 6
LONGEST = 800
"""Pixels of the longer side; larger pictures are made smaller."""

LEGEND = (
    (RIGHT, "right"),
    (MISSED, "missed road"),
    (FALSE, "false road"),
    ((60, 60, 60), "not labelled"),
)
"""Colours of a picture and what they show."""

_QUALITY = 82

GetMap: TypeAlias = Callable[[Item], ProbabilityMap]
"""Give the probability map of a picture; raises `InputError` where there is none."""


@dataclass(frozen=True, eq=False)
class EmbeddedPicture:
    """Hold a picture ready for a page, or why there is none.

    Attributes:
        jpeg: The picture as a JPEG file; empty where it could not be drawn.
        width: Its width in pixels.
        height: Its height in pixels.
        reason: Why it could not be drawn; empty otherwise.
    """

    jpeg: bytes
    width: int = 0
    height: int = 0
    reason: str = ""

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        return f"data:image/jpeg;base64,{b64encode(self.jpeg).decode()}"

    @property
    def upright(self) -> bool:
        """Whether it is higher than wide, as the bird's-eye view is."""
        return self.height > self.width


def choose(
    pictures: Sequence[PictureScore],
) -> tuple[Sequence[PictureScore], Sequence[PictureScore]]:
    """Return the worst pictures, and those around the median that are not among them.

    Args:
        pictures: Sorted worst first. Those with neither road nor false road have no score and are
            left out.
    """
    scored = [one for one in pictures if one.counts.tp + one.counts.fp + one.counts.fn]
    first = max(WORST, (len(scored) - MEDIAN + 1) // 2)
    return scored[:WORST], scored[first : first + MEDIAN]


def draw(item: Item, get_map: GetMap, view: View, threshold: float) -> EmbeddedPicture:
    """Draw the errors of a picture in the view that was scored."""
    try:
        sample = load(item)
        seen, road, valid = view.see(item, get_map(item), sample.road, sample.valid)
        image = _seen(item, sample.image, view)
    except InputError as error:
        return EmbeddedPicture(b"", reason=str(error))
    return encode(draw_errors(image, _mask(seen, threshold), road, valid))


def encode(image: Image) -> EmbeddedPicture:
    """Return a picture as a JPEG of at most `LONGEST` pixels a side."""
    height, width = image.shape[:2]
    scale = min(1.0, LONGEST / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA) if scale < 1 else image
    options = (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
    _, content = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), options)
    return EmbeddedPicture(content.tobytes(), *size)


def _seen(item: Item, image: Image, view: View) -> Image:
    """Turn a picture into a view, as its probability map is turned."""
    all_of_it = np.ones(image.shape[:2], np.bool_)
    planes = [
        view.see(item, np.ascontiguousarray(image[..., channel]), all_of_it, all_of_it)[0]
        for channel in range(3)
    ]
    return np.stack(planes, axis=-1)


def _mask(given: ProbabilityMap, threshold: float) -> Mask:
    """Return where a probability map is road, with the comparison that scores use."""
    exact = (given / 255.0).astype(np.float32) if given.dtype == np.uint8 else given
    return exact >= np.float32(threshold)
