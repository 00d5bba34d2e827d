"""The layouts of labelled data sets, detected by the folders in them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from roadeye.data.dataset import Dataset
from roadeye.data.description import read_description
from roadeye.data.files import folders_in
from roadeye.data.labels import LabelKind
from roadeye.data.layouts import camvid, cityscapes, folders, kitti_road
from roadeye.data.matching import Index
from roadeye.errors import InputError
from roadeye.heads import DRIVABLE, ROAD, LabelHead
from roadeye.problems import summarise

KITTI_ROAD = "kitti-road"
CAMVID = "camvid"
CITYSCAPES = "cityscapes"
PAIRS = "pairs"


@dataclass(frozen=True)
class Layout:
    """Describe one way to keep a labelled data set on disk.

    Attributes:
        name: Its name in JSON, such as `"kitti-road"`.
        title: What people read, such as `"KITTI Road"`.
        folders: The folders it is recognised by, for messages.
        matches: Tells whether a folder looks like it.
        index: Finds the pictures and labels of a folder.
        labels: What its labels mean by road; empty where that is anyone's guess.
    """

    name: str
    title: str
    folders: str
    matches: Callable[[Path], bool]
    index: Callable[[Path, LabelKind], Index]
    labels: LabelHead = ""


def _roads_only(title: str, index: Callable[[Path], Index]) -> Callable[[Path, LabelKind], Index]:
    def index_of_kind(root: Path, kind: LabelKind) -> Index:
        if kind != "road":
            raise InputError(
                f"{root} is in the layout {title}, whose labels do not mark {kind}s; only KITTI "
                "Road's do."
            )
        return index(root)

    return index_of_kind


LAYOUTS = (
    Layout(
        KITTI_ROAD,
        "KITTI Road",
        "training/image_2 + training/gt_image_2",
        kitti_road.matches,
        kitti_road.index,
        DRIVABLE,
    ),
    Layout(
        CITYSCAPES,
        "Cityscapes",
        "leftImg8bit/<split>/<sequence> + gtFine/<split>/<sequence>",
        cityscapes.matches,
        _roads_only("Cityscapes", cityscapes.index),
        ROAD,
    ),
    Layout(
        PAIRS,
        "images + masks",
        "images + masks (or labels, or NAME_mask.png)",
        folders.matches,
        _roads_only("images + masks", folders.index),
    ),
    Layout(
        CAMVID,
        "CamVid",
        "X + Xannot, such as train + trainannot",
        camvid.matches,
        _roads_only("CamVid", camvid.index),
        ROAD,
    ),
)


def layout_title(name: str) -> str:
    """Return what people read for the name of a layout.

    >>> layout_title("pairs")
    'images + masks'
    """
    return next(layout.title for layout in LAYOUTS if layout.name == name)


def find_layout(root: Path) -> Layout:
    """Return the layout that a folder looks like.

    Raises:
        InputError: There is no such folder, or it looks like none of the layouts.
    """
    if not root.is_dir():
        raise InputError(f"{root} is not a folder; give the folder of a labelled data set.")
    for layout in LAYOUTS:
        if layout.matches(root):
            return layout
    known = "; ".join(layout.folders for layout in LAYOUTS)
    inside = [
        child for child in folders_in(root) if any(layout.matches(child) for layout in LAYOUTS)
    ]
    hint = f" Did you mean {inside[0]}?" if inside else ""
    raise InputError(f"{root} looks like no known data set; expected one of: {known}.{hint}")


def open_dataset(root: Path, kind: LabelKind = "road") -> Dataset:
    """Find the labelled pictures of a folder, in whichever layout it is; no picture is read.

    Args:
        root: The folder.
        kind: `"road"`, or `"lane"` for KITTI's labels of the lane the car drives in.

    Raises:
        InputError: The layout is unknown, nothing is labelled, `dataset.toml` is wrong, or pictures
            lack labels or labels pictures; the message names the first few of each cause.
    """
    layout = find_layout(root)
    found = layout.index(root, kind)
    if found.problems:
        told = "; ".join(summarise(found.problems))
        raise InputError(
            f"{root} is not complete: {told}. Add what is missing, or remove these files."
        )
    if not found.items:
        raise InputError(
            f"{root} holds no labelled picture for {kind}; expected files in {layout.folders}."
        )
    labels = read_description(root).labels or layout.labels
    return Dataset(root, layout.name, found.items, labels, found.left_out)
