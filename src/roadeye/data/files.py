"""The files below a folder: those that are read, and those that are left out and why."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from roadeye.errors import InputError

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})
LABEL_SUFFIXES = frozenset({".png", ".bmp", ".tif", ".tiff"})
"""Labels are exact values, so only a lossless format will do."""
LOSSY_SUFFIXES = frozenset({".jpg", ".jpeg", ".webp"})
"""Formats that change the values of a label."""

MOST_BESIDE = 100_000
"""How many files in unknown folders are looked at; a home folder holds more than anyone asks for."""

_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})  # what file managers leave behind

HIDDEN = "hidden"
NOT_REGULAR = "not a regular file"
READ_BEFORE = "a link to a folder that is read already"
BROKEN_LINK = "a broken link"


@dataclass(frozen=True)
class LeftOut:
    """Name a file or folder that is not read, and the reason.

    Attributes:
        path: The file or folder.
        reason: Why, in words that many files share: `"unknown suffix .heic"`.
    """

    path: Path
    reason: str


@dataclass
class Scan:
    """Hold what lies in a folder.

    Attributes:
        files: The files that are read, sorted, each with its folder below the one scanned
            (`""` at the top, else such as `"val/0016E5"`).
        left_out: What is not read.
    """

    files: list[tuple[str, Path]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def scan(folder: Path, suffixes: frozenset[str]) -> Scan:
    """Find the files with one of the suffixes in a folder and in all folders below it.

    Each folder is read once, so links that lead back upwards end. A folder that is not there holds
    nothing.

    Raises:
        InputError: A folder cannot be read.
    """
    found = Scan()
    if folder.is_dir():
        _scan(folder, "", suffixes, found, set())
    return found


def scan_flat(folder: Path, suffixes: frozenset[str]) -> Scan:
    """Find the files with one of the suffixes in a folder; those in folders below are left out.

    Raises:
        InputError: A folder cannot be read.
    """
    found = scan(folder, suffixes)
    flat = [entry for entry in found.files if not entry[0]]
    below = [LeftOut(path, unknown_folder(inside)) for inside, path in found.files if inside]
    return Scan(flat, found.left_out + below)


def beside(folder: Path, known: frozenset[str]) -> list[LeftOut]:
    """Return the pictures in a folder and in those below that are not among the known ones.

    At most `MOST_BESIDE` files are looked at; unknown folders that cannot be read are passed over.

    Raises:
        InputError: The folder itself cannot be read.
    """
    seen: set[tuple[int, int]] = set()
    for inside in (folder, *(folder / name for name in known)):
        if inside.is_dir():
            _is_new(inside, seen)
    found = islice(_files_beside(folder, known, seen), MOST_BESIDE)
    return [entry for entry in found if entry.path.suffix.lower() in IMAGE_SUFFIXES]


def _files_beside(
    folder: Path, known: frozenset[str], seen: set[tuple[int, int]]
) -> Iterator[LeftOut]:
    for entry in _entries(folder):
        path = Path(entry.path)
        if entry.name in known or entry.name.startswith("."):
            continue
        if _is_folder(entry):
            for file in _files_below(path, seen):
                yield LeftOut(file, unknown_folder(path.name))
        elif _is_file(entry):
            yield LeftOut(path, "beside the folders of the layout")


def unknown_folder(name: str) -> str:
    """Return the reason for which the files of a folder are left out."""
    return f"in the unknown folder {name}"


def files_in(folder: Path, suffixes: frozenset[str]) -> list[Path]:
    """Return the regular files of a folder that have one of the suffixes, sorted, none hidden.

    Raises:
        InputError: The folder is there but cannot be read.
    """
    return [
        Path(entry.path)
        for entry in (_entries(folder) if folder.is_dir() else [])
        if not entry.name.startswith(".")
        and Path(entry.name).suffix.lower() in suffixes
        and _is_file(entry)
    ]


def folders_in(folder: Path) -> list[Path]:
    """Return the folders of a folder, sorted; hidden ones left out.

    Raises:
        InputError: The folder is there but cannot be read.
    """
    return [
        Path(entry.path)
        for entry in (_entries(folder) if folder.is_dir() else [])
        if not entry.name.startswith(".") and _is_folder(entry)
    ]


def _scan(
    folder: Path, inside: str, suffixes: frozenset[str], found: Scan, seen: set[tuple[int, int]]
) -> None:
    if not _is_new(folder, seen):
        found.left_out.append(LeftOut(folder, READ_BEFORE))
        return
    for entry in _entries(folder):
        path = Path(entry.path)
        suffix = path.suffix.lower()
        if entry.name.lower() in _OF_SYSTEMS:
            continue
        if entry.name.startswith("."):
            if _is_folder(entry) or suffix in suffixes:
                found.left_out.append(LeftOut(path, HIDDEN))
        elif _is_folder(entry):
            below = f"{inside}/{entry.name}" if inside else entry.name
            _scan(path, below, suffixes, found, seen)
        elif not _is_file(entry):
            broken = entry.is_symlink() and not path.exists()
            found.left_out.append(LeftOut(path, BROKEN_LINK if broken else NOT_REGULAR))
        elif suffix in suffixes:
            found.files.append((inside, path))
        else:
            found.left_out.append(
                LeftOut(path, f"unknown suffix {path.suffix}" if suffix else "no suffix")
            )


def _files_below(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    try:
        entries = _entries(folder) if _is_new(folder, seen) else []
    except (InputError, OSError):
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if _is_folder(entry):
            yield from _files_below(Path(entry.path), seen)
        elif _is_file(entry):
            yield Path(entry.path)


def _is_new(folder: Path, seen: set[tuple[int, int]]) -> bool:
    """Tell whether a folder was not seen before, by its identity on disk, and remember it."""
    status = folder.stat()
    key = (status.st_dev, status.st_ino)
    new = key not in seen
    seen.add(key)
    return new


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _is_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _entries(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise InputError(
            f"cannot read the folder {folder}: {error.strerror}; check its permissions."
        ) from error
