"""From areas of classes to one mask of road, not road and not labelled."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from roadeye.arrays import Gray, Mask, Size
from roadeye.data.importers.annotation import Annotated, Reading, Region
from roadeye.errors import InputError
from roadeye.geometry.polygon_fill import fill_rings
from roadeye.io.decode import stored_size
from roadeye.io.pixels import turned

ROAD: Final = 255
OTHER: Final = 0
NOT_LABELLED: Final = 128
"""The values of a mask in `images/` + `masks/`."""

_TRANSPOSED = frozenset({5, 6, 7, 8})
_BEYOND = 1.0  # pixels; a corner on the edge is often written half a pixel outside


@dataclass(frozen=True)
class Roles:
    """Say which classes are road; pixels of the others, and of none, are not.

    Attributes:
        road: The classes that are road.
        ignored: The classes whose pixels count nowhere.
    """

    road: frozenset[str]
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Frame:
    """Say in which grid of pixels an annotation is given.

    Attributes:
        size: (height, width) of it.
        orientation: How to turn it to the picture as it is seen, as EXIF counts; 1 is as seen.
    """

    size: Size
    orientation: int = 1


@dataclass(frozen=True, eq=False)
class Painted:
    """Hold the mask of one picture.

    Attributes:
        mask: 255 road, 0 not road, 128 not labelled; on the picture as it is seen.
        overlapping: Pixels where areas that say something different lie over each other.
        beyond: How many areas reach over the edge of the picture, and are cut off there.
    """

    mask: Gray
    overlapping: int
    beyond: int


def frame_of(one: Annotated) -> Frame:
    """Find the grid of an annotation by the size that the tool wrote beside it.

    It is the picture as it is seen (turned as EXIF asks), which most tools label, unless only the
    picture as it is stored has that size. Where both have it, as for a picture that is upside down,
    the present version of every tool labels it as it is seen.

    Raises:
        InputError: The picture cannot be read, or neither has that size.
    """
    height, width, orientation = stored_size(one.image)
    seen = (width, height) if orientation in _TRANSPOSED else (height, width)
    if one.size is None or one.size == seen:
        return Frame(seen)
    if one.size == (height, width):
        return Frame(one.size, orientation)
    raise InputError(
        f"labels a picture of {one.size[1]}×{one.size[0]} pixels, but {one.image.name} has "
        f"{seen[1]}×{seen[0]}: take the picture that was labelled"
    )


def paint(reading: Reading, frame: Frame, roles: Roles) -> Painted:
    """Paint the areas of a picture one over the other, the last on top, as the tools show them.

    Args:
        reading: The areas.
        frame: The grid that they are given in.
        roles: What the classes mean.
    """
    mask = np.full(frame.size, OTHER, np.uint8)
    covered = np.zeros(frame.size, np.bool_)
    overlapping = beyond = 0
    for region in reading.regions:
        value = np.uint8(_value(region.label, roles))
        rows, columns, inside = area(region, frame.size)
        below, seen = mask[rows, columns], covered[rows, columns]
        overlapping += int(np.count_nonzero(inside & seen & (below != value)))
        beyond += _reaches_beyond(region, frame.size)
        below[inside] = value
        seen[inside] = True
    return Painted(turned(mask, frame.orientation), overlapping, beyond)


def _value(label: str, roles: Roles) -> int:
    if label in roles.road:
        return ROAD
    return NOT_LABELLED if label in roles.ignored else OTHER


def area(region: Region, size: Size) -> tuple[slice, slice, Mask]:
    """Return the rows and columns that an area lies in, and where in them it is."""
    height, width = size
    if region.bitmap is not None:
        top, left = region.bitmap.top, region.bitmap.left
        rows = slice(max(0, top), max(0, min(height, top + region.bitmap.inside.shape[0])))
        columns = slice(max(0, left), max(0, min(width, left + region.bitmap.inside.shape[1])))
        inside = region.bitmap.inside[
            rows.start - top : rows.stop - top, columns.start - left : columns.stop - left
        ]
        return rows, columns, inside
    corners = np.concatenate(region.rings)
    if not np.isfinite(corners).all():
        raise InputError(f"holds a polygon of {region.label} with a corner that is not a number")
    low = np.clip(np.floor(corners.min(axis=0)), 0, (width, height)).astype(int)
    high = np.clip(np.ceil(corners.max(axis=0)), low, (width, height)).astype(int)
    rings = [ring - low for ring in region.rings]
    box = int(high[1] - low[1]), int(high[0] - low[0])
    return slice(low[1], high[1]), slice(low[0], high[0]), fill_rings(rings, box)


def _reaches_beyond(region: Region, size: Size) -> bool:
    height, width = size
    if region.bitmap is not None:
        bottom = region.bitmap.top + region.bitmap.inside.shape[0]
        right = region.bitmap.left + region.bitmap.inside.shape[1]
        return min(region.bitmap.top, region.bitmap.left) < 0 or bottom > height or right > width
    corners = np.concatenate(region.rings)
    limit = np.array([width, height]) + _BEYOND
    return bool((corners < -_BEYOND).any() or (corners > limit).any())
