"""Show where a mask is wrong."""

import numpy as np

from roadeye.arrays import Image, Mask
from roadeye.draw.overlay import Colour

RIGHT: Colour = (0, 114, 178)
MISSED: Colour = (240, 228, 66)
FALSE: Colour = (213, 94, 0)
"""Blue, yellow and vermillion of Okabe and Ito (2008): told apart with any kind of colour sight, and
by their brightness alone."""

_FAINT, _STRONG = 0.4, 0.8
_UNSEEN = 0.35  # of the brightness is kept where the label does not count


def draw_errors(image: Image, mask: Mask, road: Mask, valid: Mask) -> Image:
    """Return a copy of `image` with right, missed and false road in `RIGHT`, `MISSED`, `FALSE`.

    Errors are laid over strongly, right road faintly; ground that is rightly none stays as it is,
    and pixels that are not valid become dark and grey.

    Args:
        image: RGB; not changed.
        mask: True where road was found.
        road: True where the label says road; ignored where not valid.
        valid: True where the label counts.

    Examples:
        >>> row = lambda *values: np.array([values], dtype=bool)
        >>> black = np.zeros((1, 4, 3), np.uint8)
        >>> draw_errors(black, row(1, 0, 1, 0), row(1, 1, 0, 0), row(1, 1, 1, 1))[0].tolist()
        [[0, 46, 71], [192, 182, 53], [170, 75, 0], [0, 0, 0]]
    """
    shown = image.copy()
    _lay_over(shown, valid & mask & road, RIGHT, _FAINT)
    _lay_over(shown, valid & road & ~mask, MISSED, _STRONG)
    _lay_over(shown, valid & mask & ~road, FALSE, _STRONG)
    unseen = ~valid
    shown[unseen] = np.rint(image[unseen].mean(axis=-1, keepdims=True) * _UNSEEN)
    return shown


def _lay_over(shown: Image, where: Mask, colour: Colour, opacity: float) -> None:
    shown[where] = np.rint(shown[where] * (1 - opacity) + np.array(colour) * opacity)
