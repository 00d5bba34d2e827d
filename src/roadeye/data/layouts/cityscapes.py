"""The Cityscapes family: `leftImg8bit/train/<sequence>/…` with `gtFine/train/<sequence>/…`.

Cityscapes itself names its files `<frame>_leftImg8bit.png` and `<frame>_gtFine_labelIds.png` or
`<frame>_gtFine_labelTrainIds.png`; IDD-Lite names them `<frame>_image.jpg` and `<frame>_label.png`.

Cordts et al.: The Cityscapes Dataset for Semantic Urban Scene Understanding, CVPR 2016.
Varma et al.: IDD: A Dataset for Exploring Problems of Autonomous Navigation in Unconstrained
Environments, WACV 2019.
"""

from dataclasses import dataclass
from pathlib import Path

from roadeye.data.dataset import TRAIN, VAL, Item, split_of
from roadeye.data.files import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    LOSSY_SUFFIXES,
    LeftOut,
    beside,
    scan,
)
from roadeye.data.labels import LabelMap
from roadeye.data.matching import Index, Picture, match_files

_IMAGES, _LABELS = "leftImg8bit", "gtFine"

# Cityscapes' own table: the classes it leaves out of its scores do not count here either.
_NOT_SCORED = frozenset({*range(7), 9, 10, 14, 15, 16, 18, 29, 30})


@dataclass(frozen=True)
class Naming:
    """Say how one member of the family ends the names of its files, and what its labels mean."""

    image: str
    label: str
    labels: LabelMap


NAMINGS = (
    Naming(
        image="_leftImg8bit",
        label="_gtFine_labelIds",
        labels=LabelMap(
            name="Cityscapes labelIds",
            road=frozenset({7}),
            other=frozenset(range(34)) - _NOT_SCORED - {7},
            ignored=_NOT_SCORED,
        ),
    ),
    Naming(
        image="_leftImg8bit",
        label="_gtFine_labelTrainIds",
        labels=LabelMap(
            name="Cityscapes labelTrainIds",
            road=frozenset({0}),
            other=frozenset(range(1, 19)),
            ignored=frozenset({255}),
        ),
    ),
    Naming(
        image="_image",
        label="_label",
        labels=LabelMap(
            name="IDD-Lite",
            road=frozenset({0}),
            other=frozenset(range(1, 7)),
            ignored=frozenset({255}),
        ),
    ),
)
"""First match wins: a set that has both kinds of Cityscapes labels is read by its labelIds."""

_OTHER_LABELS = ("_inst_label", "_instanceIds", "_instanceTrainIds", "_color", "_polygons")
"""Endings of files that stand beside the labels and are something else."""


def matches(root: Path) -> bool:
    """Tell whether a folder holds `leftImg8bit` and `gtFine`."""
    return (root / _IMAGES).is_dir() and (root / _LABELS).is_dir()


def index(root: Path) -> Index:
    """Find the labelled pictures of every split; folders below a split are sequences (cities).

    A split other than `train` and `val` may come without any label, as IDD's `test` does.
    """
    image_scan = scan(root / _IMAGES, IMAGE_SUFFIXES)
    label_scan = scan(root / _LABELS, LABEL_SUFFIXES | LOSSY_SUFFIXES)
    naming = _naming([path for _, path in label_scan.files])
    labels = [
        (_key(folder, path, naming.label), path)
        for folder, path in label_scan.files
        if _is_label(path, naming)
    ]
    images = [(_key(folder, path, naming.image), path) for folder, path in image_scan.files]
    must_have = {TRAIN, VAL} | {_part(key) for key, _ in labels}
    matched = match_files(
        root, [(key, path) for key, path in images if _part(key) in must_have], labels
    )
    return Index(
        items=tuple(
            Item(
                name=match.key,
                image=match.image,
                label=match.label,
                label_map=naming.labels,
                sequence="/".join(match.key.split("/")[1:-1]),
                split=split_of(_part(match.key)),
            )
            for match in matched.matches
        ),
        problems=tuple(matched.problems),
        unlabelled=tuple(Picture(key, path) for key, path in images if _part(key) not in must_have),
        left_out=(
            *image_scan.left_out,
            *(entry for entry in label_scan.left_out if not _is_known(entry.path)),
            *(
                LeftOut(path, f"not named like a label (…{naming.label}.png)")
                for _, path in label_scan.files
                if not _is_label(path, naming) and not _is_known(path)
            ),
            *matched.left_out,
            *beside(root, frozenset({_IMAGES, _LABELS})),
        ),
    )


def _naming(labels: list[Path]) -> Naming:
    for naming in NAMINGS:
        if any(_is_label(path, naming) for path in labels):
            return naming
    return NAMINGS[0]


def _is_label(path: Path, naming: Naming) -> bool:
    return path.stem.endswith(naming.label) and not path.stem.endswith(_OTHER_LABELS)


def _is_known(path: Path) -> bool:
    return path.stem.endswith((*_OTHER_LABELS, *(naming.label for naming in NAMINGS)))


def _key(folder: str, path: Path, ending: str) -> str:
    """Return `val/ulm/ulm_000019` for `valid/ulm/ulm_000019_leftImg8bit.png`."""
    first, _, below = folder.partition("/")
    parts = (split_of(first) or first, below, path.stem.removesuffix(ending))
    return "/".join(part for part in parts if part)


def _part(key: str) -> str:
    """Return the split of a key, or the name of its first folder; `""` where it has none."""
    first, slash, _ = key.partition("/")
    return first if slash else ""
