import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.draw.overlay import overlay


def test_only_pixels_of_the_mask_change_and_its_edge_has_the_full_colour() -> None:
    image = np.full((7, 7, 3), 100, np.uint8)
    mask = np.zeros((7, 7), np.bool_)
    mask[1:6, 1:6] = True

    shown = overlay(image, mask, colour=(200, 0, 50), opacity=0.5)

    # 0.5 · 100 + 0.5 · (200, 0, 50) = (150, 50, 75)
    inner = np.zeros_like(mask)
    inner[2:5, 2:5] = True
    assert (shown[~mask] == 100).all()
    assert (shown[inner] == (150, 50, 75)).all()
    assert (shown[mask & ~inner] == (200, 0, 50)).all()
    assert (image == 100).all()


def test_the_border_of_the_picture_is_no_edge() -> None:
    image = np.zeros((5, 5, 3), np.uint8)
    shown = overlay(image, np.ones((5, 5), np.bool_), colour=(100, 100, 100), opacity=0.5)
    assert (shown == 50).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (801, 3)])
def test_any_size(shape: tuple[int, int]) -> None:
    image = np.zeros((*shape, 3), np.uint8)
    assert overlay(image, np.ones(shape, np.bool_)).shape == (*shape, 3)


@given(st.integers(0, 255), st.integers(0, 255), st.floats(0, 1))
def test_the_blend_is_the_formula(value: int, colour: int, opacity: float) -> None:
    image = np.full((1, 1, 3), value, np.uint8)
    shown = overlay(image, np.ones((1, 1), np.bool_), (colour, colour, colour), opacity)
    assert abs(float(shown[0, 0, 0]) - ((1 - opacity) * value + opacity * colour)) <= 0.5 + 1e-9
