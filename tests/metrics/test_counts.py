"""Counts against a walk over the pixels, and their sums."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from roadeye.metrics.counts import Counts, count

triples = hnp.array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=7).flatmap(
    lambda shape: st.tuples(*[hnp.arrays(bool, shape)] * 3)
)


def walk(mask: np.ndarray, road: np.ndarray, valid: np.ndarray) -> Counts:
    tally = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for found, is_road, counts in zip(mask.flat, road.flat, valid.flat, strict=True):
        if counts:
            right = "t" if bool(found) == bool(is_road) else "f"
            tally[right + ("p" if found else "n")] += 1
    return Counts(**tally)


@given(triples)
def test_equals_a_walk_over_the_pixels(arrays: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    assert count(*arrays) == walk(*arrays)


@given(triples)
def test_total_is_the_number_of_valid_pixels(
    arrays: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    assert count(*arrays).total == arrays[2].sum()


@given(triples)
def test_counts_of_halves_add_up(arrays: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    upper = count(*(array[:1] for array in arrays))
    lower = count(*(array[1:] for array in arrays))
    assert upper + lower == count(*arrays)
