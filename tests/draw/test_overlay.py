import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.draw.overlay import ROAD, overlay


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


# What colours become without one kind of cone, in linear RGB (Machado, Oliveira and Fernandes 2009,
# severity 1.0).
SIGHTS = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def seen(colours: np.ndarray, sight: np.ndarray) -> np.ndarray:
    """Return colours as CIE Lab, as someone with this sight sees them."""
    part = colours / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    linear = np.clip(linear @ sight.T, 0, 1).astype(np.float32)
    part = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    lab = cv2.cvtColor(part[np.newaxis].astype(np.float32), cv2.COLOR_RGB2Lab)
    return np.asarray(lab[0])


@pytest.mark.parametrize("sight", SIGHTS)
def test_a_marked_road_is_told_from_what_is_not_marked_with_any_colour_sight(sight: str) -> None:
    surfaces = np.array(
        [
            [60, 60, 62],  # wet asphalt
            [110, 110, 112],  # asphalt
            [160, 158, 150],  # concrete
            [120, 100, 75],  # earth
            [70, 95, 50],  # grass
            [40, 60, 35],  # trees
            [150, 185, 225],  # sky
        ],
        np.uint8,
    )
    everywhere = np.ones((1, len(surfaces)), np.bool_)
    marked = overlay(np.stack([surfaces] * 9), np.repeat(everywhere, 9, axis=0))[4]
    plain = seen(surfaces, SIGHTS[sight])
    inside, edge = seen(marked, SIGHTS[sight]), seen(np.array([ROAD]), SIGHTS[sight])
    # 2.3 is what an eye just tells apart; 10 is seen at a glance
    for road in range(3):
        assert np.linalg.norm(inside[road] - plain, axis=1).min() > 10
    assert np.linalg.norm(edge - plain, axis=1).min() > 10
