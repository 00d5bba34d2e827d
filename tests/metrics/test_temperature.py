"""Temperatures that were put into drawn labels are found again."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.errors import InputError
from roadeye.metrics.reliability import reliability
from roadeye.metrics.temperature import (
    LogitCounts,
    apply_temperature,
    count_logits,
    fit_temperature,
    move_threshold,
    nll,
    no_logits,
)


def drawn(temperature: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return probabilities whose labels were drawn at their logits / temperature."""
    random = np.random.default_rng(seed)
    logits = random.normal(0, 3, (300, 400))
    road = random.random(logits.shape) < 1 / (1 + np.exp(-logits / temperature))
    probability = (1 / (1 + np.exp(-logits))).astype(np.float32)
    return probability, road, np.ones_like(road)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 1.7, 4.0])
def test_the_temperature_of_the_labels_is_found(temperature: float) -> None:
    assert fit_temperature(count_logits(*drawn(temperature))) == pytest.approx(
        temperature, rel=0.03
    )


def test_it_has_the_lowest_loss_and_lowers_the_calibration_error() -> None:
    probability, road, valid = drawn(2.0)
    counts = count_logits(probability, road, valid)
    best = fit_temperature(counts)
    assert nll(counts, best) < min(nll(counts, best * 1.02), nll(counts, best / 1.02))
    odds = ((1 - probability) / probability) ** (1 / best)
    after = reliability((1 / (1 + odds)).astype(np.float32), road, valid).ece
    assert after < 0.01 < reliability(probability, road, valid).ece


def test_loss_equals_the_mean_over_pixels() -> None:
    probability, road, valid = drawn(1.0)
    direct = -np.log(np.where(road, probability, 1 - probability)).mean()
    assert nll(count_logits(probability, road, valid), 1.0) == pytest.approx(direct, rel=1e-4)


def test_certain_pixels_are_counted_at_the_limit() -> None:
    certain = np.array([[0.0, 1.0]], np.float32)
    counts = count_logits(certain, np.array([[False, True]]), np.ones((1, 2), bool))
    assert counts.other[0] == counts.road[-1] == 1


def test_invalid_pixels_are_not_counted() -> None:
    probability, road, valid = drawn(1.0)
    counts = count_logits(probability, road, ~valid)
    assert counts.road.sum() == counts.other.sum() == 0


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (no_logits(), "only one"),
        (LogitCounts(np.eye(1, 4096, 3000, int)[0], np.eye(1, 4096, 3500, int)[0]), "do not agree"),
    ],
)
def test_what_cannot_be_fitted_is_refused(counts: LogitCounts, message: str) -> None:
    with pytest.raises(InputError, match=message):
        fit_temperature(counts)


@pytest.mark.parametrize("threshold", [0.0, 0.2, 0.5, 0.93, 1.0])
def test_a_moved_threshold_gives_the_same_mask(threshold: float) -> None:
    probability = np.linspace(0.001, 0.999, 997)
    odds = (probability / (1 - probability)) ** (1 / 1.8)
    moved = move_threshold(threshold, 1.8)
    assert ((odds / (1 + odds) >= moved) == (probability >= threshold)).all()


@given(st.floats(0, 1, width=32), st.floats(0.1, 10))
def test_temperature_keeps_the_side_of_one_half(probability: float, temperature: float) -> None:
    before = np.array([[probability]], np.float32)
    after = float(apply_temperature(before, temperature)[0, 0])
    assert 0 <= after <= 1
    assert (after - 0.5) * (probability - 0.5) >= 0
    if temperature > 1 and 0.01 < probability < 0.99:
        assert abs(after - 0.5) <= abs(probability - 0.5) + 1e-6
