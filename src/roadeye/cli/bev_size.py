"""The size of a camera's pictures, for `roadeye bev --back`."""

from pathlib import Path

from roadeye.errors import InputError


def camera_size(given: str | None, known: tuple[int, int] | None, calib: Path) -> tuple[int, int]:
    """Return the height and width of a camera's pictures.

    Args:
        given: What was asked for, as HEIGHTxWIDTH.
        known: What the calibration says.
        calib: The calibration file, beside which KITTI has the picture.

    Raises:
        InputError: It is not HEIGHTxWIDTH, or nothing tells the size.
    """
    from roadeye.data.files import IMAGE_SUFFIXES
    from roadeye.io.images import read_image

    if given is not None:
        height, _, width = given.lower().replace("×", "x").partition("x")
        if not (width.isdecimal() and height.isdecimal() and int(width) and int(height)):
            raise InputError(f"--size {given!r}: expected HEIGHTxWIDTH, such as 375x1242.")
        if int(width) * int(height) > 100_000_000:
            raise InputError(f"--size {given!r}: more than 100 million pixels.")
        return int(height), int(width)
    if known is not None:
        return known
    beside = calib.parent.parent / "image_2"
    for suffix in sorted(IMAGE_SUFFIXES):
        picture = beside / f"{calib.stem}{suffix}"
        if picture.is_file():
            height, width = read_image(picture).shape[:2]
            return height, width
    raise InputError(
        f"--back: {calib} does not tell the size of the pictures and {beside} has none named "
        f"{calib.stem}; give --size HEIGHTxWIDTH, such as --size 375x1242."
    )
