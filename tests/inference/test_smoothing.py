"""Smoothing on drawn videos in which everything is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadeye.arrays import Image, Probability
from roadeye.errors import InputError
from roadeye.inference.smoothing import Smoother
from roadeye.inference.smoothing_kind import Smoothing

HEIGHT, WIDTH = 96, 128


def world(seed: int = 0) -> Image:
    import cv2

    noise = np.random.default_rng(seed).integers(0, 256, (HEIGHT, 4 * WIDTH, 3), dtype=np.uint8)
    return np.asarray(cv2.convertScaleAbs(cv2.GaussianBlur(noise, (0, 0), 2.0), alpha=3, beta=-256))


def frame(number: int, step: int = 3) -> tuple[Image, Probability]:
    """A camera that pans by `step` pixels a frame, and a road whose edge it crosses."""
    shift = step * number
    image = np.ascontiguousarray(world()[:, shift : shift + WIDTH])
    truth = np.full((HEIGHT, WIDTH), 0.05, np.float32)
    truth[:, max(0, 100 - shift) :] = 0.95
    return image, truth


def errors(kind: Smoothing, noise: float, frames: int = 12) -> float:
    """Part of the pixels that are wrong, over the last frames of a noisy video."""
    steady, rng, wrong = Smoother(kind), np.random.default_rng(1), []
    for number in range(frames):
        image, truth = frame(number)
        noisy = np.clip(truth + rng.normal(0, noise, truth.shape), 0, 1).astype(np.float32)
        wrong.append(((steady(image, noisy) >= 0.5) != (truth >= 0.5)).mean())
    return float(np.mean(wrong[4:]))


def test_flow_removes_noise_and_does_not_trail() -> None:
    assert errors(Smoothing.FLOW, 0.3) < 0.5 * errors(Smoothing.OFF, 0.3)
    assert errors(Smoothing.FLOW, 0.0) < 0.01
    assert errors(Smoothing.MEAN, 0.0) > 0.02  # three pixels a frame, one frame late


def test_a_cut_begins_anew() -> None:
    steady = Smoother()
    for number in range(5):
        steady(*frame(number))
    other, found = world(7)[:, :WIDTH].copy(), np.full((HEIGHT, WIDTH), 0.45, np.float32)
    np.testing.assert_allclose(steady(other, found), found, atol=1e-5)


def test_what_the_network_is_sure_of_is_believed_at_once() -> None:
    image, _ = frame(0)
    steady = Smoother()
    steady(image, np.full((HEIGHT, WIDTH), 0.98, np.float32))
    assert steady(image, np.full((HEIGHT, WIDTH), 0.02, np.float32)).max() < 0.5


@pytest.mark.parametrize("kind", Smoothing)
def test_another_size_begins_anew(kind: Smoothing) -> None:
    steady = Smoother(kind)
    steady(*frame(0))
    small = np.full((40, 50), 0.3, np.float32)
    np.testing.assert_allclose(steady(np.zeros((40, 50, 3), np.uint8), small), small, atol=1e-5)


@given(st.sampled_from(list(Smoothing)), st.integers(1, 40), st.integers(1, 40), st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_any_size_gives_probabilities(kind: Smoothing, height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    steady = Smoother(kind)
    for _ in range(3):
        image = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
        found = steady(image, rng.integers(0, 2, (height, width)).astype(np.float32))
        assert found.shape == (height, width)
        assert found.dtype == np.float32
        assert 0 <= found.min() <= found.max() <= 1


def test_it_is_of_use_without_a_model() -> None:
    import roadeye

    steady = roadeye.Smoother("mean")
    image, found = frame(0)
    given = found.copy()
    np.testing.assert_allclose(steady(image, found), given, atol=1e-6)
    np.testing.assert_array_equal(found, given)
    steady.reset()
    np.testing.assert_allclose(steady(image, 1 - given), 1 - given, atol=1e-6)


def test_what_it_cannot_do_is_said() -> None:
    with pytest.raises(
        InputError, match="'median' does not steady masks; give one of flow, mean, off"
    ):
        Smoother("median")
    with pytest.raises(InputError, match=r"a map of 4×5 \(height × width\) do not belong together"):
        Smoother()(frame(0)[0], np.zeros((4, 5), np.float32))
