"""YOLO segmentation: a text file a picture, a line an area: its class and corners, 0..1."""

from collections import Counter
from pathlib import Path

import msgspec
import numpy as np

from roadeye.arrays import Size
from roadeye.data.files import scan
from roadeye.data.importers.annotation import (
    Annotated,
    Labels,
    Reader,
    Reading,
    Region,
    no_regions,
)
from roadeye.data.importers.pictures import pictures_below
from roadeye.errors import InputError, MissingExtraError
from roadeye.io.small_file import read_small
from roadeye.problems import FileProblem

_TABLES = ("data.yaml", "dataset.yaml", "data.yml")
_MOST_BYTES = 50_000_000


class _Table(msgspec.Struct):
    names: list[str] | dict[int, str]


def _matches(src: Path) -> bool:
    """Tell whether a folder holds `data.yaml` and text files in folders named `labels`."""
    if not any((src / table).is_file() for table in _TABLES):
        return False
    return any("labels" in Path(inside).parts for inside, _ in scan(src, frozenset({".txt"})).files)


def read(src: Path) -> Labels | None:
    """Find the pictures of a folder and the text files that annotate them."""
    if not _matches(src):
        return None
    names = _names(next(src / table for table in _TABLES if (src / table).is_file()))
    known = pictures_below(src)
    texts = {
        (_without(inside, "labels"), path.stem): path
        for inside, path in scan(src, frozenset({".txt"})).files
        if "labels" in Path(inside).parts
    }
    found = []
    for image in known.files:
        inside = _without(str(image.parent.relative_to(src)), "images")
        text = texts.pop((inside, image.stem), None)
        if text is None:
            found.append(Annotated(known.key(image), image, image, no_regions))
            continue

        def regions(size: Size, text: Path = text) -> Reading:
            return _reading(text, names, size)

        found.append(Annotated(known.key(image), image, text, regions))
    problems = [
        FileProblem(str(text.relative_to(src)), "is a label without a picture")
        for text in texts.values()
    ]
    classes = tuple(names.values())
    return Labels("YOLO segmentation", src, tuple(found), classes, problems=tuple(problems))


def _names(path: Path) -> dict[int, str]:
    try:
        names = msgspec.yaml.decode(read_small(path, _MOST_BYTES), type=_Table).names
    except ImportError as error:
        raise MissingExtraError("reading YOLO's data.yaml", "labels") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} has no table of names: {str(error)[:200]}.") from error
    return names if isinstance(names, dict) else dict(enumerate(names))


def _without(folder: str, name: str) -> tuple[str, ...]:
    return tuple(part for part in Path(folder).parts if part != name)


def _reading(path: Path, names: dict[int, str], size: Size) -> Reading:
    scale = np.array([size[1], size[0]], np.float64)
    regions: list[Region] = []
    remarks: Counter[str] = Counter()
    text = read_small(path, _MOST_BYTES).decode("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words:
            continue
        try:
            label = names[int(words[0])]
            corners = np.array([float(word) for word in words[1:]])
        except (ValueError, KeyError) as error:
            raise InputError(
                f"has the line {number}, {line[:40]!r}: expected a class number of data.yaml and "
                "corners from 0 to 1"
            ) from error
        if len(corners) >= 6 and len(corners) % 2 == 0:
            regions.append(Region(label, (corners.reshape(-1, 2) * scale,)))
        else:
            remarks[f"box of {label}, which says no area"] += 1
    return Reading(tuple(regions), remarks)


READER = Reader("YOLO segmentation", "data.yaml with labels/*.txt", read)
