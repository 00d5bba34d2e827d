"""Masks of any kind beside their pictures: in a folder of their own, or named `NAME_mask.png`.

Values are class numbers or colours, and are called after themselves: `7`, `#402020`.
"""

from pathlib import Path

from roadeye.data.files import LABEL_SUFFIXES, LOSSY_SUFFIXES, scan
from roadeye.data.importers.annotation import Labels, Reader
from roadeye.data.importers.pictures import Pictures, pictures_below
from roadeye.data.importers.values import Values, pair
from roadeye.errors import InputError
from roadeye.io.images import read_unchanged
from roadeye.problems import FileProblem

_MASKS = ("masks", "labels", "annotations", "gt", "mask", "label")
_ENDINGS = ("_mask", "_label", "_gt")
_SUFFIXES = LABEL_SUFFIXES | LOSSY_SUFFIXES


def _matches(src: Path) -> bool:
    """Tell whether a folder holds masks beside pictures."""
    return src.is_dir() and bool(_folder(src) or _named(src))


def read(src: Path) -> Labels | None:
    """Find the pictures and their masks."""
    if not _matches(src):
        return None
    masks = _folder(src) or _named(src)
    taken = set(masks.values())
    known = Pictures(src, tuple(path for path in pictures_below(src).files if path not in taken))
    pairs, rest = [], dict(masks)
    for image in known.files:
        mask = rest.pop(known.key(image), None)
        if mask is not None:
            pairs.append((image, mask))
    found, problems = pair(known, pairs, Values(in_colour=_in_colour(pairs)))
    problems += [
        FileProblem(str(mask.relative_to(src)), "is a label without a picture")
        for mask in rest.values()
    ]
    return Labels("plain masks", src, tuple(found), problems=tuple(problems))


def _folder(src: Path) -> dict[str, Path]:
    """Return the masks of folders such as `masks`, by the names of their pictures."""
    return {
        _key(inside, path): path
        for inside, path in scan(src, _SUFFIXES).files
        if _holds_masks(inside)
    }


def _holds_masks(inside: str) -> bool:
    return any(part.lower() in _MASKS for part in Path(inside).parts)


def _named(src: Path) -> dict[str, Path]:
    """Return the files named `NAME_mask.png`, by the names of their pictures."""
    return {
        _key(inside, path): path
        for inside, path in scan(src, _SUFFIXES).files
        if path.stem.endswith(_ENDINGS)
    }


def _key(inside: str, path: Path) -> str:
    stem = path.stem
    for ending in _ENDINGS:
        stem = stem.removesuffix(ending)
    folders = [part for part in Path(inside).parts if part.lower() not in {*_MASKS, "images"}]
    return "/".join([*folders, stem])


def _in_colour(pairs: list[tuple[Path, Path]]) -> bool:
    """Tell by the first mask that can be read whether values are colours."""
    for _, mask in pairs:
        if mask.suffix.lower() in LOSSY_SUFFIXES:
            return False
        try:
            label = read_unchanged(mask)
        except InputError:
            continue
        return label.ndim == 3 and bool((label != label[..., :1]).any())
    return False


READER = Reader("plain masks", "images/ with masks/, or NAME_mask.png beside NAME.jpg", read)
