"""Find the picture files that a person names: a file, a folder, a quoted glob."""

import os
import re
from collections.abc import Iterable
from glob import glob, has_magic
from pathlib import Path

from roadeye.errors import InputError

PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff")
"""Files of these names are taken from a folder; a file named itself may be called anything."""


def find(source: str) -> list[Path]:
    """Find the picture files of one source, in natural order (`f2` before `f10`).

    Args:
        source: A file, a folder (the pictures directly in it), or a glob pattern such as
            `"drive/*.jpg"` or `"drive/**/*.png"`.

    Raises:
        InputError: The source is missing, matches nothing or holds no picture.
    """
    path = Path(source)
    # `Path.is_dir` raises where a folder above is closed or a name is too long.
    if os.path.isdir(source):  # noqa: PTH112
        return in_folder(path)
    if os.path.exists(source):  # noqa: PTH110
        return [path]
    if has_magic(source):
        matches = [Path(match) for match in glob(source, recursive=True)]  # noqa: PTH207
        files = [match for match in matches if not match.is_dir()]
        if not files:
            raise InputError(f"the pattern {source!r} matches no file; check it and its quotes.")
        return sorted(files, key=natural)
    raise InputError(f"{source} does not exist; give a picture, a folder or a quoted pattern.")


def in_folder(folder: Path) -> list[Path]:
    """List the pictures directly in `folder`, in natural order, hidden files left out.

    Raises:
        InputError: The folder cannot be read or holds no picture.
    """
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise InputError(f"cannot read the folder {folder}: {error.strerror or error}.") from error
    files = [
        entry
        for entry in entries
        if entry.suffix.lower() in PICTURE_SUFFIXES
        and not entry.name.startswith(".")
        and not entry.is_dir()
    ]
    if not files:
        raise InputError(
            f"the folder {folder} holds no picture ({', '.join(PICTURE_SUFFIXES)}); give a folder "
            "with pictures directly in it, or a pattern such as 'folder/**/*.jpg'."
        )
    return sorted(files, key=natural)


def natural(path: Path) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Return the key that sorts numbers inside names by their value.

    >>> [p.name for p in sorted([Path("f10"), Path("f2"), Path("F1")], key=natural)]
    ['F1', 'f2', 'f10']
    """
    pieces = re.split(r"([0-9]+)", str(path).casefold())
    key = tuple(
        (0, int(piece), "") if index % 2 else (1, 0, piece) for index, piece in enumerate(pieces)
    )
    return key, str(path)  # the text itself decides between names such as f1 and f01


def unique(paths: Iterable[Path]) -> list[Path]:
    """Drop paths that name a file named before, keeping the order."""
    first: dict[str, Path] = {}
    for path in paths:
        first.setdefault(os.path.abspath(path), path)  # noqa: PTH100  links keep their own names
    return list(first.values())
