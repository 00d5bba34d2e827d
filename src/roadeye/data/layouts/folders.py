"""A plain pair of folders: `images/a.jpg` with `masks/a.png`, or `images/train/a.jpg` and so on."""

from functools import partial
from pathlib import Path

from roadeye.data.dataset import SPLIT_FOLDERS, TEST, Item
from roadeye.data.labels import ClassIds, read_classes
from roadeye.data.matching import IMAGE_SUFFIXES, LABEL_SUFFIXES, Listing, Picture, files_in, pair

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
    """List the pictures of `images` and of its folders `train`, `val` and `test`.

    The folder `test` may come without any mask.
    """
    items = []
    problems = []
    unlabelled = []
    for part in ("", *SPLIT_FOLDERS):
        images = [(path.stem, path) for path in files_in(root / _IMAGES / part, IMAGE_SUFFIXES)]
        masks = [(path.stem, path) for path in files_in(root / _LABELS / part, LABEL_SUFFIXES)]
        if part == TEST and not masks:
            unlabelled += [Picture(_name(part, stem), path) for stem, path in images]
            continue
        pairs, orphans = pair(images, masks)
        problems += orphans
        items += [
            Item(
                name=_name(part, found.key),
                image=found.image,
                label=found.label,
                read_label=partial(read_classes, MASKS),
                split=part,
            )
            for found in pairs
        ]
    return Listing(
        tuple(sorted(items, key=lambda item: item.name)), tuple(problems), tuple(unlabelled)
    )


def _name(part: str, stem: str) -> str:
    return f"{part}/{stem}" if part else stem
