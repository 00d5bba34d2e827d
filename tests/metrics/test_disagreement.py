"""Disagreement of two masks, beside a slow loop over pixels."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from roadeye.arrays import Mask
from roadeye.metrics.disagreement import Disagreement, disagreement


def slowly(moved: Mask, mask: Mask, seen: Mask) -> Disagreement:
    height, width = mask.shape
    differing = 0
    for y in range(height):
        for x in range(width):
            around = moved[max(0, y - 1) : y + 2, max(0, x - 1) : x + 2]
            differing += bool(seen[y, x] and (around != mask[y, x]).all())
    return Disagreement(differing, int(seen.sum()))


@given(st.integers(0, 2**32 - 1), st.integers(1, 9), st.integers(1, 9), st.floats(0, 1))
@settings(max_examples=50, deadline=None)
def test_as_a_loop_over_pixels(seed: int, height: int, width: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    moved, mask, seen = (rng.random((height, width)) < share for _ in range(3))
    assert disagreement(moved, mask, seen) == slowly(moved, mask, seen)


def test_a_blob_that_flickers_counts_whole_and_a_shift_of_one_pixel_does_not() -> None:
    road = np.zeros((10, 10), np.bool_)
    road[5:] = True
    blob = road.copy()
    blob[0:3, 0:3] = True
    seen = np.ones_like(road)
    assert disagreement(road, blob, seen).differing == 9
    assert disagreement(road, np.roll(road, -1, axis=0) | road, seen).differing == 0


def test_nothing_compared_is_no_number() -> None:
    assert np.isnan(Disagreement().share)
