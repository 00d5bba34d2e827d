"""Rows of a picture that the network sees; the others are never road."""

from dataclasses import dataclass

import numpy as np

from roadeye.arrays import Mask
from roadeye.errors import InputError


@dataclass(frozen=True)
class Rows:
    """Keep the rows from `top` to before `bottom`; negative numbers count from the lower edge.

    Attributes:
        top: First row that is kept.
        bottom: First row that is not kept any more; None keeps all to the lower edge.
    """

    top: int = 0
    bottom: int | None = None

    def slice(self, height: int) -> slice:
        """Return the rows of a picture of `height`.

        >>> Rows(150, -100).slice(720)
        slice(150, 620, None)

        Raises:
            InputError: No row is left.
        """
        start, stop, _ = slice(self.top, self.bottom).indices(height)
        if start >= stop:
            bottom = "the lower edge" if self.bottom is None else self.bottom
            raise InputError(
                f"the crop from row {self.top} to {bottom} leaves no row of a picture {height} "
                "pixels high; the top row must lie above the bottom row, and a negative row "
                "counts from below.",
                code="empty-crop",
            )
        return slice(start, stop)


def seen(rows: Rows | None, valid: Mask) -> Mask:
    """Return the valid pixels that the network sees.

    Args:
        rows: The rows of the picture that it sees; None for all.
        valid: True where the label counts.

    Raises:
        InputError: The picture has none of these rows.
    """
    if rows is None:
        return valid
    kept = rows.slice(valid.shape[0])
    inside = np.zeros_like(valid)
    inside[kept] = valid[kept]
    return inside


def parse_rows(text: str) -> Rows:
    """Read `TOP,BOTTOM`; either may be empty.

    >>> parse_rows("150,-100")
    Rows(top=150, bottom=-100)
    >>> parse_rows("50,")
    Rows(top=50, bottom=None)

    Raises:
        InputError: The text is not two whole numbers with a comma between them.
    """
    parts = text.split(",")
    try:
        top, bottom = (int(part) if part.strip() else None for part in parts)
    except ValueError as error:
        raise InputError(
            f"the crop {text!r} is not TOP,BOTTOM in whole pixels, such as '150,-100' or '50,'.",
            code="bad-crop",
        ) from error
    return Rows(top or 0, bottom)
