"""Batches as pure functions of (seed, epoch, index): a resumed run needs no random state."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import keras
import numpy as np
from jaxtyping import Int, UInt8

from roadeye.arrays import Size
from roadeye.training.augment import Crop, augment
from roadeye.training.augment.recipe import AugmentRecipe
from roadeye.training.datasets import SplitDataset
from roadeye.training.examples import Example, ExampleCache
from roadeye.training.recipe import Recipe
from roadeye.training.targets import FIRST_ANSWER, IGNORED

Batch = tuple[UInt8[np.ndarray, "b h w 3"], UInt8[np.ndarray, "b h w outputs"]]
"""Pictures, and targets as in `roadeye.training.targets`. Outputs that a picture's labels do not
speak of have answers or do not count."""

VALIDATION_BATCH = 4


@dataclass(frozen=True)
class Mixture:
    """Say which examples a run draws from.

    Attributes:
        sizes: Number of examples of each data set; they stand one after another in the cache.
        weights: Share of the crops of each data set; need not sum to 1.
    """

    sizes: tuple[int, ...]
    weights: tuple[float, ...]

    def epoch(self, seed: int, epoch: int, count: int) -> Int[np.ndarray, " count"]:
        """Return the numbers of the examples of an epoch, in order.

        Each data set gives its share of `count`; within it examples come in a random order, each
        once before any comes twice.
        """
        rng = np.random.default_rng((seed, epoch))
        share = np.array(self.weights) / sum(self.weights)
        ends = np.rint(np.cumsum(share) * count).astype(int)
        starts = np.concatenate(([0], ends[:-1]))
        firsts = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))
        drawn = []
        for size, first, wanted in zip(self.sizes, firsts, ends - starts, strict=True):
            passes = -(-int(wanted) // size)
            order = [rng.permutation(size) + first for _ in range(passes)]
            drawn.append(np.concatenate(order)[:wanted] if order else np.empty(0, int))
        return rng.permutation(np.concatenate(drawn))


class TrainingBatches(keras.utils.PyDataset):
    """Give augmented crops without end; `n` counts batches from the start of the whole run.

    Args:
        cache: The examples.
        mixture: Which of them are drawn how often.
        recipe: How they are varied.
        crop_size: Its (height, width).
        batch: Crops of a batch.
        steps: Batches of an epoch.
        seed: Seed of everything random.
        outputs: Outputs of the network.
        first: Number of the first batch, not 0 in a resumed run.
    """

    def __init__(  # noqa: PLR0913, a batch depends on all of these
        self,
        cache: ExampleCache,
        mixture: Mixture,
        recipe: AugmentRecipe,
        crop_size: Size,
        *,
        batch: int,
        steps: int,
        seed: int,
        outputs: int = 1,
        first: int = 0,
    ) -> None:
        super().__init__()
        self.cache, self.mixture, self.recipe, self.crop_size = cache, mixture, recipe, crop_size
        self.batch, self.steps, self.seed, self.first = batch, steps, seed, first
        self.outputs = outputs
        self._order = lru_cache(maxsize=4)(lambda epoch: mixture.epoch(seed, epoch, steps * batch))

    @property
    def num_batches(self) -> None:
        """Tell Keras that there is no last batch; `fit` is given the steps of an epoch."""
        return

    def __getitem__(self, index: int) -> Batch:
        """Return the batch `index` places after the first."""
        epoch, step = divmod(self.first + index, self.steps)
        images = np.empty((self.batch, *self.crop_size, 3), np.uint8)
        targets = np.full((self.batch, *self.crop_size, self.outputs), IGNORED, np.uint8)
        for place, number in enumerate(self.examples_of(self.first + index)):
            rng = np.random.default_rng((self.seed, epoch, step, place))
            example = self.cache[number]
            crop = augment(crop_of(example), rng, self.recipe, self.crop_size, example.scale)
            images[place] = crop.image
            for head, answer in enumerate(crop.answers):
                targets[place, :, :, head][crop.valid] = FIRST_ANSWER + answer[crop.valid]
            targets[place, :, :, example.head] = np.where(crop.valid, crop.road, np.uint8(IGNORED))
        return images, targets

    def examples_of(self, number: int) -> list[int]:
        """Return the numbers of the examples in a batch, counted from the start of the run."""
        epoch, step = divmod(number, self.steps)
        order = self._order(epoch)[step * self.batch : (step + 1) * self.batch]
        return [int(number) for number in order]


def training_batches(
    cache: ExampleCache, datasets: tuple[SplitDataset, ...], recipe: Recipe
) -> TrainingBatches:
    """Return the batches of a whole run."""
    training = recipe.training
    return TrainingBatches(
        cache,
        Mixture(
            sizes=tuple(len(dataset.train.items) for dataset in datasets),
            weights=tuple(dataset.part.weight for dataset in datasets),
        ),
        recipe.augment,
        recipe.input.crop,
        batch=training.batch,
        steps=training.steps_of_epoch(cache.count),
        seed=training.seed,
        outputs=recipe.network.outputs,
    )


def crop_of(example: Example) -> Crop:
    """Return an example as what augmentation works on."""
    return Crop(
        image=example.image,
        road=example.target == 1,
        valid=example.target != IGNORED,
        answers=example.answers,
    )


class ValidationBatches(keras.utils.PyDataset):
    """Give letterboxed pictures, those of one input size together.

    Args:
        examples: Pictures letterboxed as prediction does it.
        outputs: Outputs of the network.
        replicas: Devices that share a batch evenly; what is missing is filled up with black pictures
            that do not count.
    """

    def __init__(self, examples: Sequence[Example], outputs: int = 1, replicas: int = 1) -> None:
        super().__init__()
        self.outputs, self.replicas = outputs, replicas
        most = _multiple(VALIDATION_BATCH, replicas)
        by_size: dict[Size, list[Example]] = {}
        for example in examples:
            by_size.setdefault(example.target.shape, []).append(example)
        self.batches = [
            group[start : start + most]
            for group in by_size.values()
            for start in range(0, len(group), most)
        ]

    @property
    def num_batches(self) -> int:
        """The number of batches."""
        return len(self.batches)

    def __getitem__(self, index: int) -> Batch:
        """Return the batch of a number."""
        examples = self.batches[index]
        shape = (_multiple(len(examples), self.replicas), *examples[0].target.shape)
        images = np.zeros((*shape, 3), np.uint8)
        targets = np.full((*shape, self.outputs), IGNORED, np.uint8)
        for place, example in enumerate(examples):
            images[place] = example.image
            targets[place, :, :, example.head] = example.target
        return images, targets


def _multiple(least: int, of: int) -> int:
    return -(-least // of) * of
