"""Histograms by class against boolean counting at every threshold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from roadeye.metrics import quantised as module
from roadeye.metrics.counts import count
from roadeye.metrics.quantised import (
    QuantisedCounts,
    count_quantised,
    no_quantised_counts,
    probabilities,
    quantise,
)

pictures = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=6).flatmap(
    lambda shape: st.tuples(
        hnp.arrays(np.uint8, shape), hnp.arrays(bool, shape), hnp.arrays(bool, shape)
    )
)
Picture = tuple[np.ndarray, np.ndarray, np.ndarray]


def same(left: QuantisedCounts, right: QuantisedCounts) -> bool:
    return bool((left.road == right.road).all() and (left.other == right.other).all())


@given(pictures, st.sampled_from(range(256)))
def test_counts_at_a_threshold_are_those_of_the_mask(picture: Picture, level: int) -> None:
    levels, road, valid = picture
    counts = count_quantised(levels, road, valid).at(level / 255)
    assert counts == count(levels >= level, road, valid)


@given(pictures, st.floats(0, 1, width=32))
def test_the_threshold_rule_is_that_of_a_probability_map(
    picture: Picture, threshold: float
) -> None:
    levels, road, valid = picture
    probability = levels.astype(np.float32) / np.float32(255)
    mask = probability >= np.float32(threshold)
    assert count_quantised(levels, road, valid).at(threshold) == count(mask, road, valid)


@given(pictures)
def test_pictures_add_up(picture: Picture) -> None:
    whole = count_quantised(*picture)
    halves = [count_quantised(*(a[part] for a in picture)) for part in (np.s_[:1], np.s_[1:])]
    assert same(sum(halves, no_quantised_counts()), whole)
    assert whole.total == picture[2].sum()


def test_strips_of_rows_count_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    levels = random.integers(0, 256, (13, 10), np.uint8)
    road, valid = random.random((2, 13, 10)) < 0.7
    whole = count_quantised(levels, road, valid)
    monkeypatch.setattr(module, "_EXACT", 40)  # four rows at a time
    assert same(count_quantised(levels, road, valid), whole)


def test_more_equal_pixels_than_float32_counts() -> None:
    side = (1 << 12) + 1  # 4097 * 4097 = 16,785,409 > 2 ** 24 = 16,777,216
    levels = np.full((side, side), 7, np.uint8)
    everywhere = np.ones((side, side), bool)
    assert count_quantised(levels, everywhere, everywhere).road[7] == 16_785_409


def test_a_view_that_is_not_contiguous() -> None:
    levels = np.arange(64, dtype=np.uint8).reshape(8, 8)[::2, ::-2]
    road = np.ones((8, 8), bool)[::2, ::-2]
    counts = count_quantised(levels, road, road)
    assert (np.flatnonzero(counts.road) == np.sort(levels.ravel())).all()


def test_every_level_survives_the_way_to_a_probability_and_back() -> None:
    levels = np.arange(256, dtype=np.uint8)[None]
    assert (quantise(probabilities().astype(np.float32)[None]) == levels).all()
