"""Plain pairs: `images/a.jpg` with `masks/a.png` or `labels/a.png`, or `a.jpg` with `a_mask.png`.

Folders below say the split, the sequence or both: `images/val/a.jpg`, `images/drive1/a.jpg`,
`images/train/drive1/a.jpg`. Class numbers have their meaning from `dataset.toml`.
"""

from pathlib import Path, PurePosixPath

from roadeye.data.dataset import TEST, Item, split_of
from roadeye.data.description import read_description
from roadeye.data.files import (
    IMAGE_SUFFIXES,
    LABEL_SUFFIXES,
    LOSSY_SUFFIXES,
    Scan,
    beside,
    files_in,
    scan,
)
from roadeye.data.labels import LabelMap
from roadeye.data.matching import Index, Picture, match_files
from roadeye.errors import InputError

LABELS = LabelMap(
    name="images/ + masks/",
    road=frozenset({255}),
    other=frozenset({0}),
    ignored=frozenset({128}),
)
_IMAGES, _MASKS = "images", ("masks", "labels")
_SUFFIXES = LABEL_SUFFIXES | LOSSY_SUFFIXES
_ENDING = "_mask"  # of a mask's name, beside its picture
_SHEET = "contact_sheet.jpg"  # what an import draws beside them


def matches(root: Path) -> bool:
    """Tell whether a folder holds `images` and masks, or a picture with its mask beside it."""
    return _folder_of_masks(root) is not None or _has_masks_beside(root)


def index(root: Path) -> Index:
    """Find the pictures of `images`, or those with masks beside them, in all folders below.

    The first folder below `images` says the split if it has the name of one (`valid` is `val`);
    what is left of the path is the sequence. The split `test` may come without any mask.
    """
    masks_in = _folder_of_masks(root)
    if masks_in is None:
        images, masks = _told_apart(scan(root, _SUFFIXES))
        left_out = images.left_out
    else:
        images = scan(root / _IMAGES, IMAGE_SUFFIXES)
        masks = scan(masks_in, _SUFFIXES)
        known = frozenset({_IMAGES, masks_in.name, _SHEET})
        left_out = [*images.left_out, *masks.left_out, *beside(root, known)]
    keyed, labels = _keyed(images), _keyed(masks)
    unlabelled = []
    if not any(_split(key) == TEST for key, _ in labels):
        unlabelled = [(key, path) for key, path in keyed if _split(key) == TEST]
        keyed = [(key, path) for key, path in keyed if _split(key) != TEST]
    matched = match_files(root, keyed, labels)
    label_map = _label_map(root)
    return Index(
        items=tuple(
            Item(
                name=match.key,
                image=match.image,
                label=match.label,
                label_map=label_map,
                sequence=_sequence(match.key),
                split=_split(match.key),
            )
            for match in matched.matches
        ),
        problems=tuple(matched.problems),
        unlabelled=tuple(Picture(key, path) for key, path in unlabelled),
        left_out=(*left_out, *matched.left_out),
    )


def _folder_of_masks(root: Path) -> Path | None:
    """Return the folder of masks beside `images`; None where there is none with a picture file."""
    if not (root / _IMAGES).is_dir():
        return None
    plain, *others = (root / name for name in _MASKS)
    if plain.is_dir():
        return plain
    # `labels` may hold the text files of YOLO, which are imported.
    return next((one for one in others if one.is_dir() and scan(one, _SUFFIXES).files), None)


def _has_masks_beside(root: Path) -> bool:
    return any(path.stem.endswith(_ENDING) for path in files_in(root, LABEL_SUFFIXES))


def _told_apart(found: Scan) -> tuple[Scan, Scan]:
    """Return pictures, and masks named `NAME_mask.png`, of the same folders."""
    masks = [entry for entry in found.files if entry[1].stem.endswith(_ENDING)]
    images = [entry for entry in found.files if entry not in masks and entry[1].name != _SHEET]
    return Scan(images, found.left_out), Scan(masks)


def _label_map(root: Path) -> LabelMap:
    """Return what the masks' values mean: what `dataset.toml` says, where it can be read."""
    try:
        values = read_description(root).values
    except InputError:  # told by whoever opens the data set
        values = None
    return LABELS if values is None else values.label_map()


def _keyed(files: Scan) -> list[tuple[str, Path]]:
    return [(_key(folder, path), path) for folder, path in files.files]


def _key(folder: str, path: Path) -> str:
    """Return `val/drive1/a` for `valid/drive1/a.jpg`, so that `valid` and `val` match."""
    first, *below = PurePosixPath(folder, path.stem.removesuffix(_ENDING)).parts
    return "/".join([(split_of(first) or first) if below else first, *below])


def _split(key: str) -> str:
    first, slash, _ = key.partition("/")
    return split_of(first) if slash else ""


def _sequence(key: str) -> str:
    *folders, _ = key.split("/")
    return "/".join(folders[1:] if _split(key) else folders)
