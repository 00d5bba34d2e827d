"""A cross-validation is a run a fold, each in a folder of its own below that of the whole."""

from dataclasses import replace
from itertools import accumulate

import msgspec

from roadeye.data.folds import Folds
from roadeye.training.datasets import SplitDataset
from roadeye.training.decode import Decoded
from roadeye.training.examples import ExampleCache, letterboxed
from roadeye.training.prepare import Prepared, run_digest, split_of
from roadeye.training.run_folder import RunFolder
from roadeye.training.run_lock import acquire


def fold_runs(whole: Prepared, folds: Folds) -> tuple[Prepared, ...]:
    """Prepare a run for each fold, which trains on the pictures of the others.

    They share the steps that a run over all pictures would take. Each keeps the weights of every epoch,
    and resumes where it was interrupted.

    Args:
        whole: The run over all pictures.
        folds: Which are held out together.

    Raises:
        InputError: The folder of a fold belongs to another run, or a picture is lost.
    """
    return tuple(_fold_run(whole, folds, fold) for fold in range(folds.count))


def _fold_run(whole: Prepared, folds: Folds, fold: int) -> Prepared:
    recipe, training = whole.recipe, whole.recipe.training
    steps = training.steps_of_fold(len(folds.folds), folds.count)
    training = msgspec.structs.replace(training, steps=steps, max_checkpoints=training.epochs)
    recipe = msgspec.structs.replace(recipe, training=training)
    firsts = accumulate((len(one.train.items) for one in whole.datasets), initial=0)
    datasets = tuple(
        _sides(dataset, [of == fold for of in folds.folds[first:]])
        for dataset, first in zip(whole.datasets, firsts, strict=False)
    )
    split = split_of(whole.split.roots, datasets)
    folder = RunFolder(whole.folder.folds / str(fold + 1))
    meta = acquire(folder, run_digest(recipe, split), resume=folder.state.exists())
    decoded = _decoded(
        whole, datasets, [number for number, of in enumerate(folds.folds) if of != fold]
    )
    return Prepared(folder, recipe, datasets, split, decoded, meta, whole.fingerprints)


def _sides(dataset: SplitDataset, held_out: list[bool]) -> SplitDataset:
    items = dataset.train.items
    train = tuple(item for item, held in zip(items, held_out, strict=False) if not held)
    val = tuple(item for item, held in zip(items, held_out, strict=False) if held)
    return replace(
        dataset, train=replace(dataset.train, items=train), val=replace(dataset.val, items=val)
    )


def _decoded(whole: Prepared, datasets: tuple[SplitDataset, ...], numbers: list[int]) -> Decoded:
    cache = whole.decoded.cache
    validation = tuple(
        letterboxed(item, whole.recipe.input.sizes, dataset.head)
        for dataset in datasets
        for item in dataset.val.items
    )
    shared = ExampleCache(lambda index: cache[numbers[index]], len(numbers), budget=0)
    return Decoded(shared, validation, whole.decoded.fingerprints)
