"""The pictures that an export is compared on, and those that set the ranges of whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from roadeye.arrays import AnyImage
from roadeye.data.dataset import Dataset, Item, load, spread
from roadeye.data.detect import open_dataset
from roadeye.errors import InputError
from roadeye.training.run_split import Split

PARITY_PICTURES = 4
CALIBRATION_PICTURES = 64
JUDGING_PICTURES = 100
"""At most so many of each kind; a few dozen are enough to know the range of a map."""


@dataclass(frozen=True)
class ParityPictures:
    """Hold pictures on which a model file is compared with its network.

    Attributes:
        images: The pictures.
        source: Where they come from, for people.
    """

    images: tuple[AnyImage, ...]
    source: str


@dataclass(frozen=True)
class CalibrationData:
    """Hold the labelled pictures of an export in whole numbers; no picture is in both lists.

    Attributes:
        calibrating: These set the ranges.
        judging: On these the file is compared with the network and its labels.
        labels: What the labels mean by road; empty where nobody knows.
        source: Where they come from, for people.
    """

    calibrating: tuple[Item, ...]
    judging: tuple[Item, ...]
    labels: str
    source: str


def parity_pictures(split: Split | None) -> ParityPictures:
    """Return pictures to compare on: some that validated the run, else those in the package.

    Args:
        split: The run's pictures; its data sets may have been moved or deleted since. None where
            there is no run.
    """
    for root, names in zip(split.roots, split.val, strict=True) if split is not None else ():
        if not names:
            continue
        try:
            items = {item.name: item for item in open_dataset(Path(root)).items}
            images = tuple(load(items[name]).image for name in names[:PARITY_PICTURES])
        except (InputError, KeyError):
            continue
        return ParityPictures(images, f"{len(images)} validation pictures of the run")
    with resources.as_file(resources.files("roadeye") / "demo_data") as folder:
        items_here = open_dataset(folder).items[:PARITY_PICTURES]
        images = tuple(load(item).image for item in items_here)
    return ParityPictures(images, f"{len(images)} pictures in the package")


def calibration_data(dataset: Dataset) -> CalibrationData:
    """Choose pictures of a data set: every other one may set ranges, the rest may judge.

    Raises:
        InputError: There are fewer than two.
    """
    if len(dataset.items) < 2:
        raise InputError(
            f"{dataset.root} has too few labelled pictures to calibrate with: give a folder with two "
            "or more, some dozens are better.",
            code="no-calibration",
        )
    calibrating = _few(dataset.items[::2], CALIBRATION_PICTURES)
    judging = _few(dataset.items[1::2], JUDGING_PICTURES)
    source = f"{len(judging)} labelled pictures of {dataset.root.name}"
    return CalibrationData(calibrating, judging, dataset.labels, source)


def _few(items: Sequence[Item], most: int) -> tuple[Item, ...]:
    return tuple(spread(items, min(most, len(items))))
