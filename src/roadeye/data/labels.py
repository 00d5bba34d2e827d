"""What the values of a label file mean: a table of road, not road and not counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

import cv2
import numpy as np

from roadeye.arrays import Gray, Image, Mask
from roadeye.errors import InputError
from roadeye.io.images import read_unchanged
from roadeye.problems import first_few

Colour: TypeAlias = tuple[int, int, int]
"""RGB, each channel off (0) or on (255)."""

LabelKind: TypeAlias = Literal["road", "lane"]
"""What a label marks: all of the road, or the lane the car drives in."""

_UNKNOWN, _IGNORED, _OTHER, _ROAD = range(4)
_BITS = np.array([[1, 2, 4]], np.float32)  # a colour's number, by the channels that are on
_NAMED = 12


@dataclass(frozen=True)
class LabelMap:
    """Say what the values of a label file mean.

    Values are class numbers (a grey or palette picture) or colours. A channel of a colour is on
    where it is above 0, as in KITTI's development kit.

    Attributes:
        name: Whose labels these are, for messages.
        road: The values that are road.
        other: The values that are something else.
        ignored: The values of pixels that count nowhere.
    """

    name: str
    road: frozenset[int] | frozenset[Colour]
    other: frozenset[int] | frozenset[Colour]
    ignored: frozenset[int] | frozenset[Colour]

    @property
    def in_colour(self) -> bool:
        """Whether values are colours."""
        return any(isinstance(value, tuple) for value in self.road)

    def read(self, path: Path) -> tuple[Mask, Mask]:
        """Read a label as `(road, valid)`: where it says road, and where it counts.

        Raises:
            InputError: The file cannot be read, is of another kind, or has an unknown value.
        """
        if self.in_colour:
            label = _coloured(self, path)
            codes = _codes(label)
        else:
            label = codes = _numbers(self, path)
        kinds = np.asarray(cv2.LUT(codes, _table(self)))
        if cv2.countNonZero(kinds) < kinds.size:
            raise InputError(f"{path} {_unknown(self, label, kinds)}")
        return kinds == _ROAD, kinds >= _OTHER


@cache
def _table(labels: LabelMap) -> Gray:
    table = np.zeros((1, 256), np.uint8)
    for values, kind in ((labels.ignored, _IGNORED), (labels.other, _OTHER), (labels.road, _ROAD)):
        for value in values:
            table[0, _code(value) if isinstance(value, tuple) else value] = kind
    return table


def _code(colour: Colour) -> int:
    return int(_codes(np.array([[colour]], np.uint8))[0, 0])


def _codes(label: Image) -> Gray:
    on = cv2.threshold(label, 0, 1, cv2.THRESH_BINARY)[1]
    return np.asarray(cv2.transform(on, _BITS), np.uint8).reshape(label.shape[:2])


def _numbers(labels: LabelMap, path: Path) -> Gray:
    label = read_unchanged(path)
    if label.ndim == 2:
        return label if _all_known(labels, label) else _greys(labels, path, label)
    first = label[..., 0]
    if not (label == first[..., np.newaxis]).all():
        raise InputError(
            f"{path} is a colour picture; {labels.name} labels hold one class number a pixel: "
            "save it as grey or with a palette."
        )
    return np.ascontiguousarray(first)


def _greys(labels: LabelMap, path: Path, numbers: Gray) -> Gray:
    """Return the greys of a palette where they are the values, and else its numbers."""
    shown = read_unchanged(path, palette_colours=True)
    if shown.ndim == 2:
        return numbers
    greys = np.ascontiguousarray(shown[..., 0])
    is_grey = (shown == greys[..., np.newaxis]).all()
    return greys if is_grey and _all_known(labels, greys) else numbers


def _all_known(labels: LabelMap, numbers: Gray) -> bool:
    return cv2.countNonZero(cv2.LUT(numbers, _table(labels))) == numbers.size


def _coloured(labels: LabelMap, path: Path) -> Image:
    label = read_unchanged(path, palette_colours=True)
    if label.ndim == 2:
        raise InputError(
            f"{path} is a grey picture; {labels.name} labels are colours, {_known(labels)}: "
            "convert it, or use an images/ + masks/ layout."
        )
    return label


def _unknown(labels: LabelMap, label: Gray | Image, kinds: Gray) -> str:
    if labels.in_colour:
        row, column = (int(index) for index in np.argwhere(kinds == _UNKNOWN)[0])
        colour = tuple(int(value) for value in label[row, column])
        return (
            f"has the unknown label colour {colour} at row {row}, column {column}; "
            f"{labels.name} labels are {_known(labels)}."
        )
    values = [int(value) for value in np.unique(label[kinds == _UNKNOWN])]
    return (
        f"holds unknown label values {_some(values)}; {labels.name} labels are {_known(labels)}: "
        "convert the label to these."
    )


def _known(labels: LabelMap) -> str:
    return (
        f"{_some(labels.road)} road, {_some(labels.other)} not road, "
        f"{_some(labels.ignored)} not counted"
    )


def _some(values: Iterable[int] | Iterable[Colour]) -> str:
    return first_few(map(str, sorted(values, key=_order)), _NAMED)


def _order(value: int | Colour) -> Colour:
    return value if isinstance(value, tuple) else (value, 0, 0)
