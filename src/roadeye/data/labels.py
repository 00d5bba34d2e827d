"""Labels that hold one number a pixel: which numbers are road, and which do not count."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from roadeye.arrays import Gray, Mask
from roadeye.errors import InputError
from roadeye.io.image import read_unchanged


@dataclass(frozen=True)
class ClassIds:
    """Say what the numbers of a label mean.

    Attributes:
        name: Whose numbers these are, for messages.
        road: The numbers that are road.
        other: The numbers that are something else.
        ignored: The numbers of pixels that count nowhere.
    """

    name: str
    road: frozenset[int]
    other: frozenset[int]
    ignored: frozenset[int]


def read_classes(ids: ClassIds, path: Path) -> tuple[Mask, Mask]:
    """Read a label of class numbers as `(road, valid)`.

    Args:
        ids: What the numbers mean.
        path: A grey picture of 8 bits; one with three equal channels will do.

    Raises:
        InputError: The file cannot be read, has colours, or holds a number without a meaning.
    """
    label = _one_channel(ids, path)
    unknown = sorted(
        {int(value) for value in np.unique(label)} - ids.road - ids.other - ids.ignored
    )
    if unknown:
        raise InputError(
            f"{path} holds unknown label values {_some(unknown)}; {ids.name} knows "
            f"road {_some(sorted(ids.road))}, other {_some(sorted(ids.other))}, "
            f"not labelled {_some(sorted(ids.ignored))}: convert the label to these."
        )
    return _among(label, ids.road), _among(label, ids.road | ids.other)


def _among(label: Gray, numbers: frozenset[int]) -> Mask:
    table = np.zeros(256, dtype=np.bool_)
    table[list(numbers)] = True
    return np.asarray(table[label])


def _one_channel(ids: ClassIds, path: Path) -> Gray:
    label = read_unchanged(path)
    if label.ndim == 2:
        return label
    first = label[..., 0]
    if not (label == first[..., np.newaxis]).all():
        raise InputError(
            f"{path} is a colour picture; {ids.name} labels are grey, "
            "with one class number a pixel: save it with a single channel."
        )
    return first


def _some(values: list[int], limit: int = 12) -> str:
    shown = ", ".join(map(str, values[:limit]))
    return f"{shown}, … ({len(values)} in all)" if len(values) > limit else shown
