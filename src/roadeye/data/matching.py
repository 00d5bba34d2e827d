"""The files of a labelled data set, paired by name; nothing is read yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from roadeye.data.dataset import Item
from roadeye.errors import InputError

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp"})
LABEL_SUFFIXES = frozenset({".png"})
"""Labels are exact values, so only a lossless format will do."""


@dataclass(frozen=True)
class Problem:
    """Name a file that keeps a data set from being used as it is.

    Attributes:
        path: The file.
        what: What is wrong with it, as the end of a sentence: `"has no label"`.
    """

    path: Path
    what: str


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
class Listing:
    """Hold what a layout found in a folder.

    Attributes:
        items: All labelled pictures, sorted by name.
        problems: Files without their counterpart, and names that are there twice.
        unlabelled: Pictures that the layout keeps without labels (a test set).
    """

    items: tuple[Item, ...]
    problems: tuple[Problem, ...] = ()
    unlabelled: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Pair:
    """Hold a picture and its label, found under the same key."""

    key: str
    image: Path
    label: Path


def files_in(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    """Return the files of a folder that have one of the suffixes, sorted; hidden ones left out.

    Raises:
        InputError: The folder is there but cannot be read.
    """
    return [path for path in _entries(folder) if path.suffix.lower() in suffixes and path.is_file()]


def folders_in(folder: Path) -> list[Path]:
    """Return the folders of a folder, sorted; hidden ones left out.

    Raises:
        InputError: The folder is there but cannot be read.
    """
    return [path for path in _entries(folder) if path.is_dir()]


def _entries(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError(
            f"cannot read the folder {folder}: {error.strerror}; check its permissions."
        ) from error


def pair(
    images: Iterable[tuple[str, Path]], labels: Iterable[tuple[str, Path]]
) -> tuple[list[Pair], list[Problem]]:
    """Pair pictures with labels by their keys.

    Args:
        images: Keys and files of the pictures.
        labels: Keys and files of the labels.

    Returns:
        The pairs sorted by key, and a problem for every file that has no counterpart or shares
        its key with an earlier file of its kind.
    """
    image_of, problems = _by_key(images)
    label_of, more = _by_key(labels)
    problems += more
    problems += [
        Problem(image_of[key], "is a picture without a label")
        for key in sorted(image_of.keys() - label_of.keys())
    ]
    problems += [
        Problem(label_of[key], "is a label without a picture")
        for key in sorted(label_of.keys() - image_of.keys())
    ]
    both = sorted(image_of.keys() & label_of.keys())
    return [Pair(key, image_of[key], label_of[key]) for key in both], problems


def _by_key(files: Iterable[tuple[str, Path]]) -> tuple[dict[str, Path], list[Problem]]:
    found: dict[str, Path] = {}
    problems = []
    for key, path in files:
        if key in found:
            problems.append(Problem(path, f"has the same name as {found[key].name}: keep one"))
        else:
            found[key] = path
    return found, problems
