"""Roboflow's semantic masks: `a.jpg`, `a_mask.png` and `_classes.csv` in one folder for a split."""

import csv
from pathlib import Path

from roadeye.data.files import LABEL_SUFFIXES, files_in, folders_in
from roadeye.data.importers.annotation import Annotated, Labels, Reader
from roadeye.data.importers.pictures import Pictures, pictures_below
from roadeye.data.importers.values import Rgb, Values, pair
from roadeye.errors import InputError
from roadeye.io.small_file import read_small
from roadeye.problems import FileProblem

_TABLE, _MASK = "_classes.csv", "_mask"
_MOST_BYTES = 1_000_000


def _matches(src: Path) -> bool:
    """Tell whether a folder, or one in it, holds `_classes.csv`."""
    return bool(_folders(src))


def read(src: Path) -> Labels | None:
    """Find the pictures and masks of all splits."""
    if not _matches(src):
        return None
    found: list[Annotated] = []
    problems: list[FileProblem] = []
    classes: dict[str, None] = {}
    for folder in _folders(src):
        names = _names(folder / _TABLE)
        classes |= dict.fromkeys(names.values())
        masks = {
            path.stem.removesuffix(_MASK): path
            for path in files_in(folder, LABEL_SUFFIXES)
            if path.stem.endswith(_MASK)
        }
        every = pictures_below(src, folder.relative_to(src).as_posix()).files
        known = Pictures(src, tuple(path for path in every if path not in set(masks.values())))
        pairs = [(image, masks.pop(image.stem)) for image in known.files if image.stem in masks]
        paired, broken = pair(known, pairs, Values(names))
        found += paired
        problems += broken
        problems += [
            FileProblem(str(mask.relative_to(src)), "is a label without a picture")
            for mask in masks.values()
        ]
    return Labels("Roboflow masks", src, tuple(found), tuple(classes), problems=tuple(problems))


def _folders(src: Path) -> list[Path]:
    if not src.is_dir():
        return []
    return [folder for folder in (src, *folders_in(src)) if (folder / _TABLE).is_file()]


def _names(table: Path) -> dict[int | Rgb, str]:
    """Read `Pixel Value, Class` and a line for each class.

    Raises:
        InputError: A line is another.
    """
    text = read_small(table, _MOST_BYTES).decode("utf-8", "replace")
    rows = [row for row in csv.reader(text.splitlines()[1:], skipinitialspace=True) if row]
    try:
        return {int(value): name.strip() for value, name in rows}
    except ValueError as error:
        raise InputError(f"{table} has a line that does not look like `1, road`.") from error


READER = Reader("Roboflow masks", "_classes.csv and NAME_mask.png", read)
