"""Filled polygons against slow oracles, and against the outlines that they undo."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from roadeye.arrays import Mask
from roadeye.draw.polygons import mask_polygons
from roadeye.geometry.polygon_fill import Ring, fill_rings

CORNERS = arrays(np.float64, st.tuples(st.integers(0, 7), st.just(2)), elements=st.floats(-9, 21))


def ring(*corners: tuple[float, float]) -> Ring:
    return np.array(corners, np.float64)


def by_rays(rings: list[Ring], height: int, width: int) -> Mask:
    """Count the edges that a ray to the left of each pixel's centre meets."""
    inside = np.zeros((height, width), np.bool_)
    for row in range(height):
        for column in range(width):
            x, y = column + 0.5, row + 0.5
            for corners in rings:
                for one, other in zip(corners, np.roll(corners, -1, axis=0), strict=True):
                    # from the top, or an edge that is there and back would round to two places
                    (x0, y0), (x1, y1) = sorted((one, other), key=lambda corner: corner[1])
                    meets = (y0 <= y) != (y1 <= y) and len(corners) > 2
                    if meets and x0 + (y - y0) * ((x1 - x0) / (y1 - y0)) <= x:
                        inside[row, column] ^= True
    return inside


@pytest.mark.parametrize(
    ("rings", "expected"),
    [
        ([], "..../..../...."),
        ([ring((1, 1), (3, 1), (3, 3), (1, 3))], "..../.##./.##."),
        ([ring((0, 0), (4, 0), (0, 3))], "###./##../#..."),  # the rows end at x = 3.33, 2 and 0.67
        ([ring((-9, -9), (99, -9), (99, 99), (-9, 99))], "####/####/####"),
        ([ring((0, 0), (4, 0), (4, 3), (0, 3)), ring((1, 1), (3, 1), (3, 2), (1, 2))], "####/#..#/####"),
        ([ring((1, 1), (3, 1))], "..../..../...."),
        ([ring((0, 0), (0.4, 0), (0.4, 3), (0, 3))], "..../..../...."),  # no centre in it
    ],
    ids=["nothing", "square", "triangle", "beyond", "hole", "line", "sliver"],
)  # fmt: skip
def test_fill(rings: list[Ring], expected: str) -> None:
    rows = [
        "".join(".#"[inside] for inside in row) for row in fill_rings(rings, (3, 4)).astype(int)
    ]
    assert "/".join(rows) == expected


@settings(deadline=None)
@given(st.lists(CORNERS, max_size=3))
@example([ring((16.95838209, 16.95838209), (0, 0), (0, 0))])
def test_fill_is_what_rays_count(rings: list[Ring]) -> None:
    assert np.array_equal(fill_rings(rings, (7, 11)), by_rays(rings, 7, 11))


@settings(deadline=None)
@given(arrays(np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_outlines_filled_give_the_mask(mask: Mask) -> None:
    rings = [
        corners.astype(np.float64)
        for polygon in mask_polygons(mask, tolerance=0.0)
        for corners in (polygon.outer, *polygon.holes)
    ]
    assert np.array_equal(fill_rings(rings, (mask.shape[0], mask.shape[1])), mask)
