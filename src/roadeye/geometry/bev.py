"""The bird's-eye view of KITTI Road: the road plane from above, one look-up table per camera.

The definition is that of the benchmark (Fritsch, Kühnl, Geiger, ITSC 2013, and the readme of its
kit): 0.05 m cells from 10 m left to 10 m right and from 6 m to 46 m ahead, the far end in row 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from jaxtyping import Float32, Float64, Int, Shaped

from roadeye.arrays import Mask
from roadeye.errors import InputError
from roadeye.geometry.calibration import Calibration, Matrix33

Size: TypeAlias = tuple[int, int]
"""Height and width in pixels."""

Indices: TypeAlias = Int[np.ndarray, "rows columns"]
"""For every cell the flat index of a pixel, row by row; 0 where no pixel belongs to it."""

MOST_METRES = 1e4
MOST_CELLS = 8192
BLOCK_ROWS = 64
SMALLEST_RECIPROCAL_CONDITION = 1e-12


@dataclass(frozen=True)
class BevGrid:
    """Describe the cells of a bird's-eye view.

    Attributes:
        resolution: Side of a cell in metres.
        x: Left and right end in metres; right is positive.
        z: Near and far end in metres ahead.
    """

    resolution: float = 0.05
    x: tuple[float, float] = (-10.0, 10.0)
    z: tuple[float, float] = (6.0, 46.0)

    def __post_init__(self) -> None:
        """Check that it is a grid.

        Raises:
            InputError: An end is not a number or not beyond the other, or the cells are too many.
        """
        for (start, end), name in ((self.x, "x"), (self.z, "z")):
            if not -MOST_METRES < start < end < MOST_METRES:
                raise InputError(
                    f"the view reaches from {name} = {start:g} m to {end:g} m; expected two "
                    f"numbers in rising order, within {MOST_METRES:g} m."
                )
            if not (self.resolution > 0 and 1 <= (end - start) / self.resolution <= MOST_CELLS):
                raise InputError(
                    f"cells of {self.resolution:g} m do not fit into {end - start:g} m; expected 1 to "
                    f"{MOST_CELLS} cells a side."
                )

    @property
    def size(self) -> Size:
        """Return the number of rows and columns.

        >>> BevGrid().size
        (800, 400)
        """
        rows = round((self.z[1] - self.z[0]) / self.resolution)
        columns = round((self.x[1] - self.x[0]) / self.resolution)
        return rows, columns

    def centres(self) -> tuple[Float32[np.ndarray, " rows"], Float32[np.ndarray, " columns"]]:
        """Return z of every row (falling) and x of every column (rising), in metres, as float32."""
        rows, columns = self.size
        z = self.z[1] - (np.arange(rows) + 0.5) * self.resolution
        x = self.x[0] + (np.arange(columns) + 0.5) * self.resolution
        return z.astype(np.float32), x.astype(np.float32)


KITTI_GRID = BevGrid()


@dataclass(frozen=True, eq=False)
class LookUp:
    """Hold where every cell of one picture finds its pixel in another.

    Attributes:
        source: Flat index of the pixel, row by row.
        valid: True where there is one.
        source_size: Height and width of the picture that the indices point into.
    """

    source: Indices
    valid: Mask
    source_size: Size


def table(calibration: Calibration, size: Size, grid: BevGrid = KITTI_GRID) -> LookUp:
    """Compute where every cell of the bird's-eye view lies in the picture.

    The road point (x, z) at the centre of a cell is projected to (u, v), counted from 1; the cell
    shows the pixel in row `floor(v) - 1` and column `floor(u) - 1` if 1 <= u <= width and
    1 <= v <= height, else none. Points beside or behind the camera have no pixel.

    Args:
        calibration: The camera.
        size: Height and width of its pictures.
        grid: The cells.

    Raises:
        InputError: The calibration is of pictures of another size, or its road is seen edge on.
    """
    _check(calibration, size)
    height, width = size
    plane = road_plane(calibration)
    z, x = (axis.astype(np.float64) for axis in grid.centres())
    source = np.empty(grid.size, np.intp)
    valid = np.empty(grid.size, np.bool_)
    for block in _blocks(grid.size[0]):
        u, v, depth = _project(plane, x, z[block])
        inside = depth > 0
        np.copyto(depth, 1.0, where=~inside)
        u /= depth
        v /= depth
        inside &= (u >= 1) & (u <= width) & (v >= 1) & (v <= height)
        source[block] = _flat_index(v, u, inside, width)
        valid[block] = inside
    return LookUp(source, valid, size)


def table_back(calibration: Calibration, size: Size, grid: BevGrid = KITTI_GRID) -> LookUp:
    """Compute where every pixel of the picture lies in the bird's-eye view.

    The ray through pixel (u, v), counted from 1, meets the road in (x, z); the pixel shows the
    cell with the nearest centre. Pixels that do not see the cells have none.

    Args:
        calibration: The camera.
        size: Height and width of its pictures.
        grid: The cells.

    Raises:
        InputError: The calibration is of pictures of another size, or its road is seen edge on.
    """
    _check(calibration, size)
    height, width = size
    rows, columns = grid.size
    plane = road_plane(calibration)
    to_plane = np.linalg.inv(plane)
    u, v = np.arange(1.0, width + 1), np.arange(1.0, height + 1)
    source = np.empty(size, np.intp)
    valid = np.empty(size, np.bool_)
    for block in _blocks(height):
        x, z, scale = _project(to_plane, u, v[block])
        inside = scale != 0
        np.copyto(scale, 1.0, where=~inside)
        x /= scale
        z /= scale
        inside &= plane[2, 0] * x + plane[2, 1] * z + plane[2, 2] > 0  # ahead of the camera
        column = np.rint((x - grid.x[0]) / grid.resolution + 0.5)
        row = np.rint((grid.z[1] - z) / grid.resolution + 0.5)
        inside &= (column >= 1) & (column <= columns) & (row >= 1) & (row <= rows)
        source[block] = _flat_index(row, column, inside, columns)
        valid[block] = inside
    return LookUp(source, valid, grid.size)


def look_up(
    pixels: Shaped[np.ndarray, "height width *channels"], lookup: LookUp
) -> Shaped[np.ndarray, "rows columns *channels"]:
    """Fetch the pixel of every cell; 0 where it has none.

    Args:
        pixels: A picture, a mask, a probability map: any type, with or without channels.
        lookup: From [`table`][roadeye.geometry.bev.table] for the bird's-eye view of a picture,
            from [`table_back`][roadeye.geometry.bev.table_back] for the way back.

    Raises:
        InputError: The picture has another size than the table was made for.
    """
    if pixels.shape[:2] != lookup.source_size:
        raise InputError(
            f"the picture is {shown(pixels.shape[:2])}, the table is for "
            f"{shown(lookup.source_size)}: give a picture of that size."
        )
    flat = pixels.reshape(-1, *pixels.shape[2:])
    cells = flat.take(lookup.source, axis=0, mode="clip")
    cells[~lookup.valid] = 0
    return cells


def road_plane(calibration: Calibration) -> Matrix33:
    """Return the map of road points (x, z, 1) in metres to homogeneous pixels (y is 0).

    Raises:
        InputError: The camera lies in the road plane, so that the road is a line in the picture.
    """
    plane: Float64[np.ndarray, "3 3"] = calibration.road_to_image[:, [0, 2, 3]]
    if not 1 / np.linalg.cond(plane) > SMALLEST_RECIPROCAL_CONDITION:
        raise InputError(
            "the calibration puts the camera into the road plane, so no bird's-eye view exists; "
            "check its height above the road."
        )
    return plane


def shown(size: tuple[int, ...]) -> str:
    """Return a size as people write it.

    >>> shown((375, 1242))
    '1242x375'
    """
    return f"{size[1]}x{size[0]}"


def _blocks(rows: int) -> Iterator[slice]:
    # A block of coordinates stays in the processor's cache: three times as fast as all at once.
    return (slice(start, start + BLOCK_ROWS) for start in range(0, rows, BLOCK_ROWS))


def _project(
    matrix: Matrix33, across: Float64[np.ndarray, " columns"], along: Float64[np.ndarray, " rows"]
) -> list[Float64[np.ndarray, "rows columns"]]:
    return [(row[0] * across[None, :] + (row[1] * along)[:, None]) + row[2] for row in matrix]


def _flat_index(
    row: Float64[np.ndarray, "rows columns"],
    column: Float64[np.ndarray, "rows columns"],
    inside: Mask,
    width: int,
) -> Indices:
    # Coordinates count from 1, so that truncation is floor; outside they may be anything.
    outside = ~inside
    np.copyto(row, 1.0, where=outside)
    np.copyto(column, 1.0, where=outside)
    return (row.astype(np.intp) - 1) * width + (column.astype(np.intp) - 1)


def _check(calibration: Calibration, size: Size) -> None:
    if calibration.size is not None and calibration.size != size:
        raise InputError(
            f"the picture is {shown(size)}, the calibration is for {shown(calibration.size)}: give "
            "a picture of that size, or scale width, height, fx, fy, cx and cy of the camera."
        )
