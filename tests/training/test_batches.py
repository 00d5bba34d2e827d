"""Batches depend on (seed, epoch, index) and on nothing else."""

import dataclasses

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.training.augment.recipe import NONE, AugmentRecipe
from roadeye.training.batches import Mixture, TrainingBatches, ValidationBatches
from roadeye.training.examples import Example, ExampleCache

pytestmark = pytest.mark.tf


def _example(index: int) -> Example:
    rng = np.random.default_rng(index)
    return Example(
        name=f"example {index}",
        image=rng.integers(0, 256, (80, 120, 3), dtype=np.uint8),
        target=rng.choice(np.array([0, 1, 255], np.uint8), (80, 120)),
        scale=1.0,
    )


def _batches(first: int = 0, seed: int = 1, budget: int = 10**9) -> TrainingBatches:
    cache = ExampleCache(_example, 12, budget)
    mixture = Mixture(sizes=(8, 4), weights=(3.0, 1.0))
    return TrainingBatches(
        cache, mixture, AugmentRecipe(), (48, 64), batch=4, steps=5, seed=seed, first=first
    )


def test_a_batch_is_the_same_whenever_it_is_asked_for() -> None:
    straight = [_batches()[index] for index in range(7)]
    resumed = _batches(first=5)
    for index in (1, 0):  # any order
        for one, other in zip(straight[5 + index], resumed[index], strict=True):
            np.testing.assert_array_equal(one, other)
    assert not np.array_equal(_batches(seed=2)[0][0], straight[0][0])
    assert not np.array_equal(straight[0][0], straight[5][0]), "epochs differ"


def test_a_small_memory_changes_nothing() -> None:
    for one, other in zip(_batches(budget=0)[3], _batches()[3], strict=True):
        np.testing.assert_array_equal(one, other)


def test_targets_hold_three_values() -> None:
    images, targets = _batches()[0]
    assert images.shape == (4, 48, 64, 3)
    assert targets.shape == (4, 48, 64, 1)
    assert set(np.unique(targets)) <= {0, 1, 255}


def test_an_epoch_gives_each_data_set_its_share_and_repeats_no_example_early() -> None:
    order = Mixture(sizes=(8, 4), weights=(3.0, 1.0)).epoch(seed=0, epoch=0, count=16)
    counts = np.bincount(order, minlength=12)
    assert counts[:8].sum() == 12  # three quarters of 16
    assert counts[8:].tolist() == [1, 1, 1, 1]
    assert set(counts[:8]) == {1, 2}


def test_validation_keeps_windows_apart() -> None:
    wide = [_example(index) for index in range(5)]
    tall = [Example("t", np.zeros((96, 64, 3), np.uint8), np.zeros((96, 64), np.uint8), 1.0)]
    batches = ValidationBatches([*wide, *tall])
    assert [batches[index][0].shape[:3] for index in range(batches.num_batches)] == [
        (4, 80, 120),
        (1, 80, 120),
        (1, 96, 64),
    ]


def test_devices_get_even_parts_and_what_fills_them_up_does_not_count() -> None:
    examples = [_example(index) for index in range(7)]
    batches = ValidationBatches(examples, replicas=3)
    shares = [batches[index] for index in range(batches.num_batches)]
    assert [len(images) for images, _ in shares] == [6, 3]
    images, targets = (np.concatenate(arrays) for arrays in zip(*shares, strict=True))
    np.testing.assert_array_equal(images[:7], np.stack([example.image for example in examples]))
    np.testing.assert_array_equal(targets[:7, :, :, 0], [example.target for example in examples])
    assert (targets[7:] == 255).all()


def test_labels_teach_their_own_head_and_no_other() -> None:
    examples = [dataclasses.replace(_example(index), head=index % 2) for index in range(4)]
    cache = ExampleCache(lambda index: examples[index], 4, 0)
    mixture = Mixture(sizes=(4,), weights=(1.0,))
    training = TrainingBatches(cache, mixture, NONE, (48, 64), batch=4, steps=1, seed=0, outputs=2)
    _, targets = training[0]
    for place, number in enumerate(training.examples_of(0)):
        assert set(np.unique(targets[place, :, :, number % 2])) == {0, 1, 255}
        assert (targets[place, :, :, 1 - number % 2] == 255).all()
    _, held = ValidationBatches(examples, 2)[0]
    for place, example in enumerate(examples):
        np.testing.assert_array_equal(held[place, :, :, example.head], example.target)
        assert (held[place, :, :, 1 - example.head] == 255).all()
