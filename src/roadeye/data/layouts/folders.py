"""A plain pair of folders: `images/a.jpg` with `masks/a.png`.

Folders below say the split, the sequence or both: `images/val/a.jpg`, `images/drive1/a.jpg`,
`images/train/drive1/a.jpg`.
"""

from pathlib import Path, PurePosixPath

from roadeye.data.dataset import TEST, Item, split_of
from roadeye.data.files import IMAGE_SUFFIXES, LABEL_SUFFIXES, LOSSY_SUFFIXES, Scan, beside, scan
from roadeye.data.labels import LabelMap
from roadeye.data.matching import Index, Picture, match_files

LABELS = LabelMap(
    name="images/ + masks/",
    road=frozenset({255}),
    other=frozenset({0}),
    ignored=frozenset({128}),
)
_IMAGES, _MASKS = "images", "masks"
_SHEET = "contact_sheet.jpg"  # what an import draws beside them


def matches(root: Path) -> bool:
    """Tell whether a folder holds `images` and `masks`."""
    return (root / _IMAGES).is_dir() and (root / _MASKS).is_dir()


def index(root: Path) -> Index:
    """Find the pictures of `images` and of all folders below it.

    The first folder below `images` says the split if it has the name of one (`valid` is `val`);
    what is left of the path is the sequence. The split `test` may come without any mask.
    """
    images = scan(root / _IMAGES, IMAGE_SUFFIXES)
    masks = scan(root / _MASKS, LABEL_SUFFIXES | LOSSY_SUFFIXES)
    keyed, labels = _keyed(images), _keyed(masks)
    unlabelled = []
    if not any(_split(key) == TEST for key, _ in labels):
        unlabelled = [(key, path) for key, path in keyed if _split(key) == TEST]
        keyed = [(key, path) for key, path in keyed if _split(key) != TEST]
    matched = match_files(root, keyed, labels)
    return Index(
        items=tuple(
            Item(
                name=match.key,
                image=match.image,
                label=match.label,
                label_map=LABELS,
                sequence=_sequence(match.key),
                split=_split(match.key),
            )
            for match in matched.matches
        ),
        problems=tuple(matched.problems),
        unlabelled=tuple(Picture(key, path) for key, path in unlabelled),
        left_out=(
            *images.left_out,
            *masks.left_out,
            *matched.left_out,
            *beside(root, frozenset({_IMAGES, _MASKS, _SHEET})),
        ),
    )


def _keyed(files: Scan) -> list[tuple[str, Path]]:
    return [(_key(folder, path), path) for folder, path in files.files]


def _key(folder: str, path: Path) -> str:
    """Return `val/drive1/a` for `valid/drive1/a.jpg`, so that `valid` and `val` match."""
    first, *below = PurePosixPath(folder, path.stem).parts
    return "/".join([(split_of(first) or first) if below else first, *below])


def _split(key: str) -> str:
    first, slash, _ = key.partition("/")
    return split_of(first) if slash else ""


def _sequence(key: str) -> str:
    *folders, _ = key.split("/")
    return "/".join(folders[1:] if _split(key) else folders)
