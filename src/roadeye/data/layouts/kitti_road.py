"""KITTI Road: `training/image_2/um_000003.png` with `training/gt_image_2/um_road_000003.png`.

Fritsch, Kühnl, Geiger: A New Performance Measure and Evaluation Benchmark for Road Detection
Algorithms, ITSC 2013.
"""

import re
from pathlib import Path

from roadeye.data.dataset import Item
from roadeye.data.files import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    LOSSY_SUFFIXES,
    LeftOut,
    Scan,
    beside,
    scan_flat,
)
from roadeye.data.labels import LabelKind, LabelMap
from roadeye.data.layouts.kitti_sequences import sequence_of
from roadeye.data.matching import Index, Picture, match_files
from roadeye.problems import FileProblem

LABELS = LabelMap(
    name="KITTI",
    road=frozenset({(255, 0, 255)}),
    other=frozenset({(255, 0, 0)}),
    ignored=frozenset({(0, 0, 0), (0, 0, 255)}),
)
"""As KITTI's development kit reads them: a pixel counts where red is on, and is road where blue is
on too. Green has no meaning: a label with any is of another kind."""

_IMAGES, _LABELS, _CALIBRATIONS = "image_2", "gt_image_2", "calib"
_LABEL_NAME = re.compile(r"(?P<category>[^_]+)_(?P<kind>road|lane)_(?P<number>.+)")


def matches(root: Path) -> bool:
    """Tell whether a folder looks like KITTI Road, or like its `training` folder."""
    return (root / "training" / _IMAGES).is_dir() or (
        (root / _IMAGES).is_dir() and (root / _LABELS).is_dir()
    )


def index(root: Path, kind: LabelKind) -> Index:
    """Find the labelled pictures of `training` and the unlabelled ones of `testing`.

    With `kind="lane"`, categories without any lane label are left out (KITTI has them for `um`).
    """
    whole = (root / "training").is_dir()
    training = root / "training" if whole else root
    images = scan_flat(training / _IMAGES, IMAGE_SUFFIXES)
    labels = scan_flat(training / _LABELS, LABEL_SUFFIXES | LOSSY_SUFFIXES)
    testing = scan_flat(root / "testing" / _IMAGES, IMAGE_SUFFIXES)
    label_files, misnamed = _label_files(labels, kind, root)
    image_files = [(path.stem, path) for _, path in images.files]
    if kind == "lane":
        with_lanes = {category_of(key) for key, _ in label_files}
        image_files = [entry for entry in image_files if category_of(entry[0]) in with_lanes]
    matched = match_files(root, image_files, label_files)
    return Index(
        items=tuple(
            Item(
                name=match.key,
                image=match.image,
                label=match.label,
                label_map=LABELS,
                category=category_of(match.key),
                sequence=sequence_of(match.key),
                calibration=_calibration(training, match.key),
            )
            for match in matched.matches
        ),
        problems=(*misnamed, *matched.problems),
        unlabelled=tuple(
            Picture(path.stem, path, _calibration(root / "testing", path.stem))
            for _, path in testing.files
        ),
        left_out=(
            *images.left_out,
            *labels.left_out,
            *matched.left_out,
            *testing.left_out,
            *_beside(root, training, whole=whole),
        ),
    )


def category_of(name: str) -> str:
    """Return the group of a picture: the letters before the first underscore.

    >>> category_of("umm_000012")
    'umm'
    """
    return name.partition("_")[0]


def _label_files(
    labels: Scan, kind: LabelKind, root: Path
) -> tuple[list[tuple[str, Path]], list[FileProblem]]:
    """Return keys and files of the labels of a kind, and the files named like no label."""
    files = []
    misnamed = []
    for _, path in labels.files:
        found = _LABEL_NAME.fullmatch(path.stem)
        if found is None:
            file = path.relative_to(root).as_posix()
            misnamed.append(FileProblem(file, "is not named like a label (um_road_000003.png)"))
        elif found["kind"] == kind:
            files.append((f"{found['category']}_{found['number']}", path))
    return files, misnamed


def _beside(root: Path, training: Path, *, whole: bool) -> list[LeftOut]:
    inside = frozenset({_IMAGES, _LABELS, _CALIBRATIONS, "training", "testing"})
    left_out = beside(training, inside)
    if whole:
        left_out += beside(root, frozenset({"training", "testing"}))
        if (root / "testing").is_dir():
            left_out += beside(root / "testing", inside)
    return left_out


def _calibration(folder: Path, name: str) -> Path | None:
    calib = folder / _CALIBRATIONS
    return calib / f"{name}.txt" if calib.is_dir() else None
