"""Reliability bins, ECE and Brier score against sums that can be followed by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from roadeye.metrics.quantised import count_quantised
from roadeye.metrics.reliability import (
    BINS,
    EDGE,
    near_edges,
    no_reliability,
    reliability,
    reliability_of_quantised,
)

masks = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=14).flatmap(
    lambda shape: st.tuples(hnp.arrays(bool, shape), hnp.arrays(bool, shape))
)


def test_ece_and_brier_by_hand() -> None:
    # bin 12 = [0.8, 0.8667): four pixels of 0.8125, three are road: |3 - 4 * 0.8125| = 0.25
    # bin 1 = [0.0667, 0.1333): one pixel of 0.125, not road: |0 - 0.125| = 0.125
    # ECE = 0.375 / 5 = 0.075
    # Brier = (3 * 0.1875 ** 2 + 0.8125 ** 2 + 0.125 ** 2) / 5 = 0.78125 / 5 = 0.15625
    probability = np.array([[0.8125, 0.8125, 0.8125, 0.8125, 0.125, 0.9]], np.float32)
    road = np.array([[True, True, True, False, False, False]])
    valid = np.array([[True, True, True, True, True, False]])
    bins = reliability(probability, road, valid)
    assert bins.ece == pytest.approx(0.075)
    assert bins.brier == pytest.approx(0.15625)
    assert bins.pixels.tolist() == [0, 1] + [0] * 10 + [4, 0, 0]


def test_a_probability_of_one_is_in_the_last_bin() -> None:
    one = np.ones((1, 1), np.float32)
    bins = reliability(one, np.array([[True]]), np.array([[True]]))
    assert bins.pixels[BINS - 1] == bins.road[BINS - 1] == 1
    assert bins.ece == bins.brier == 0.0


def test_without_a_valid_pixel_there_is_no_score() -> None:
    none = reliability(np.ones((1, 1), np.float32), np.array([[True]]), np.array([[False]]))
    assert math.isnan(none.ece)
    assert math.isnan(no_reliability().brier)


@given(masks, st.integers(0, 2**32 - 1))
def test_levels_give_the_bins_of_their_probabilities(
    pair: tuple[np.ndarray, np.ndarray], seed: int
) -> None:
    road, valid = pair
    levels = np.random.default_rng(seed).integers(0, 256, road.shape, np.uint8)
    direct = reliability(levels.astype(np.float32) / np.float32(255), road, valid)
    counted = reliability_of_quantised(count_quantised(levels, road, valid))
    assert (direct.pixels == counted.pixels).all()
    assert (direct.road == counted.road).all()
    np.testing.assert_allclose(direct.probability, counted.probability, atol=1e-4)
    assert direct.squared == pytest.approx(counted.squared, abs=1e-4)


@given(masks)
def test_edges_equal_a_search_around_every_pixel(pair: tuple[np.ndarray, np.ndarray]) -> None:
    road, valid = pair
    near = near_edges(road, valid)
    for row, column in np.ndindex(road.shape):
        rows = slice(max(0, row - EDGE), row + EDGE + 1)
        columns = slice(max(0, column - EDGE), column + EDGE + 1)
        around = road[rows, columns][valid[rows, columns]]
        assert near[row, column] == (valid[row, column] and around.any() and not around.all())


@given(st.integers(0, 2**32 - 1))
def test_pictures_add_up(seed: int) -> None:
    random = np.random.default_rng(seed)
    probability = random.random((8, 9), np.float32)
    road, valid = random.random((2, 8, 9)) < 0.6
    whole = reliability(probability, road, valid)
    halves = [reliability(probability[p], road[p], valid[p]) for p in (np.s_[:3], np.s_[3:])]
    assert sum(halves, no_reliability()).ece == pytest.approx(whole.ece)
