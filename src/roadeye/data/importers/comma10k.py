"""comma10k: `imgs/` and `masks/`, one colour a class.

comma.ai: comma10k, github.com/commaai/comma10k; the colours are those of its README.
"""

from pathlib import Path

from roadeye.data.files import LABEL_SUFFIXES, scan
from roadeye.data.importers.annotation import Annotated, Labels, Reader
from roadeye.data.importers.pictures import pictures_below
from roadeye.data.importers.values import Rgb, Values, pair, read_mask
from roadeye.errors import InputError
from roadeye.problems import FileProblem

COLOURS: dict[int | Rgb, str] = {
    (0x40, 0x20, 0x20): "road",
    (0xFF, 0x00, 0x00): "lane markings",
    (0x80, 0x80, 0x60): "undrivable",
    (0x00, 0xFF, 0x66): "movable",
    (0xCC, 0x00, 0xFF): "my car",
    (0x00, 0xCC, 0xFF): "movable in my car",
}
_VALUES = Values(COLOURS, in_colour=True, strict=True)
_PARTS = ("", "2")
"""`imgs` with `masks`, and `imgs2` with `masks2`."""


def _matches(src: Path) -> bool:
    """Tell whether a folder holds `imgs` and `masks`, the first mask in these colours."""
    masks = [
        path
        for part in _PARTS
        if _has(src, part)
        for _, path in scan(src / f"masks{part}", LABEL_SUFFIXES).files
    ]
    try:
        return bool(masks) and bool(read_mask(masks[0], _VALUES).regions)
    except InputError:
        return False


def _has(src: Path, part: str) -> bool:
    return (src / f"imgs{part}").is_dir() and (src / f"masks{part}").is_dir()


def read(src: Path) -> Labels | None:
    """Find the pictures and their masks."""
    if not _matches(src):
        return None
    found: list[Annotated] = []
    problems: list[FileProblem] = []
    for part in (part for part in _PARTS if _has(src, part)):
        known = pictures_below(src, f"imgs{part}")
        masks = {path.stem: path for _, path in scan(src / f"masks{part}", LABEL_SUFFIXES).files}
        pairs = [(image, masks.pop(image.stem)) for image in known.files if image.stem in masks]
        paired, broken = pair(known, pairs, _VALUES)
        found += paired
        problems += broken
        problems += [
            FileProblem(str(mask.relative_to(src)), "is a label without a picture")
            for mask in masks.values()
        ]
    return Labels("comma10k", src, tuple(found), tuple(COLOURS.values()), problems=tuple(problems))


READER = Reader("comma10k", "imgs/ with masks/", read)
