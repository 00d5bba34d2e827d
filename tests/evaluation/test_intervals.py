"""Intervals by bootstrap: their draws, their scores, and what they cover."""

import numpy as np
import pytest

from roadeye.evaluation.accumulator import Accumulator, accumulate, empty_accumulator, score
from roadeye.evaluation.intervals import intervals
from roadeye.metrics.bootstrap import draws, interval


def drawn(seed: int, skill: float, side: int = 12) -> Accumulator:
    random = np.random.default_rng(seed)
    road = random.random((side, side)) < 0.4
    levels = np.where(road, 128 + skill, 128 - skill) + random.normal(0, 40, road.shape)
    return accumulate(levels.clip(0, 255).astype(np.uint8), road, np.ones_like(road), 0.5)


def test_every_resample_has_as_many_units() -> None:
    drawn_again = draws(7, seed=3)
    assert (drawn_again.sum(axis=1) == 7).all()
    assert (draws(7, seed=3) == drawn_again).all()
    assert (draws(7, seed=4) != drawn_again).any()


def test_scores_of_resamples_are_those_of_their_sums() -> None:
    units = [drawn(seed, skill) for seed, skill in enumerate((5.0, 20.0, 60.0, 90.0))]
    expected: dict[str, list[float]] = {name: [] for name in intervals(units, seed=1)}
    for times in draws(4, seed=1):
        repeated = [unit for unit, n in zip(units, times, strict=True) for _ in range(n)]
        one = score(sum(repeated, empty_accumulator()), 0.5)
        for name, values in expected.items():
            values.append(getattr(one, name))
    for name, (low, high) in intervals(units, seed=1).items():
        assert (low, high) == pytest.approx(interval(np.array(expected[name])), abs=1e-9)


def test_units_that_are_alike_have_narrow_intervals() -> None:
    alike = intervals([drawn(seed, 40.0, side=60) for seed in range(6)], seed=0)
    unlike = intervals([drawn(seed, 10.0 * seed, side=60) for seed in range(6)], seed=0)
    for name, (low, high) in alike.items():
        assert high - low < 0.3 * (unlike[name][1] - unlike[name][0])


def test_one_unit_tells_nothing_of_the_spread() -> None:
    assert intervals([drawn(0, 40.0)], seed=0) == {}


def test_resamples_without_a_score_are_left_out() -> None:
    assert interval(np.array([np.nan, 0.5, 0.5])) == (0.5, 0.5)
    assert np.isnan(interval(np.array([np.nan]))).all()
