"""The two ways to sum up a picture agree: from levels, and from the probabilities they mean."""

from dataclasses import astuple

import numpy as np
import pytest

from roadeye.evaluation.accumulator import Accumulator, accumulate, empty_accumulator, score


@pytest.mark.parametrize("seed", range(5))
def test_levels_and_their_probabilities_score_alike(seed: int) -> None:
    random = np.random.default_rng(seed)
    levels = random.integers(0, 256, (30, 40), np.uint8)
    road, valid = np.arange(40) + random.integers(0, 9, (30, 1)) < 20, random.random((30, 40)) < 0.9
    of_levels = accumulate(levels, road, valid, 0.4)
    of_floats = accumulate(levels.astype(np.float32) / np.float32(255), road, valid, 0.4)
    assert of_levels.counts == of_floats.counts
    assert astuple(score(of_levels, 0.4)) == pytest.approx(astuple(score(of_floats, 0.4)))
    assert of_levels.edges.ece == pytest.approx(of_floats.edges.ece, abs=1e-6)
    assert 0 < of_levels.edges.pixels.sum() < valid.sum()


def test_edges_are_left_out_where_not_asked_for() -> None:
    levels, road = np.full((2, 9), 9, np.uint8), np.arange(18).reshape(2, 9) % 2 == 0
    sums = accumulate(levels, road, np.ones_like(road), 0.5, edges=False)
    assert np.isnan(sums.edges.ece)
    assert not np.isnan(sums.reliability.ece)


def test_sums_add_up() -> None:
    road = np.array([[True, False]])
    one: Accumulator = accumulate(np.array([[200, 100]], np.uint8), road, np.ones_like(road), 0.5)
    three = one + one + one + empty_accumulator()
    assert (three.images, three.counts.tp, three.quantised.total) == (3, 3, 6)
    assert three.reliability.ece == pytest.approx(one.reliability.ece)
