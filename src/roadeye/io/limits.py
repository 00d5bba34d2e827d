"""How large a picture may be: refused before memory is taken for it."""

from roadeye.errors import InputError

MAX_PIXELS = 100_000_000
"""A picture of more pixels is refused before it is decoded, unless the caller allows it."""

MAX_SIDE = 1_000_000
"""A picture with a longer side is refused: libpng's own limit, and beyond Pillow's rows."""


def require_size(size: tuple[int, int], max_pixels: int, name: str) -> None:
    """Refuse a picture of this width and height, before memory is taken for it.

    Raises:
        InputError: It has too many pixels, or a side that no decoder reads.
    """
    width, height = size
    if width * height > max_pixels:
        raise InputError(
            f"{name} has {width}×{height} pixels, {round(width * height / 1e6, 2):g} megapixels; at most "
            f"{max_pixels / 1e6:g} are read: make it smaller.",
            code="too-many-pixels",
        )
    if max(size) > MAX_SIDE:
        raise InputError(
            f"{name} has {width:,}×{height:,} pixels; no decoder here reads a side of more than "
            f"{MAX_SIDE:,}: crop it or make it smaller.",
            code="side-too-long",
        )


def length_limit(pixels: int) -> int:
    """Return how many bytes a file of so many pixels may have: 9 a pixel, and 32 MiB beside."""
    return 9 * pixels + 2**25
