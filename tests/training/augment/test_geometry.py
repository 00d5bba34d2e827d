"""Geometry on drawn shapes: the shape's colour tells where road must be."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadeye.inference.letterbox import GRAY
from roadeye.training.augment import geometry
from roadeye.training.augment.crop import Crop
from roadeye.training.augment.geometry import Transform, warp

ROAD, OTHER = 255, 0
CROP = (96, 192)


def disc(height: int = 180, width: int = 320, radius: float = 60) -> Crop:
    """A white disc that is road on black that is not."""
    y, x = np.mgrid[:height, :width] + 0.5
    road = np.hypot(y - height / 2, x - width / 2) < radius
    image = np.where(road[..., None], ROAD, OTHER).astype(np.uint8).repeat(3, axis=2)
    return Crop(image, road, np.ones_like(road))


def centroid(weights: np.ndarray) -> np.ndarray:
    y, x = np.indices(weights.shape) + 0.5
    return np.array([np.average(y, weights=weights), np.average(x, weights=weights)])


def framed(crop: Crop, name: str, seed: int) -> Transform:
    rng = np.random.default_rng(seed)
    transform = geometry.whole(crop.road.shape, CROP)
    match name:
        case "scale_crop":
            return geometry.scale_crop(crop.road.shape, CROP, rng, (0.6, 1.7), 0.5)
        case "flip":
            return geometry.flip(transform)
        case "aspect":
            return geometry.aspect(transform, rng, 1.4)
        case "rotate":
            return geometry.rotate(transform, rng, 20.0)
        case "perspective":
            return geometry.perspective(transform, rng, 0.1)
    raise AssertionError(name)


NAMES = ("scale_crop", "flip", "aspect", "rotate", "perspective")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_road_stays_on_its_picture(name: str, seed: int) -> None:
    crop = disc()
    seen = warp(crop, framed(crop, name, seed))
    assert seen.image.shape == (*CROP, 3)
    bright = seen.image[..., 0] > 127
    counted = seen.valid
    assert (bright != seen.road)[counted].mean() < 0.002  # only pixels right on the edge
    brightness = seen.image[..., 0] * counted / 255
    if counted.all():
        assert np.abs(centroid(brightness) - centroid(seen.road)).max() < 0.25


@pytest.mark.parametrize("name", NAMES)
def test_answers_stay_on_their_picture(name: str) -> None:
    crop = disc()
    valid = crop.valid.copy()
    valid[:90] = False
    sure = np.where(crop.road, 252, 0).astype(np.uint8)
    half = np.full_like(sure, 126)
    plain = dataclasses.replace(crop, valid=valid)
    transform = framed(crop, name, 1)
    seen = warp(dataclasses.replace(plain, answers=(sure, half)), transform)
    without = warp(plain, transform)
    for part in ("image", "road", "valid"):
        np.testing.assert_array_equal(getattr(seen, part), getattr(without, part))
    followed, uncertain = seen.answers
    assert ((followed > 126) != seen.road)[seen.valid].mean() < 0.002
    # not darker at edges, where a rounded sum is divided by a rounded count of half a pixel
    assert np.abs(uncertain[seen.valid].astype(int) - 126).max() <= 4


@pytest.mark.parametrize("name", NAMES)
def test_the_same_generator_gives_the_same_framing(name: str) -> None:
    crop = disc()
    first, second = (framed(crop, name, 5).to_source for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"flip"}))
def test_another_seed_gives_another_framing(name: str) -> None:
    crop = disc()
    assert not np.array_equal(framed(crop, name, 1).to_source, framed(crop, name, 2).to_source)


def test_at_the_picture_s_own_size_nothing_changes() -> None:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (32, 48, 3), dtype=np.uint8)
    crop = Crop(image, rng.random((32, 48)) < 0.5, np.ones((32, 48), bool))
    seen = warp(crop, geometry.whole((32, 48), (32, 48)))
    np.testing.assert_array_equal(seen.image, crop.image)
    np.testing.assert_array_equal(seen.road, crop.road)
    assert seen.valid.all()


def test_a_flip_mirrors_and_two_are_none() -> None:
    rng = np.random.default_rng(1)
    image = rng.integers(0, 256, (32, 48, 3), dtype=np.uint8)
    crop = Crop(image, rng.random((32, 48)) < 0.5, np.ones((32, 48), bool))
    once = geometry.flip(geometry.whole((32, 48), (32, 48)))
    np.testing.assert_array_equal(warp(crop, once).image, image[:, ::-1])
    np.testing.assert_array_equal(warp(crop, once).road, crop.road[:, ::-1])
    np.testing.assert_array_equal(warp(crop, geometry.flip(once)).image, image)


def test_halving_aligns_to_less_than_half_a_pixel() -> None:
    crop = disc(181, 321, radius=50.3)
    seen = warp(crop, geometry.whole(crop.road.shape, CROP))
    expected = centroid(crop.road) * (CROP[0] / 181, CROP[1] / 321)
    assert np.abs(centroid(seen.road) - expected).max() < 0.1


def test_outside_the_picture_is_gray_and_does_not_count() -> None:
    crop = disc(40, 60, radius=15)
    # Crop pixels are picture pixels, 10 to the left of it and 20 above.
    seen = warp(crop, Transform(np.array([[1.0, 0, -10], [0, 1, -20], [0, 0, 1]]), CROP))
    inside = np.zeros(CROP, bool)
    inside[20:60, 10:70] = True
    np.testing.assert_array_equal(seen.valid, inside)
    assert (seen.image[~inside] == GRAY).all()
    assert not seen.road[~inside].any()
    np.testing.assert_array_equal(seen.road[20:60, 10:70], crop.road)


def test_a_framing_beside_the_picture_sees_nothing() -> None:
    seen = warp(disc(), Transform(np.array([[1.0, 0, 5000], [0, 1, 0], [0, 0, 1]]), CROP))
    assert not seen.valid.any()
    assert (seen.image == GRAY).all()
    answered = dataclasses.replace(disc(), answers=(np.ones((180, 320), np.uint8),))
    beside = Transform(np.array([[1.0, 0, 5000], [0, 1, 0], [0, 0, 1]]), CROP)
    assert [answer.shape for answer in warp(answered, beside).answers] == [CROP]


def test_what_does_not_count_is_never_road() -> None:
    crop = disc()
    uncounted = Crop(crop.image, crop.road, ~crop.road)
    seen = warp(uncounted, geometry.whole(crop.road.shape, CROP))
    assert not seen.road.any()
    assert not seen.valid[48, 96]


@given(seed=st.integers(0, 2**32), zoom=st.floats(0.5, 2.0), scale=st.floats(0.3, 1.5))
def test_a_crop_lies_inside_where_it_fits(seed: int, zoom: float, scale: float) -> None:
    picture = (375, 1242)
    transform = geometry.scale_crop(picture, CROP, np.random.default_rng(seed), (zoom, zoom), scale)
    (step, _, left), (_, _, top), _ = transform.to_source
    assert step == pytest.approx(1 / (scale * zoom))
    for first, side, length in ((top, step * CROP[0], 375), (left, step * CROP[1], 1242)):
        assert min(0, length - side) - 1e-9 <= first <= max(0, length - side) + 1e-9
    if step * CROP[0] > 375:
        assert top + step * CROP[0] == pytest.approx(375)  # it stands on the lower edge
