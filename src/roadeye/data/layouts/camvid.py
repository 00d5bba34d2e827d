"""CamVid in the 12-class SegNet version: `val/0016E5_07959.png` with `valannot/0016E5_07959.png`.

Brostow, Fauqueur, Cipolla: Semantic object classes in video, Pattern Recognition Letters 2009.
"""

from pathlib import Path

from roadeye.data.dataset import Item, split_of
from roadeye.data.files import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    LOSSY_SUFFIXES,
    Scan,
    beside,
    folders_in,
    scan,
)
from roadeye.data.labels import LabelMap
from roadeye.data.matching import Index, match_files

LABELS = LabelMap(
    name="CamVid",
    road=frozenset({3}),
    other=frozenset(range(12)) - {3, 11},
    ignored=frozenset({11}),
)
_ANNOTATED = "annot"


def matches(root: Path) -> bool:
    """Tell whether a folder has folders `X` and `Xannot`."""
    return bool(_parts(root))


def index(root: Path) -> Index:
    """Find the labelled pictures of all folders `X` and `Xannot`."""
    items = []
    problems = []
    parts = _parts(root)
    left_out = beside(root, frozenset({*parts, *(part + _ANNOTATED for part in parts)}))
    for part in parts:
        images = scan(root / part, IMAGE_SUFFIXES)
        labels = scan(root / (part + _ANNOTATED), LABEL_SUFFIXES | LOSSY_SUFFIXES)
        matched = match_files(root, _keyed(images), _keyed(labels))
        problems += matched.problems
        left_out += images.left_out + labels.left_out + matched.left_out
        items += [
            Item(
                name=f"{part}/{match.key}",
                image=match.image,
                label=match.label,
                label_map=LABELS,
                sequence=sequence_of(match.key),
                split=split_of(part),
            )
            for match in matched.matches
        ]
    return Index(
        tuple(sorted(items, key=lambda item: item.name)),
        tuple(problems),
        left_out=tuple(left_out),
    )


def sequence_of(key: str) -> str:
    """Return the sequence that a frame was taken from: its name before the last underscore.

    >>> sequence_of("0016E5_07959")
    '0016E5'
    """
    return key.rpartition("_")[0]


def _keyed(files: Scan) -> list[tuple[str, Path]]:
    return [
        (f"{folder}/{path.stem}" if folder else path.stem, path) for folder, path in files.files
    ]


def _parts(root: Path) -> list[str]:
    names = {folder.name for folder in folders_in(root)}
    return sorted(name for name in names if name + _ANNOTATED in names)
