"""The files of a labelled data set, matched by name; nothing is read yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from roadeye.data.dataset import Item
from roadeye.data.files import LOSSY_SUFFIXES, LeftOut
from roadeye.problems import FileProblem

_LOSSY = (
    "is a {suffix} label: labels in that format are lossy, their values are no longer exact; "
    "save the original label as PNG"
)


@dataclass(frozen=True)
class Picture:
    """Name a picture of the data set that comes without a label, such as one of a test set.

    Attributes:
        name: Unique within the data set.
        image: The picture's file.
        calibration: The calibration file, where the layout has one.
    """

    name: str
    image: Path
    calibration: Path | None = None


@dataclass(frozen=True)
class Index:
    """Hold what a layout found in a folder.

    Attributes:
        items: All labelled pictures, sorted by name.
        problems: Files without their counterpart, and names that are there twice.
        unlabelled: Pictures that the layout keeps without labels (a test set).
        left_out: Files that are not read at all, and why.
    """

    items: tuple[Item, ...]
    problems: tuple[FileProblem, ...] = ()
    unlabelled: tuple[Picture, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Match:
    """Hold a picture and its label, found under the same key."""

    key: str
    image: Path
    label: Path


@dataclass(frozen=True)
class Matched:
    """Hold what matching pictures with labels gave.

    Attributes:
        matches: Pictures with their labels, sorted by key.
        problems: Every file without a counterpart, or with the key of an earlier one of its kind.
        left_out: Lossy copies of labels that are there in a lossless format too.
    """

    matches: list[Match]
    problems: list[FileProblem]
    left_out: list[LeftOut]


def match_files(
    root: Path, images: Iterable[tuple[str, Path]], labels: Iterable[tuple[str, Path]]
) -> Matched:
    """Match pictures with labels by their keys.

    Args:
        root: The data set's folder.
        images: Keys and files of the pictures.
        labels: Keys and files of the labels; those in a lossy format become problems.
    """

    def problem(path: Path, what: str) -> FileProblem:
        return FileProblem(path.relative_to(root).as_posix(), what)

    lossless: list[tuple[str, Path]] = []
    lossy: dict[str, Path] = {}
    for key, path in labels:
        if path.suffix.lower() in LOSSY_SUFFIXES:
            lossy[key] = path
        else:
            lossless.append((key, path))
    image_of, twice = _by_key(images)
    label_of, more = _by_key(lossless)
    problems = [
        *(problem(path, f"has the same name as {first.name}: keep one") for path, first in twice),
        *(problem(path, f"has the same name as {first.name}: keep one") for path, first in more),
        *(
            problem(path, _LOSSY.format(suffix=path.suffix[1:].upper()))
            for key, path in sorted(lossy.items())
            if key not in label_of
        ),
        *(
            problem(image_of[key], "is a picture without a label")
            for key in sorted(image_of.keys() - label_of.keys() - lossy.keys())
        ),
        *(
            problem(label_of[key], "is a label without a picture")
            for key in sorted(label_of.keys() - image_of.keys())
        ),
    ]
    both = sorted(image_of.keys() & label_of.keys())
    copies = sorted(path for key, path in lossy.items() if key in label_of)
    return Matched(
        [Match(key, image_of[key], label_of[key]) for key in both],
        problems,
        [LeftOut(path, "a lossy copy of a label") for path in copies],
    )


def _by_key(files: Iterable[tuple[str, Path]]) -> tuple[dict[str, Path], list[tuple[Path, Path]]]:
    """Return the first file of each key, and each later one with the first of its key."""
    found: dict[str, Path] = {}
    twice = []
    for key, path in files:
        if key in found:
            twice.append((path, found[key]))
        else:
            found[key] = path
    return found, twice
