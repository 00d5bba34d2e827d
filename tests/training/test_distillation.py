"""What the first weights answer becomes the target of the heads that no label teaches."""

from contextlib import nullcontext
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.training.augment.recipe import NONE, AugmentRecipe
from roadeye.training.batches import Mixture, TrainingBatches
from roadeye.training.distillation import answers, with_answers
from roadeye.training.examples import Example, ExampleCache

pytestmark = pytest.mark.tf

SIZE = (48, 64)
SHOWN = SimpleNamespace(advance=lambda _: None, say=lambda _: None)


def _logits(images: np.ndarray) -> np.ndarray:
    """Answer as a network would: the more red, the more road; the more green, the more drivable."""
    return (images[..., :2] - 127.5) / 32


MODEL = SimpleNamespace(predict_on_batch=_logits)


def _example(number: int, size: tuple[int, int] = SIZE) -> Example:
    rng = np.random.default_rng(number)
    return Example(
        name=f"example {number}",
        image=rng.integers(0, 256, (*size, 3), dtype=np.uint8),
        target=rng.choice(np.array([0, 1, 255], np.uint8), size),
        scale=1.0,
        head=number % 2,
    )


def _answered(size: tuple[int, int] = SIZE) -> ExampleCache:
    plain = ExampleCache(lambda number: _example(number, size), 4, budget=0)
    return with_answers(plain, MODEL, [SIZE], lambda *_: nullcontext(SHOWN))


def _batch(cache: ExampleCache, recipe: AugmentRecipe) -> tuple[np.ndarray, np.ndarray, list[int]]:
    mixture = Mixture(sizes=(4,), weights=(1.0,))
    batches = TrainingBatches(cache, mixture, recipe, SIZE, batch=4, steps=1, seed=0, outputs=2)
    return *batches[0], batches.examples_of(0)


def test_the_target_of_a_head_without_labels_is_the_probability_of_the_first_weights() -> None:
    images, targets, order = _batch(_answered(), NONE)
    for image, target, number in zip(images, targets, order, strict=True):
        example = _example(number)
        np.testing.assert_array_equal(image, example.image)
        np.testing.assert_array_equal(target[..., example.head], example.target)
        other, counts = 1 - example.head, example.target != 255
        probability = 1 / (1 + np.exp(-_logits(example.image)[..., other]))
        assert (np.abs((target[..., other] - 2.0) / 252 - probability)[counts] < 0.5 / 252).all()
        assert (target[..., other][~counts] == 255).all()


def test_pictures_and_labels_are_augmented_as_they_are_without_answers() -> None:
    plain = ExampleCache(_example, 4, budget=0)
    images, targets, order = _batch(plain, AugmentRecipe())
    same, answered, _ = _batch(_answered(), AugmentRecipe())
    np.testing.assert_array_equal(images, same)
    for place, number in enumerate(order):
        np.testing.assert_array_equal(
            targets[place, ..., number % 2], answered[place, ..., number % 2]
        )
        untaught = answered[place, ..., 1 - number % 2]
        assert (untaught >= 2).all()
        assert (untaught < 255).any()


def test_a_picture_of_another_shape_is_seen_as_prediction_sees_it() -> None:
    image = np.zeros((64, 64, 3), np.uint8)
    road, drivable = answers(MODEL, image, [SIZE])
    assert road.shape == drivable.shape == (48, 48), "the grey beside it is left out"
    assert set(np.unique(road)) == {round(252 / (1 + np.exp(127.5 / 32)))}
    large = _answered((96, 128))[0]
    assert [answer.shape for answer in large.answers] == [(96, 128)] * 2


def test_logits_of_any_size_are_probabilities() -> None:
    extreme = SimpleNamespace(predict_on_batch=lambda images: 1e4 * _logits(images))
    image = np.zeros((*SIZE, 3), np.uint8)
    image[..., 1] = 255
    assert [set(np.unique(answer)) for answer in answers(extreme, image, [SIZE])] == [{0}, {252}]
