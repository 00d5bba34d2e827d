"""What a labelled data set is made of: items that are loaded into samples one at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from roadeye.arrays import Image, Mask
from roadeye.data.files import LeftOut
from roadeye.data.ignore_border import without_border
from roadeye.data.labels import LabelMap
from roadeye.errors import InputError
from roadeye.io.images import read_image

TRAIN: Final = "train"
VAL: Final = "val"
TEST: Final = "test"

_SPLIT_FOLDERS = {
    "train": TRAIN,
    "training": TRAIN,
    "val": VAL,
    "valid": VAL,
    "validation": VAL,
    "test": TEST,
    "testing": TEST,
}


def split_of(folder: str) -> str:
    """Return the split that the name of a folder says, or `""`.

    >>> split_of("valid"), split_of("Train"), split_of("0016E5")
    ('val', 'train', '')
    """
    return _SPLIT_FOLDERS.get(folder.lower(), "")


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
        label_map: What the label's values mean.
        category: Group for scores, such as `"um"`; empty where the layout has none.
        sequence: The sequence that it was taken from, as far as the layout tells; else empty.
        split: `"train"`, `"val"` or `"test"` where the layout has folders for them; else empty.
        calibration: Where the calibration file belongs, if the layout has a folder for them; the
            file itself may be missing.
        ignore_border: Pixels between the road and an edge of the picture that is nearer than this
            do not count; see `without_border`.
    """

    name: str
    image: Path
    label: Path
    label_map: LabelMap
    category: str = ""
    sequence: str = ""
    split: str = ""
    calibration: Path | None = None
    ignore_border: int = 0

    def read_label(self) -> tuple[Mask, Mask]:
        """Read the label as `(road, valid)`.

        Raises:
            InputError: The file is missing or broken, or has unknown values.
        """
        road, valid = self.label_map.read(self.label)
        if self.ignore_border:
            valid = without_border(road, valid, self.ignore_border)
        return road, valid


@dataclass(frozen=True)
class Dataset:
    """Hold a labelled data set.

    Attributes:
        root: Its folder.
        layout: Name of the layout, such as `"kitti-road"`.
        items: All labelled pictures, sorted by name.
        labels: What its labels mean by road, a name of `roadeye.heads`; empty where unknown.
        left_out: Files in its folder that are not read.
    """

    root: Path
    layout: str
    items: tuple[Item, ...]
    labels: str = ""
    left_out: tuple[LeftOut, ...] = ()


def spread(items: Sequence[Item], count: int | None) -> Sequence[Item]:
    """Return `count` of the items, evenly spread over their order; all where it is None.

    Raises:
        InputError: There are fewer.
    """
    if count is None:
        return items
    if count > len(items):
        raise InputError(f"{count} pictures are asked for; there are {len(items)}.")
    return [items[index * len(items) // count] for index in range(count)]


def load(item: Item) -> Sample:
    """Read the picture and the label of an item.

    Raises:
        InputError: A file is missing or broken, the label has unknown values, or the two differ in
            size.
    """
    image = read_image(item.image)
    road, valid = item.read_label()
    if image.shape[:2] != road.shape:
        raise InputError(
            f"{item.label} is {road.shape[1]}×{road.shape[0]} pixels, but its picture "
            f"{item.image} is {image.shape[1]}×{image.shape[0]}: label the picture at its own size."
        )
    return Sample(name=item.name, image=image, road=road, valid=valid)
