"""KITTI Road: `training/image_2/um_000003.png` with `training/gt_image_2/um_road_000003.png`.

Fritsch, Kühnl, Geiger: A New Performance Measure and Evaluation Benchmark for Road Detection
Algorithms, ITSC 2013.
"""

import re
from pathlib import Path
from typing import Literal, TypeAlias

import cv2
import numpy as np

from roadeye.arrays import Mask
from roadeye.data.dataset import Item
from roadeye.data.layouts.kitti_drives import drive_of
from roadeye.data.matching import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    Listing,
    Picture,
    Problem,
    files_in,
    pair,
)
from roadeye.errors import InputError
from roadeye.io.image import read_unchanged

Kind: TypeAlias = Literal["road", "lane"]
"""What a label marks: all of the road, or the lane the car drives in."""

_LABEL_NAME = re.compile(r"(?P<category>[^_]+)_(?P<kind>road|lane)_(?P<number>.+)")


def matches(root: Path) -> bool:
    """Tell whether a folder looks like KITTI Road, or like its `training` folder."""
    return (root / "training" / "image_2").is_dir() or (
        (root / "image_2").is_dir() and (root / "gt_image_2").is_dir()
    )


def listing(root: Path, kind: Kind) -> Listing:
    """List the labelled pictures of `training` and the unlabelled ones of `testing`.

    With `kind="lane"`, categories without any lane label are left out (KITTI has them for `um`).
    """
    training = root / "training" if (root / "training").is_dir() else root
    label_files = []
    problems = []
    for path in files_in(training / "gt_image_2", LABEL_SUFFIXES):
        found = _LABEL_NAME.fullmatch(path.stem)
        if found is None:
            problems.append(Problem(path, "is not named like a label (um_road_000003.png)"))
        elif found["kind"] == kind:
            label_files.append((f"{found['category']}_{found['number']}", path))
    image_files = [(path.stem, path) for path in files_in(training / "image_2", IMAGE_SUFFIXES)]
    if kind == "lane":
        with_lanes = {category_of(key) for key, _ in label_files}
        image_files = [entry for entry in image_files if category_of(entry[0]) in with_lanes]
    pairs, orphans = pair(image_files, label_files)
    return Listing(
        items=tuple(
            Item(
                name=found.key,
                image=found.image,
                label=found.label,
                read_label=read_label,
                category=category_of(found.key),
                drive=drive_of(found.key),
                calibration=_calibration(training, found.key),
            )
            for found in pairs
        ),
        problems=(*problems, *orphans),
        unlabelled=tuple(_testing(root / "testing")),
    )


def category_of(name: str) -> str:
    """Return the group of a picture: the letters before the first underscore.

    >>> category_of("umm_000012")
    'umm'
    """
    return name.partition("_")[0]


def read_label(path: Path) -> tuple[Mask, Mask]:
    """Read a KITTI label as `(road, valid)`.

    As in the KITTI development kit, a pixel counts where red > 0, and is road where it counts and
    blue > 0. Green has no meaning there: a label with any, or a grey one, is of another kind.

    Raises:
        InputError: The file cannot be read, or is not red, blue and black only.
    """
    label = read_unchanged(path)
    if label.ndim == 2:
        raise InputError(
            f"{path} is a grey picture; KITTI labels are RGB, red where a pixel counts and "
            "blue where it is road: convert it, or use an images/ + masks/ layout."
        )
    red, green, blue = cv2.split(label)  # planes: each is walked in a tenth of the time
    if cv2.countNonZero(green):
        row, column = (int(index) for index in np.argwhere(green)[0])
        colour = tuple(int(value) for value in label[row, column])
        raise InputError(
            f"{path} has the unknown label colour {colour} at row {row}, column {column}; "
            "KITTI labels are (255, 0, 255) road, (255, 0, 0) not road, (0, 0, 0) not labelled."
        )
    valid = red > 0
    return (blue > 0) & valid, valid


def _calibration(folder: Path, name: str) -> Path | None:
    calib = folder / "calib"
    return calib / f"{name}.txt" if calib.is_dir() else None


def _testing(folder: Path) -> list[Picture]:
    return [
        Picture(path.stem, path, _calibration(folder, path.stem))
        for path in files_in(folder / "image_2", IMAGE_SUFFIXES)
    ]
