"""Errors of a mask in colours."""

import numpy as np
import pytest

from roadeye.draw.errors import FALSE, MISSED, RIGHT, draw_errors


def drawn(*, found: bool, road: bool, valid: bool, pixel: tuple[int, int, int]) -> list[int]:
    image = np.array([[pixel]], np.uint8)
    one = [np.array([[value]]) for value in (found, road, valid)]
    result = draw_errors(image, *one)
    assert image[0, 0].tolist() == list(pixel)
    shown: list[int] = result[0, 0].tolist()
    return shown


@pytest.mark.parametrize(
    ("found", "road", "colour", "opacity"),
    [(True, True, RIGHT, 0.4), (False, True, MISSED, 0.8), (True, False, FALSE, 0.8)],
)
def test_each_outcome_has_its_colour(
    found: bool, road: bool, colour: tuple[int, int, int], opacity: float
) -> None:
    white = (255, 255, 255)
    expected = [round(255 * (1 - opacity) + part * opacity) for part in colour]
    assert drawn(found=found, road=road, valid=True, pixel=white) == expected


def test_ground_that_is_rightly_none_stays_as_it_is() -> None:
    assert drawn(found=False, road=False, valid=True, pixel=(10, 20, 30)) == [10, 20, 30]


@pytest.mark.parametrize("found", [False, True])
@pytest.mark.parametrize("road", [False, True])
def test_what_is_not_labelled_is_grey_whatever_was_found(found: bool, road: bool) -> None:
    # mean of 60, 120, 180 is 120, of which 0.35 is 42
    assert drawn(found=found, road=road, valid=False, pixel=(60, 120, 180)) == [42, 42, 42]


def test_errors_differ_in_brightness_too() -> None:
    bright = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (MISSED, FALSE, RIGHT)]
    assert bright[0] > bright[1] + 80 > bright[2] + 80
