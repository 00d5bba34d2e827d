"""A threshold is a probability, in every function that takes one."""

from math import inf, nan

import numpy as np
import pytest

from roadeye.errors import InputError
from roadeye.evaluation.accumulator import accumulate
from roadeye.metrics.quantised import no_quantised_counts
from roadeye.metrics.temperature import move_threshold
from roadeye.metrics.threshold import binarise

PROBABILITY = np.array([[0.0, 0.5, 1.0]], np.float32)
ANY = np.ones((1, 3), bool)


@pytest.mark.parametrize(
    ("threshold", "mask"),
    [
        (0.0, [True, True, True]),
        (0.5, [False, True, True]),
        (0.5000001, [False, False, True]),
        (1.0, [False, False, True]),
    ],
)
def test_a_pixel_is_road_from_the_threshold_on(threshold: float, mask: list[bool]) -> None:
    assert binarise(PROBABILITY, threshold)[0].tolist() == mask


@pytest.mark.parametrize("wrong", [nan, -0.1, 1.1, 5.0, inf])
def test_other_numbers_are_refused_everywhere(wrong: float) -> None:
    for call in (
        lambda: binarise(PROBABILITY, wrong),
        lambda: no_quantised_counts().at(wrong),
        lambda: accumulate(PROBABILITY, ANY, ANY, wrong),
        lambda: accumulate((255 * PROBABILITY).astype(np.uint8), ANY, ANY, wrong),
        lambda: move_threshold(wrong, 2.0),
    ):
        with pytest.raises(InputError, match=r"a probability from 0 to 1, not"):
            call()


@pytest.mark.parametrize("wrong", [nan, 0.0, -1.0, inf])
def test_a_temperature_is_positive(wrong: float) -> None:
    with pytest.raises(InputError, match="above 0"):
        move_threshold(0.5, wrong)
