"""What a run trains on: data sets and their split."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from roadeye.data.dataset import TRAIN, VAL, Dataset
from roadeye.data.detect import open_dataset
from roadeye.data.split import ALL, NAMED_SPLITS, has_sides, select
from roadeye.errors import InputError
from roadeye.training.recipe import DataPart, Recipe

DEFAULT_SPLIT = "default"

Progress = Callable[[str, int, str], Any]
"""A progress display: a context manager of (what, total, unit) that gives `.advance(n, note)` and
`.say(line)`."""


@dataclass(frozen=True)
class SplitDataset:
    """Hold one data set of a run.

    Attributes:
        part: What the recipe says about it.
        train: What is trained on.
        val: What validates.
        labels: The head that its labels teach; empty where unknown.
        head: Position of that head in the network.
    """

    part: DataPart
    train: Dataset
    val: Dataset
    labels: str
    head: int


def open_datasets(paths: list[Path], recipe: Recipe) -> tuple[SplitDataset, ...]:
    """Open the data sets of a run and split them.

    Raises:
        InputError: A data set is unknown or incomplete, a split is empty, a picture would be in
            training and validation at once, nothing validates, or nothing teaches a head.
    """
    if len(recipe.data) > len(paths):
        raise InputError(
            f"recipe {recipe.name} describes {len(recipe.data)} data sets, but {len(paths)} were "
            "given: name their folders in the recipe's order."
        )
    datasets = []
    for index, path in enumerate(paths):
        part = recipe.data[index] if index < len(recipe.data) else DataPart()
        dataset = open_dataset(path)
        train, val = _sides(dataset, part.split)
        labels = part.labels or dataset.labels
        head = recipe.network.head_index(labels)
        datasets.append(SplitDataset(part, train, val, labels, head))
    untaught = set(range(recipe.network.outputs)) - {dataset.head for dataset in datasets}
    if untaught and not recipe.model.trained_before:
        names = ", ".join(recipe.network.heads[number] for number in sorted(untaught))
        raise InputError(
            f"no data set teaches the head {names}; give one whose labels mean that, or take it "
            "out of network.heads."
        )
    _require_apart(datasets)
    if not any(dataset.val.items for dataset in datasets):
        raise InputError(
            f"recipe {recipe.name} trains on every picture and leaves none to choose the best "
            f"epoch by; take another split than {ALL} for one of its data sets."
        )
    return tuple(datasets)


def _sides(dataset: Dataset, split: str) -> tuple[Dataset, Dataset]:
    """Return what of a data set trains and what validates.

    Raises:
        InputError: The split is unknown or empty.
    """
    if split == ALL:
        return select(dataset, ALL), replace(dataset, items=())
    if split != DEFAULT_SPLIT and not has_sides(split):
        names = ", ".join((DEFAULT_SPLIT, ALL, *NAMED_SPLITS))
        raise InputError(f"data.split = {split!r}; give {names} or a JSON file.")
    named = "" if split == DEFAULT_SPLIT else f"{split}:"
    # The seed of the split is not the run's: `evaluate --split val` must mean these pictures.
    train, val = (select(dataset, named + side) for side in (TRAIN, VAL))
    return train, val


def _require_apart(datasets: list[SplitDataset]) -> None:
    """Refuse a picture that would train and validate, in one data set or in two.

    Raises:
        InputError: There is one.
    """
    train = {item.image.resolve() for dataset in datasets for item in dataset.train.items}
    val = {item.image.resolve() for dataset in datasets for item in dataset.val.items}
    if twice := train & val:
        raise InputError(
            f"{len(twice)} pictures would train and validate at once, {min(twice)} for one: "
            "a picture that trains cannot validate; correct the split file, or give each folder once."
        )
