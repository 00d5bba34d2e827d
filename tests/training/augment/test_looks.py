"""Colour, light, camera and objects: what they may and may not touch."""

from collections.abc import Callable

import numpy as np
import pytest

from roadeye.training.augment import camera, colour, light, objects
from roadeye.training.augment.patch import Patch

Change = Callable[[Patch, np.random.Generator], Patch]

LOOKS: dict[str, Change] = {
    "colour": lambda patch, rng: colour.colour(patch, rng, 6, 40, 40),
    "gamma": lambda patch, rng: colour.gamma(patch, rng, 1.8),
    "temperature": lambda patch, rng: colour.temperature(patch, rng, 0.2),
    "shadow": lambda patch, rng: light.shadow(patch, rng, 0.7),
    "reflection": lambda patch, rng: light.reflection(patch, rng, 0.35),
    "night": lambda patch, rng: light.night(patch, rng, 0.85),
    "glare": lambda patch, rng: light.glare(patch, rng, 0.9),
    "blur": camera.blur,
    "noise": lambda patch, rng: camera.noise(patch, rng, 10.0),
    "jpeg": lambda patch, rng: camera.jpeg(patch, rng, 35),
}
OBJECTS: dict[str, Change] = {
    "occluder": lambda patch, rng: objects.occluder(patch, rng, 0.4),
    "bonnet": lambda patch, rng: objects.bonnet(patch, rng, 0.3),
}


@pytest.fixture
def patch() -> Patch:
    rng = np.random.default_rng(7)
    smooth = rng.integers(20, 235, (8, 16, 3), dtype=np.uint8).repeat(12, 0).repeat(12, 1)
    road = np.zeros((96, 192), bool)
    road[40:, 30:160] = True
    valid = np.ones_like(road)
    valid[:, :10] = False
    return Patch(smooth, road & valid, valid)


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_changes_the_image_alone(name: str, patch: Patch) -> None:
    before = patch.image.copy()
    changed = LOOKS[name](patch, np.random.default_rng(3))
    assert not np.array_equal(changed.image, before)
    np.testing.assert_array_equal(changed.road, patch.road)
    np.testing.assert_array_equal(changed.valid, patch.valid)
    np.testing.assert_array_equal(patch.image, before)  # the input stays as it was


@pytest.mark.parametrize("name", LOOKS | OBJECTS)
def test_the_generator_decides_alone(name: str, patch: Patch) -> None:
    change = (LOOKS | OBJECTS)[name]
    first, second = (change(patch, np.random.default_rng(11)) for _ in range(2))
    np.testing.assert_array_equal(first.image, second.image)
    np.testing.assert_array_equal(first.road, second.road)
    others = [change(patch, np.random.default_rng(seed)).image for seed in range(4)]
    assert any(not np.array_equal(first.image, other) for other in others)


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("seed", range(8))
def test_an_object_takes_road_exactly_where_it_hides_it(name: str, seed: int, patch: Patch) -> None:
    # Road everywhere: no texture can be cut from the picture, so what changed was covered.
    everywhere = np.ones_like(patch.road)
    plain = Patch(np.full_like(patch.image, 3), everywhere, patch.valid)
    hidden = OBJECTS[name](plain, np.random.default_rng(seed))
    untouched = (hidden.image == 3).all(axis=-1)
    assert not untouched.all()
    assert (hidden.road != untouched).mean() < 0.002  # dark paint may equal the plain colour
    np.testing.assert_array_equal(hidden.valid, plain.valid)


def test_the_bonnet_lies_on_the_lower_edge(patch: Patch) -> None:
    plain = Patch(np.full_like(patch.image, 3), patch.road, patch.valid)
    for seed in range(10):
        changed = objects.bonnet(plain, np.random.default_rng(seed), 0.3)
        rows = np.flatnonzero((changed.image != 3).any(axis=(1, 2)))
        assert rows[-1] == 95
        assert rows[0] >= 96 - 0.3 * 96 - 1


def test_hue_turns_round_and_saturation_and_value_stop() -> None:
    image = np.full((2, 2, 3), (200, 100, 100), np.uint8)  # hue 0, saturation 128, value 200
    nothing = np.zeros((2, 2), bool)
    patch = Patch(image, nothing, nothing)
    seen = {
        tuple(int(v) for v in colour.colour(patch, np.random.default_rng(s), 0, 0, 30).image[0, 0])
        for s in range(200)
    }
    assert {max(pixel) for pixel in seen} <= set(range(170, 231))
    assert min(max(pixel) for pixel in seen) < 175
    assert max(max(pixel) for pixel in seen) > 225


def test_strength_nothing_changes_nothing(patch: Patch) -> None:
    rng = np.random.default_rng(0)
    for same in (
        colour.gamma(patch, rng, 1.0),
        colour.temperature(patch, rng, 0.0),
        light.shadow(patch, rng, 0.0),
        light.reflection(patch, rng, 0.0),
        light.glare(patch, rng, 0.0),
        camera.noise(patch, rng, 0.0),
    ):
        np.testing.assert_array_equal(same.image, patch.image)


def test_shadow_only_darkens_and_glare_only_brightens(patch: Patch) -> None:
    rng = np.random.default_rng(0)
    assert (light.shadow(patch, rng, 0.7).image <= patch.image).all()
    assert (light.glare(patch, rng, 0.9).image >= patch.image).all()
