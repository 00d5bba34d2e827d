"""Polygons of masks: filled again, they give the mask, exactly or within the tolerance."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.arrays import Mask
from roadeye.draw.polygons import Polygon, mask_polygons
from roadeye.errors import InputError


def filled(polygons: tuple[Polygon, ...], size: tuple[int, int]) -> Mask:
    """Fill polygons by the even-odd rule: count the edges to the left of each pixel's centre."""
    height, width = size
    crossings = np.zeros(size, int)
    x, y = np.arange(width) + 0.5, np.arange(height) + 0.5
    for polygon in polygons:
        for ring in (polygon.outer, *polygon.holes):
            for (x1, y1), (x2, y2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
                for row in np.flatnonzero((y > min(y1, y2)) & (y < max(y1, y2))):
                    at = x1 + (y[row] - y1) * (x2 - x1) / (y2 - y1)
                    crossings[row] += x > at
    return np.asarray(crossings % 2 == 1)


def area(ring: np.ndarray) -> float:
    x, y = ring.T.astype(float)
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


masks = st.tuples(
    st.integers(1, 14), st.integers(1, 14), st.integers(0, 2**32), st.floats(0, 1)
).map(lambda drawn: np.random.default_rng(drawn[2]).random(drawn[:2]) < drawn[3])


def blobs(seed: int) -> Mask:
    noise = np.random.default_rng(seed).random((60, 80), np.float32)
    smooth = cv2.GaussianBlur(noise, (0, 0), 3)
    return np.asarray(smooth > np.median(smooth))


@given(masks)
def test_without_tolerance_the_mask_comes_back_exactly(mask: Mask) -> None:
    polygons = mask_polygons(mask, tolerance=0.0)
    assert (filled(polygons, mask.shape) == mask).all()
    holes = sum(area(hole) for polygon in polygons for hole in polygon.holes)
    assert sum(area(polygon.outer) for polygon in polygons) - holes == mask.sum()


@given(st.integers(0, 2**32), st.floats(0, 6))
def test_what_changes_lies_within_the_tolerance_of_the_outline(seed: int, tolerance: float) -> None:
    mask = blobs(seed)
    changed = filled(mask_polygons(mask, tolerance), mask.shape) != mask
    # From a pixel's centre to the nearest one across the outline, which lies between them; the
    # border of the picture is an outline too.
    framed = np.pad(mask, 1)
    inside, outside = (
        cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
        for side in (framed, ~framed)
    )
    distance = np.maximum(inside, outside)[1:-1, 1:-1]
    assert (distance[changed] <= tolerance + 1).all()


def test_a_ring_has_a_hole_and_an_island_in_it_is_a_polygon_of_its_own() -> None:
    mask = np.zeros((9, 9), np.bool_)
    mask[1:8, 1:8] = True
    mask[2:7, 2:7] = False
    mask[4, 4] = True
    polygons = mask_polygons(mask, tolerance=0.5)
    island, ring = sorted(polygons, key=lambda polygon: area(polygon.outer))
    assert sorted(island.outer.tolist()) == [[4, 4], [4, 5], [5, 4], [5, 5]]
    assert sorted(ring.outer.tolist()) == [[1, 1], [1, 8], [8, 1], [8, 8]]
    assert [sorted(hole.tolist()) for hole in ring.holes] == [[[2, 2], [2, 7], [7, 2], [7, 7]]]
    assert island.holes == ()


def test_a_slope_becomes_a_few_corners() -> None:
    mask = np.tri(200, dtype=np.bool_)
    (stairs,), (slope,) = (mask_polygons(mask, tolerance) for tolerance in (0.0, 1.0))
    assert len(stairs.outer) > 300
    assert len(slope.outer) <= 5


@pytest.mark.parametrize("value", [False, True])
def test_nothing_and_everything(value: bool) -> None:
    polygons = mask_polygons(np.full((3, 5), value))
    assert [sorted(polygon.outer.tolist()) for polygon in polygons] == (
        [[[0, 0], [0, 3], [5, 0], [5, 3]]] if value else []
    )


@pytest.mark.parametrize("tolerance", [-1.0, float("nan"), float("inf")])
def test_a_tolerance_that_is_none(tolerance: float) -> None:
    with pytest.raises(InputError, match="tolerance"):
        mask_polygons(np.ones((2, 2), np.bool_), tolerance)
