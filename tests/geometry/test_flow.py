"""Optical flow of a picture that was shifted by a known number of pixels."""

import numpy as np
import pytest

from roadeye.arrays import Gray
from roadeye.geometry.flow import Effort, from_inside, moved, origin_finder, places, seen_in_both


def texture(seed: int = 0) -> Gray:
    import cv2

    noise = np.random.default_rng(seed).integers(0, 256, (96, 128), dtype=np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 2.0))


@pytest.mark.parametrize("effort", Effort)
@pytest.mark.parametrize("shift", [(3, 0), (0, -2), (-4, 1)])
def test_a_shift_is_found(effort: Effort, shift: tuple[int, int]) -> None:
    earlier = texture()
    later = np.roll(earlier, shift[::-1], axis=(0, 1))
    inner = (origin_finder(effort)(earlier, later) - places((96, 128)))[16:-16, 16:-16]
    assert np.median(inner[..., 0]) == pytest.approx(-shift[0], abs=0.3)
    assert np.median(inner[..., 1]) == pytest.approx(-shift[1], abs=0.3)
    back = moved(earlier, origin_finder(effort)(earlier, later))[16:-16, 16:-16]
    assert np.abs(back.astype(float) - later[16:-16, 16:-16]).mean() < 4


def test_what_came_into_sight_is_not_seen_in_both() -> None:
    earlier, later, thing = texture(), texture(), texture(1)
    earlier[30:70, 40:80] = thing[30:70, 40:80]
    later[30:70, 48:88] = thing[30:70, 40:80]  # it moved, and shows what it hid
    _, seen = seen_in_both(earlier, later, origin_finder(Effort.CAREFUL))
    assert seen[:20].mean() > 0.95
    assert seen[35:65, 55:80].mean() > 0.9
    assert seen[35:65, 41:47].mean() < 0.6


def test_pictures_too_small_for_flow_stand_still() -> None:
    tiny = np.zeros((3, 5), np.uint8)
    origins = origin_finder(Effort.FAST)(tiny, tiny)
    assert (origins == places((3, 5))).all()
    assert from_inside(origins).all()
