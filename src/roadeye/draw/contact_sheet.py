"""Many small pictures on one, each with a line below it."""

from collections.abc import Sequence
from typing import TypeAlias

import cv2
import numpy as np

from roadeye.arrays import AnyImage, Image

Tile: TypeAlias = tuple[AnyImage, str]
"""A picture and what stands below it."""

WIDTH, HEIGHT = 320, 200
"""The place of a picture, in pixels; pictures keep their shape."""

_COLUMNS = 4
_LINE, _GAP = 22, 6
_PAPER, _INK = (255, 255, 255), (40, 40, 40)
_LETTERS = 44  # that fit below a picture


def contact_sheet(tiles: Sequence[Tile]) -> Image:
    """Return a sheet of pictures, row by row.

    Args:
        tiles: The pictures with their lines; of a long line the end is shown.
    """
    columns = max(1, min(_COLUMNS, len(tiles)))
    rows = max(1, -(-len(tiles) // columns))
    size = (rows * (HEIGHT + _LINE + _GAP) + _GAP, columns * (WIDTH + _GAP) + _GAP, 3)
    sheet = np.full(size, _PAPER, np.uint8)
    for number, (image, _) in enumerate(tiles):
        small = thumbnail(image)
        top, left = _corner(number, columns)
        top += (HEIGHT - small.shape[0]) // 2
        left += (WIDTH - small.shape[1]) // 2
        sheet[top : top + small.shape[0], left : left + small.shape[1]] = small
    return _written(sheet, [line for _, line in tiles], columns)


def thumbnail(image: AnyImage) -> AnyImage:
    """Return a picture as large as fits into a place."""
    scale = min(WIDTH / image.shape[1], HEIGHT / image.shape[0])
    fitted = max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_NEAREST
    return np.asarray(cv2.resize(image, fitted, interpolation=method))


def _corner(number: int, columns: int) -> tuple[int, int]:
    row, column = divmod(number, columns)
    return _GAP + row * (HEIGHT + _LINE + _GAP), _GAP + column * (WIDTH + _GAP)


def _written(sheet: Image, lines: list[str], columns: int) -> Image:
    from PIL import Image as Pillow
    from PIL import ImageDraw, ImageFont

    picture = Pillow.fromarray(sheet)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(14)
    for number, line in enumerate(lines):
        top, left = _corner(number, columns)
        shown = line if len(line) <= _LETTERS else f"…{line[1 - _LETTERS :]}"
        pen.text((left + 2, top + HEIGHT + 2), shown, fill=_INK, font=font)
    return np.asarray(picture)
