"""A plain pair of folders: `images/a.jpg` with `masks/a.png`, or `images/train/a.jpg` and so on."""

from functools import partial
from pathlib import Path

from roadeye.data.class_ids import ClassIds, read_classes
from roadeye.data.listing import IMAGE_SUFFIXES, LABEL_SUFFIXES, Listing, files_in, pair
from roadeye.data.sample import SPLIT_FOLDERS, Item

MASKS = ClassIds(
    name="an images/ + masks/ data set",
    road=frozenset({255}),
    other=frozenset({0}),
    ignored=frozenset({128}),
)
_IMAGES, _LABELS = "images", "masks"


def matches(root: Path) -> bool:
    """Tell whether a folder holds `images` and `masks`."""
    return (root / _IMAGES).is_dir() and (root / _LABELS).is_dir()


def listing(root: Path) -> Listing:
    """List the pictures of `images` and of its folders `train`, `val` and `test`."""
    items = []
    problems = []
    for part in ("", *SPLIT_FOLDERS):
        pairs, orphans = pair(
            ((path.stem, path) for path in files_in(root / _IMAGES / part, IMAGE_SUFFIXES)),
            ((path.stem, path) for path in files_in(root / _LABELS / part, LABEL_SUFFIXES)),
        )
        problems += orphans
        items += [
            Item(
                name=f"{part}/{found.key}" if part else found.key,
                image=found.image,
                label=found.label,
                read_label=partial(read_classes, MASKS),
                split=part,
            )
            for found in pairs
        ]
    return Listing(tuple(sorted(items, key=lambda item: item.name)), tuple(problems))
