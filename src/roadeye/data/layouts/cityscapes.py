"""The Cityscapes family: `leftImg8bit/train/<drive>/…` with `gtFine/train/<drive>/…`.

Cityscapes itself names its files `<frame>_leftImg8bit.png` and `<frame>_gtFine_labelIds.png` or
`<frame>_gtFine_labelTrainIds.png`; IDD-Lite names them `<frame>_image.jpg` and `<frame>_label.png`.

Cordts et al.: The Cityscapes Dataset for Semantic Urban Scene Understanding, CVPR 2016.
Varma et al.: IDD: A Dataset for Exploring Problems of Autonomous Navigation in Unconstrained
Environments, WACV 2019.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from roadeye.data.dataset import SPLIT_FOLDERS, TRAIN, VAL, Item
from roadeye.data.labels import ClassIds, read_classes
from roadeye.data.matching import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    Listing,
    Picture,
    files_in,
    folders_in,
    pair,
)

_IMAGES, _LABELS = "leftImg8bit", "gtFine"

# Cityscapes' own table: the classes it leaves out of its scores do not count here either.
_NOT_SCORED = frozenset({*range(7), 9, 10, 14, 15, 16, 18, 29, 30})


@dataclass(frozen=True)
class Naming:
    """Say how one member of the family ends the names of its files, and what its numbers mean."""

    image: str
    label: str
    classes: ClassIds


NAMINGS = (
    Naming(
        image="_leftImg8bit",
        label="_gtFine_labelIds",
        classes=ClassIds(
            name="Cityscapes labelIds",
            road=frozenset({7}),
            other=frozenset(range(34)) - _NOT_SCORED - {7},
            ignored=_NOT_SCORED,
        ),
    ),
    Naming(
        image="_leftImg8bit",
        label="_gtFine_labelTrainIds",
        classes=ClassIds(
            name="Cityscapes labelTrainIds",
            road=frozenset({0}),
            other=frozenset(range(1, 19)),
            ignored=frozenset({255}),
        ),
    ),
    Naming(
        image="_image",
        label="_label",
        classes=ClassIds(
            name="IDD-Lite",
            road=frozenset({0}),
            other=frozenset(range(1, 7)),
            ignored=frozenset({255}),
        ),
    ),
)
"""First match wins: a set that has both kinds of Cityscapes labels is read by its labelIds."""

_OTHER_LABELS = ("_inst_label",)
"""Endings of files that look like labels and are something else: IDD-Lite's instances."""


def matches(root: Path) -> bool:
    """Tell whether a folder holds `leftImg8bit` and `gtFine`."""
    return (root / _IMAGES).is_dir() and (root / _LABELS).is_dir()


def listing(root: Path) -> Listing:
    """List the labelled pictures of every split and drive; a drive is a folder (a city).

    A part other than `train` and `val` may come without any label, as IDD's `test` does.
    """
    labels = list(_files(root / _LABELS, LABEL_SUFFIXES))
    naming = _naming([path for _, path in labels])
    labels = [(folder, path) for folder, path in labels if _is_label(path, naming)]
    must_have = {TRAIN, VAL} | {_part(folder) for folder, _ in labels}
    images = list(_files(root / _IMAGES, IMAGE_SUFFIXES))
    pairs, problems = pair(
        (
            (_key(folder, path, naming.image), path)
            for folder, path in images
            if _part(folder) in must_have
        ),
        ((_key(folder, path, naming.label), path) for folder, path in labels),
    )
    return Listing(
        items=tuple(
            Item(
                name=found.key,
                image=found.image,
                label=found.label,
                read_label=partial(read_classes, naming.classes),
                drive=found.image.parent.name,
                split=_split(found.key),
            )
            for found in pairs
        ),
        problems=tuple(problems),
        unlabelled=tuple(
            Picture(_key(folder, path, naming.image), path)
            for folder, path in images
            if _part(folder) not in must_have
        ),
    )


def _files(top: Path, suffixes: frozenset[str]) -> Iterator[tuple[str, Path]]:
    for part in folders_in(top):
        for drive in folders_in(part):
            for path in files_in(drive, suffixes):
                yield f"{part.name}/{drive.name}", path


def _naming(labels: list[Path]) -> Naming:
    for naming in NAMINGS:
        if any(_is_label(path, naming) for path in labels):
            return naming
    return NAMINGS[0]


def _is_label(path: Path, naming: Naming) -> bool:
    return path.stem.endswith(naming.label) and not path.stem.endswith(_OTHER_LABELS)


def _key(folder: str, path: Path, ending: str) -> str:
    return f"{folder}/{path.stem.removesuffix(ending)}"


def _part(key: str) -> str:
    return key.partition("/")[0]


def _split(key: str) -> str:
    part = _part(key)
    return part if part in SPLIT_FOLDERS else ""
