"""Run lengths as COCO counts them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from roadeye.arrays import Mask
from roadeye.errors import InputError
from roadeye.geometry.run_lengths import from_run_lengths, run_lengths

MASKS = arrays.arrays(
    np.bool_, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.booleans()
)


@pytest.mark.parametrize(
    ("rows", "counts"),
    [
        ([[0, 0], [0, 0]], [4]),  # nothing
        ([[1, 1], [1, 1]], [0, 4]),  # everything
        ([[0, 1], [0, 1]], [2, 2]),  # the right column
        ([[0, 0], [1, 1]], [1, 1, 1, 1]),  # the lower row: columns come first
    ],
)
def test_columns_are_counted_from_left_to_right(rows: list[list[int]], counts: list[int]) -> None:
    assert run_lengths(np.array(rows, np.bool_)) == counts


@given(mask=MASKS)
def test_the_mask_comes_back(mask: Mask) -> None:
    counts = run_lengths(mask)
    assert np.array_equal(from_run_lengths(counts, mask.shape), mask)
    assert sum(counts[1::2]) == mask.sum()
    assert 0 not in counts[1:]  # as short as can be


@pytest.mark.parametrize("counts", [[], [3], [5], [-1, 5], [4, 1]])
def test_counts_that_do_not_fill_the_mask_are_refused(counts: list[int]) -> None:
    with pytest.raises(InputError, match="sum to 4"):
        from_run_lengths(counts, (2, 2))
