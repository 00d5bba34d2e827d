"""The pictures that `roadeye benchmark` times and scores."""

from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from pathlib import Path

from roadeye.arrays import AnyImage
from roadeye.cli.datasets import open_labelled
from roadeye.cli.scorers import open_model_scorer
from roadeye.cli.trained import leave_out_trained
from roadeye.data.dataset import Dataset, spread
from roadeye.data.split import select
from roadeye.evaluation.speed.subject import Subject
from roadeye.io.images import read_image

TIMED = 3


def labelled(
    root: Path, split: str, count: int | None, subjects: Sequence[Subject], *, include_trained: bool
) -> Dataset:
    """Open labelled pictures without those that trained a model of ours.

    Raises:
        InputError: Nothing is left, or fewer than are asked for.
    """
    dataset = select(open_labelled(root), split)
    scorers = [open_model_scorer(one.path, 1, dataset.labels) for one in subjects if not one.peer]
    dataset, _ = leave_out_trained(dataset, scorers, 2, include_trained=include_trained)
    return replace(dataset, items=tuple(spread(dataset.items, count)))


def timed_pictures(dataset: Dataset | None) -> list[AnyImage]:
    """Return a few pictures: of the data set, else the drawn ones in the package."""
    if dataset is not None:
        few = spread(dataset.items, min(TIMED, len(dataset.items)))
        return [read_image(item.image) for item in few]

    with resources.as_file(resources.files("roadeye") / "demo_data") as folder:
        pictures = sorted((folder / "training" / "image_2").glob("*.jpg"))
        return [read_image(path) for path in pictures[:TIMED]]
