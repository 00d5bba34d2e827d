"""Labels that cannot teach: without road, with nothing but road, or with the two exchanged."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import cv2
import numpy as np

from roadeye.arrays import Image, Mask
from roadeye.data.dataset import Dataset, Item, load
from roadeye.data.labels import LabelMap
from roadeye.data.statistics import GroupStatistics
from roadeye.errors import InputError
from roadeye.io.images import read_unchanged
from roadeye.problems import first_few

Predict: TypeAlias = Callable[[Image], Mask]
"""Find the road in a picture."""

SAMPLED = 16
"""How many pictures are compared with what a model sees in them."""

_DISAGREES, _AGREES = 0.2, 0.5  # IoU; the default model has above 0.7 on five real sets
_NOTHING_SHARED = 0.05  # IoU, and the part of the pictures that the model must see as road
_STRIDE = 37  # coprime to most counts: neighbours are often of one sequence
_LABELS_SHOWN = 5


@dataclass(frozen=True)
class Agreement:
    """Hold how well labels agree with what a model sees.

    Attributes:
        pictures: How many were compared.
        iou: Of the road of the labels, pooled; 0..1.
        inverted: The same with road and not road exchanged in the labels.
        seen: Part of the pixels that count which the model sees as road; 0 where not known.
    """

    pictures: int
    iou: float
    inverted: float
    seen: float = 0.0

    @property
    def looks_inverted(self) -> bool:
        """Whether the labels agree with the model only when they are inverted."""
        return self.iou < _DISAGREES and self.inverted > _AGREES

    def problem(self, labels: LabelMap) -> str:
        """Say that labels are inverted or share no road with the model; `""` where they do."""
        told = f"IoU {self.iou:.3f} with the road that a model sees in {self.pictures} pictures"
        if self.looks_inverted:
            return f"the labels look inverted: {told}, and {self.inverted:.3f} inverted."
        if self.iou < _NOTHING_SHARED < self.seen:
            return (
                f"the labels look wrong: {told}; is {_all(labels.road)} road in them, as in "
                f"{labels.name} labels?"
            )
        return ""


def require_teachable(dataset: Dataset) -> None:
    """Check that the labels have road, and something else than road.

    Labels are read until both were seen, which is one label of most data sets; those that cannot
    be read are left to who trains on them.

    Raises:
        InputError: No label has any road, or none has anything else.
    """
    road = other = False
    read = 0
    for item in _spread(dataset.items, len(dataset.items)):
        try:
            is_road, valid = item.read_label()
        except InputError:
            continue
        read += 1
        road = road or bool(is_road.any())
        other = other or bool((valid & ~is_road).any())
        if road and other:
            return
    if read and not road:
        raise InputError(f"{dataset.root} cannot teach: {no_road(dataset.items, read)}")
    if read:
        raise InputError(f"{dataset.root} cannot teach: {only_road(read)}")


def label_problems(whole: GroupStatistics, items: Sequence[Item]) -> list[str]:
    """Return what is wrong with the labels of a data set taken together.

    Args:
        whole: The sum of all its pictures.
        items: Its labelled pictures.
    """
    if whole.road_labels and not whole.with_road:
        return [no_road(items, whole.road_labels)]
    if whole.valid and whole.road == whole.valid:
        return [only_road(whole.road_labels)]
    return []


def no_road(items: Sequence[Item], labels: int) -> str:
    """Say that no label has road, which value would be road, and which values there are."""
    told = f"no road in any of {labels} labels"
    label_map = items[0].label_map
    if label_map.in_colour:
        return f"{told}; road is {_all(label_map.road)} in {label_map.name} labels."
    values = _values(item.label for item in _spread(items, _LABELS_SHOWN))
    return (
        f"{told}; road is {_all(label_map.road)} in {label_map.name} labels, and these hold "
        f"{first_few(map(str, values), 12)}: convert labels with numbers of their own."
    )


def only_road(labels: int) -> str:
    """Say that labels have nothing but road."""
    return f"every pixel that counts is road in all of {labels} labels."


def compare_with(predict: Predict, items: Sequence[Item]) -> Agreement | None:
    """Compare labels with the road that a model sees, on a few pictures.

    Args:
        predict: The model.
        items: The labelled pictures; those that cannot be read are passed over.

    Returns:
        How well they agree; None where no picture could be read.
    """
    counts = np.zeros((2, 2), np.int64)  # of the label: not road, road; of the model: the same
    pictures = 0
    for item in _spread(items, SAMPLED):
        try:
            sample = load(item)
        except InputError:
            continue
        seen = predict(sample.image)
        pictures += 1
        for label, of_label in enumerate((sample.valid & ~sample.road, sample.road)):
            for model, of_model in enumerate((~seen, seen)):
                counts[label, model] += np.count_nonzero(of_label & of_model)
    if not pictures:
        return None
    (neither, model_only), (label_only, both) = (map(int, row) for row in counts)
    return Agreement(
        pictures,
        iou=both / max(both + model_only + label_only, 1),
        inverted=model_only / max(model_only + both + neither, 1),
        seen=(both + model_only) / max(int(counts.sum()), 1),
    )


def _spread(items: Sequence[Item], most: int) -> list[Item]:
    """Return some of the items from all over the data set."""
    count = len(items)
    stride = _STRIDE if count % _STRIDE else 1
    return [items[index * stride % count] for index in range(min(most, count))]


def _values(labels: Iterable[Path]) -> list[int]:
    found = np.zeros(256, np.int64)
    for path in labels:
        try:
            label = read_unchanged(path)
        except InputError:
            continue
        first = label if label.ndim == 2 else np.ascontiguousarray(label[..., 0])
        found += cv2.calcHist([first], [0], None, [256], (0, 256)).ravel().astype(np.int64)
    return [int(value) for value in np.flatnonzero(found)]


def _all(values: Iterable[object]) -> str:
    return " or ".join(str(value) for value in sorted(values, key=str))
