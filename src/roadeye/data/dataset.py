"""What a labelled data set is made of: items that are loaded into samples one at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from roadeye.arrays import Image, Mask

ReadLabel: TypeAlias = Callable[[Path], tuple[Mask, Mask]]
"""Read a label file as `(road, valid)`; raises `InputError` naming the file."""

TRAIN, VAL, TEST = "train", "val", "test"
SPLIT_FOLDERS = (TRAIN, VAL, TEST)
"""Names of folders that say which split a picture belongs to."""


@dataclass(frozen=True)
class Sample:
    """Hold one labelled picture.

    Attributes:
        name: Name of the item, unique in its data set.
        image: The picture.
        road: True where the label says road (never where it is not valid).
        valid: True where the label counts.
    """

    name: str
    image: Image
    road: Mask
    valid: Mask


@dataclass(frozen=True)
class Item:
    """Name the files of one labelled picture, without reading them.

    Attributes:
        name: Unique within the data set, such as `"um_000003"` or `"val/0016E5_07959"`.
        image: The picture's file.
        label: The label's file.
        read_label: Reads that label.
        category: Group for scores, such as `"um"`; empty where the layout has none.
        drive: The drive that it was taken from, as far as the layout tells; empty otherwise.
        split: `"train"`, `"val"` or `"test"` where the layout has folders for them; else empty.
        calibration: Where the calibration file belongs, if the layout has a folder for them; the
            file itself may be missing.
    """

    name: str
    image: Path
    label: Path
    read_label: ReadLabel
    category: str = ""
    drive: str = ""
    split: str = ""
    calibration: Path | None = None


@dataclass(frozen=True)
class Dataset:
    """Hold a labelled data set.

    Attributes:
        root: Its folder.
        layout: Name of the layout, such as `"kitti-road"`.
        items: All labelled pictures, sorted by name.
        meaning: What its labels mean by road, of `roadeye.model.spec.Meaning`; empty where unknown.
    """

    root: Path
    layout: str
    items: tuple[Item, ...]
    meaning: str = ""
