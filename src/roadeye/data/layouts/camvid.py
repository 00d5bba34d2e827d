"""CamVid in the 12-class SegNet version: `val/0016E5_07959.png` with `valannot/0016E5_07959.png`.

Brostow, Fauqueur, Cipolla: Semantic object classes in video, Pattern Recognition Letters 2009.
"""

from functools import partial
from pathlib import Path

from roadeye.data.dataset import SPLIT_FOLDERS, Item
from roadeye.data.labels import ClassIds, read_classes
from roadeye.data.matching import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    Listing,
    files_in,
    folders_in,
    pair,
)

CLASSES = ClassIds(
    name="CamVid",
    road=frozenset({3}),
    other=frozenset(range(12)) - {3, 11},
    ignored=frozenset({11}),
)
_LABELS = "annot"


def matches(root: Path) -> bool:
    """Tell whether a folder has a pair of folders `X` and `Xannot`."""
    return bool(_parts(root))


def listing(root: Path) -> Listing:
    """List the labelled pictures of every pair of folders `X` and `Xannot`."""
    items = []
    problems = []
    for part in _parts(root):
        pairs, orphans = pair(
            ((path.stem, path) for path in files_in(root / part, IMAGE_SUFFIXES)),
            ((path.stem, path) for path in files_in(root / (part + _LABELS), LABEL_SUFFIXES)),
        )
        problems += orphans
        items += [
            Item(
                name=f"{part}/{found.key}",
                image=found.image,
                label=found.label,
                read_label=partial(read_classes, CLASSES),
                drive=drive_of(found.key),
                split=part if part in SPLIT_FOLDERS else "",
            )
            for found in pairs
        ]
    return Listing(tuple(sorted(items, key=lambda item: item.name)), tuple(problems))


def drive_of(stem: str) -> str:
    """Return the film that a frame was taken from: its name before the last underscore.

    >>> drive_of("0016E5_07959")
    '0016E5'
    """
    return stem.rpartition("_")[0]


def _parts(root: Path) -> list[str]:
    names = {folder.name for folder in folders_in(root)}
    return sorted(name for name in names if name + _LABELS in names)
