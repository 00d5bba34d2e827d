"""The whole of augmentation: size, determinism, independence, presets."""

import msgspec
import numpy as np
import pytest

from roadeye.training.augment import AugmentRecipe, Crop, augment
from roadeye.training.augment.overview import GAP, overview
from roadeye.training.augment.recipe import NONE
from roadeye.training.recipe_file import read_recipe

SIZE = (96, 192)


@pytest.fixture(scope="module")
def picture() -> Crop:
    rng = np.random.default_rng(0)
    image = rng.integers(0, 256, (24, 78, 3), dtype=np.uint8).repeat(8, 0).repeat(8, 1)
    road = np.zeros(image.shape[:2], bool)
    road[100:, 200:500] = True
    return Crop(image, road, np.ones_like(road))


def test_the_same_seed_gives_the_same_crop(picture: Crop) -> None:
    for seed in range(20):
        first, second = (
            augment(picture, np.random.default_rng((seed, 1)), AugmentRecipe(), SIZE, 0.5)
            for _ in range(2)
        )
        assert first.image.shape == (*SIZE, 3)
        np.testing.assert_array_equal(first.image, second.image)
        np.testing.assert_array_equal(first.road, second.road)
        np.testing.assert_array_equal(first.valid, second.valid)
        assert not (first.road & ~first.valid).any()


def test_none_is_a_plain_crop(picture: Crop) -> None:
    crop = augment(picture, np.random.default_rng(0), NONE, SIZE)
    assert crop.valid.all()
    colours = {tuple(pixel) for pixel in picture.image.reshape(-1, 3)}
    inner = crop.image[4::8, 4::8].reshape(-1, 3)
    assert sum(tuple(pixel) in colours for pixel in inner) > 0.5 * len(inner)


def test_the_original_recipe_sees_the_whole_picture(picture: Crop) -> None:
    original = read_recipe("mobilenet_v2_fpn").augment
    recipe = msgspec.structs.replace(original, flip=0.0, blur=0.0, colour=0.0)
    crop = augment(picture, np.random.default_rng(0), recipe, SIZE)
    assert crop.valid.all()
    assert crop.road.mean() == pytest.approx(picture.road.mean(), abs=0.01)


def test_a_recipe_is_read_with_its_ranges() -> None:
    recipe = msgspec.toml.decode(b"flip = 0.25\nzoom = [0.8, 1.2]", type=AugmentRecipe)
    assert recipe.flip == 0.25
    assert recipe.zoom == (0.8, 1.2)
    with pytest.raises(msgspec.ValidationError, match=r"<= 1\.0"):
        msgspec.toml.decode(b"flip = 1.5", type=AugmentRecipe)
    with pytest.raises(msgspec.ValidationError, match="flipp"):
        msgspec.toml.decode(b"flipp = 0.5", type=AugmentRecipe)


def test_the_overview_starts_each_row_with_the_plain_crop(picture: Crop) -> None:
    sheet = overview([(picture, 0.5), (picture, 0.5)], AugmentRecipe(), SIZE, columns=3)
    assert sheet.shape == (2 * SIZE[0] + GAP, 3 * SIZE[1] + 2 * GAP, 3)
    plain = [(picture, 0.5)]
    np.testing.assert_array_equal(
        overview(plain, AugmentRecipe(), SIZE, columns=1), overview(plain, NONE, SIZE, columns=1)
    )
