"""Colour, light, camera and objects: what they may and may not touch."""

from collections.abc import Callable

import numpy as np
import pytest

from roadeye.training.augment import camera, colour, light, objects
from roadeye.training.augment.crop import Crop

Change = Callable[[Crop, np.random.Generator], Crop]

LOOKS: dict[str, Change] = {
    "colour": lambda crop, rng: colour.colour(crop, rng, 6, 40, 40),
    "gamma": lambda crop, rng: colour.gamma(crop, rng, 1.8),
    "temperature": lambda crop, rng: colour.temperature(crop, rng, 0.2),
    "grey": colour.grey,
    "shadow": lambda crop, rng: light.shadow(crop, rng, 0.7),
    "reflection": lambda crop, rng: light.reflection(crop, rng, 0.35),
    "night": lambda crop, rng: light.night(crop, rng, 0.85),
    "glare": lambda crop, rng: light.glare(crop, rng, 0.9),
    "blur": camera.blur,
    "noise": lambda crop, rng: camera.noise(crop, rng, 10.0),
    "jpeg": lambda crop, rng: camera.jpeg(crop, rng, 35),
}
OBJECTS: dict[str, Change] = {
    "occluder": lambda crop, rng: objects.occluder(crop, rng, 0.4),
    "bonnet": lambda crop, rng: objects.bonnet(crop, rng, 0.3),
}


@pytest.fixture
def crop() -> Crop:
    rng = np.random.default_rng(7)
    smooth = rng.integers(20, 235, (8, 16, 3), dtype=np.uint8).repeat(12, 0).repeat(12, 1)
    road = np.zeros((96, 192), bool)
    road[40:, 30:160] = True
    valid = np.ones_like(road)
    valid[:, :10] = False
    return Crop(smooth, road & valid, valid)


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_changes_the_image_alone(name: str, crop: Crop) -> None:
    before = crop.image.copy()
    changed = LOOKS[name](crop, np.random.default_rng(3))
    assert not np.array_equal(changed.image, before)
    np.testing.assert_array_equal(changed.road, crop.road)
    np.testing.assert_array_equal(changed.valid, crop.valid)
    np.testing.assert_array_equal(crop.image, before)  # the input stays as it was


@pytest.mark.parametrize("name", LOOKS | OBJECTS)
def test_the_generator_decides_alone(name: str, crop: Crop) -> None:
    change = (LOOKS | OBJECTS)[name]
    first, second = (change(crop, np.random.default_rng(11)) for _ in range(2))
    np.testing.assert_array_equal(first.image, second.image)
    np.testing.assert_array_equal(first.road, second.road)
    others = [change(crop, np.random.default_rng(seed)).image for seed in range(4)]
    assert any(not np.array_equal(first.image, other) for other in others)


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("seed", range(8))
def test_an_object_takes_road_exactly_where_it_hides_it(name: str, seed: int, crop: Crop) -> None:
    # Road everywhere: no texture can be cut from the picture, so what changed was covered.
    everywhere = np.ones_like(crop.road)
    likely = np.full(everywhere.shape, 200, np.uint8)
    plain = Crop(np.full_like(crop.image, 3), everywhere, crop.valid, (likely,))
    hidden = OBJECTS[name](plain, np.random.default_rng(seed))
    untouched = (hidden.image == 3).all(axis=-1)
    assert not untouched.all()
    assert (hidden.road != untouched).mean() < 0.002  # dark paint may equal the plain colour
    np.testing.assert_array_equal(hidden.valid, plain.valid)
    np.testing.assert_array_equal(hidden.answers[0], np.where(hidden.road, 200, 0))
    assert (likely == 200).all()


def test_the_bonnet_lies_on_the_lower_edge(crop: Crop) -> None:
    plain = Crop(np.full_like(crop.image, 3), crop.road, crop.valid)
    for seed in range(10):
        changed = objects.bonnet(plain, np.random.default_rng(seed), 0.3)
        rows = np.flatnonzero((changed.image != 3).any(axis=(1, 2)))
        assert rows[-1] == 95
        assert rows[0] >= 96 - 0.3 * 96 - 1


def test_hue_turns_round_and_saturation_and_value_stop() -> None:
    image = np.full((2, 2, 3), (200, 100, 100), np.uint8)  # hue 0, saturation 128, value 200
    nothing = np.zeros((2, 2), bool)
    crop = Crop(image, nothing, nothing)
    seen = {
        tuple(int(v) for v in colour.colour(crop, np.random.default_rng(s), 0, 0, 30).image[0, 0])
        for s in range(200)
    }
    assert {max(pixel) for pixel in seen} <= set(range(170, 231))
    assert min(max(pixel) for pixel in seen) < 175
    assert max(max(pixel) for pixel in seen) > 225


def test_grey_pictures_stay_and_coloured_ones_keep_their_range(crop: Crop) -> None:
    rng = np.random.default_rng(0)
    grey = colour.grey(crop, rng).image
    assert (grey == grey[..., :1]).all()
    assert (grey[..., 0] >= crop.image.min(-1).astype(int) - 1).all()
    assert (grey[..., 0] <= crop.image.max(-1).astype(int) + 1).all()
    again = colour.grey(Crop(grey, crop.road, crop.valid), rng).image
    assert np.abs(again.astype(int) - grey).max() <= 1  # shares sum to 1


def test_strength_nothing_changes_nothing(crop: Crop) -> None:
    rng = np.random.default_rng(0)
    for same in (
        colour.gamma(crop, rng, 1.0),
        colour.temperature(crop, rng, 0.0),
        light.shadow(crop, rng, 0.0),
        light.reflection(crop, rng, 0.0),
        light.glare(crop, rng, 0.0),
        camera.noise(crop, rng, 0.0),
    ):
        np.testing.assert_array_equal(same.image, crop.image)


def test_shadow_only_darkens_and_glare_only_brightens(crop: Crop) -> None:
    rng = np.random.default_rng(0)
    assert (light.shadow(crop, rng, 0.7).image <= crop.image).all()
    assert (light.glare(crop, rng, 0.9).image >= crop.image).all()
